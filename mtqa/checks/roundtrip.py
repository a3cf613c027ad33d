"""Sentences that come back from English as something else.

What it finds
    A segment whose round trip (Chinese → English → Chinese) resembles it less than that of all but a few native
    segments, measured for the translator in use.

Why it matters
    What a translator cannot carry there and back is often a sentence that means nothing definite.

Example
    A sentence about couriers that comes back as one about fast cars.

Known limits
    The limit is measured with the same translator on native text, and a translator that loses native text (median chrF
    under 30, as the embedded one) is not asked at all. A round trip is a reading aid; as a score it predicts quality
    poorly (arXiv 2004.13937).
"""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.checks.base import Check
from mtqa.checks.material import Material, Need
from mtqa.findings import Category, Finding, Rule, Severity
from mtqa.text import Span

DRIFT = Rule(
    "roundtrip.drift",
    Category.MISTRANSLATION,
    Severity.MINOR,
    "The back-translation of this sentence comes back as something else.",
)

LOWEST_SHARE = 0.5  # per cent of native segments
LEAST_CHARACTERS = 12


def run(material: Material) -> Iterator[Finding]:
    for segment, trip in zip(material.bitext.segments, material.back_translations or (), strict=True):
        if trip.chrf is None or len(segment.text) < LEAST_CHARACTERS:
            continue
        percentile = material.calibration.round_trip_percentile(trip.chrf)
        if percentile is not None and percentile <= LOWEST_SHARE:
            yield material.finding(
                DRIFT,
                segment,
                Span(0, len(segment.text)),
                0.4,
                evidence={"round_trip_chrf": trip.chrf, "pivot": trip.pivot, "round_trip": trip.round_trip},
            )


CHECK = Check(run, (DRIFT,), needs=frozenset({Need.CHINESE, Need.TRANSLATOR}))
