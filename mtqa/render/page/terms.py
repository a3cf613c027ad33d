"""Terms and names of a document, each with all its wordings: how often, where, and which is in the minority.

Wordings that findings name together belong to the same thing. Their places are found in the prose, the longest
wording first, so that 家庭观察者 is not counted as 家庭观察.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mtqa.findings import Category, Finding
from mtqa.render.page.prose import Flag
from mtqa.render.page.view import DocumentView, SegmentView

_KINDS = {"terms": "term", "names": "name", "titles": "title", "glossary": "term"}


@dataclass(frozen=True, slots=True)
class Place:
    line: int
    segment: int


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording of a thing. `standing` is minority, majority, even or proposed (not in the text)."""

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
    groups = _groups([flag.finding for flag in view.flags])
    places = _places(view.segments, {text for group, _ in groups for text in group})
    flags: dict[str, list[Flag]] = defaultdict(list)
    for flag in view.flags:
        if _kind(flag.finding):
            flags[flag.finding.text].append(flag)
    return [Thing(kind, tuple(_wordings(group, places, flags))) for group, kind in groups]


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
    pattern = re.compile("|".join(re.escape(text) for text in sorted(texts, key=len, reverse=True)))
    for view in segments:
        part = view.report
        for match in pattern.finditer(part.segment.text):
            places[match[0]].append(Place(part.place.line, part.segment.index))
    return places


def _wordings(group: set[str], places: Mapping[str, list[Place]], flags: Mapping[str, list[Flag]]) -> Iterator[Wording]:
    counts = {text: len(places.get(text, ())) for text in group}
    most = max(counts.values())
    top = "even" if list(counts.values()).count(most) > 1 else "majority"
    for text, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        standing = "proposed" if not count else top if count == most else "minority"
        yield Wording(text, tuple(places.get(text, ())), standing, tuple(flags.get(text, ())))
