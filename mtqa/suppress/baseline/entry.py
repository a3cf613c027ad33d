"""An accepted finding, as the baseline stores it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from mtqa.findings import Finding
from mtqa.findings.fingerprint import digest, letters, neighbours, normalised
from mtqa.text import shortened

_EXCERPT = 40  # characters of the span that a reader of the file sees


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """An accepted finding.

    `path` is relative to the baseline's folder, with slashes. `text` is an excerpt, for people; `span`, a digest of
    the whole normalised span, is compared. `before` and `after` are the letters beside it in its paragraph. `count`
    says how many times the same text is in the file with the same neighbours.
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
        text = normalised(finding.text)
        excerpt = shortened(text, _EXCERPT)
        before, after = neighbours(finding.context)
        return cls(path, finding.rule.id, excerpt, digest(text), before, after, reason=reason)

    @property
    def what(self) -> tuple[str, str]:
        """Rule and span: an entry and a finding that differ here are unrelated."""
        return self.rule, self.span

    @property
    def place(self) -> tuple[str, ...]:
        return *self.what, self.before, self.after

    @property
    def letters(self) -> int:
        """How many letters of the span the excerpt shows."""
        return len(letters(self.text))


def likeness(one: Entry, other: Entry) -> int:
    """How many letters beside the span two entries of the same rule and span share, counted outwards.

    >>> a, b = (Entry("", "", "它", "", before, "放下了") for before in ("他说把", "她想把"))
    >>> likeness(a, b)
    4
    """
    return _shared(one.before[::-1], other.before[::-1]) + _shared(one.after, other.after)


def _shared(one: str, other: str) -> int:
    return next(
        (number for number, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def merged(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Equal entries as one with their number, in the order of the file."""
    counts: Counter[Entry] = Counter()
    for entry in entries:
        counts[replace(entry, count=1)] += entry.count
    return tuple(sorted(replace(entry, count=count) for entry, count in counts.items()))
