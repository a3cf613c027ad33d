"""Structures of English that the translation kept.

What it finds
    `calque.it`: 它 as the last word of a clause, where Chinese names the thing or leaves it out. `calque.article`:
    一个 for "a", as in 作为一个… and 有一个温暖的…. `calque.possessive`: 他举起他的手. `calque.manner`: 成功地 for
    "successfully". `calque.passive`: 需要被清洗. `calque.chain`:
    公司的最大的问题, 工厂的工人的工资. `calque.there`: ，在那里 for "where". `calque.condition`: 如果 after what
    depends on it. `calque.without`: 在没有…的情况下. `calque.why`: 这就是为什么.

Why it matters
    Every word is right, but a Chinese writer would phrase it differently. Such sentences are slow to read, and readers
    soon notice that the text is a translation.

Example
    他⟦成功⟧地修好了钟，⟦这就是为什么⟧大家感谢他。

How to fix it
    Say the sentence as you would if you had never seen the English: name the thing again or drop 它, leave out 一个 and
    他的, put the condition first, say who does it instead of 被, and cut a chain of 的 into two clauses. Change the
    sentence, not only the marked word. Where a speaker's voice wants the structure, keep it.

Known limits
    These are habits, not mistakes: native writers use each of them at times, in stories and in speech more than in the
    news that they were measured on, and human translators keep some. Structures that human translators keep in more
    than three of ten sentences are not reported; they only count as signs that the document is a translation: 当…时,
    每个人都, 把它…, 他走进病房时，他…, 被放置在. Structures that good Chinese has too (most of 一个, several 的 in a
    row, most pronouns) are reported only in a document whose structures as a whole show that it is a translation. Not
    reported, since native news has them nearly as often: "NAME，一位…，" in apposition, 他们中的一些, 进行了…,
    在…方面, 最…之一, 是重要的, other passives.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.checks.base import Check
from mtqa.checks.material import Material
from mtqa.checks.needs import Need
from mtqa.checks.reversals import sound
from mtqa.findings import Category, Finding, Rule, Severity
from mtqa.lexicon.calques import Calque, calques, density, measured
from mtqa.text import Segment, Span

_FAMILIES = {
    "it": "它 is used like “it”; Chinese names the thing again or leaves it out.",
    "article": "一个 stands for the article “a”; Chinese leaves it out.",
    "possessive": "The owner is the subject; Chinese leaves the possessive out or says 自己的.",
    "manner": "…地 is used like an English adverb in “-ly”; Chinese puts it before the verb without 地, or after it.",
    "passive": "A passive that expresses no harm; Chinese seldom marks it with 被.",
    "chain": "Several 的 in a row; Chinese keeps only the last, or begins a new clause.",
    "there": "在那里 is used like “where”; Chinese begins a new clause without it.",
    "condition": "如果 comes after what depends on it; Chinese states the condition first.",
    "without": "在没有…的情况下 is used like “without”; Chinese says 没有…就 or 不….",
    "why": "这就是为什么 is used like “that is why”; Chinese says 所以, or 这就是…的原因.",
}
_GRAMMAR = frozenset(("article", "passive"))
_RULES = {
    family: Rule(
        f"calque.{family}", Category.GRAMMAR if family in _GRAMMAR else Category.AWKWARD, Severity.MINOR, message
    )
    for family, message in _FAMILIES.items()
}
# From this density on, a document with a structure that is not weak is taken for a translation.
# `python -m research tables calque` shows how many native pages are.
_LEAST_DENSITY = 15.0

_Structures = list[tuple[Segment, list[Calque]]]


def run(material: Material) -> Iterator[Finding]:
    found = _structures(material)
    translated = _is_translated(found)
    for segment, here in found:
        reported: list[tuple[str, Span]] = []
        for calque in here:
            family, span = calque.structure.family, calque.span
            if not family or (calque.structure.weak and not translated):
                continue
            if not any(family == reported_family and span.overlaps(place) for reported_family, place in reported):
                reported.append((family, span))
                yield _finding(material, segment, calque)


def calque_density(material: Material) -> float:
    """Log-odds, from the structures of English, that a document is a translation, in nats per 1,000 characters."""
    return _density(_structures(material))


def is_translated_by_structure(material: Material) -> bool:
    """Do its structures alone show that the document is a translation?"""
    return _is_translated(_structures(material))


def _structures(material: Material) -> _Structures:
    """The structures of every segment, without those that touch code or addresses."""
    document = material.bitext.document
    return [
        (
            segment,
            [calque for calque in calques(words) if not document.is_opaque(calque.span.shift(segment.span.start))],
        )
        for segment, words in material.sentences
    ]


def _density(found: _Structures) -> float:
    return density((here for _, here in found), sum(len(segment.text) for segment, _ in found))


def _is_translated(found: _Structures) -> bool:
    strong = any(not calque.structure.weak for _, here in found for calque in here)
    return strong and _density(found) >= _LEAST_DENSITY


def _finding(material: Material, segment: Segment, calque: Calque) -> Finding:
    figures = measured(calque.structure)
    return material.finding(
        _RULES[calque.structure.family],
        segment,
        calque.span,
        figures.avoided,
        suggestions=sound(material, segment, calque.span, filter(None, [calque.better])),
        evidence={
            "detected_by": "structures",
            "structure": calque.structure.name,
            "lift": round(figures.lift, 1),
        },
    )


CHECK = Check(run, tuple(_RULES.values()), frozenset({Need.CHINESE, Need.PROSE}))
