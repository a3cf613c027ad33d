"""What a glossary is: terms with their wordings, and where in its file each stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from mtqa.bilingual.glossary.terms import Words, words
from mtqa.text import Span


@dataclass(frozen=True, slots=True)
class Term:
    """A row. `source` is empty where wordings are forbidden whatever they translate; `line` is that of the file."""

    source: str
    allowed: tuple[str, ...]
    forbidden: tuple[str, ...]
    line: int
    note: str = ""


@dataclass(frozen=True)
class Found:
    """A term or a wording at its place in a text."""

    span: Span
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Glossary:
    """The terms of a file. `id` stands for its content."""

    path: str
    terms: tuple[Term, ...]
    id: str

    @cached_property
    def _sources(self) -> _Index:
        return _Index((one.source, one) for one in self.terms if one.source)

    @cached_property
    def _allowed(self) -> _Index:
        return _Index((wording, one) for one in self.terms for wording in one.allowed)

    @cached_property
    def _forbidden(self) -> _Index:
        return _Index((wording, one) for one in self.terms for wording in one.forbidden)

    def sources(self, text: str) -> list[Found]:
        """The terms of a source text; of two that begin at one place the longer."""
        return self._sources.found(text)

    def allowed(self, text: str) -> list[Found]:
        """The right wordings in a target text."""
        return self._allowed.found(text)

    def forbidden(self, text: str) -> list[Found]:
        """The forbidden wordings in a target text, but for those within a right one that is longer."""
        right = [one.span for one in self.allowed(text)]
        found = self._forbidden.found(text)
        return [one for one in found if not any(s.contains(one.span) and len(s) > len(one.span) for s in right)]


class _Index:
    """Wordings by the stem they begin with, longest first."""

    def __init__(self, wordings: Iterator[tuple[str, Term]]) -> None:
        known: dict[tuple[str, ...], tuple[Words, list[Term]]] = {}
        for wording, term in wordings:
            said = words(wording)
            if said.keys:
                known.setdefault((*said.keys, *said.written), (said, []))[1].append(term)
        starts: dict[str, list[tuple[Words, list[Term]]]] = {}
        for said, terms in known.values():
            starts.setdefault(said.keys[0], []).append((said, terms))
        for entries in starts.values():
            entries.sort(key=lambda entry: -len(entry[0].keys))
        self._starts: Mapping[str, list[tuple[Words, list[Term]]]] = starts

    def found(self, text: str) -> list[Found]:
        """From left to right; nothing that was found is read again."""
        if not self._starts:
            return []
        told, at, found = words(text), 0, []
        while at < len(told.keys):
            entries = [e for e in self._starts.get(told.keys[at], ()) if e[0].stands_in(told, at)]
            if not entries:
                at += 1
                continue
            length = len(entries[0][0].keys)
            terms = tuple(term for said, all_ in entries if len(said.keys) == length for term in all_)
            found.append(Found(Span(told.spans[at].start, told.spans[at + length - 1].end), terms))
            at += length
        return found
