"""The figures of the span benchmark, counted over checked documents.

A finding is true where it shares a character with a gold span; a gold span is found where a finding shares one of its
characters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mtqa.bench.spans import Checked
from mtqa.bench.spans.credit import credit
from mtqa.checks import RULES
from mtqa.findings import Severity

_PENALTY = 2  # the exponent in proselint's score.py
_BINS = 10


def ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def f1(precision: float | None, recall: float | None) -> float | None:
    """The harmonic mean; None where one of them does not exist."""
    if precision is None or recall is None:
        return None
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def lintscore(true: int, false: int) -> float:
    """proselint's measure of a linter, T × (T / (T + F))²: true findings, discounted by the share of false ones.

    >>> round(lintscore(90, 10), 1)
    72.9
    """
    return true * (true / (true + false)) ** _PENALTY if true else 0.0


@dataclass(frozen=True)
class Figures:
    """Counts of gold spans and findings. `serious` findings are major or critical, `unrated` spans come from word tags,
    `covered` are the two sums of partial credit."""

    characters: int
    majors: int
    minors: int
    unrated: int
    findings: int
    serious: int
    true: int
    majors_found: int
    found: int
    covered: tuple[float, float]

    @property
    def gold(self) -> int:
        return self.majors + self.minors + self.unrated

    @property
    def precision(self) -> float | None:
        return ratio(self.true, self.findings)

    @property
    def recall(self) -> float | None:
        return ratio(self.found, self.gold)

    @property
    def credit(self) -> tuple[float | None, float | None]:
        """Precision and recall with partial credit."""
        return ratio(self.covered[0], self.findings), ratio(self.covered[1], self.gold)

    @property
    def alarms(self) -> float | None:
        """False alarms per 1,000 characters."""
        return ratio(1000 * (self.findings - self.true), self.characters)


def figures(checked: Sequence[Checked]) -> Figures:
    gold = [(document, mark) for document in checked for mark in document.sample.gold]
    found = [mark for document, mark in gold if document.is_found(mark)]
    findings = [(document, finding) for document in checked for finding in document.findings]
    credits = [
        credit([f.span for f in document.findings], [*map(document.place, document.sample.gold)])
        for document in checked
    ]
    return Figures(
        characters=sum(document.sample.characters for document in checked),
        majors=sum(mark.is_major for _, mark in gold),
        minors=sum(mark.severity is Severity.MINOR for _, mark in gold),
        unrated=sum(mark.severity is None for _, mark in gold),
        findings=len(findings),
        serious=sum(finding.severity is not Severity.MINOR for _, finding in findings),
        true=sum(document.is_true(finding) for document, finding in findings),
        majors_found=sum(mark.is_major for mark in found),
        found=len(found),
        covered=(sum(precise for precise, _ in credits), sum(recalled for _, recalled in credits)),
    )


@dataclass(frozen=True)
class RuleFigures:
    rule: str
    findings: int
    true: int
    majors_found: int


def rule_figures(checked: Sequence[Checked]) -> list[RuleFigures]:
    """Every rule that found anything, in the order of the table of checks."""
    fired = {finding.rule.id for document in checked for finding in document.findings}
    order = [*(rule for rule in RULES if rule in fired), *sorted(fired - RULES.keys())]
    table = []
    for rule in order:
        own = [
            replace(document, findings=tuple(f for f in document.findings if f.rule.id == rule)) for document in checked
        ]
        counted = figures(own)
        table.append(RuleFigures(rule, counted.findings, counted.true, counted.majors_found))
    return table


@dataclass(frozen=True)
class CategoryFigures:
    category: str
    majors: int
    found: int


def category_figures(checked: Sequence[Checked]) -> list[CategoryFigures]:
    """The major errors of each category that annotators gave, most errors first; none where they gave no categories."""
    majors = [
        (document, mark) for document in checked for mark in document.sample.gold if mark.is_major and mark.category
    ]
    counts = Counter(mark.category for _, mark in majors)
    found = Counter(mark.category for document, mark in majors if document.is_found(mark))
    return [CategoryFigures(category, count, found[category]) for category, count in counts.most_common()]


@dataclass(frozen=True)
class Bin:
    """Findings of similar confidence: how many, their mean confidence, and the share of them that is true."""

    low: float
    findings: int
    confidence: float
    true: float


def reliability(checked: Iterable[Checked]) -> list[Bin]:
    """Bins of a tenth, without empty bins; a calibrated confidence equals the share that is true."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for document in checked:
        for finding in document.findings:
            number = min(int(finding.confidence * _BINS), _BINS - 1)
            bins.setdefault(number, []).append((finding.confidence, document.is_true(finding)))
    return [
        Bin(
            number / _BINS,
            len(members),
            sum(confidence for confidence, _ in members) / len(members),
            sum(true for _, true in members) / len(members),
        )
        for number, members in sorted(bins.items())
    ]


@dataclass(frozen=True)
class WordFigures:
    """Counts of tagged words: those that are BAD, those that a finding touches, and those that are both."""

    words: int
    bad: int
    flagged: int
    both: int

    @property
    def mcc(self) -> float | None:
        """Matthews correlation, the figure of the shared tasks on word tags."""
        spread = self.bad * self.flagged * (self.words - self.bad) * (self.words - self.flagged)
        return ratio(self.words * self.both - self.bad * self.flagged, spread**0.5)


def word_figures(checked: Iterable[Checked]) -> WordFigures:
    judged = [
        (word.bad, any(finding.span.overlaps(word.span) for finding in document.findings))
        for document in checked
        for word in document.sample.words
    ]
    return WordFigures(
        words=len(judged),
        bad=sum(bad for bad, _ in judged),
        flagged=sum(flagged for _, flagged in judged),
        both=sum(bad and flagged for bad, flagged in judged),
    )
