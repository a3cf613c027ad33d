"""Sentences that the language model finds stranger than native text ever is.

What it finds
    A segment whose fluency (SLOR in the context of the text before it) lies below the lowest measured share of
    native segments: the least fluent 3 in 1,000.

Why it matters
    Word salad and machine output that lost the thread show up as improbable text, whatever their words are.

Example
    ⟦的在了社区快递是有们他昨天门口被。⟧

Known limits
    Fluent mistranslation is fluent: on real machine translation the measure separates documents badly, so
    the limit is set where only wreckage falls. Segments under 12 characters are too short to judge. Models without
    measured quantiles are not judged.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.checks.base import Check
from mtqa.checks.material import Material, Need
from mtqa.findings import Category, Finding, Rule, Severity
from mtqa.text import Span

OUTLIER = Rule(
    "fluency.outlier",
    Category.UNINTELLIGIBLE,
    Severity.MINOR,
    "The language model finds this sentence stranger than native text ever is.",
)

LOWEST_SHARE = 0.3  # per cent of native segments
LEAST_CHARACTERS = 12


def run(material: Material) -> Iterator[Finding]:
    for segment, fluency in zip(material.bitext.segments, material.fluency or (), strict=True):
        if fluency is None or fluency.native_percentile is None or len(segment.text) < LEAST_CHARACTERS:
            continue
        if fluency.native_percentile <= LOWEST_SHARE:
            yield material.finding(
                OUTLIER,
                segment,
                Span(0, len(segment.text)),
                0.6,
                message=f"To the language model only {LOWEST_SHARE:g} % of native sentences read as strange as this.",
                evidence={
                    "slor": round(fluency.slor, 3),
                    "native_percentile": round(fluency.native_percentile, 2),
                    "most_surprising": [peak.of(segment.text) for peak in fluency.peaks],
                },
            )


CHECK = Check(run, (OUTLIER,), needs=frozenset({Need.CHINESE, Need.LANGUAGE_MODEL}))
