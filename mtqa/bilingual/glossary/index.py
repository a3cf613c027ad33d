"""Finds many wordings in a text at once, by the key of their first word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, Protocol, TypeVar

from mtqa.bilingual.glossary.terms import Words, words
from mtqa.text import Span

_LATIN = "[A-Za-z0-9_]"


class Entry(Protocol):
    """What is found: `exact` says that case matters, `kept` that all characters do."""

    @property
    def exact(self) -> bool: ...
    @property
    def kept(self) -> bool: ...


E = TypeVar("E", bound=Entry)


@dataclass(frozen=True)
class Found(Generic[E]):
    """A place in a text, and the terms whose source or wording is there."""

    span: Span
    terms: tuple[E, ...]


@dataclass(frozen=True)
class _Wording(Generic[E]):
    """A wording and the terms that have it."""

    words: Words
    terms: list[E]

    def at(self, text: Words, at: int) -> tuple[E, ...]:
        """The terms that the text has from its word number `at` on."""
        if not self.words.is_at(text, at):
            return ()
        return tuple(term for term in self.terms if self._fits(term, text, at))

    def _fits(self, term: E, text: Words, at: int) -> bool:
        if term.kept:
            start = text.spans[at].start - self.words.spans[0].start
            return start >= 0 and self._literal.match(text.text, start) is not None
        return not term.exact or self.words.is_cased(text, at)

    @cached_property
    def _literal(self) -> re.Pattern[str]:
        """The wording character by character, in the plural perhaps, but not as a part of another word."""
        written = r"\s+".join(map(re.escape, self.words.text.split()))
        return re.compile(rf"(?<!{_LATIN}){written}(?:['’]?s)?(?!{_LATIN})")


class Index(Generic[E]):
    """Wordings by the key of their first word, the longest first."""

    def __init__(self, wordings: Iterable[tuple[str, E]]) -> None:
        known: dict[tuple[str, ...], _Wording[E]] = {}
        for wording, term in wordings:
            split = words(wording)
            if split.keys:
                key = (*split.keys, wording) if term.kept else (*split.keys, *split.written)
                known.setdefault(key, _Wording(split, [])).terms.append(term)
        starts: dict[str, list[_Wording[E]]] = {}
        for entry in known.values():
            starts.setdefault(entry.words.keys[0], []).append(entry)
        for entries in starts.values():
            entries.sort(key=lambda entry: -len(entry.words.keys))
        self._starts: Mapping[str, list[_Wording[E]]] = starts

    def found(self, text: str, overlapping: bool = False) -> list[Found[E]]:
        """The wordings in the text, from left to right: the longest at each place, without overlaps, or all of them."""
        if not self._starts:
            return []
        split, at, found = words(text), 0, []
        while at < len(split.keys):
            here = list(self._at(split, at))
            longest = here[0][0] if here else 1
            for length in dict.fromkeys(length for length, _ in here if overlapping or length == longest):
                terms = tuple(term for size, its_terms in here if size == length for term in its_terms)
                found.append(Found(Span(split.spans[at].start, split.spans[at + length - 1].end), terms))
            at += 1 if overlapping else longest
        return found

    def _at(self, text: Words, at: int) -> Iterator[tuple[int, tuple[E, ...]]]:
        """The terms that begin at a word, with their lengths in words; the longest first."""
        for entry in self._starts.get(text.keys[at], ()):
            if terms := entry.at(text, at):
                yield len(entry.words.keys), terms
