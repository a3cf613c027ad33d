"""Sentences that the language model finds less fluent than nearly all native text.

What it finds
    A segment whose fluency (SLOR in the context of the text before it) is as low as that of the least fluent 3 in 1,000
    native segments.

Why it matters
    Garbled sentences, and machine output that lost the thread, are improbable text, whatever their words are.

Example
    ⟦的在了社区快递是有们他昨天门口被。⟧

How to fix it
    Write the sentence anew from its source; moving single words seldom helps. Without a source, say in a new sentence
    what the paragraph needs here, and ask the author where it leaves that open.

Known limits
    A fluent mistranslation is not found. On real machine translation the measure separates documents badly, so the
    limit is set where it finds only broken sentences. Segments of fewer than 12 characters are not judged, nor is any
    segment if the quantiles of the model on native text were not measured.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.checks.base import Check
from mtqa.checks.material import Material
from mtqa.checks.needs import Need
from mtqa.findings import Category, Finding, Rule, Severity
from mtqa.text import Span

OUTLIER = Rule(
    "fluency.outlier",
    Category.UNINTELLIGIBLE,
    Severity.MINOR,
    "The language model finds this sentence less fluent than nearly all native text.",
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
                message="The language model finds hardly a native sentence as improbable as this one.",
                evidence={
                    "slor": round(fluency.slor, 3),
                    "native_percentile": round(fluency.native_percentile, 2),
                    "most_surprising": [peak.of(segment.text) for peak in fluency.peaks],
                },
            )


CHECK = Check(run, (OUTLIER,), needs=frozenset({Need.CHINESE, Need.PROSE, Need.LANGUAGE_MODEL, Need.NATIVE_FIGURES}))
