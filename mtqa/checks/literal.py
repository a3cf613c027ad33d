"""A word taken word for word from English.

What it finds
    Words that look put in, as a detector trained on spoiled text sees them. `literal.collision`: the word is the usual
    rendering of an English one, and another word for the same English one fits better, as 疫情 does where 流行病
    (“pandemic”) stands. `literal.misfit`: no better one is known. Both are believed only as far as the document as a
    whole reads like a machine translation.

Why it matters
    English has one word where Chinese has two, and a machine takes the commoner. The sentence stays smooth and says
    something else, or nothing.

Example
    In the document that mtqa grew from: 在这场⟦流行病⟧中，她的主要工作是在居委会接电话

Known limits
    Synonyms are the danger: a native writer's choice has likelier rivals, too. So a document without other signs of
    translation is left in peace, and so is a single slip in it. A word is judged by itself: of an error that stretches
    over several words one is marked, and the wording offered may not be enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

from mtqa.checks.base import Check, Material, Need
from mtqa.confidence import word_features
from mtqa.findings import Category, Finding, Json, Rule, Severity
from mtqa.weighing import Signals

COLLISION = Rule(
    "literal.collision",
    Category.MISTRANSLATION,
    Severity.MAJOR,
    "The word is the usual rendering of an English one; another one for it fits better here.",
)
MISFIT = Rule(
    "literal.misfit",
    Category.AWKWARD,
    Severity.MINOR,
    "The word looks put in by a translation: it does not go with the words around it.",
)
# Chosen with the annotated half of the Linfeng document in view: where all words with even odds were reported, 86 % of
# its majors were found at a precision of 80 %; here it is 77 % and 84 %. In 53,543 characters of native news no word
# reaches it.
_LEAST_CONFIDENCE = 0.45
_LEAST_SCORE = 0.0  # nats: a rival that fits worse is none


def run(material: Material) -> Iterator[Finding]:
    if material.weights is None:
        return
    translated = material.weights.of_document(material.origin)
    for one in filter(attrgetter("is_doubted"), material.signals):
        confidence = translated * material.weights.of_word(one)
        if confidence >= _LEAST_CONFIDENCE:
            yield _finding(material, one, confidence, translated)


def _finding(material: Material, one: Signals, confidence: float, translated: float) -> Finding:
    evidence: dict[str, Json] = {name: round(value, 2) for name, value in word_features(one).items()}
    evidence["translated"] = round(translated, 2)
    contested = one.contested
    if contested is None or contested.score < _LEAST_SCORE:
        return material.finding(MISFIT, one.segment, one.span, confidence, evidence={"source": "detector", **evidence})
    rival = contested.collision.rival
    return material.finding(
        COLLISION,
        one.segment,
        one.span,
        confidence,
        message=f"“{rival.stands}” is “{rival.english}”; so is “{rival.wording}”, which fits better here.",
        suggestions=[rival.wording],
        evidence={
            "rival": rival.wording,
            "source": rival.source,
            "english": rival.english,
            "log_odds": round(contested.log_odds, 2),
            "passage": round(contested.passage, 2),
            **evidence,
        },
    )


CHECK = Check(run, (COLLISION, MISFIT), frozenset({Need.CHINESE, Need.LANGUAGE_MODEL}), gives_way=True)
