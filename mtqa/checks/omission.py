"""Content of the source that is missing from the translation.

What it finds
    A sentence in which part of the source has no counterpart: a run of words whose translations, according to the
    dictionary, do not occur, where the translation is shorter by about as much; a sentence that has almost nothing of
    its source, because other text took its place; and a sentence of the source without a translation.

Why it matters
    An omission cannot be seen in the translation. The text reads well, and readers never learn what is missing.

Example
    The shop opens at nine, and visitors are asked to leave their bags at the entrance. → ⟦商店九点开门。⟧

How to fix it
    Translate what is missing and put it where Chinese needs it. If it stands in a neighbouring sentence, or was left
    out on purpose, dismiss the finding with that reason.

Known limits
    Words are looked up in aligned sentences and CC-CEDICT, which account for about four of five English and three of
    five Chinese words of a good translation.
    A missing clause of fewer than five words is not found, nor anything in a label. A free translation that uses other
    words may be reported; in the strings of a program, whose translators abridge, as minor unless it is likely. Text
    that took the place of a sentence is harder to recognise the more words the two share, as sentences of one page do.
    Only the alignment distinguishes sentences without a translation from sentences that were joined.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.bilingual.credits import is_of_its_own
from mtqa.bilingual.translator_notes import asides, is_aside
from mtqa.checks.base import Check
from mtqa.checks.material import Material
from mtqa.checks.needs import Need
from mtqa.checks.software import has_labels
from mtqa.findings import Category, Evidence, Finding, Rule, Severity
from mtqa.text import Pair, Segment, Span

SEGMENT = Rule(
    "omission.segment",
    Category.OMISSION,
    Severity.MAJOR,
    "A part of the source is missing.",
)

_LEAST_GAP_LOG_ODDS = 0.8  # nats
# Of the strings of a program, which translators abridge: below it, a stretch is a matter of wording as often as not.
_LEAST_LABEL_LOG_ODDS = 2.5
_LEAST_WORDS = 5


def run(material: Material) -> Iterator[Finding]:
    for pair in material.translated:
        if pair.source and not is_of_its_own(pair.source.text) and (finding := _in_pair(material, pair, pair.source)):
            yield finding
    yield from _without_translation(material)


def _in_pair(material: Material, pair: Pair, source: Segment) -> Finding | None:
    compared = material.comparisons.of(source.text, pair.target.text)
    whole = Span(0, len(pair.target.text))
    if compared.unrelated:
        if _stands_elsewhere(material, pair, source.text):
            return None
        message = "This has almost nothing of what the source says."
        evidence: Evidence = {"fault": "nearly_all"}
        severity = Severity.MINOR if compared.by_order and has_labels(material.bitext.document) else None
        return material.finding(SEGMENT, pair.target, whole, 0.9, severity=severity, message=message, evidence=evidence)
    found = compared.missing
    if found.score < _LEAST_GAP_LOG_ODDS or is_aside(found.span, asides(source.text)):
        return None
    missing = found.span.of(source.text).strip()
    if _stands_elsewhere(material, pair, missing):
        return None
    message = f"“{missing}” in the source seems to be missing here."
    evidence = {"fault": "part", "missing": missing, "gap_log_odds": round(found.score, 1)}
    sure = not has_labels(material.bitext.document) or found.score >= _LEAST_LABEL_LOG_ODDS
    severity = None if sure else Severity.MINOR
    return material.finding(SEGMENT, pair.target, whole, 0.7, severity=severity, message=message, evidence=evidence)


def _stands_elsewhere(material: Material, pair: Pair, missing: str) -> bool:
    """Does another line of the unit say what is missing in this one? Translators order and break the lines anew."""
    document = material.bitext.document
    unit = document.unit_around(pair.target.span)
    if unit is None:
        return False
    return material.coverage.says(unit.span.of(document.text), missing, chinese=not material.into_chinese)


def _without_translation(material: Material) -> Iterator[Finding]:
    """Sentences of the source without a translation, reported at the sentence before which they belong."""
    pairs = material.translated
    if material.bitext.document.units:  # whole units were compared
        return
    for missing in material.bitext.omitted:
        if len(missing.text) < _LEAST_WORDS or not pairs:
            continue
        after = next((pair for pair in pairs if pair.source and pair.source.span.start > missing.span.start), pairs[-1])
        where = "before" if after.source and after.source.span.start > missing.span.start else "after"
        message = f"A sentence of the source has no translation; it belongs {where} this sentence: “{missing.text}”"
        span = Span(0, len(after.target.text))
        evidence: Evidence = {"fault": f"sentence_{where}", "missing": missing.text}
        yield material.finding(SEGMENT, after.target, span, 0.6, message=message, evidence=evidence)


CHECK = Check(run, (SEGMENT,), frozenset({Need.PAIR}))
