"""How many false alarms are allowed, and which findings that leaves out.

Every finding has a confidence, and native text says what it is worth: `mtqa calibrate` notes the confidences of all
that is found there, rule by rule. At a strictness of 0.5 the least confidence is chosen at which all rules together
raise no more than 0.5 findings per 1,000 characters of native text; findings below it are dropped. Where all of them
together stay within the rate, nothing is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from mtqa.errors import UsageError
from mtqa.findings import Finding

FILE = Path(__file__).parent / "data" / "alarms.json"
RULES_ONLY = "rules only"


@dataclass(frozen=True)
class Alarms:
    """What was found in native text.

    characters   how much of it was read
    confidences  of the findings of each rule, in any order
    """

    characters: int = 0
    confidences: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    def rate(self, confidence: float = 0.0, rule: str = "") -> float:
        """Findings per 1,000 characters with at least that confidence, of one rule or of all; 0 where nothing was
        read."""
        counted = self.confidences.get(rule, ()) if rule else [c for all_ in self.confidences.values() for c in all_]
        return 1000 * sum(one >= confidence for one in counted) / self.characters if self.characters else 0.0

    def least_confidence(self, strictness: float) -> float:
        """The least confidence at which all rules together stay within `strictness` findings per 1,000 characters."""
        if self.rate() <= strictness:
            return 0.0
        levels = sorted({one for all_ in self.confidences.values() for one in all_})
        return next((level for level in levels if self.rate(level) <= strictness), levels[-1] + 1e-9)

    def to_json(self) -> dict[str, Any]:
        kept = {rule: sorted((round(one, 4) for one in all_), reverse=True) for rule, all_ in self.confidences.items()}
        return {"characters": self.characters, "confidences": dict(sorted(kept.items()))}


def allowed(findings: Iterable[Finding], alarms: Alarms, strictness: float) -> tuple[Finding, ...]:
    """The findings that are sure enough."""
    least = alarms.least_confidence(strictness)
    return tuple(finding for finding in findings if finding.confidence >= least)


def alarms(model: str, file: str = "") -> Alarms:
    """What was counted with a language model (its identity, or RULES_ONLY): in the file of `mtqa calibrate` where one
    is named, else in the one that comes with mtqa. Nothing at all for a model that nobody counted with."""
    entry = _entries(file or str(FILE)).get(model)
    if not entry:
        return Alarms()
    try:
        confidences = {str(rule): tuple(map(float, all_)) for rule, all_ in entry["confidences"].items()}
        return Alarms(int(entry["characters"]), confidences)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _not_one(file) from error


@cache
def _entries(file: str) -> dict[str, Any]:
    try:
        entries = json.loads(Path(file).read_text(encoding="utf-8"))
    except OSError as error:
        what = (error.strerror or str(error)).lower()
        raise UsageError(f"the calibration cannot be read: {what}", where=file, advice="check --calibration") from error
    except ValueError as error:
        raise _not_one(file) from error
    if not isinstance(entries, dict):
        raise _not_one(file)
    return entries


def _not_one(file: str) -> UsageError:
    return UsageError("this is no file of `mtqa calibrate`", where=file, advice="mtqa calibrate TEXT… --write FILE")
