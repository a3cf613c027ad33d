"""Names: how many are reported in native text, and how many garbled names are found.

Native text is the part that the tables of names were not made of. A garbled name keeps its sound: every character is
drawn from those with the same syllable, weighted by the square root of their frequency.
"""

from __future__ import annotations

import math
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

from mtqa.bench.corpus import lines
from mtqa.bench.pages import bitext
from mtqa.checks.material import Material
from mtqa.checks.names import CHECK, GARBLED, INCONSISTENT
from mtqa.engines.base import Progress
from mtqa.findings import Finding
from mtqa.lexicon import LacTagger, Tagger, character_surprisal, chinese_zipf
from mtqa.lexicon.name_context import proper_part
from mtqa.lexicon.name_tables import given_name_log_ratio, place_count
from mtqa.lexicon.pinyin import syllables
from mtqa.script import is_han
from research.tables.names import SHARE, looks_like_a_name

_PAGE = 12  # lines
_PLANTED = 600  # pages

#: The names of a page that may be garbled.
_Choose = Callable[[Material], list[str]]


def names(made_of: Sequence[Path], unseen: Sequence[Path], progress: Progress) -> str:
    """Two tables and the list of all findings in native text."""
    tagger = LacTagger()
    pages = list(_pages(made_of, unseen))
    found: list[Finding] = []
    given: set[str] = set()
    for done, page in enumerate(pages, 1):
        material = Material(bitext(page), tagger)
        found.extend(CHECK.run(material))
        given.update(_people(material))
        progress(done, len(pages))
    size = sum(map(len, pages))
    rare = sum(given_name_log_ratio((looks_like_a_name(name) or ("", ""))[1]) <= -3 for name in given)
    rows = [
        f"| `{rule.id}` | {(count := sum(one.rule is rule for one in found))} | {1000 * count / size:.4f} |"
        for rule in CHECK.rules
    ]
    return "\n".join(
        [
            f"{len(pages):,} native pages, {size:,} characters\n",
            "| rule | findings | per 1,000 characters |\n|---|---|---|",
            *rows,
            f"\n{rare / len(given):.1%} of {len(given):,} names that no word list knows are at −3 nats or below\n",
            *_planted(pages, tagger),
            "",
            *(
                f"{one.rule.id}\t{one.context[0][-12:]}⟦{one.text}⟧{one.context[1][:12]}\t{one.suggestions}"
                for one in found
            ),
        ]
    )


def _pages(made_of: Sequence[Path], unseen: Sequence[Path]) -> Iterator[str]:
    for path in (*made_of, *unseen):
        sentences = lines(path)
        if path in made_of:
            sentences = sentences[int(SHARE * len(sentences)) :]
        for start in range(0, len(sentences) - _PAGE + 1, _PAGE):
            yield "\n".join(sentences[start : start + _PAGE])


def _people(material: Material) -> list[str]:
    """Names of people that no word list has."""
    return sorted(
        {
            w.text
            for _, w in material.tagged
            if w.tag == "PER" and looks_like_a_name(w.text) and not chinese_zipf(w.text)
        }
    )


def _village(material: Material) -> list[str]:
    parts = {proper_part(word.text) for _, word in material.tagged if word.tag in ("LOC", "ORG")}
    return sorted(part for part in parts if part and place_count(part) and chinese_zipf(part) < 3)


def _planted(pages: list[str], tagger: Tagger) -> Iterator[str]:
    """A table: how many garbled names are found in native pages."""
    yield "| planted | pages | found | right suggestion |\n|---|---|---|---|"
    kinds: tuple[tuple[str, _Choose, bool, bool], ...] = (
        ("a person's given name, everywhere", _people, False, False),
        ("a place, everywhere", _village, False, False),
        ("a person's given name, once of several times", _people, True, False),
        ("a place, once of several times", _village, True, False),
        ("a place, the other way round, once of several times", _village, True, True),
    )
    for title, choose, once, swapped in kinds:
        counts = _plant(pages, tagger, choose, once, swapped)
        yield (
            f"| {title} | {counts['pages']} | {counts['found'] / max(1, counts['pages']):.0%} "
            f"| {counts['right'] / max(1, counts['found']):.0%} |"
        )


def _plant(pages: list[str], tagger: Tagger, choose: _Choose, once: bool, swapped: bool) -> Counter[str]:
    chance = random.Random(7)
    counts: Counter[str] = Counter()
    for page in chance.sample(pages, len(pages)):
        if counts["pages"] >= _PLANTED:
            break
        found = [name for name in choose(Material(bitext(page), tagger)) if not once or page.count(name) > 1]
        if not found:
            continue
        name = chance.choice(found)
        garble = _garbled(name, choose is _people, swapped, chance)
        if garble == name or garble in page:
            continue
        counts["pages"] += 1
        material = Material(bitext(page.replace(name, garble, 1 if once else -1)), tagger)
        rule = INCONSISTENT if once else GARBLED
        hits = [one for one in CHECK.run(material) if one.rule is rule and {one.text} & {name, garble, garble[1:]}]
        counts["found"] += bool(hits)
        counts["right"] += any(name.endswith(tuple(one.suggestions)) and one.text != name for one in hits)
    return counts


def _garbled(name: str, person: bool, swapped: bool, chance: random.Random) -> str:
    """The name with other characters of the same sound; a surname stays."""
    kept = (looks_like_a_name(name) or ("", ""))[0] if person else ""
    rest = name[len(kept) :]
    rest = rest[::-1] if swapped else rest
    spelled = [chance.choices(*_choices(syllables(character)[0])) for character in rest]
    return kept + "".join(one[0] for one in spelled)


@cache
def _choices(sound: str) -> tuple[list[str], list[float]]:
    same = [character for character in _characters() if syllables(character)[0] == sound]
    return same, [math.exp(-character_surprisal(character) / 2) for character in same]


@cache
def _characters() -> list[str]:
    """The Han characters of native text."""
    unseen = character_surprisal("")
    return [one for one in map(chr, range(sys.maxunicode + 1)) if is_han(one) and character_surprisal(one) < unseen]
