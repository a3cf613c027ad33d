"""A glossary: terms with their wordings and their lines in the file, and how they are found in a text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from mtqa.bilingual.glossary.index import Found, Index
from mtqa.bilingual.glossary.patterns import Pattern
from mtqa.lexicon.traditional import to_simplified
from mtqa.text import Span


@dataclass(frozen=True, slots=True)
class Term:
    """An entry. `source` is empty for wordings that are always forbidden; `line` is its line in the file, from 1. With
    `kept` the term must stay as it is, and is the only allowed wording; with `exact` its case matters."""

    source: str
    allowed: tuple[str, ...]
    forbidden: tuple[str, ...]
    line: int
    note: str = ""
    patterns: tuple[Pattern, ...] = ()
    kept: bool = False
    exact: bool = False


@dataclass(frozen=True)
class Glossary:
    """The terms of a file. `id` is a hash of its content."""

    path: str
    terms: tuple[Term, ...]
    id: str

    @cached_property
    def simplified(self) -> Glossary:
        """The glossary with its wordings in simplified characters, for text that is judged in them."""
        return replace(self, terms=tuple(map(_simplified, self.terms)))

    @cached_property
    def _sources(self) -> Index[Term]:
        return Index((term.source, term) for term in self.terms if term.source)

    @cached_property
    def _allowed(self) -> Index[Term]:
        return Index((wording, term) for term in self.terms for wording in term.allowed)

    @cached_property
    def _forbidden(self) -> Index[Term]:
        return Index((wording, term) for term in self.terms for wording in term.forbidden)

    @cached_property
    def _patterns(self) -> list[tuple[Pattern, Term]]:
        return [(pattern, term) for term in self.terms for pattern in term.patterns]

    def sources(self, text: str) -> list[Found[Term]]:
        """The terms in a source text; of two that begin at the same place, the longer."""
        return self._sources.found(text)

    def allowed(self, text: str) -> list[Found[Term]]:
        """The allowed wordings in a target text, also those inside of others."""
        return self._allowed.found(text, overlapping=True)

    def forbidden(self, text: str) -> list[Found[Term]]:
        """The forbidden wordings in a target text, without those inside a longer allowed wording."""
        matched = [Found(span, (term,)) for pattern, term in self._patterns for span in pattern.spans(text)]
        found = [*self._forbidden.found(text), *matched]
        if not found:
            return []
        allowed = [match.span for match in self.allowed(text)]
        return [match for match in found if not _is_inside(match.span, allowed)]


def _is_inside(span: Span, others: Iterable[Span]) -> bool:
    """Is it a part of one of the others?"""
    return any(other.contains(span) and len(other) > len(span) for other in others)


def _simplified(term: Term) -> Term:
    return replace(
        term,
        allowed=term.allowed if term.kept else tuple(map(to_simplified, term.allowed)),
        forbidden=tuple(map(to_simplified, term.forbidden)),
        patterns=tuple(replace(pattern, text=to_simplified(pattern.text)) for pattern in term.patterns),
    )
