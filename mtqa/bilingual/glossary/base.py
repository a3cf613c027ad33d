"""A glossary: terms with their wordings and their lines in the file, and how they are found in a text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from mtqa.bilingual.glossary.terms import Words, words
from mtqa.text import Span


@dataclass(frozen=True, slots=True)
class Term:
    """An entry. `source` is empty for wordings that are always forbidden; `line` is its line in the file, from 1."""

    source: str
    allowed: tuple[str, ...]
    forbidden: tuple[str, ...]
    line: int
    note: str = ""


@dataclass(frozen=True)
class Found:
    """A place in a text, and the terms whose source or wording is there."""

    span: Span
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Glossary:
    """The terms of a file. `id` is a hash of its content."""

    path: str
    terms: tuple[Term, ...]
    id: str

    @cached_property
    def _sources(self) -> _Index:
        return _Index((term.source, term) for term in self.terms if term.source)

    @cached_property
    def _allowed(self) -> _Index:
        return _Index((wording, term) for term in self.terms for wording in term.allowed)

    @cached_property
    def _forbidden(self) -> _Index:
        return _Index((wording, term) for term in self.terms for wording in term.forbidden)

    def sources(self, text: str) -> list[Found]:
        """The terms in a source text; of two that begin at the same place, the longer."""
        return self._sources.found(text)

    def allowed(self, text: str) -> list[Found]:
        """The allowed wordings in a target text."""
        return self._allowed.found(text)

    def forbidden(self, text: str) -> list[Found]:
        """The forbidden wordings in a target text, without those inside a longer allowed wording."""
        allowed = [match.span for match in self.allowed(text)]
        return [
            match
            for match in self._forbidden.found(text)
            if not any(span.contains(match.span) and len(span) > len(match.span) for span in allowed)
        ]


class _Index:
    """Wordings by the key of their first word, the longest first."""

    def __init__(self, wordings: Iterator[tuple[str, Term]]) -> None:
        known: dict[tuple[str, ...], tuple[Words, list[Term]]] = {}
        for wording, term in wordings:
            split = words(wording)
            if split.keys:
                known.setdefault((*split.keys, *split.written), (split, []))[1].append(term)
        starts: dict[str, list[tuple[Words, list[Term]]]] = {}
        for split, terms in known.values():
            starts.setdefault(split.keys[0], []).append((split, terms))
        for entries in starts.values():
            entries.sort(key=lambda entry: -len(entry[0].keys))
        self._starts: Mapping[str, list[tuple[Words, list[Term]]]] = starts

    def found(self, text: str) -> list[Found]:
        """The wordings in the text, from left to right, without overlaps."""
        if not self._starts:
            return []
        split, at, found = words(text), 0, []
        while at < len(split.keys):
            entries = [entry for entry in self._starts.get(split.keys[at], ()) if entry[0].is_at(split, at)]
            if not entries:
                at += 1
                continue
            length = len(entries[0][0].keys)
            terms = tuple(term for wording, its_terms in entries if len(wording.keys) == length for term in its_terms)
            found.append(Found(Span(split.spans[at].start, split.spans[at + length - 1].end), terms))
            at += length
        return found
