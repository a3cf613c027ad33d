"""A file that is declared Chinese and is not.

What it finds
    A document with `language = "zh"` of whose letters less than a third are Chinese characters, or that is written with
    kana. It is one finding, at the first sentence; the other checks are skipped.

Why it matters
    A file that was never translated, or was saved under the wrong name, has none of the faults that are looked for. It
    would pass every gate.

Example
    ⟦The rain stopped, and the children ran into the yard.⟧ (language = "zh")

Known limits
    Texts of less than 20 letters are believed. Cantonese, and Chinese in traditional characters, are Chinese here.
    Without `language` nothing is reported: a file in another language is then passed over with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtqa.checks.base import Check, Material
from mtqa.findings import Category, Finding, Rule, Severity
from mtqa.text import Span

WRONG = Rule(
    "language.wrong",
    Category.UNTRANSLATED,
    Severity.CRITICAL,
    "The file is declared Chinese (language), and its text is not.",
    once=True,
)

_LETTER = re.compile(r"[^\W\d_]")
_LEAST_LETTERS = 20


def run(material: Material) -> Iterator[Finding]:
    text = material.bitext.document.text
    letters = len(_LETTER.findall(text))
    if material.language != "zh" or letters < _LEAST_LETTERS or not material.bitext.segments:
        return
    if not material.is_chinese:
        first = material.bitext.segments[0]
        yield material.finding(WRONG, first, Span(0, len(first.text)), 1.0)


CHECK = Check(run, (WRONG,), frozenset())
