"""Problems of a glossary itself: rows that are none, that contradict each other, or that would raise false alarms."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mtqa.bilingual.glossary.base import Term
from mtqa.bilingual.glossary.entry import Entry, term_of
from mtqa.bilingual.glossary.terms import words
from mtqa.errors import UsageError
from mtqa.lexicon.frequency import chinese_zipf, english_zipf
from mtqa.lexicon.traditional import to_simplified, to_traditional
from mtqa.script import HAN, han_count, is_han

#: Every kind of problem, with what it is.
KINDS = {
    "row": "a row that is no term, or an empty target",
    "contradiction": "two rows of one term that exclude each other",
    "forbidden": "a wording that is both allowed and forbidden",
    "inside": "a forbidden wording inside an allowed one",
    "duplicate": "two rows that say the same",
    "variant": "terms that differ only in case or inflection",
    "space": "white space at an end, or characters that nobody sees",
    "width": "full-width and half-width characters mixed",
    "remark": "a remark in brackets inside a wording",
    "script": "a traditional wording in a simplified glossary, or the other way round",
    "general": "a term or a forbidden wording that is a word of everyday text",
}
# Zipf frequencies (wordfreq): time 6.3, set 5.6, order 5.5; file 4.8, server 4.5, cache 3.6. Of 85 one-word terms in
# the glossaries of git-gui and GnuCash six are as frequent: book, check, due, job, lot, order.
_EVERYDAY_ENGLISH, _EVERYDAY_CHINESE = 5.3, 6.0
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]|  |\u00a0|\u3000")
_FULL_WIDTH = re.compile("[Ａ-Ｚａ-ｚ０-９]")
_SEPARATORS = re.compile("[｜；;、]|^[！＝]")
_HALF_WIDTH = re.compile(rf"(?<=[{HAN}])[,:!?]|[,:!?](?=[{HAN}])")
_REMARK = re.compile(r"[(（].{1,200}[)）]")
_MOST_COMPARED = 20  # rows of one term: what the twenty-first says of the twentieth helps nobody
_LEAST_SCRIPT = 0.75  # of the wordings whose script can be told; below that a glossary has no script


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem at a line: its kind, what is wrong, and what to do."""

    line: int
    kind: str
    message: str
    advice: str = ""


def problems(path: str, entries: Iterable[Entry | UsageError]) -> tuple[list[Term], list[Problem]]:
    """The terms of a glossary, and its problems by line."""
    terms, found = [], []
    for entry in entries:
        if isinstance(entry, UsageError):
            found.append(_row(entry))
            continue
        found += _spaces(entry)
        try:
            terms.append(term_of(path, entry))
        except UsageError as error:
            found.append(_row(error))
    by_name: dict[tuple[str, ...], list[Term]] = defaultdict(list)
    for term in terms:
        if term.source:
            by_name[words(term.source).keys].append(term)
    for rows in by_name.values():
        found += _of_one_term(rows)
    found += _forbidden_and_allowed(terms)
    found += _scripts(terms)
    for term in terms:
        found += _widths(term)
        found += _general(term)
    return terms, sorted(found, key=lambda problem: (problem.line, problem.kind, problem.message))


def _row(error: UsageError) -> Problem:
    line = error.where.rpartition(":")[2]
    return Problem(int(line) if line.isdecimal() else 1, "row", error.what, error.advice)


def _spaces(entry: Entry) -> Iterator[Problem]:
    for cell in entry.spaced:
        yield Problem(entry.line, "space", f"“{cell}” has white space at an end", "remove it: other tools keep it")
    for cell in (entry.source, *entry.targets, *entry.avoid):
        if found := _INVISIBLE.search(cell):
            name = unicodedata.name(found[0][0], "a control character").lower()
            what = "two spaces" if found[0] == "  " else name
            yield Problem(entry.line, "space", f"“{cell}” has {what} in it", "write one plain space, or nothing")


def _of_one_term(rows: Sequence[Term]) -> Iterator[Problem]:
    """Problems of rows whose terms are found in the same places: the first of each row."""
    for index, row in enumerate(rows):
        found = (_between(row, earlier) for earlier in rows[:index][:_MOST_COMPARED])
        if problem := next(filter(None, found), None):
            yield problem


def _between(row: Term, earlier: Term) -> Problem | None:
    """The problem of two rows of one term, if there is one."""
    where, same = f"line {earlier.line}", _case(row, earlier)
    if _excludes(row, earlier) or _excludes(earlier, row):
        message = f"“{row.source}” contradicts {where}: one row forbids what the other allows"
        return Problem(row.line, "contradiction", message, "keep one of the two")
    if row.kept != earlier.kept and row.allowed and earlier.allowed and same:
        message = f"“{row.source}” stays as it is in one row and is translated in the other, {where}"
        return Problem(row.line, "contradiction", message, "keep one of the two")
    if same and {*row.allowed} == {*earlier.allowed} and _avoided(row) == _avoided(earlier):
        return Problem(row.line, "duplicate", f"“{row.source}” says the same as {where}", "remove one of them")
    if not same and not (row.exact or earlier.exact):
        message = f"“{row.source}” is found wherever “{earlier.source}” ({where}) is"
        return Problem(row.line, "variant", message, "keep one: mtqa finds all forms, in any case")
    if row.allowed and earlier.allowed and {*row.allowed}.isdisjoint(earlier.allowed) and not _noted(row, earlier):
        message = f"“{row.source}” is {_quoted(row.allowed)} here, and {_quoted(earlier.allowed)} in {where}"
        advice = "both are accepted now: join them with |, remove one, or add a note to each that says when"
        return Problem(row.line, "contradiction", message, advice)
    return None


def _avoided(row: Term) -> set[str]:
    return {*row.forbidden, *map(str, row.patterns)}


def _case(row: Term, other: Term) -> bool:
    return row.source.casefold() == other.source.casefold() and not (
        row.exact != other.exact and row.source != other.source
    )


def _noted(row: Term, other: Term) -> bool:
    """Do two notes say when which of them is right?"""
    return bool(row.note and other.note and row.note != other.note)


def _excludes(row: Term, other: Term) -> bool:
    return any(_forbids(row, wording) for wording in other.allowed)


def _forbids(row: Term, wording: str) -> bool:
    """Does a row forbid this wording as a whole?"""
    return wording in row.forbidden or any(
        len(span) == len(wording) for pattern in row.patterns for span in pattern.spans(wording)
    )


def _forbidden_and_allowed(terms: Sequence[Term]) -> Iterator[Problem]:
    """Wordings that are forbidden whatever they translate, or inside of what is allowed."""
    allowed = {wording: term for term in reversed(terms) for wording in term.allowed}
    together = "\n".join(allowed)
    for term in terms:
        if not any(wording in together for wording in term.forbidden) and (term.source or not term.patterns):
            continue
        for wording, other in allowed.items():
            if not term.source and _forbids(term, wording):
                message = f"“{wording}” is forbidden here, and allowed for “{other.source}” (line {other.line})"
                yield Problem(term.line, "forbidden", message, "name the source here, or remove one of the two")
            elif inside := next((one for one in term.forbidden if one in wording and one != wording), ""):
                message = f"“{inside}” is forbidden, and a part of “{wording}” (line {other.line}), which is allowed"
                rest = wording.partition(inside)[2]
                hint = f"!/{re.escape(inside)}(?!{re.escape(rest)})/" if rest else "a pattern"
                advice = f"write {hint}: a tool that looks for the wording reports every right use"
                yield Problem(term.line, "inside", message, advice)


def _scripts(terms: Sequence[Term]) -> Iterator[Problem]:
    """Wordings in other characters than those of the glossary."""
    wordings = [(term, wording) for term in terms for wording in term.allowed]
    traditional = [each for each in wordings if to_simplified(each[1]) != each[1]]
    simplified = [each for each in wordings if _is_simplified(each[1])]
    few, many = sorted((traditional, simplified), key=len)
    if len(many) < _LEAST_SCRIPT * (len(few) + len(many)):
        return
    names = ("traditional", "simplified") if few is traditional else ("simplified", "traditional")
    for term, wording in few:
        other = to_simplified(wording) if few is traditional else to_traditional(wording)
        message = f"“{wording}” is {names[0]}, in a {names[1]} glossary"
        yield Problem(term.line, "script", message, f"write {other}, or forbid it with a ! before it")


def _is_simplified(wording: str) -> bool:
    """Has it a character that text in traditional ones never has? Big5 holds all of theirs."""
    try:
        "".join(filter(is_han, wording)).encode("big5hkscs")
    except UnicodeEncodeError:
        return True
    return False


def _widths(term: Term) -> Iterator[Problem]:
    for text in (term.source, *term.allowed, *term.forbidden):
        if _FULL_WIDTH.search(text):
            plain = unicodedata.normalize("NFKC", text)
            yield Problem(term.line, "width", f"“{text}” has full-width letters or digits", f"write {plain}")
    for text in (*term.allowed, *term.forbidden):
        if found := _SEPARATORS.search(text):
            advice = "write | between wordings, ! before a forbidden one, = for a term that stays, all half-width"
            yield Problem(term.line, "width", f"“{found[0]}” in “{text}” is a part of the wording", advice)
        elif han_count(text) and (found := _REMARK.search(text)):
            message = f"“{text}” has a remark in it, which no translation has"
            yield Problem(term.line, "remark", message, f"move {found[0]} into the note")
        elif found := _HALF_WIDTH.search(text):
            message = f"“{found[0]}” in “{text}” is half-width beside Chinese characters"
            yield Problem(term.line, "width", message, "write the full-width mark if the texts have it")


def _general(term: Term) -> Iterator[Problem]:
    if not term.exact and is_general(term.source):
        advice = "name the whole term (“sort order”, not “order”), or make it case-sensitive"
        yield Problem(term.line, "general", f"“{term.source}” is a word of everyday text in many senses", advice)
    for wording in term.forbidden:
        is_everyday = (len(wording) == 1 and han_count(wording)) or chinese_zipf(wording) >= _EVERYDAY_CHINESE
        if not term.source and is_everyday:
            advice = "name the source for which it is wrong, or write a pattern with its neighbours"
            yield Problem(term.line, "general", f"“{wording}” is forbidden everywhere, and in most texts", advice)


def is_general(term: str) -> bool:
    """Is an English term a single word of everyday text, which is a term in some sentences only?"""
    return term.isalpha() and term.isascii() and english_zipf(term.lower()) >= _EVERYDAY_ENGLISH


def _quoted(wordings: Sequence[str]) -> str:
    return " or ".join(f"“{wording}”" for wording in wordings)
