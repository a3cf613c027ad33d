"""What the strings of a program are."""

from __future__ import annotations

import re

from mtqa.text import Document

# Four words and a mark at the end, after which quotation marks and brackets may be closed.
_SENTENCE = re.compile(r"(?:\w+\W+){3}.*[.!?]\W{0,3}$|[。！？]\W{0,3}$", re.DOTALL)
_SPOKEN = frozenset({"srt", "vtt", "ass"})  # formats whose units are cut out of sentences


def is_software(document: Document) -> bool:
    """Are these the strings of a program: units beside their sources, most of which are no sentences?"""
    units = document.units if document.source and document.format not in _SPOKEN else ()
    return 2 * sum(_SENTENCE.search(unit.source) is not None for unit in units) < len(units)
