"""An entry as a file has it, and the term that it makes: the same notation in every format.

A wording that begins with ! is forbidden, one between slashes is a pattern (`!/表面(?!上)/`), and `=` for a target says
that the term stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtqa.bilingual.glossary.base import Term
from mtqa.bilingual.glossary.patterns import Pattern, pattern_in
from mtqa.bilingual.glossary.terms import words
from mtqa.errors import UsageError

KEPT = "="
_SEPARATED = re.compile(r"\s*+!?\s*+/(?:\\.|[^/\\])++/i?\s*+(?=\||$)|[^|]+")
_YES, _NO = frozenset({"yes", "true", "1", "y", "x", "是"}), frozenset({"no", "false", "0", "n", "", "否"})


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a file: `targets` and `avoid` as they are written there, `line` is its line, from 1.

    kept   the term must stay as it is
    exact  its case matters
    spaced the cells with white space at an end, for those who look at the file and not at texts
    """

    source: str
    targets: Sequence[str]
    line: int
    avoid: Sequence[str] = ()
    note: str = ""
    kept: bool = False
    exact: bool = False
    spaced: Sequence[str] = ()


def separated(cell: str) -> list[str]:
    """The wordings of a cell; a | inside of a pattern separates nothing.

    >>> separated("缓存 | !/高速(缓冲|存储)/ | 快取")
    ['缓存', '!/高速(缓冲|存储)/', '快取']
    """
    return [wording for match in _SEPARATED.finditer(cell) if (wording := match[0].strip())]


def is_yes(value: str) -> bool | None:
    """Yes, no, or None for another value.

    >>> is_yes("TRUE"), is_yes(""), is_yes("缓存")
    (True, False, None)
    """
    value = value.strip().casefold()
    return True if value in _YES else False if value in _NO else None


def term_of(path: str, entry: Entry) -> Term:
    """The term of an entry. Raises UsageError, with the line, if it makes none."""
    where = f"{path}:{entry.line}"
    targets = [wording for wording in entry.targets if wording.strip()]
    plain = tuple(dict.fromkeys(wording for wording in targets if not wording.startswith("!")))
    forbidden, patterns = _forbidden([*targets, *(f"!{wording.removeprefix('!')}" for wording in entry.avoid)], where)
    kept = entry.kept or KEPT in plain or (plain == (entry.source,) and entry.source.isascii())
    allowed = (entry.source,) if kept else plain
    if kept and not entry.source:
        advice = "write the term that stays as it is as the source"
        raise UsageError(f"“{KEPT}” has no source term", where=where, advice=advice)
    if kept and set(plain) - {KEPT, entry.source}:
        advice = f"write {KEPT} alone, or its translations alone"
        raise UsageError(f"the term “{entry.source}” must stay, and has a translation", where=where, advice=advice)
    term = Term(entry.source, allowed, forbidden, entry.line, entry.note, patterns, kept, entry.exact or kept)
    _verify(term, where)
    return term


def _forbidden(wordings: Sequence[str], where: str) -> tuple[tuple[str, ...], tuple[Pattern, ...]]:
    """The plain wordings and the patterns among those with a !."""
    plain, patterns = [], []
    for marked in dict.fromkeys(wording for wording in wordings if wording.startswith("!")):
        wording = marked[1:].strip()
        if not wording:
            raise UsageError("there is no wording after !", where=where, advice="write the forbidden wording after it")
        pattern = pattern_in(wording, where)
        if pattern:
            patterns.append(pattern)
        else:
            plain.append(wording)
    return tuple(plain), tuple(patterns)


def _verify(term: Term, where: str) -> None:
    if not (term.allowed or term.forbidden or term.patterns):
        advice = (
            f"write source,target, or source,{KEPT} if it stays as it is, or source,!target for a forbidden wording; "
            "# makes the row a comment"
        )
        raise UsageError(f"the term “{term.source}” has no target", where=where, advice=advice)
    if term.allowed and not term.source:
        advice = "add its source; only a forbidden wording (!target) needs none"
        raise UsageError(f"“{term.allowed[0]}” has no source term", where=where, advice=advice)
    for wording in term.allowed:
        if pattern_in(wording, where):
            advice = f"write !{wording} to forbid it, or each allowed wording by itself"
            raise UsageError(f"{wording} is a pattern, and only forbidden wordings can be", where=where, advice=advice)
    for text in filter(None, (term.source, *term.allowed, *term.forbidden)):
        if not words(text).keys:
            advice = "write a word that can occur in a text"
            raise UsageError(f"“{text}” has no letter or digit", where=where, advice=advice)
    for wording in _both(term):
        raise UsageError(f"“{wording}” is both allowed and forbidden", where=where, advice="remove one of the two")


def _both(term: Term) -> Iterator[str]:
    """The allowed wordings that are forbidden, too: by themselves, or by a pattern that matches all of them."""
    for wording in term.allowed:
        whole = (len(span) == len(wording) for pattern in term.patterns for span in pattern.spans(wording))
        if wording in term.forbidden or any(whole):
            yield wording
