"""Sentences whose back-translation is not their source.

What it finds
    A translation that, translated back, shares hardly a word with its source: chrF (sacrebleu's, 0–100) is lower than
    that of all but a few human translations, and, where there is an embedder, the two are no more alike to it than
    strangers.

Why it matters
    What comes back as something else says something else: a sentence of another paragraph, or one that means nothing.

Example
    The library is open on Sundays. → ⟦他把车停在河边，然后走回家。⟧ (back: He parked the car by the river …)

Known limits
    The translator has to be one whose round trips keep native text (median chrF 30), which the embedded one is not; it
    is then not asked at all. A translation that only turns a sentence around keeps its words and passes. Sources of
    fewer than 25 letters are not judged.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.checks.base import Check
from mtqa.checks.material import Material, Need
from mtqa.evidence.back_translation import BackTranslation
from mtqa.findings import Category, Evidence, Finding, Rule, Severity
from mtqa.text import Pair, Span

DRIFT = Rule(
    "back-translation.drift",
    Category.MISTRANSLATION,
    Severity.MAJOR,
    "The back-translation of this sentence is not its source.",
)

# `python -m research measure drift`: with OPUS-MT, Argos, NLLB and Google, on FLORES-200 devtest, 1 to 6 of 1,000
# human translations come back under 22, and 88 to 90 % of those of other sentences.
LEAST_CHRF = 22.0
LEAST_SIMILARITY = 0.5  # an embedder that finds the two more alike than that overrules chrF
LEAST_CHARACTERS = 25


def run(material: Material) -> Iterator[Finding]:
    if material.back_translations is None:
        return
    for pair, trip in zip(material.bitext.pairs, material.back_translations, strict=True):
        if pair.source is not None and trip.pivot and len(pair.source.text) >= LEAST_CHARACTERS:
            score = _chrf(trip, pair)
            similarity = _similarity(material, trip, pair) if score < LEAST_CHRF else None
            if score < LEAST_CHRF and (similarity is None or similarity < LEAST_SIMILARITY):
                message = f"Translated back, this is “{trip.pivot}”, which is not what the source says."
                evidence: Evidence = {
                    "pivot_chrf": round(score, 1),
                    "pivot": trip.pivot,
                    "pivot_similarity": similarity,
                }
                span = Span(0, len(pair.target.text))
                yield material.finding(DRIFT, pair.target, span, 0.7, message=message, evidence=evidence)


def _chrf(trip: BackTranslation, pair: Pair) -> float:
    from sacrebleu.metrics.chrf import CHRF

    return float(CHRF().sentence_score(trip.pivot, [pair.source.text if pair.source else ""]).score)


def _similarity(material: Material, trip: BackTranslation, pair: Pair) -> float | None:
    """Cosine of the two, where there is an embedder."""
    if material.embedder is None or pair.source is None:
        return None
    one, other = material.embedder.embed([trip.pivot, pair.source.text])
    return round(float(one @ other), 3)


CHECK = Check(run, (DRIFT,), frozenset({Need.PAIR, Need.TRANSLATOR}))
