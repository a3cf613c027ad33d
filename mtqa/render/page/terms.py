"""Terms and names of a document, each with all its wordings: how often, where, and what findings say of them.

Wordings that findings name together belong to the same thing. Which of them is right is what the findings say, not how
often each stands there: of 林峰 (4×) and 枫林 (1×) the rarer is the name of a place. A wording inside a longer one is
not counted (家庭观察 in 家庭观察者); wordings that only overlap are (家里的观察 and 观察家庭 in 家里的观察家庭).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mtqa.findings import Category, Finding
from mtqa.render.page.prose import Flag
from mtqa.render.page.view import DocumentView, SegmentView
from mtqa.text import Span

_KINDS = {"terms": "term", "names": "name", "titles": "title", "glossary": "term"}


@dataclass(frozen=True, slots=True)
class Place:
    line: int
    segment: int


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording of a thing. `standing` is what the findings say of it: reported, suggested, proposed (suggested, and
    not in the text) or other."""

    text: str
    places: tuple[Place, ...]
    standing: str
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """A term or name with its wordings, the most frequent first."""

    kind: str
    wordings: tuple[Wording, ...]


def things(view: DocumentView) -> list[Thing]:
    """The things of a document, in the order of their first findings."""
    found = [flag for flag in view.flags if _kind(flag.finding)]
    groups = _groups([flag.finding for flag in found])
    places = _places(view.segments, {text for group, _ in groups for text in group})
    flags: dict[str, list[Flag]] = defaultdict(list)
    for flag in found:
        flags[flag.finding.text].append(flag)
    suggested = {wording for flag in found for wording in flag.finding.suggestions}
    return [
        Thing(kind, tuple(sorted((_wording(text, places, flags, suggested) for text in group), key=_order)))
        for group, kind in groups
    ]


def _kind(finding: Finding) -> str:
    kind = _KINDS.get(finding.rule.id.partition(".")[0], "")
    return kind or ("term" if finding.category is Category.INCONSISTENT_TERM else "")


def _groups(findings: Sequence[Finding]) -> list[tuple[set[str], str]]:
    """Groups of wordings that findings name together, directly or through a third wording."""
    groups: list[tuple[set[str], str]] = []
    for finding in findings:
        kind = _kind(finding)
        if not kind:
            continue
        named = _named(finding)
        joined = [group for group in groups if group[1] == kind and not group[0].isdisjoint(named)]
        for group in joined:
            named |= group[0]
        first = min((groups.index(group) for group in joined), default=len(groups))
        groups = [group for group in groups if group not in joined]
        groups.insert(first, (named, kind))
    return groups


def _named(finding: Finding) -> set[str]:
    """The wordings that a finding names: in the text, in its evidence, as suggestions."""
    evidence = finding.evidence
    texts = {finding.text, evidence.get("title", ""), *evidence.get("counts", ()), *finding.suggestions}
    return {text for text in texts if text.strip()}


def _places(segments: Sequence[SegmentView], texts: set[str]) -> Mapping[str, list[Place]]:
    places: dict[str, list[Place]] = defaultdict(list)
    if not texts:
        return places
    any_of_them = re.compile("|".join(map(re.escape, sorted(texts, key=len, reverse=True))))
    for view in segments:
        part = view.report
        if any_of_them.search(part.segment.text):
            for text in _found(part.segment.text, texts):
                places[text].append(Place(part.place.line, part.segment.index))
    return places


def _found(sentence: str, texts: set[str]) -> Iterator[str]:
    """Each wording as often as the sentence has it, but not inside a longer one."""
    spans = {Span(*match.span()): text for text in texts for match in re.finditer(re.escape(text), sentence)}
    for span, text in spans.items():
        if not any(other != span and other.contains(span) for other in spans):
            yield text


def _wording(
    text: str, places: Mapping[str, list[Place]], flags: Mapping[str, list[Flag]], suggested: set[str]
) -> Wording:
    reported, stands = tuple(flags.get(text, ())), tuple(places.get(text, ()))
    standing = "reported" if reported else "other" if text not in suggested else "suggested" if stands else "proposed"
    return Wording(text, stands, standing, reported)


def _order(wording: Wording) -> tuple[int, str]:
    return -len(wording.places), wording.text
