"""Labels of programs in the wrong sense.

What it finds
    labels.sense: a label of one English word whose Chinese is right in another sense of the word, while
    programs say something else: “Disabled” as 残疾人 (disabled people), “Save” as 救 (rescue), “Path” as 小路
    (footpath). It needs the source.

Why it matters
    A machine translates a label without the program around it, and takes the sense that running text has more often.
    Users cannot find the command, or laugh at it.

Example
    Save → ⟦救⟧

How to fix it
    Look where in the program the label stands, and write what other programs have there; the suggestion is the most
    common wording. Use it for the same label in the whole program.

Known limits
    Only labels that many free programs have are known, and senses that the dictionary has. A label that programs
    really use in both senses (“Block”: 块, 阻止) is not reported, nor a wording that the file has for the word
    elsewhere, too: it may be a term of its subject. Where fewer than 100 programs have the label, or the wording
    shares a character with a usual one, it is reported as minor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from mtqa.bilingual.matching import meant_by, renderings
from mtqa.checks.base import Check
from mtqa.checks.material import Material
from mtqa.checks.needs import Need
from mtqa.findings import Category, Finding, Rule, Severity
from mtqa.lexicon import Dictionary
from mtqa.lexicon.english import stem
from mtqa.lexicon.labels import Renderings, label, rendering, renderings_of
from mtqa.text import Segment, Span

SENSE = Rule(
    "labels.sense",
    Category.MISTRANSLATION,
    Severity.MAJOR,
    "Programs translate this label otherwise: it is taken in another sense.",
)

_LEAST_PROGRAMS, _LEAST_PROGRAMS_SURE = 20, 100  # that have the label
_LEAST_MEANING = 0.03  # of the English words beside a Chinese one: rarer ones are noise of the alignment
_LONGEST_SENSE = 2  # English words of a definition
_LEAST_ELSEWHERE = 2  # units with the word and this wording that show it to be a term of the file
_LEAST_AGREED = 1 / 2  # of the programs, on one wording: a label with less has several senses there
_EMPTY = frozenset("的了正在已是中之将被要")
_MOST_SHOWN = 3
_CONFIDENCE, _MINOR_CONFIDENCE = 0.8, 0.5


def run(material: Material) -> Iterator[Finding]:
    if not material.into_chinese:
        return
    labels = [
        (pair.source.text, pair.target)
        for pair in material.translated
        if pair.source and _is_whole(material, pair.target) and renderings_of(pair.source.text)
    ]
    for source, target in labels:
        usual, wording = renderings_of(source), rendering(target.text)
        if not usual or not _is_agreed(_known(material, usual)):
            continue
        severity = _wrong_sense(source, wording, usual, material.dictionary)
        if severity and not _is_term(material, label(source), wording):
            yield _finding(material, source, target, usual, severity)


def _finding(material: Material, source: str, target: Segment, usual: Renderings, severity: Severity) -> Finding:
    known = _known(material, usual)
    best = list(known)[:_MOST_SHOWN]
    told = ", ".join(f"“{wording}” ({known[wording]}×)" for wording in best)
    return material.finding(
        SENSE,
        target,
        Span(0, len(target.text)),
        _CONFIDENCE if severity is Severity.MAJOR else _MINOR_CONFIDENCE,
        severity=severity,
        message=f"Programs translate “{label(source)}” as {told}; this is another sense of the word.",
        suggestions=best[:1],
        evidence={"source_text": source, "programs": {wording: known[wording] for wording in best}},
    )


def _known(material: Material, usual: Renderings) -> Mapping[str, int]:
    return (usual.taiwan if material.traditional else usual.mainland) or usual.mainland or usual.taiwan


def _is_agreed(known: Mapping[str, int]) -> bool:
    return max(known.values()) >= _LEAST_AGREED * sum(known.values())


def _is_whole(material: Material, target: Segment) -> bool:
    unit = material.bitext.document.unit_at(target.span.start)
    return unit is not None and unit.span == target.span


def _wrong_sense(source: str, wording: str, usual: Renderings, dictionary: Dictionary) -> Severity | None:
    """How grave it is that the wording has another sense of the label than programs do; None if it may be right."""
    words = label(source).split()
    if usual.programs < _LEAST_PROGRAMS or len(words) != 1 or wording not in renderings(dictionary, words[0]):
        return None
    if any(wording in known or known in wording for known in usual.wordings):
        return None
    if any((_means(wording, dictionary) & _means(known, dictionary)) - {stem(words[0])} for known in usual.wordings):
        return None  # a synonym
    shared = max(len((set(wording) & set(known)) - _EMPTY) for known in usual.wordings)
    sure = usual.programs >= _LEAST_PROGRAMS_SURE
    if shared > (1 if sure else 0):
        return None
    return Severity.MAJOR if sure and not shared else Severity.MINOR


def _means(wording: str, dictionary: Dictionary) -> frozenset[str]:
    return meant_by(dictionary, wording, _LEAST_MEANING, _LONGEST_SENSE)


def _is_term(material: Material, word: str, wording: str) -> bool:
    """Do other units with the English word have this wording, too?"""
    others = (
        pair.source.text.lower()
        for pair in material.translated
        if pair.source and wording in pair.target.text and label(pair.source.text) != word
    )
    return sum(re.search(rf"\b{re.escape(word)}", other) is not None for other in others) >= _LEAST_ELSEWHERE


CHECK = Check(run, (SENSE,), frozenset({Need.PAIR}))
