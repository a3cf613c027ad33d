"""What reviewers decided about places in a text: the wordings they accepted, the findings they added, and those of mtqa
that they gave another severity or category.

All are entries, recognised after edits as known findings are (`mtqa.suppress.baseline.matching`). Of the first two no
check finds the places: the text is searched for their words. A finding added where something is missing has no words;
it stands where its neighbours still meet.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mtqa.findings import Category, Severity
from mtqa.findings.fingerprint import around, digest, letters, neighbours, normalised
from mtqa.suppress.baseline.entry import Entry, merged
from mtqa.text import Span

#: What stands for the rule in the entry of a wording, and in that of an added finding.
WORDING, ADDED = "review.wording", "review.added"
_NEAR = 4  # letters on each side of a gap that still meet
_PARAGRAPH = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True, order=True)
class Confirmed:
    """A finding that a reviewer added and nobody has mended yet; the reason of its entry is the reviewer's note."""

    entry: Entry
    category: Category
    severity: Severity


@dataclass(frozen=True, slots=True)
class Regraded:
    """A finding that has the severity and category of a reviewer, each None where the reviewer left mtqa's; the reason
    of its entry is the reviewer's note."""

    entry: Entry
    severity: Severity | None = None
    category: Category | None = None


def gathered(every: Iterable[Regraded]) -> tuple[Regraded, ...]:
    """In the order of the file; equal ones are added up, as `merged` does."""
    entries: dict[tuple[Severity | None, Category | None], list[Entry]] = defaultdict(list)
    for one in every:
        entries[one.severity, one.category].append(one.entry)
    found = (Regraded(entry, *grade) for grade, same in entries.items() for entry in merged(same))
    return tuple(sorted(found, key=lambda one: (one.entry, one.severity or "", one.category or "")))


def entry_at(path: str, kind: str, text: str, place: Span, reason: str = "") -> Entry:
    """The entry of a place in the prose, with all of its words."""
    words = normalised(place.of(text))
    before, after = neighbours(around(text, place.start, place.end))
    return Entry(path, kind, words, digest(words), before, after, reason=reason)


def occurrences(path: str, text: str, wanted: Iterable[Entry]) -> list[tuple[Span, Entry]]:
    """The places in the prose of a file that may be those of wanted entries, each as an entry."""
    found: list[tuple[Span, Entry]] = []
    for kind, words in dict.fromkeys((entry.rule, entry.text) for entry in wanted if entry.text):
        found += [(place, entry_at(path, kind, text, place)) for place in _stretches(text, words)]
    gaps = [entry for entry in wanted if not entry.text]
    for paragraph in _PARAGRAPH.finditer(text) if gaps else ():
        for place in dict.fromkeys(_gaps(paragraph[0], paragraph.start(), gaps)):
            found.append((place, entry_at(path, ADDED, text, place)))
    return found


def _stretches(text: str, words: str) -> Iterator[Span]:
    """Where the words stand, however their spaces are typed."""
    pattern = r"\s+".join(map(re.escape, words.split())) or re.escape(words)
    return (Span(*match.span()) for match in re.finditer(pattern, text))


def _gaps(paragraph: str, start: int, entries: Iterable[Entry]) -> Iterator[Span]:
    """The places between two characters where the neighbours of an entry meet."""
    kept, offsets = "", list[int]()
    for offset, character in enumerate(paragraph, start):
        own = letters(unicodedata.normalize("NFKC", character))
        kept += own
        offsets += [offset] * len(own)
    for entry in entries:
        before, after = entry.before[-_NEAR:], entry.after[:_NEAR]
        at = kept.find(before + after) if before or after else -1
        while at >= 0:
            if (before or at == 0) and (after or at + len(before) == len(kept)):
                place = offsets[at + len(before) - 1] + 1 if before else offsets[0]
                yield Span(place, place)
            at = kept.find(before + after, at + 1)
