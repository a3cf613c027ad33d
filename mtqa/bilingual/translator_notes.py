"""Finds notes by the translator or editor that are marked as such: （译注：…）, [translator's note: …]."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mtqa.text import Span

_BY = r"译注|译者注|译者按|译按|校注|校者注|编注|编者注|编者按"
_BY_ENGLISH = r"translator['’]s? note|note (?:by|of|from) the translator|tr\.? note|editor['’]s note"
_NOTE = re.compile(
    rf"[（(][^（）()。]{{0,20}}(?:{_BY}|{_BY_ENGLISH})[^（）()]*(?:[）)]|$)"
    rf"|[\[【][^\[\]【】。]{{0,20}}(?:{_BY}|{_BY_ENGLISH})[^\[\]【】]*(?:[\]】]|$)",
    re.IGNORECASE,
)


def asides(text: str) -> list[Span]:
    """The translator's notes of a text, brackets included.

    >>> [note.of("他在读《巨流河》（译注：一部回忆录）。") for note in asides("他在读《巨流河》（译注：一部回忆录）。")]
    ['（译注：一部回忆录）']
    """
    return [Span(*match.span()) for match in _NOTE.finditer(text)]


def is_aside(span: Span, notes: Iterable[Span]) -> bool:
    """Does the stretch overlap one of the notes?"""
    return any(span.overlaps(note) for note in notes)
