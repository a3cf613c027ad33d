"""Figures of native text for each model: quantiles, against which a value of a text is compared.

`mtqa/data/calibration.json` has an entry for each model, written by `python -m research tables calibration`. For a
model without an entry `mtqa calibrate` measures the same in the user's text (`Native`); without either there are no
percentiles, and checks that need them do not run.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from mtqa.calibration.alarms import entries, wrong_format
from mtqa.data import data_file
from mtqa.engines.base import Identity

_FILE = data_file("calibration.json")

# Two translations of a Chinese sentence have a median chrF of 38 (OPUS-MT and Google, NLLB and Argos: the first
# 300 sentences of FLORES-200 devtest, `python -m research measure agreement`).
# A round trip with a much lower chrF says more about the translator than about the text.
_TRUSTED_CHRF = 30.0

_SHARES = (0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.03, 0.05, *(n / 20 for n in range(2, 20)), 0.99, 0.999)


@dataclass(frozen=True)
class Calibration:
    """Quantiles of native text, as ascending (share, value) points, share in [0, 1].

    fluency       SLOR of native segments, nats per character
    round_trip    chrF of native segments after their round trip, 0–100
    token_excess  surprisal minus unigram surprisal that 1 % of native tokens exceed, nats
    least_score   score from which a contest alone makes a doubt, nats; None where it was not measured
    """

    fluency: tuple[tuple[float, float], ...] = ()
    round_trip: tuple[tuple[float, float], ...] = ()
    token_excess: float = float("inf")
    least_score: float | None = field(default=None, repr=False)

    def fluency_percentile(self, slor: float) -> float | None:
        """Share of native segments that are at most as fluent, 0–100."""
        return _percentile(self.fluency, slor)

    def round_trip_percentile(self, chrf: float) -> float | None:
        """Share of native segments whose round trip has at most this chrF, 0–100."""
        return _percentile(self.round_trip, chrf)

    @property
    def id(self) -> str:
        """Eight hexadecimal digits of the figures, for a score's signature; "none" if there are no figures."""
        own = "" if self.least_score is None else f"contests from {self.least_score}"
        if not self.fluency and not self.round_trip and not own:
            return "none"
        return hashlib.sha256(f"{self!r}{own}".encode()).hexdigest()[:8]

    @property
    def translator_is_trusted(self) -> bool:
        """Does native text survive its round trip well enough for a bad round trip to be evidence?"""
        middle = [value for share, value in self.round_trip if share <= 0.5]
        return bool(middle) and middle[-1] >= _TRUSTED_CHRF


def _percentile(points: tuple[tuple[float, float], ...], value: float) -> float | None:
    """The percentile of a value, 0–100, by linear interpolation; 0 below the first point, 100 above the last."""
    if not points:
        return None
    index = bisect_right([point[1] for point in points], value)
    if index == 0:
        return 0.0
    if index == len(points):
        return 100.0
    (low_share, low), (high_share, high) = points[index - 1], points[index]
    return 100 * (low_share + (high_share - low_share) * (value - low) / (high - low))


@cache
def _entries() -> dict[str, Any]:
    entries: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return entries


def calibration(language_model: Identity | None, translator: Identity | None, file: str = "") -> Calibration:
    """The calibration of a pair of models, as far as there are figures: those that ship with mtqa, and for a model
    without any those of `file`, written by `mtqa calibrate`. Raises UsageError if the file is not valid."""
    own = _of_user(language_model, file)
    fluency = _entries().get(str(language_model)) or own
    trips = own.get("round_trips", {})
    round_trip = _entries().get(str(translator)) or {"round_trip": trips.get(str(translator), [])}
    try:
        return Calibration(
            fluency=tuple(map(tuple, fluency.get("fluency", []))),
            round_trip=tuple(map(tuple, round_trip.get("round_trip", []))),
            token_excess=float(fluency.get("token_excess", "inf")),
            least_score=None if own.get("least_score") is None else float(own["least_score"]),
        )
    except (TypeError, ValueError, AttributeError) as error:
        raise wrong_format(file) from error


def _of_user(model: Identity | None, file: str) -> Mapping[str, Any]:
    """The figures of a model in a file of `mtqa calibrate`."""
    found = entries(file).get(str(model), {}).get("native", {}) if file and model else {}
    if not isinstance(found, dict) or not isinstance(found.get("round_trips", {}), dict):
        raise wrong_format(file)
    return found


def quantiles(values: Sequence[float]) -> list[list[float]]:
    """(share, value) points at fixed shares, as far as the sample allows: 0.1 % needs 1,000 values."""
    ranked = sorted(values)
    points = [(share, ranked[int(share * (len(ranked) - 1))]) for share in _SHARES if share * len(ranked) >= 1]
    return [[share, round(value, 4)] for share, value in points]
