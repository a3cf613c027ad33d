"""Words that hardly say what the source says, and sentences that say something else.

What it finds
    Sentences whose meaning, as the language model's states have it, lies farther from their source than that of all but
    one in a thousand human translations. And stretches of a translation from English that an editor would most likely
    change, as a small network on those states sees them, which read the source first. It learnt from word tags of
    post-edited machine translation and from words that were substituted on purpose.

Why it matters
    A wrong word in a smooth sentence is seen only by who reads the source beside it, and so is a sentence of another
    paragraph, or one that the machine made up. This says where to look first.

Example
    “They danced to the second suite.” → 他们跳第二个⟦套房⟧
    “The library is open on Sundays.” → ⟦他把车停在河边，然后走回家。⟧

Known limits
    It says where, not what is wrong. Names that were transcribed by sound are suspected more often than they are wrong.
    It learnt from Wikipedia; of other text it was tried on medical abstracts only. What was left out has no place in
    the translation, so it is not marked: the predicted quality of `mtqa score` falls instead. A sentence on the same
    subject lies near its neighbours' sources: half of those that stand a line off are not found. One of fewer than ten
    characters is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtqa.checks.base import Check, Material, Need
from mtqa.engines.base import Doubt, Estimate
from mtqa.findings import Category, Finding, Json, Rule, Severity
from mtqa.text import Span

SUSPICIOUS = Rule(
    "adequacy.suspicious",
    Category.MISTRANSLATION,
    Severity.MINOR,
    "This hardly says what the source says; read it beside the source.",
)
UNRELATED = Rule(
    "adequacy.unrelated",
    Category.MISTRANSLATION,
    Severity.MAJOR,
    "This says something else than its source.",
)
_LEAST_CHANCE = 0.85
# WMT newstest 2021 into Chinese: 1 of 1,002 human translations is less like its source (a free one), and of the
# sentences five before or after 71 % are; of FLORES-200 devtest, on which it was not chosen, none of 1,012, and 90 %.
_LEAST_SIMILARITY = 0.25
_LEAST_CHARACTERS = 10  # Han, of the target
_HAN = re.compile("[一-鿿]")


def run(material: Material) -> Iterator[Finding]:
    yield from _unrelated(material)
    yield from _doubted(material)


def _doubted(material: Material) -> Iterator[Finding]:
    if material.estimates is None:
        return
    for segment, estimate in zip(material.bitext.segments, material.estimates, strict=True):
        for doubt in suspicious(estimate) if estimate else ():
            if not material.bitext.document.is_opaque(doubt.span.shift(segment.span.start)):
                evidence: dict[str, Json] = {"source": "estimator", "chance": round(doubt.chance, 2)}
                yield material.finding(SUSPICIOUS, segment, doubt.span, doubt.chance, evidence=evidence)


def _unrelated(material: Material) -> Iterator[Finding]:
    if material.similarities is None or not material.is_pair:
        return
    for pair, similarity in zip(material.bitext.pairs, material.similarities, strict=True):
        judged = similarity is not None and len(_HAN.findall(pair.target.text)) >= _LEAST_CHARACTERS
        if similarity is not None and judged and similarity < _LEAST_SIMILARITY:
            evidence: dict[str, Json] = {"source": "embedder", "similarity": round(similarity, 3)}
            yield material.finding(UNRELATED, pair.target, Span(0, len(pair.target.text)), 0.9, evidence=evidence)


def suspicious(estimate: Estimate) -> Iterator[Doubt]:
    """The doubts that are strong enough to be told."""
    return (doubt for doubt in estimate.doubts if doubt.chance >= _LEAST_CHANCE)


CHECK = Check(
    run,
    (SUSPICIOUS, UNRELATED),
    frozenset({Need.CHINESE, Need.ESTIMATE}),
    gives_way=True,
    own={UNRELATED.id: (frozenset({Need.PAIR, Need.EMBEDDER}),)},
)
