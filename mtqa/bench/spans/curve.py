"""What is found at each strictness, and what each source of evidence finds at a given rate of false alarms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mtqa.bench.spans import Checked, Slice
from mtqa.bench.spans.figures import Figures, figures
from mtqa.calibration.alarms import Alarms
from mtqa.findings import Finding

STRICTNESSES = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 20.0)
RATES = (0.25, 0.5, 1.0, 2.0)  # false alarms per 1,000 native characters
ALL = "all together"


@dataclass(frozen=True)
class Point:
    """Of the findings with a confidence above `above`: `alarms` false alarms per 1,000 native characters (at most
    `rate`), and the share `recall` of the major errors."""

    rate: float
    above: float
    alarms: float
    recall: float


@dataclass(frozen=True)
class Line:
    source: str
    points: tuple[Point, ...]


def dial(checked: Sequence[Checked], false_alarms: Alarms) -> list[tuple[float, Figures]]:
    """The figures at each strictness."""
    return [
        (strictness, figures([document.above(false_alarms.least_confidence(strictness)) for document in checked]))
        for strictness in STRICTNESSES
    ]


def source(finding: Finding) -> str:
    """What raised the doubt or proposed the rival; the rule if the evidence has neither."""
    return finding.evidence.get("detected_by") or finding.evidence.get("proposed_by") or finding.rule.id


def curves(slices: Sequence[Slice], native: Sequence[Path]) -> list[tuple[str, list[Line]]]:
    """A curve for every slice with major errors, against the slices of the native files."""
    names = {path.name for path in native}
    pages = [page.above(0) for part in slices if part.human and part.name in names for page in part.checked]
    if not pages:
        return []
    findings = [finding for page in pages for finding in page.findings]
    characters = sum(page.sample.characters for page in pages)
    graded = (
        part for part in slices if any(mark.is_major for document in part.checked for mark in document.sample.gold)
    )
    return [(part.name, curve([page.above(0) for page in part.checked], findings, characters)) for part in graded]


def curve(
    gold: Sequence[Checked],
    native_findings: Sequence[Finding],
    native_characters: int,
    rates: Sequence[float] = RATES,
) -> list[Line]:
    """A line for all findings together and a line for every source. What a check itself drops is not seen."""
    found = [finding for document in gold for finding in document.findings]
    sources = sorted({source(finding) for finding in (*found, *native_findings)})
    lines = []
    for name in (ALL, *sources):
        confidences = sorted(
            (finding.confidence for finding in native_findings if _is_from(finding, name)), reverse=True
        )
        points = []
        for rate in rates:
            above = _threshold(confidences, rate, native_characters)
            alarms = 1000 * sum(confidence > above for confidence in confidences) / native_characters
            points.append(Point(rate, above, alarms, _recall(gold, name, above)))
        lines.append(Line(name, tuple(points)))
    return lines


def _is_from(finding: Finding, name: str) -> bool:
    return name in (ALL, source(finding))


def _threshold(confidences: Sequence[float], rate: float, characters: int) -> float:
    """The confidence that findings have to exceed so that at most `rate` false alarms are left; −1 keeps all findings.
    `confidences` are those of the native findings, greatest first."""
    allowed = int(rate * characters / 1000 + 1e-9)
    return confidences[allowed] if len(confidences) > allowed else -1.0


def _recall(gold: Sequence[Checked], name: str, above: float) -> float:
    majors = sum(mark.is_major for document in gold for mark in document.sample.gold)
    touched = 0
    for document in gold:
        kept = [finding for finding in document.findings if finding.confidence > above and _is_from(finding, name)]
        touched += len({mark for finding in kept for mark in document.majors(finding)})
    return touched / majors if majors else 0.0
