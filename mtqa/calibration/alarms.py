"""Limit false alarms: drop the findings of lowest confidence until the rate on native text holds.

Findings in native text are false alarms: `mtqa calibrate` stores their confidences for each rule. A strictness of 0.5
means: choose the least confidence at which all rules together raise at most 0.5 findings per 1,000 characters of native
text, and drop findings below it.

Native text has few findings that are unsure, since it does not read translated; what is unsure in a translation costs
the reader's time there. So the strictness is an exchange rate as well: how many false findings the reader takes for a
right one. At the default the least confidence is 0.48, even odds in a document that reads translated; each doubling of
the strictness halves the odds.

If reviewers decided about findings (`mtqa calibrate --from-reviews`), dismissed findings count as false alarms, and the
confidence of a rule follows the decisions: it is the mean of a beta distribution whose prior has the weight of
`_OWN_WEIGHT` decisions (n) and mtqa's own confidence c as its mean, c' = (n · c + right) / (n + right + dismissed),
where a finding is right that reviewers accepted or confirmed."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from mtqa.data import data_file
from mtqa.errors import UsageError
from mtqa.findings import Finding

FILE = data_file("alarms.json")
UNLIMITED = 1e9  # a strictness that drops no finding
RULES_ONLY = "rules only"

# Set by hand, with annotated documents in view (`mtqa bench spans`): odds of a finding times the strictness. At 0.5
# findings with a confidence of 0.48 are reported, below which more are wrong than right.
_ODDS = 0.48 / 0.52 * 0.5
_ALWAYS = 0.9  # what is as sure as that is reported at any strictness that native text allows
# Set by hand: ten decisions weigh as much as mtqa's own confidence. Five dismissals lower 0.9 to 0.6, twenty to 0.3.
_OWN_WEIGHT = 10


@dataclass(frozen=True)
class Alarms:
    """The findings of each rule in native text, and what reviewers decided.

    characters   length of the native text
    confidences  for each rule, mtqa's own confidences of its findings, in any order
    decided      for each rule, how many findings reviewers found right and how many they dismissed
    elsewhere    length of the native text for rules that were counted in another one
    """

    characters: int = 0
    confidences: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    decided: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    elsewhere: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: Alarms) -> Alarms:
        return Alarms(
            self.characters + other.characters,
            {
                rule: (*self.confidences.get(rule, ()), *other.confidences.get(rule, ()))
                for rule in {**self.confidences, **other.confidences}
            },
            {rule: self._decided(rule, other) for rule in {**self.decided, **other.decided}},
            {
                rule: self.characters_of(rule) + other.characters_of(rule)
                for rule in {**self.elsewhere, **other.elsewhere}
            },
        )

    def characters_of(self, rule: str) -> int:
        """The length of the native text in which a rule was counted."""
        return self.elsewhere.get(rule, self.characters)

    def only(self, rules: Collection[str]) -> Alarms:
        """The alarms of some rules, all counted in one text."""
        lengths = {self.characters_of(rule) for rule in rules}
        return Alarms(
            max(lengths, default=0),
            {rule: all_ for rule, all_ in self.confidences.items() if rule in rules},
            {rule: pair for rule, pair in self.decided.items() if rule in rules},
        )

    def beside(self, other: Alarms, rules: Collection[str]) -> Alarms:
        """These alarms, with those of the rules that another model finds, counted in a text of their own."""
        return Alarms(
            self.characters,
            {**self.confidences, **other.confidences},
            {**self.decided, **other.decided},
            dict.fromkeys(rules, other.characters),
        )

    def _decided(self, rule: str, other: Alarms) -> tuple[int, int]:
        (right, dismissed), (more_right, more_dismissed) = (
            alarms.decided.get(rule, (0, 0)) for alarms in (self, other)
        )
        return right + more_right, dismissed + more_dismissed

    @property
    def id(self) -> str:
        """Eight hexadecimal digits of the figures, for the signature of a score with the user's calibration."""
        return hashlib.sha256(json.dumps(self.to_json()).encode()).hexdigest()[:8]

    def confidence(self, rule: str, own: float) -> float:
        """The confidence of a finding after the decisions about its rule; `own` is mtqa's confidence."""
        right, dismissed = self.decided.get(rule, (0, 0))
        total = _OWN_WEIGHT + right + dismissed
        return (_OWN_WEIGHT * own + right) / total if right or dismissed else own

    @cached_property
    def _levels(self) -> dict[str, list[float]]:
        """The confidences of the alarms of each rule, after the decisions."""
        return {rule: [self.confidence(rule, value) for value in all_] for rule, all_ in self.confidences.items()}

    def rate(self, confidence: float = 0.0, rule: str = "") -> float:
        """Findings per 1,000 characters with at least that confidence, of one rule or of all; 0 if there is no native
        text."""
        counted: Counter[int] = Counter()
        for name in [rule] if rule else self._levels:
            counted[self.characters_of(name)] += sum(level >= confidence for level in self._levels.get(name, []))
        return sum(1000 * found / characters for characters, found in counted.items() if characters)

    def least_confidence(self, strictness: float) -> float:
        """The least confidence that a strictness takes: all rules together stay within `strictness` findings per 1,000
        characters, and the odds of the finding are worth it."""
        worth = min(_ODDS / (_ODDS + strictness), _ALWAYS)
        if self.rate(worth) <= strictness:
            return worth
        levels = sorted({level for all_ in self._levels.values() for level in all_})
        return next((level for level in levels if self.rate(level) <= strictness), levels[-1] + 1e-9)

    def to_json(self) -> dict[str, Any]:
        rounded = {rule: sorted((round(c, 4) for c in all_), reverse=True) for rule, all_ in self.confidences.items()}
        tree: dict[str, Any] = {"characters": self.characters, "confidences": dict(sorted(rounded.items()))}
        if self.decided:
            tree["decided"] = {rule: list(pair) for rule, pair in self.decided.items()}
        return tree | ({"elsewhere": dict(self.elsewhere)} if self.elsewhere else {})


def allowed(findings: Iterable[Finding], alarms: Alarms, strictness: float) -> tuple[Finding, ...]:
    """The findings that `strictness` allows, each with its confidence after the decisions of reviewers."""
    least = alarms.least_confidence(strictness)
    updated = (replace(one, confidence=alarms.confidence(one.rule.id, one.confidence)) for one in findings)
    return tuple(finding for finding in updated if finding.confidence >= least)


def alarms(model: str, file: str = "") -> Alarms:
    """The alarms of a language model (its identity, or RULES_ONLY): from `file`, written by `mtqa calibrate`, else from
    the file that ships with mtqa. Empty for a model without figures. Raises UsageError if the file is not valid."""
    entry = (entries(file) if file else _shipped()).get(model)
    if not entry:
        return Alarms()
    try:
        confidences = {str(rule): tuple(map(float, all_)) for rule, all_ in entry["confidences"].items()}
        decisions = entry.get("decided", {}).items()
        decided = {str(rule): (int(right), int(dismissed)) for rule, (right, dismissed) in decisions}
        return Alarms(int(entry["characters"]), confidences, decided)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise wrong_format(file) from error


@cache
def _shipped() -> dict[str, Any]:
    return entries(str(FILE))


def entries(file: str) -> dict[str, Any]:
    """The entries of a file of `mtqa calibrate`, by model. Raises UsageError if it cannot be read."""
    try:
        found = json.loads(Path(file).read_text(encoding="utf-8"))
    except OSError as error:
        what = (error.strerror or str(error)).lower()
        raise UsageError(f"the calibration cannot be read: {what}", where=file, advice="check --calibration") from error
    except ValueError as error:
        raise wrong_format(file) from error
    if not isinstance(found, dict) or not all(isinstance(entry, dict) for entry in found.values()):
        raise wrong_format(file)
    return found


def wrong_format(file: str) -> UsageError:
    """The error about a file that `mtqa calibrate` did not write."""
    advice = "make one: mtqa calibrate TEXT… --write FILE"
    return UsageError("this is not a file of `mtqa calibrate`", where=file, advice=advice)
