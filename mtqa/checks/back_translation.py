"""Sentences whose back-translation differs from the source.

What it finds
    A translation whose back-translation shares hardly a word with the source: its chrF (sacrebleu's, 0–100) is lower
    than that of all but a few human translations, and, if there is an embedder, it finds the two unrelated.

Why it matters
    A sentence that comes back as something else says something else: it belongs to another paragraph, or means nothing.

Example
    The library is open on Sundays. → ⟦他把车停在河边，然后走回家。⟧ → He parked the car by the river …

How to fix it
    Compare the back-translation with the source and translate the sentence anew where they part. If the sentence fits
    the source of a neighbour, put the passage back into its order.

Known limits
    The rule needs a translator whose round trips keep native text (median chrF 30). The embedded translator is not good
    enough and is not used here. A translation that reverses the meaning of a sentence keeps its words and passes.
    Sources of fewer than 25 characters are not judged.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.checks.base import Check
from mtqa.checks.material import Material
from mtqa.checks.needs import Need
from mtqa.evidence.back_translation import BackTranslation
from mtqa.findings import Category, Evidence, Finding, Rule, Severity
from mtqa.text import Pair, Span

DRIFT = Rule(
    "back-translation.drift",
    Category.MISTRANSLATION,
    Severity.MAJOR,
    "The back-translation of this sentence differs from its source.",
)

# `python -m research measure drift`: with OPUS-MT, Argos, NLLB and Google, on FLORES-200 devtest, 1 to 6 of 1,000
# human translations come back under 22, and 88 to 90 % of those of other sentences.
LEAST_CHRF = 22.0
LEAST_SIMILARITY = 0.5  # an embedder that finds the two more similar overrules chrF
LEAST_CHARACTERS = 25


def run(material: Material) -> Iterator[Finding]:
    if material.back_translations is None:
        return
    for pair, trip in zip(material.bitext.pairs, material.back_translations, strict=True):
        if pair.source is not None and trip and trip.pivot and is_long_enough(pair):
            score = _chrf(trip, pair)
            similarity = _similarity(material, trip, pair) if score < LEAST_CHRF else None
            if score < LEAST_CHRF and (similarity is None or similarity < LEAST_SIMILARITY):
                message = f"Translated back, this is “{trip.pivot}”, which differs from the source."
                evidence: Evidence = {
                    "pivot_chrf": round(score, 1),
                    "pivot": trip.pivot,
                    "pivot_similarity": similarity,
                }
                span = Span(0, len(pair.target.text))
                yield material.finding(DRIFT, pair.target, span, 0.7, message=message, evidence=evidence)


def is_long_enough(pair: Pair) -> bool:
    """Is the source of a pair long enough for the rule?"""
    return pair.source is not None and len(pair.source.text) >= LEAST_CHARACTERS


def _chrf(trip: BackTranslation, pair: Pair) -> float:
    from sacrebleu.metrics.chrf import CHRF

    return float(CHRF().sentence_score(trip.pivot, [pair.source.text if pair.source else ""]).score)


def _similarity(material: Material, trip: BackTranslation, pair: Pair) -> float | None:
    """Cosine of back-translation and source; None without an embedder."""
    if material.embedder is None or pair.source is None:
        return None
    back, source = material.embedder.embed([trip.pivot, pair.source.text])
    return round(float(back @ source), 3)


CHECK = Check(run, (DRIFT,), frozenset({Need.PAIR, Need.TRANSLATOR}))
