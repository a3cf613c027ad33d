"""Findings → penalty → score, after the MQM scoring models and ISO 5060:2024, which rate a translation by its weighted
errors per number of words.

A finding costs the weight of its severity (1, 5 or 25 unless configured otherwise) times that of its category (1).
`mtqa.mqm.models` has the formulae. The score is a triage figure, not a percentage of quality: show the counts beside
it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from mtqa.config.scoring import Scoring
from mtqa.findings import Category, Finding, Severity
from mtqa.mqm.models import value
from mtqa.mqm.repeats import repeated

_Key = TypeVar("_Key")

#: Below this many words a score is an accident: one finding more or less moves it by points. Samples for MQM begin here
#: (https://themqm.org/error-types-2/the-mqm-scoring-models/), and arXiv 2405.16969 says why.
LEAST_WORDS = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: the open findings of a category or of a rule, by severity, and their penalty points."""

    counts: dict[Severity, int]
    penalty: float

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Score:
    """The score of a document.

    value       at most 100, and 0 where the penalty eats up the whole text; None where nothing was judged
    penalty     penalty points
    words       the evaluation word count
    counts      the open findings of every severity, repeated ones included
    characters  the characters that were judged, without white space
    repeated    how many findings cost nothing because they repeat another
    categories  a row for each category with findings, the most costly first; `rules` the same for rules
    rating      the name of its band; empty without bands, or where nothing was judged
    """

    value: float | None
    penalty: float
    words: int
    counts: dict[Severity, int]
    characters: int = 0
    repeated: int = 0
    categories: Mapping[Category, Row] = field(default_factory=dict)
    rules: Mapping[str, Row] = field(default_factory=dict)
    rating: str = ""

    def at_least(self, level: Severity) -> int:
        """How many findings are of a severity or worse."""
        return sum(count for severity, count in self.counts.items() if severity.penalty >= level.penalty)

    @property
    def is_too_short(self) -> bool:
        """Has the text so few words that the findings say more than the number?"""
        return self.words < LEAST_WORDS

    @property
    def per_1000_words(self) -> float | None:
        """Penalty points per 1,000 words; None where nothing was judged."""
        return self._per_1000(self.words)

    @property
    def per_1000_characters(self) -> float | None:
        """Penalty points per 1,000 characters; None where nothing was judged."""
        return self._per_1000(self.characters)

    def _per_1000(self, size: int) -> float | None:
        return None if self.value is None or not size else round(1000 * self.penalty / size, 1)


def score(findings: Iterable[Finding], words: int, characters: int = 0, scoring: Scoring | None = None) -> Score:
    """Weigh the findings of one document of `words` words; suppressed findings weigh nothing."""
    scoring = scoring or Scoring()
    counted = [finding for finding in findings if finding.is_open]
    points = [scoring.severity_weight(finding.severity) * scoring.type_weight(finding.category) for finding in counted]
    dropped = repeated(counted, points) if scoring.repeated == "once" else frozenset()
    points = [0.0 if place in dropped else cost for place, cost in enumerate(points)]
    penalty = _tidy(sum(points))
    worth = value(penalty, words, scoring)
    counts = Counter(finding.severity for finding in counted)
    return Score(
        *(worth, penalty, words, {severity: counts[severity] for severity in Severity}, characters, len(dropped)),
        categories=_rows(counted, points, lambda finding: finding.category),
        rules=_rows(counted, points, lambda finding: finding.rule.id),
        rating=_rating(worth, scoring),
    )


def _rating(worth: float, scoring: Scoring) -> str:
    reached = [(least, name) for name, least in scoring.bands.items() if worth >= least]
    return max(reached)[1] if reached else ""


def _rows(findings: Sequence[Finding], points: Sequence[float], key: Callable[[Finding], _Key]) -> dict[_Key, Row]:
    """A row for each value of `key`, by penalty and number of findings, then in the order of the document."""
    counts: dict[_Key, Counter[Severity]] = defaultdict(Counter)
    costs: dict[_Key, float] = defaultdict(float)
    for finding, cost in zip(findings, points, strict=True):
        counts[key(finding)][finding.severity] += 1
        costs[key(finding)] += cost
    rows = {
        name: Row({severity: found[severity] for severity in Severity}, _tidy(costs[name]))
        for name, found in counts.items()
    }
    return dict(sorted(rows.items(), key=lambda item: (-item[1].penalty, -item[1].total)))


def _tidy(points: float) -> float:
    """Penalty points as people write them: whole, or to two decimals."""
    return int(points) if points == int(points) else round(points, 2)
