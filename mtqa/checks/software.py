"""What the strings of a program are."""

from __future__ import annotations

import re

from mtqa.text import Document

# Four words, and a mark at the end, after which quotation marks and brackets may be closed.
_WORDS = re.compile(r"\W*(?:\w++\W++){3}")
_END, _CHINESE_END = re.compile(r"[.!?]\W{0,3}\Z"), re.compile(r"[。！？]\W{0,3}\Z")
_LONGEST_END = 4  # characters
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
    return 2 * sum(_is_sentence(unit.source) for unit in units) < len(units)


def _is_sentence(text: str) -> bool:
    """Has the text four words, and a mark at its end?

    >>> _is_sentence("The file is new."), _is_sentence("Open…"), _is_sentence("文件很新。")
    (True, False, True)
    """
    end = text[-_LONGEST_END:]
    return bool(_CHINESE_END.search(end) or (_END.search(end) and _WORDS.match(text)))
