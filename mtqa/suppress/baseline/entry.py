"""An accepted finding, as the baseline stores it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from mtqa.findings import Finding
from mtqa.findings.fingerprint import digest, letters, neighbours, normalised
from mtqa.text import shortened

_MOST_EXCERPT = 40  # characters of the span in the file, for readers


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """An accepted finding.

    `path` is relative to the baseline's folder, with slashes. `text` is an excerpt, for people; `span`, a digest of
    the whole normalised span, is compared. `before` and `after` are the letters beside it in its paragraph. `count`
    is the number of times that the same text is in the file with the same neighbours.
    """

    path: str
    rule: str
    text: str
    span: str
    before: str
    after: str
    count: int = 1
    reason: str = ""

    @classmethod
    def of(cls, path: str, finding: Finding, reason: str = "") -> Entry:
        """The entry of a finding; `path` is relative to the baseline's folder."""
        text = normalised(finding.text)
        excerpt = shortened(text, _MOST_EXCERPT)
        before, after = neighbours(finding.context)
        return cls(path, finding.rule.id, excerpt, digest(text), before, after, reason=reason)

    @property
    def what(self) -> tuple[str, str]:
        """Rule and span: an entry and a finding that differ in these are unrelated."""
        return self.rule, self.span

    @property
    def place(self) -> tuple[str, ...]:
        """Rule, span and the text on both sides."""
        return *self.what, self.before, self.after

    @property
    def letters(self) -> int:
        """How many letters of the span the excerpt shows."""
        return len(letters(self.text))


def shared_letters(entry: Entry, other: Entry) -> int:
    """How many letters beside the span two entries of the same rule and span share, counted outwards.

    >>> a, b = (Entry("", "", "它", "", before, "放下了") for before in ("他说把", "她想把"))
    >>> shared_letters(a, b)
    4
    """
    return _common_prefix(entry.before[::-1], other.before[::-1]) + _common_prefix(entry.after, other.after)


def _common_prefix(text: str, other: str) -> int:
    """The length of the common prefix of two texts."""
    differs = (index for index, (a, b) in enumerate(zip(text, other, strict=False)) if a != b)
    return next(differs, min(len(text), len(other)))


def merged(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries in the order of the file; equal ones are added up in `count`."""
    counts: Counter[Entry] = Counter()
    for entry in entries:
        counts[replace(entry, count=1)] += entry.count
    return tuple(sorted(replace(entry, count=count) for entry, count in counts.items()))
