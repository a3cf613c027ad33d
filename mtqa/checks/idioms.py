"""The rule `literal.idiom` of the check `literal`: an English idiom translated word by word."""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.checks.material import Material
from mtqa.findings import Category, Finding, Rule, Severity
from mtqa.lexicon.idioms import literal_idioms

IDIOM = Rule(
    "literal.idiom",
    Category.MISTRANSLATION,
    Severity.MAJOR,
    "An English idiom is translated word by word.",
)
# By hand, below the share of findings that were read and are right: docs/evaluation.md.
_CONFIDENCE = 0.85


def translated_idioms(material: Material) -> Iterator[Finding]:
    """A finding for each idiom; without a suggestion, since what Chinese says seldom fits in its place unchanged."""
    document = material.bitext.document
    for segment in material.bitext.segments:
        for idiom, span in literal_idioms(segment.text):
            if not document.is_opaque(span.shift(segment.span.start)):
                yield material.finding(
                    IDIOM,
                    segment,
                    span,
                    _CONFIDENCE,
                    message=f"“{idiom.english}” word by word; in Chinese: {idiom.chinese}.",
                    evidence={"detected_by": "structures", "english": idiom.english, "rival": idiom.chinese},
                )
