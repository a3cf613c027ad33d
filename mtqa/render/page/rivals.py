"""The evidence of a finding as a reviewer reads it: rival wordings with their log-odds, and what else is known."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from mtqa.findings import Finding, Json, as_json

_SCALE = 8.0  # nats at which a bar is full: odds of 1 to 3,000
# What the contest is told by is drawn; the rest of the evidence is listed.
_DRAWN = frozenset({"rival", "log_odds", "gain", "english"})


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
    """The rival, and the other wordings that are suggested; none where the evidence has no rival."""
    evidence = finding.evidence
    if "rival" not in evidence:
        return []
    rival = RivalView(evidence["rival"], evidence.get("log_odds"), evidence.get("gain"))
    return [rival, *(RivalView(wording) for wording in finding.suggestions if wording != rival.wording)]


def origin(finding: Finding) -> str:
    """What raised the doubt, or proposed the rival; empty where nothing is said."""
    return finding.evidence.get("detected_by") or finding.evidence.get("proposed_by") or ""


def english(finding: Finding) -> str:
    """The English word that what stands and its rival have in common."""
    return finding.evidence.get("english", "")


def facts(finding: Finding) -> Mapping[str, Json]:
    """The evidence that is listed, without what the bars and the line above them tell. Where that line names what
    raised the doubt, what proposed the rival is listed."""
    told = "detected_by" if "detected_by" in finding.evidence else "proposed_by"
    drawn = {told, *(_DRAWN if "rival" in finding.evidence else ())}
    return {name: value for name, value in as_json(finding.evidence).items() if name not in drawn}
