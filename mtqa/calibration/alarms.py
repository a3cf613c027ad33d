"""How many false alarms are allowed, and which findings that leaves out.

Every finding has a confidence, and native text says what it is worth: `mtqa calibrate` notes the confidences of all
that is found there, rule by rule. At a strictness of 0.5 the least confidence is chosen at which all rules together
raise no more than 0.5 findings per 1,000 characters of native text; findings below it are dropped. Where all of them
together stay within the rate, nothing is.

Where reviewers decided about findings (`mtqa calibrate --from-reviews`), what they dismissed counts as a false alarm,
and a rule's confidence follows them: it is the mean of a beta distribution whose prior has the weight of `_OWN`
decisions and mtqa's own confidence c for its mean, c' = (_OWN · c + accepted) / (_OWN + accepted + dismissed).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from mtqa.data import data_file
from mtqa.errors import UsageError
from mtqa.findings import Finding

FILE = data_file("alarms.json")
EVERYTHING = 1e9  # a strictness that leaves nothing out
RULES_ONLY = "rules only"

# Set by hand: ten decisions weigh as much as mtqa's own figure. Five dismissals alone take 0.9 to 0.6, twenty to 0.3.
_OWN = 10


@dataclass(frozen=True)
class Alarms:
    """What was found in native text.

    characters   how much of it was read
    confidences  of the findings of each rule, in any order, as mtqa gave them
    decided      of each rule, how many findings reviewers accepted and how many they dismissed
    """

    characters: int = 0
    confidences: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    decided: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def __add__(self, other: Alarms) -> Alarms:
        return Alarms(
            self.characters + other.characters,
            {
                rule: (*self.confidences.get(rule, ()), *other.confidences.get(rule, ()))
                for rule in {**self.confidences, **other.confidences}
            },
            {rule: self._decided(rule, other) for rule in {**self.decided, **other.decided}},
        )

    def _decided(self, rule: str, other: Alarms) -> tuple[int, int]:
        (yes, no), (more_yes, more_no) = (one.decided.get(rule, (0, 0)) for one in (self, other))
        return yes + more_yes, no + more_no

    @property
    def id(self) -> str:
        """Eight hexadecimal digits of the figures, for the signature of a score that depends on one's own."""
        return hashlib.sha256(json.dumps(self.to_json()).encode()).hexdigest()[:8]

    def confidence(self, rule: str, own: float) -> float:
        """How sure a finding of a rule is that mtqa itself gives a confidence of `own`."""
        accepted, dismissed = self.decided.get(rule, (0, 0))
        return (_OWN * own + accepted) / (_OWN + accepted + dismissed) if accepted or dismissed else own

    @cached_property
    def _levels(self) -> dict[str, list[float]]:
        """What the alarms of each rule are worth, after the decisions."""
        return {rule: [self.confidence(rule, one) for one in all_] for rule, all_ in self.confidences.items()}

    def rate(self, confidence: float = 0.0, rule: str = "") -> float:
        """Findings per 1,000 characters with at least that confidence, of one rule or of all; 0 where nothing was
        read."""
        counted = self._levels.get(rule, []) if rule else [c for all_ in self._levels.values() for c in all_]
        return 1000 * sum(one >= confidence for one in counted) / self.characters if self.characters else 0.0

    def least_confidence(self, strictness: float) -> float:
        """The least confidence at which all rules together stay within `strictness` findings per 1,000 characters."""
        if self.rate() <= strictness:
            return 0.0
        levels = sorted({one for all_ in self._levels.values() for one in all_})
        return next((level for level in levels if self.rate(level) <= strictness), levels[-1] + 1e-9)

    def to_json(self) -> dict[str, Any]:
        kept = {rule: sorted((round(one, 4) for one in all_), reverse=True) for rule, all_ in self.confidences.items()}
        tree: dict[str, Any] = {"characters": self.characters, "confidences": dict(sorted(kept.items()))}
        return tree | ({"decided": {rule: list(pair) for rule, pair in self.decided.items()}} if self.decided else {})


def allowed(findings: Iterable[Finding], alarms: Alarms, strictness: float) -> tuple[Finding, ...]:
    """The findings that are sure enough, each with what its confidence is after the decisions of reviewers."""
    least = alarms.least_confidence(strictness)
    judged = (replace(one, confidence=alarms.confidence(one.rule.id, one.confidence)) for one in findings)
    return tuple(finding for finding in judged if finding.confidence >= least)


def alarms(model: str, file: str = "") -> Alarms:
    """What was counted with a language model (its identity, or RULES_ONLY): in the file of `mtqa calibrate` where one
    is named, else in the one that comes with mtqa. Nothing at all for a model that nobody counted with."""
    entry = _entries(file or str(FILE)).get(model)
    if not entry:
        return Alarms()
    try:
        confidences = {str(rule): tuple(map(float, all_)) for rule, all_ in entry["confidences"].items()}
        decided = {str(rule): (int(yes), int(no)) for rule, (yes, no) in entry.get("decided", {}).items()}
        return Alarms(int(entry["characters"]), confidences, decided)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _not_one(file) from error


@cache
def _entries(file: str) -> dict[str, Any]:
    return entries(file)


def entries(file: str) -> dict[str, Any]:
    """What a file of `mtqa calibrate` holds of each model."""
    try:
        found = json.loads(Path(file).read_text(encoding="utf-8"))
    except OSError as error:
        what = (error.strerror or str(error)).lower()
        raise UsageError(f"the calibration cannot be read: {what}", where=file, advice="check --calibration") from error
    except ValueError as error:
        raise _not_one(file) from error
    if not isinstance(found, dict) or not all(isinstance(entry, dict) for entry in found.values()):
        raise _not_one(file)
    return found


def _not_one(file: str) -> UsageError:
    return UsageError("this is no file of `mtqa calibrate`", where=file, advice="mtqa calibrate TEXT… --write FILE")
