"""The evidence of a finding as a reviewer reads it: rival wordings with their log-odds, and the other facts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from mtqa.findings import Finding, Json, as_json

_FULL_BAR_NATS = 8.0  # odds of 1 to 3,000
# This evidence is drawn as bars, and this is said in the reason; the rest is listed.
_DRAWN = frozenset({"rival", "log_odds", "gain", "english"})
_REGRADED = ("mtqa_severity", "mtqa_category")  # this is always in view
_SAID = frozenset(("fault", "suspected_english", "neighbours", "mark", "language", "expected_language", "person"))


@dataclass(frozen=True, slots=True)
class RivalView:
    """A rival wording. `odds` are its log-odds in the document against the wording in the text, in nats; `gain` is what
    the document adds to the log-odds in the sentence alone. Both are None where no model was asked."""

    wording: str
    odds: float | None = None
    gain: float | None = None

    @property
    def bar(self) -> tuple[float, float]:
        """Start and length of the bar of `odds`, on a scale of −100 to 100."""
        return _bar(self.odds)

    @property
    def gain_bar(self) -> tuple[float, float]:
        """Start and length of the bar of `gain`, on the same scale."""
        return _bar(self.gain)


def _bar(nats: float | None) -> tuple[float, float]:
    share = 0.0 if nats is None or not math.isfinite(nats) else max(-1.0, min(1.0, nats / _FULL_BAR_NATS))
    return round(min(0.0, share) * 100, 1), round(abs(share) * 100, 1)


def rivals(finding: Finding) -> list[RivalView]:
    """The rival, and the other wordings that are suggested; none where the evidence has no rival."""
    evidence = finding.evidence
    if "rival" not in evidence:
        return []
    rival = RivalView(evidence["rival"], evidence.get("log_odds"), evidence.get("gain"))
    return [rival, *(RivalView(wording) for wording in finding.suggestions if wording != rival.wording)]


def origin(finding: Finding) -> str:
    """What detected the word, or proposed the rival; empty where the evidence has neither."""
    return finding.evidence.get("detected_by") or finding.evidence.get("proposed_by") or ""


def english(finding: Finding) -> str:
    """The English word that can mean both the text and its rival."""
    return finding.evidence.get("english", "")


def regraded(finding: Finding) -> Mapping[str, Json]:
    """The severity and category that mtqa gave the finding, where a reviewer gave it others."""
    evidence = as_json(finding.evidence)
    return {name: evidence[name] for name in _REGRADED if name in evidence}


def facts(finding: Finding) -> Mapping[str, Json]:
    """The evidence that is listed: all that the reason, the bars, `regraded` and the line of `origin` do not say.
    Where that line names what detected the word, what proposed the rival is listed."""
    named = "detected_by" if "detected_by" in finding.evidence else "proposed_by"
    drawn = {named, *_SAID, *_REGRADED, *(_DRAWN if "rival" in finding.evidence else ())}
    return {name: value for name, value in as_json(finding.evidence).items() if name not in drawn}
