"""A word taken word for word from English.

What it finds
    A word that is the usual rendering of an English one, where another word for the same English one fits the text
    much better: 走廊 in “送到不同走廊的门口”, which is “corridor”, as 楼道 is. How likely a slip is, the channel through
    English says; which word fits, the language model; and how far both are to be believed, whether the rest of the
    document reads like a translation.

Why it matters
    English has one word where Chinese has two, and a machine takes the commoner. The sentence stays smooth and says
    something else, or nothing.

Example
    疫情防控期间，快递员把包裹送到居民楼的⟦走廊⟧，按户放在门口。

Known limits
    Synonyms are the danger: a native writer's choice has likelier rivals, too. So a document without other marks of
    translation is left in peace, and so is a single slip in it. Words of one character, names, and errors that stretch
    over several words are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.checks.base import Check, Material, Need
from mtqa.findings import Category, Finding, Rule, Severity
from mtqa.weighing import Weighed

COLLISION = Rule(
    "literal.collision",
    Category.MISTRANSLATION,
    Severity.MAJOR,
    "The word is the usual rendering of an English one, but another one fits here.",
)
_LEAST_CONFIDENCE = 0.5


def run(material: Material) -> Iterator[Finding]:
    for weighed in material.weighed:
        if weighed.confidence >= _LEAST_CONFIDENCE:
            yield _finding(material, weighed)


def _finding(material: Material, weighed: Weighed) -> Finding:
    rival = weighed.collision.rival
    return material.finding(
        COLLISION,
        rival.segment,
        rival.span,
        weighed.confidence,
        message=f"“{rival.stands}” is “{rival.english}”, and so is “{rival.wording}”, which fits better here.",
        suggestions=[rival.wording],
        evidence=weighed.evidence,
    )


CHECK = Check(run, (COLLISION,), frozenset({Need.CHINESE, Need.LANGUAGE_MODEL}))
