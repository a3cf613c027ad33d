"""Comparing decisions with a run: the confidence of the findings that reviewers found right or dismissed.

A decisions file has no confidences; the files are checked again, mostly from the cache, and the findings recognised by
fingerprint and place.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.calibration.alarms import UNLIMITED, Alarms
from mtqa.checks.preparation import Tasks
from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.pipeline import run
from mtqa.read import files
from mtqa.report import DocumentReport
from mtqa.review.decisions import Choice
from mtqa.review.destination import Destination
from mtqa.review.merging import Case, Merged
from mtqa.storage import Cache
from mtqa.suppress import NONE

if TYPE_CHECKING:
    from mtqa.engines.load import Engines


@dataclass
class Judged:
    """The findings of a run that reviewers decided.

    `characters` is how much text was reviewed; a document counts in proportion to its findings that were decided.
    `found` has rule, mtqa's own confidence and choice of each; `unknown` counts decisions whose finding this run lacks.
    """

    characters: float = 0.0
    found: list[tuple[str, float, Choice]] = field(default_factory=list)
    unknown: int = 0

    @property
    def alarms(self) -> Alarms:
        """The dismissed findings as false alarms, and how often each rule was right."""
        confidences: dict[str, tuple[float, ...]] = defaultdict(tuple)
        for rule, confidence, choice in self.found:
            if not choice.is_right:
                confidences[rule] += (confidence,)
        counts = Counter((rule, choice.is_right) for rule, _, choice in self.found)
        decided = {
            rule: (counts[rule, True], counts[rule, False]) for rule in dict.fromkeys(rule for rule, *_ in self.found)
        }
        return Alarms(round(self.characters), dict(confidences), decided)


def judge(
    merged: Merged, config: Config, engines: Engines | None, cache: Cache, tasks: Tasks
) -> tuple[Judged, list[ReadError]]:
    """Check the reviewed files again and match their findings; also returns errors about files that changed or cannot
    be read."""
    judged, errors = Judged(), list[ReadError]()
    versions: dict[str, dict[str, list[Case]]] = defaultdict(dict)  # by path, then by sha256
    destination = Destination(Path.cwd())
    for (path, sha256), (cases, _) in merged.by_version().items():
        try:
            versions[str(destination.file(path))][sha256] = cases
        except ReadError as error:
            errors.append(error)
    plain = replace(config, strictness=UNLIMITED, calibration="", baseline=NONE, diff_base="", force_exclude=False)
    report = run(list(versions), plain, engines, tasks=tasks, cache=cache)
    shown = {files.shown(path): states for path, states in versions.items()}
    for document in report.examined:
        name, state = document.document.path, document.document.sha256
        if state in shown[name]:
            _compare(judged, document, shown[name][state])
        else:
            advice = "check and review it again; decisions about another text do not apply to this one"
            errors.append(ReadError("the file has changed since it was checked", where=name, advice=advice))
    return judged, [*errors, *report.unreadable]


def _compare(judged: Judged, document: DocumentReport, cases: Sequence[Case]) -> None:
    seen: Counter[tuple[str, int, int]] = Counter()
    known = {}
    for finding in document.findings:
        place = finding.fingerprint, finding.span.start, finding.span.end
        known[*place, seen[place]] = finding
        seen[place] += 1
    decided = 0
    for case in cases:
        match = known.get(case.any.finding)
        if match is None:
            judged.unknown += 1
        elif case.choice is not None:
            decided += 1
            judged.found.append((match.rule.id, match.confidence, case.choice))
    judged.characters += len(document.document.text) * decided / max(1, len(known))


def reliability(found: Iterable[tuple[str, float, Choice]]) -> str:
    """A Markdown table of how often findings of each confidence were right, accepted or confirmed, in steps of 0.1. At
    0.8 it should be 80 %."""
    rows: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for _, confidence, choice in found:
        rows[min(9, int(confidence * 10))].append((confidence, choice.is_right))
    lines = ["| confidence | decided | mean confidence | right |", "|---|---|---|---|"]
    for step, all_ in sorted(rows.items(), reverse=True):
        mean, right = (sum(column) / len(all_) for column in zip(*all_, strict=True))
        lines.append(f"| {step / 10:.1f} to {(step + 1) / 10:.1f} | {len(all_)} | {mean:.2f} | {right:.2f} |")
    return "\n".join(lines)
