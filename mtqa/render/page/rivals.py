"""The evidence of a finding as a reviewer reads it: rival wordings with their log-odds, and what else is known."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from mtqa.findings import Evidence, Finding, Json

_SCALE = 8.0  # nats at which a bar is full: odds of 1 to 3,000
# What the contest is told by is drawn; the rest of the evidence is listed.
_DRAWN = frozenset({"rival", "rivals", "log_odds", "gain", "source", "english"})
# Where rivals come from (`Rival.source` and evidence), under the page's own names.
_ORIGINS = {
    "names of this document": "names",
    "names": "names",
    "structure of English": "structure",
    "variants": "variants",
    "collisions": "collisions",
    "homophones": "homophones",
    "detector": "detector",
    "estimator": "estimator",
    "embedder": "embedder",
}


@dataclass(frozen=True, slots=True)
class RivalView:
    """A wording that may be meant. `odds` are the log-odds against what stands, in nats, `gain` what the document adds
    to those of the sentence alone; None where no model was asked."""

    wording: str
    odds: float | None = None
    gain: float | None = None

    @property
    def bar(self) -> tuple[float, float]:
        """Begin and length of the bar of `odds`, on a scale of −100 to 100."""
        return _bar(self.odds)

    @property
    def gain_bar(self) -> tuple[float, float]:
        return _bar(self.gain)


def _bar(nats: float | None) -> tuple[float, float]:
    share = 0.0 if nats is None or not math.isfinite(nats) else max(-1.0, min(1.0, nats / _SCALE))
    return round(min(0.0, share) * 100, 1), round(abs(share) * 100, 1)


def rivals(finding: Finding) -> list[RivalView]:
    """The rivals that a contest was held with, or the wordings that are suggested without one; best first."""
    evidence = finding.evidence
    listed = evidence.get("rivals")
    found = [_listed(one) for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    rival = evidence.get("rival")
    if isinstance(rival, str) and all(one.wording != rival for one in found):
        found.insert(0, RivalView(rival, _number(evidence.get("log_odds")), _number(evidence.get("gain"))))
    known = {one.wording for one in found}
    if found:
        found += [RivalView(wording) for wording in finding.suggestions if wording not in known]
    return sorted(found, key=lambda one: -math.inf if one.odds is None else one.odds, reverse=True)


def _listed(one: Mapping[str, Json]) -> RivalView:
    wording = one.get("wording")
    return RivalView(str(wording or ""), _number(one.get("log_odds")), _number(one.get("gain")))


def _number(value: Json) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def origin(finding: Finding) -> str:
    """Where the rivals come from, or who doubts the words: a name of the page's words; empty where nothing is said."""
    source = finding.evidence.get("source")
    return _ORIGINS.get(source, "") if isinstance(source, str) else ""


def english(finding: Finding) -> str:
    """The English word that what stands and its rival have in common."""
    word = finding.evidence.get("english")
    return word if isinstance(word, str) else ""


def facts(finding: Finding) -> Evidence:
    """The evidence that is listed, without what the bars and the line above them tell. A source that is none of rivals
    is what stands in the text that was translated."""
    drawn = _DRAWN if rivals(finding) else frozenset({"source"})
    listed = {name: value for name, value in finding.evidence.items() if name not in drawn}
    said = finding.evidence.get("source")
    return {"in the source": said, **listed} if said and not origin(finding) else listed
