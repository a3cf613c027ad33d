"""One name in two spellings that sound alike.

What it finds
    Named entities of one document whose pinyin are equal, or for names of three and more characters near (n/ng,
    z/zh, c/ch, s/sh), but whose characters differ. The spelling in the minority is reported, with the other one as
    the suggestion; of two that are as frequent, the later one.

Why it matters
    On its way through English a name keeps its sound and loses its characters; each sentence then guesses anew. A
    reader takes the spellings for different people or places.

Example
    锦绣小区的居民告诉记者……⟦金绣⟧居委会的主任也在场

Known limits
    A spelling that is a well-known word (山西 beside 陕西) is taken for what it says. Two people whose names sound
    alike are rare within one text, but they exist. A name garbled everywhere in the same way is not seen: it is
    consistent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from mtqa.checks.base import Check, Material
from mtqa.findings import Category, Finding, Rule, Severity
from mtqa.lexicon import NAME_TAGS, Likeness, chinese_zipf, likeness, sound_key
from mtqa.text import Segment, Span

INCONSISTENT = Rule(
    "names.inconsistent",
    Category.INCONSISTENT_TERM,
    Severity.MAJOR,
    "The text writes this name in two ways that sound alike.",
)

# wordfreq: from Zipf 3 (once in a million words) a word is known to every reader.
_WELL_KNOWN = 3.0


@dataclass
class _Name:
    """A name and every place where the tagger saw it."""

    text: str
    person: bool
    places: list[tuple[Segment, Span]] = field(default_factory=list)


def run(material: Material) -> Iterator[Finding]:
    reported: set[tuple[int, Span]] = set()
    for one, other in _alike(_names(material)):
        spellings = _spellings(one, other)
        if spellings is None:
            continue
        seen, other_seen = (material.bitext.document.text.count(spelling) for spelling in spellings)
        if seen < other_seen:
            intruder, (spelling, rival) = one, spellings
        else:
            intruder, (rival, spelling) = other, spellings
        if chinese_zipf(spelling) >= _WELL_KNOWN:
            continue
        for segment, place in intruder.places:
            span = Span(place.start, place.start + len(spelling))
            if (segment.index, span) not in reported:
                reported.add((segment.index, span))
                yield _finding(material, segment, span, spelling, rival)


def _names(material: Material) -> list[_Name]:
    """The document's names, in order of appearance."""
    names: dict[str, _Name] = {}
    for segment, word in material.tagged:
        if word.tag in NAME_TAGS and len(word.text) >= 2:
            name = names.setdefault(word.text, _Name(word.text, word.tag == "PER"))
            name.places.append((segment, word.span))
    return list(names.values())


def _alike(names: list[_Name]) -> Iterator[tuple[_Name, _Name]]:
    """Pairs that begin alike, in order of appearance; all pairs would be too many in a long document."""
    groups: dict[tuple[str, ...], list[_Name]] = {}
    for name in names:
        groups.setdefault(sound_key(name.text[:2]), []).append(name)
    for group in groups.values():
        yield from combinations(group, 2)


def _spellings(one: _Name, other: _Name) -> tuple[str, str] | None:
    """The two spellings where the names differ only in characters that sound alike, else None.

    Names of places and organisations may go on differently after their first two characters, which are the name proper
    (汇源小区, 惠源居委会); these then have to sound quite the same.
    """
    if one.person != other.person:
        return None
    if len(one.text) == len(other.text):
        found = likeness(one.text, other.text)
        needed = Likeness.NEAR if len(one.text) > 2 else Likeness.EQUAL
        if found >= needed and _shares_a_character(one.text, other.text):
            return (one.text, other.text) if one.person else _trimmed(one.text, other.text)
    if one.person:
        return None
    pair = one.text[:2], other.text[:2]
    return pair if likeness(*pair) is Likeness.EQUAL and pair[0] != pair[1] and _shares_a_character(*pair) else None


def _shares_a_character(one: str, other: str) -> bool:
    return any(a == b for a, b in zip(one, other, strict=True))


def _trimmed(one: str, other: str) -> tuple[str, str]:
    """Both without the end they share, as 居委会, but never under two characters."""
    size = max(2, max(i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b) + 1)
    return one[:size], other[:size]


def _finding(material: Material, segment: Segment, span: Span, spelling: str, rival: str) -> Finding:
    text = material.bitext.document.text
    counts = {spelling: text.count(spelling), rival: text.count(rival)}
    seen, rival_seen = counts.values()
    return material.finding(
        INCONSISTENT,
        segment,
        span,
        0.85 if seen < rival_seen else 0.7,
        message=f"“{spelling}” ({seen}×) sounds like “{rival}” ({rival_seen}×): one name, two spellings?",
        suggestions=[rival],
        evidence={"occurrences": dict(counts), "source": "homophone in this document"},
    )


CHECK = Check(run, (INCONSISTENT,))
