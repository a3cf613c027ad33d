"""Sentences whose round trip through English changes them.

What it finds
    A segment whose round trip (Chinese → English → Chinese) resembles it less than the round trips of nearly all native
    segments resemble theirs, measured for the translator in use.

Why it matters
    A sentence that does not survive translation into English and back often has no clear meaning.

Example
    ⟦社区快递昨天到了门口。⟧ → The community express arrived at the door. → 社区快车到了门口。

How to fix it
    Find the word that came back as another one. Replace it if it has two meanings, or say who does what; cut a long
    sentence in two. If the sentence was clear, the translator is at fault: dismiss the finding.

Known limits
    The limit is measured with the same translator on native text. A translator that loses native text (median chrF
    under 30, such as the embedded translator) is not used at all. A round trip is a reading aid; as a score it predicts
    quality poorly (arXiv 2004.13937).
"""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.checks.base import Check
from mtqa.checks.material import Material
from mtqa.checks.needs import Need
from mtqa.findings import Category, Finding, Rule, Severity
from mtqa.text import Span

DRIFT = Rule(
    "roundtrip.drift",
    Category.MISTRANSLATION,
    Severity.MINOR,
    "Translated into English and back, this sentence becomes a different sentence.",
)

LOWEST_SHARE = 0.5  # per cent of native segments
LEAST_CHARACTERS = 12


def run(material: Material) -> Iterator[Finding]:
    for segment, trip in zip(material.bitext.segments, material.back_translations or (), strict=True):
        if trip is None or trip.chrf is None or len(segment.text) < LEAST_CHARACTERS:
            continue
        percentile = material.calibration.round_trip_percentile(trip.chrf)
        if percentile is not None and percentile <= LOWEST_SHARE:
            yield material.finding(
                DRIFT,
                segment,
                Span(0, len(segment.text)),
                0.5,
                evidence={"round_trip_chrf": trip.chrf, "pivot": trip.pivot, "round_trip": trip.round_trip},
            )


CHECK = Check(run, (DRIFT,), needs=frozenset({Need.CHINESE, Need.PROSE, Need.TRANSLATOR}))
