"""Quotation marks and brackets that do not close.

What it finds
    `quotes.unbalanced`: a quotation mark or bracket that opens and never closes, one that closes and never opened,
    and a second opening mark before the first has closed. One finding a paragraph and kind of mark. It is major
    where the paragraph breaks off as well, without a mark at its end: then words are missing.

Why it matters
    The reader cannot tell who says what. A machine that loses a mark has often lost words beside it.

Example
    邻居们都说⟦“⟧值班我来，
    老张笑了，说：“别客气。”

How to fix it
    Find where the speech or the aside begins and ends, and write the mark that is missing there. If the paragraph
    breaks off, restore its last words first. A quotation inside “…” takes ‘…’.

Known limits
    Speech over several paragraphs opens each of them and closes once, which is right. A quotation is allowed to
    close in a later paragraph, a bracket in the next 300 characters. Straight quotation marks (") close whatever is
    open, and are not counted themselves, nor are apostrophes, list markers (1）), emoticons and code. With a source,
    `punctuation.mismatch` compares the marks instead.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtqa.checks.base import Check
from mtqa.checks.material import Material
from mtqa.checks.needs import Need
from mtqa.findings import Category, Finding, Rule, Severity
from mtqa.text import Span

UNBALANCED = Rule(
    "quotes.unbalanced",
    Category.PUNCTUATION,
    Severity.MINOR,
    "A quotation mark or bracket has no partner.",
)

_CONFIDENCE = 0.85
_NEAR = 300  # characters within which a bracket closes
_QUOTES = (("“", "”"), ("「", "」"), ("『", "』"))
_BRACKETS = (("（(", "）)"), ("《", "》"), ("【", "】"))
_INDENT = 40  # spaces before the first mark of a paragraph
_EMOTICON = re.compile(r"[：:；;][（(]\s")  # :(
_ENDED = re.compile(r"[。！？…；：.!?;:”’」』）》】)\"]\s*\Z")
# 1） a) 三）, and :） ^_^）
_NO_BRACKET = re.compile(
    r"(?:(?:^|[^\w]|[，。；：、\s])[0-9A-Za-z一二三四五六七八九十①-⑳]{1,3}|[：:;；^_~～=\-TtoO>＞])\s?\Z"
)


@dataclass(frozen=True)
class _Fault:
    at: int
    kind: str
    name: str
    message: str


def run(material: Material) -> Iterator[Finding]:
    if material.is_pair:
        return
    text = material.bitext.document.text
    paragraphs = _Paragraphs(text)
    found = [fault for pair in _QUOTES for fault in _quotes(material, paragraphs, *pair)]
    found += [fault for pair in _BRACKETS for fault in _brackets(material, *pair)]
    reported: set[tuple[int, str]] = set()
    for fault in sorted(found, key=lambda fault: fault.at):
        paragraph = paragraphs.around(fault.at)
        if (paragraph.start, fault.kind) in reported:
            continue
        reported.add((paragraph.start, fault.kind))
        segment = material.bitext.segment_at(fault.at)
        if segment is None:
            continue
        cut = fault.kind in "“「『" and not _ENDED.search(paragraph.of(text)) and text[fault.at] == fault.kind
        place = fault.at - segment.span.start
        yield material.finding(
            UNBALANCED,
            segment,
            Span(place, place + 1),
            _CONFIDENCE,
            message=fault.message,
            severity=Severity.MAJOR if cut else Severity.MINOR,
            evidence={"fault": fault.name, "mark": fault.kind},
        )


class _Paragraphs:
    """The lines of a text, found once: a text may be a single line with a hundred thousand marks."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._end = len(text)

    def around(self, at: int) -> Span:
        number = bisect_right(self._starts, at)
        return Span(self._starts[number - 1], self._starts[number] - 1 if number < len(self._starts) else self._end)


def _marks(material: Material, wanted: str) -> Iterator[tuple[int, str]]:
    """Where the marks of `wanted` stand in the prose."""
    document = material.bitext.document
    for match in re.finditer(f"[{re.escape(wanted)}]", document.text):
        if not document.is_opaque(Span(*match.span())):
            yield match.start(), match.group()


def _quotes(material: Material, paragraphs: _Paragraphs, opening: str, closing: str) -> Iterator[_Fault]:
    text = material.bitext.document.text
    marks = list(_marks(material, opening + closing + ('"＂' if opening == "“" else "")))
    surplus = _surplus(marks, paragraphs, opening, closing)
    open_at: int | None = None
    nested = 0  # quotations of the same kind inside
    for (at, mark), closing_later in zip(marks, surplus, strict=True):
        if mark == opening:
            if open_at is None:
                open_at = at
            elif at - paragraphs.around(at).start <= _INDENT and not text[paragraphs.around(at).start : at].strip():
                open_at, nested = at, 0  # speech goes on in the next paragraph
            elif closing_later >= 2:
                nested += 1
            else:
                yield _unclosed(open_at, opening)
                open_at, nested = at, 0
        elif nested:
            nested -= 1
        elif open_at is not None:
            open_at = None
        elif mark == closing:
            yield _unopened(at, opening, closing)
    if open_at is not None:
        yield _unclosed(open_at, opening)


def _surplus(marks: Sequence[tuple[int, str]], paragraphs: _Paragraphs, opening: str, closing: str) -> list[int]:
    """For every mark by how many the closing marks after it outnumber the opening ones at most, within its paragraph:
    with two, both a quotation and one inside it are closed."""
    found: list[int] = []
    best, start = 0, -1
    for at, mark in reversed(marks):
        if paragraphs.around(at).start != start:
            best, start = 0, paragraphs.around(at).start
        found.append(best)
        best = max(0, best + (mark == closing) - (mark == opening))
    return found[::-1]


def _brackets(material: Material, opening: str, closing: str) -> Iterator[_Fault]:
    """Half-width brackets are partners of full-width ones, but no fault: emoticons, code and addresses have them."""
    text = material.bitext.document.text
    waiting: list[int] = []
    for at, mark in _marks(material, opening + closing):
        while waiting and at - waiting[0] > _NEAR:
            yield from _if_full(text, waiting.pop(0), opening)
        if mark in opening and _EMOTICON.fullmatch(text[max(0, at - 1) : at + 2].ljust(3)):
            continue
        if mark in opening:
            waiting.append(at)
        elif _NO_BRACKET.search(text[max(0, at - 5) : at]) and not waiting:
            continue
        elif waiting:
            waiting.pop()
        elif mark == closing[0]:
            yield _unopened(at, opening[0], closing[0])
    for at in waiting:
        yield from _if_full(text, at, opening)


def _if_full(text: str, at: int, opening: str) -> Iterator[_Fault]:
    if text[at] == opening[0]:
        yield _unclosed(at, opening[0])


def _unclosed(at: int, mark: str) -> _Fault:
    return _Fault(at, mark, "unclosed", f"{mark} opens and is not closed; a mark is missing, or words with it.")


def _unopened(at: int, opening: str, closing: str) -> _Fault:
    message = f"{closing} closes what was not opened; {opening} is missing, or the mark is reversed."
    return _Fault(at, opening, "unopened", message)


CHECK = Check(run, (UNBALANCED,), frozenset({Need.CHINESE, Need.PROSE}))
