"""What the strings of a program are."""

from __future__ import annotations

import re

from mtqa.text import Document

# Four words and a mark at the end, after which quotation marks and brackets may be closed.
_SENTENCE = re.compile(r"(?:\w+\W+){3}.*[.!?]\W{0,3}$|[。！？]\W{0,3}$", re.DOTALL)
_SPOKEN = frozenset({"srt", "vtt", "ass"})  # formats whose units are cut out of sentences
# Formats that hold nothing but the strings of programs, though some of them are sentences.
_CATALOGUES = frozenset(
    ("po", "android", "strings", "plist", "xcstrings", "qt", "properties", "resx", "fluent", "json", "arb", "yaml")
)


def has_labels(document: Document) -> bool:
    """May the strings be labels, whose words say less than those of sentences?"""
    return (document.source is not None and document.format in _CATALOGUES) or is_software(document)


def is_software(document: Document) -> bool:
    """Are these the strings of a program: units beside their sources, most of which are no sentences?"""
    units = document.units if document.source and document.format not in _SPOKEN else ()
    return 2 * sum(_SENTENCE.search(unit.source) is not None for unit in units) < len(units)
