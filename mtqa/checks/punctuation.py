"""Half-width punctuation in Chinese text.

What it finds
    One finding a document, where half-width marks (, . ! ? ; :) between Chinese characters are the rule
    rather than the exception; it says how many there are.

Why it matters
    Chinese prose takes full-width marks (GB/T 15834). Machine translation often writes the half-width marks of its
    English side, throughout; an editor repairs that by one replacement, so it is reported once.

Example
    昨天下午⟦,⟧孩子们在河边放风筝,老人在树下喝茶,谁也没有注意到天色变了.

Known limits
    Some Chinese publishers set half-width marks on purpose. A stray mark in a text that is otherwise full-width is
    not reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtqa.checks.base import Check, Material
from mtqa.findings import Category, Finding, Rule, Severity
from mtqa.text import Span

HALFWIDTH = Rule(
    "punctuation.halfwidth",
    Category.PUNCTUATION,
    Severity.MINOR,
    "Half-width punctuation stands between Chinese characters throughout the text.",
    once=True,
)

_HAN = "㐀-䶿一-鿿"
_CLOSING = "”’」』）》】\"')"
_HALF = re.compile(rf"(?<=[{_HAN}{_CLOSING}])[,.!?;:](?![A-Za-z0-9])")
_FULL = re.compile(rf"(?<=[{_HAN}{_CLOSING}])[，。！？；：]")
_FULL_WIDTH = dict(zip(",.!?;:", "，。！？；：", strict=True))
# Half-width marks as the rule: at least five, and at least half of all marks.
_LEAST = 5
_SHARE = 1 / 2


def run(material: Material) -> Iterator[Finding]:
    half = list(material.matches(_HALF))
    full = sum(1 for _ in material.matches(_FULL))
    if len(half) < _LEAST or len(half) < _SHARE * (len(half) + full):
        return
    segment, match = half[0]
    yield material.finding(
        HALFWIDTH,
        segment,
        Span(*match.span()),
        0.95,
        message=f"{len(half)} half-width marks stand between Chinese characters; Chinese prose takes full-width ones.",
        suggestions=[_FULL_WIDTH[match.group()]],
        evidence={"half-width marks": len(half), "full-width marks": full},
    )


CHECK = Check(run, (HALFWIDTH,))
