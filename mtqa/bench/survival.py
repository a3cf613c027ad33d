"""Counting what a translation must keep unchanged: numbers, Latin names, placeholders."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

KINDS = ("numbers", "Latin names", "placeholders")

_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,:]\d+)*(?![\w])", re.ASCII)
_LATIN = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Za-z0-9]*(?:[.&'-][A-Za-z0-9]+)*")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
#: Formats of C, Python, templates, shells and XLIFF.
_PLACEHOLDERS = ("{name}", "%s", "{0}", "%1$d", "{{count}}", '<x id="1"/>', "${value}", "%(total)s")


def planted(texts: Sequence[str], most: int) -> list[tuple[str, str]]:
    """The first texts that have a number, with one of the placeholders in place of it: (text, placeholder)."""
    found: list[tuple[str, str]] = []
    for text in texts:
        if len(found) == most:
            break
        if match := _NUMBER.search(text):
            placeholder = _PLACEHOLDERS[len(found) % len(_PLACEHOLDERS)]
            found.append((text[: match.start()] + placeholder + text[match.end() :], placeholder))
    return found


def carried(sources: Sequence[str], references: Sequence[str], hypotheses: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Of the numbers and Latin names that source and reference have in common: how many the hypothesis has too, and how
    many there are. What the reference writes in another form (200万 for 2 million) does not count."""
    counts: dict[str, tuple[int, int]] = {}
    for kind, items in (("numbers", _numbers), ("Latin names", _names)):
        kept = due = 0
        for source, reference, hypothesis in zip(sources, references, hypotheses, strict=True):
            both = Counter(items(source)) & Counter(items(reference))
            due += both.total()
            kept += (both & Counter(items(hypothesis))).total()
        counts[kind] = kept, due
    return counts


def surviving(planted_texts: Sequence[tuple[str, str]], hypotheses: Sequence[str]) -> tuple[int, int]:
    """How many placeholders stand in the translation of their text exactly as they were written."""
    pairs = zip(planted_texts, hypotheses, strict=True)
    return sum(placeholder in hypothesis for (_, placeholder), hypothesis in pairs), len(planted_texts)


def _numbers(text: str) -> Iterator[str]:
    return (match.group() for match in _NUMBER.finditer(_THOUSANDS.sub("", text)))


def _names(text: str) -> Iterator[str]:
    """Words of two letters and more with a capital. At the start of an English sentence that may be any word, but then
    no Chinese reference has it."""
    return (match.group() for match in _LATIN.finditer(text) if len(match.group()) > 1)
