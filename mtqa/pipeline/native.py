"""Figures of native text for the models of a run, measured by `mtqa calibrate` in the user's own text.

The quantiles of fluency and of round trips, and, for a language model without a detector, the score from which a
contest alone makes a doubt. Small samples say nothing of what is rare, so each figure has a least size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from mtqa.calibration.native import quantiles
from mtqa.checks import Material, fluency, roundtrip
from mtqa.engines.base import Identity
from mtqa.evidence.confidence import MOST_RATE
from mtqa.script import han_count

_LEAST_SENTENCES = 334  # the least fluent 3 in 1,000 are one of them
_LEAST_TRIPS = 200  # the 5 in 1,000 whose round trip is farthest off are one of them
_STEP = 0.5  # nats between the scores that are tried


@dataclass
class Native:
    """What the models say of native text; filled document by document.

    slors, excesses  fluency of the sentences, and the excess of each token, nats
    trips            chrF of the sentences after their round trip
    scores           of the words that a rival beats, nats; only without a detector
    han              characters in which these words were looked for
    """

    slors: list[float] = field(default_factory=list)
    excesses: list[float] = field(default_factory=list)
    trips: list[float] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    han: int = 0

    def add(self, material: Material) -> None:
        """Measure one more document."""
        for segment, measured in zip(material.bitext.segments, material.fluency or (), strict=False):
            if measured and len(segment.text) >= fluency.LEAST_CHARACTERS:
                self.slors.append(measured.slor)
                self.excesses += [token.surprisal - token.unigram for token in measured.tokens]
        for segment, trip in zip(material.bitext.segments, material.back_translations or (), strict=False):
            if trip and trip.chrf is not None and len(segment.text) >= roundtrip.LEAST_CHARACTERS:
                self.trips.append(trip.chrf)
        if material.weights and not material.weights.has_detector:
            self.han += han_count(material.bitext.document.text)
            self.scores += [word.contested.score for word in material.signals if word.is_known and word.contested]

    @property
    def least_score(self) -> float | None:
        """The lowest score from which contests alone raise at most MOST_RATE findings per 1,000 Han, counted with one
        more than were seen; None if the text is too short to tell."""
        for steps in range(int(max(self.scores, default=0) / _STEP) + 2):
            least = steps * _STEP
            if 1000 * (sum(score >= least for score in self.scores) + 1) <= MOST_RATE * self.han:
                return least
        return None

    def to_json(self, translator: Identity) -> dict[str, Any]:
        """The entry of a calibration, with the figures that the text suffices for."""
        entry: dict[str, Any] = {}
        if len(self.slors) >= _LEAST_SENTENCES:
            entry["fluency"] = quantiles(self.slors)
            entry["token_excess"] = round(sorted(self.excesses)[int(0.99 * len(self.excesses))], 2)
        if len(self.trips) >= _LEAST_TRIPS:
            entry["round_trips"] = {str(translator): quantiles(self.trips)}
        if self.least_score is not None:
            entry["least_score"] = self.least_score
        return entry

    def report(self) -> str:
        """The figures as Markdown, and what more text is needed for."""
        rows = [
            _row("fluency", self.slors, "nats per character", _LEAST_SENTENCES),
            _row("round trips", self.trips, "chrF", _LEAST_TRIPS),
        ]
        if self.han and self.least_score is None:
            rows.append(f"| contests | {self.han:,} Han | more text is needed |")
        elif self.han:
            rows.append(f"| contests | {self.han:,} Han | doubts from {self.least_score:g} nats |")
        return "\n".join(["| figures of the models | measured on | |", "|---|---|---|", *rows])


def _row(name: str, values: Sequence[float], unit: str, least: int) -> str:
    told = f"median {median(values):.2f} {unit}" if len(values) >= least else f"at least {least} are needed"
    return f"| {name} | {len(values):,} sentences | {told} |"
