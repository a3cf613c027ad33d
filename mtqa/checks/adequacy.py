"""Words that hardly say what the source says.

What it finds
    Stretches of a translation from English that an editor would most likely change, as a small network on the language
    model's states sees them, which read the source first. It learnt from word tags of post-edited machine translation
    and from words that were substituted on purpose.

Why it matters
    A wrong word in a smooth sentence is seen only by who reads the source beside it. This says where to look first.

Example
    “They danced to the second suite.” → 他们跳第二个⟦套房⟧

Known limits
    It says where, not what is wrong. Names that were transcribed by sound are suspected more often than they are wrong.
    It learnt from Wikipedia; of other text it was tried on medical abstracts only. What was left out has no place in
    the translation, so it is not marked: the predicted quality of `mtqa score` falls instead.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.checks.base import Check, Material, Need
from mtqa.engines.base import Doubt, Estimate
from mtqa.findings import Category, Finding, Json, Rule, Severity

SUSPICIOUS = Rule(
    "adequacy.suspicious",
    Category.MISTRANSLATION,
    Severity.MINOR,
    "This hardly says what the source says; read it beside the source.",
)
_LEAST_CHANCE = 0.85


def run(material: Material) -> Iterator[Finding]:
    for segment, estimate in zip(material.bitext.segments, material.estimates or (), strict=True):
        for doubt in suspicious(estimate) if estimate else ():
            if not material.bitext.document.is_opaque(doubt.span.shift(segment.span.start)):
                evidence: dict[str, Json] = {"source": "estimator", "chance": round(doubt.chance, 2)}
                yield material.finding(SUSPICIOUS, segment, doubt.span, doubt.chance, evidence=evidence)


def suspicious(estimate: Estimate) -> Iterator[Doubt]:
    """The doubts that are strong enough to be told."""
    return (doubt for doubt in estimate.doubts if doubt.chance >= _LEAST_CHANCE)


CHECK = Check(run, (SUSPICIOUS,), frozenset({Need.CHINESE, Need.ESTIMATE}), gives_way=True)
