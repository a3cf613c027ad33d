"""Finds punctuation marks of a translation that do not fit its source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from mtqa.script import HAN
from mtqa.text import Span

_CLOSING = "\"'”’」』)）]】》〉 \u00a0*_"
_END = re.compile(r"[.!?。！？…]")
_ANY_END = re.compile(r"[^\w\s]")
_ASKS = re.compile("[?？]")
_PAIRS = {"(": ")", "（": "）", "[": "]", "【": "】", "《": "》", "“": "”", "「": "」", "『": "』"}
_HALF = re.compile(rf"(?<=[{HAN}”’」』）》])[,.!?;:](?![A-Za-z0-9,.!?;:/])(?=[ {HAN}“‘「『（《]|[\"'”’]?$)")
_FULL = re.compile("[，。！？；：、]")
_JOINED, _APART = re.compile(r"(?<=\w)[,.:;!?](?=\w)"), re.compile(r"[,.:;!?](?!\w)")
_WIDE = dict(zip(",.!?;:", "，。！？；：", strict=True))
_NARROW = {wide: half for half, wide in _WIDE.items()} | {"、": ","}
_ABBREVIATION = re.compile(r"(?:\b[A-Z]|\b(?:etc|Inc|Ltd|Co|Corp|Jr|Sr|St|No|vs|[ap]\.m))\.$")
_REQUEST = re.compile(
    r"^\W*(?:请|麻烦|劳驾|拜托|有劳)|想(?:知道|了解|问)|\b(?:please|I (?:just )?wonder|wondering)\b", re.IGNORECASE
)
_TAG = re.compile(r", (?:\w+ ){0,2}\w+\?\W*$")  # …, okay?
_LEAST_LETTERS = 6  # of a source whose end counts: shorter ones are labels


@dataclass(frozen=True, slots=True)
class Fault:
    """A mark that is wrong or missing, at its place in the translation. `name` names the fault in the evidence of
    a finding, `mark` is the mark in question."""

    class Kind(Enum):
        """The kinds of faults; the values are confidences, set by hand."""

        END = 0.8
        QUESTION = 0.6
        OPEN = 0.85
        WIDTH = 0.9

        @property
        def confidence(self) -> float:
            return float(self.value)

    kind: Kind
    span: Span
    message: str
    suggestion: str = ""
    name: str = ""
    mark: str = ""


def lacks_end(source: str, target: str) -> bool:
    """Does the source end in a punctuation mark, and the translation without one?

    >>> lacks_end("It rains.", "下雨了"), lacks_end("It rains.", "下雨了。"), lacks_end("Rain", "雨")
    (True, False, False)
    """
    ours, theirs = target.rstrip(_CLOSING), source.rstrip(_CLOSING)
    if not theirs or not ours or not _END.match(theirs[-1]) or _ABBREVIATION.search(theirs):
        return False
    return len(theirs) >= _LEAST_LETTERS and not _ANY_END.match(ours[-1]) and target.rstrip()[-1] not in "”」』)）》"


def faults(source: str, target: str, after: str = "", *, into_chinese: bool) -> Iterator[Fault]:
    """The wrong or missing marks of a translation; `after` is the next segment, in which a quotation may end."""
    text = target.rstrip()
    if not text:
        return
    if lacks_end(source, text):
        mark = source.rstrip(_CLOSING)[-1]
        wording = (_WIDE if into_chinese else _NARROW).get(mark, mark)
        last = text[-1]
        message = f"The source ends in “{mark}”, the translation in no mark."
        yield Fault(Fault.Kind.END, Span(len(text) - 1, len(text)), message, last + wording, "no_end_mark", mark)
    yield from _question(source, text, into_chinese)
    yield from _unclosed(source, text, after)
    yield from _width(source, text, into_chinese)


def _question(source: str, text: str, into_chinese: bool) -> Iterator[Fault]:
    """A statement that translates a question; requests (Could I have tea? 请给我茶。) and “I wonder” are left out."""
    bare = text.rstrip(_CLOSING)
    if (
        source.rstrip(_CLOSING).endswith(("?", "？"))
        and not _TAG.search(source)
        and not _REQUEST.search(text)
        and not _ASKS.search(text)
        and bare
        and bare[-1] in ".。"
    ):
        wording = "？" if into_chinese else "?"
        message = "The source asks, the translation states."
        yield Fault(Fault.Kind.QUESTION, Span(len(bare) - 1, len(bare)), message, wording, "states_question", "?")


def _unclosed(source: str, text: str, after: str) -> Iterator[Fault]:
    """The first bracket or quotation mark that is not closed, if the source closes every mark that it opens."""
    for opening, closing in _PAIRS.items():
        both = {"(": "（", "（": "(", "[": "【"}.get(opening, "")
        ends = closing + {"(": "）", "（": ")", "[": "】"}.get(opening, "")
        if opening not in text or any(source.count(a) != source.count(b) for a, b in _PAIRS.items()):
            continue
        opened = sum(text.count(mark) for mark in opening + both)
        closed = sum(text.count(mark) for mark in ends)
        closed_later = after.count(closing) > after.count(opening)
        if opened > closed and not closed_later and not (opening == "“" and source.count('"') % 2):
            at = text.rfind(opening)
            message = f"“{opening}” is opened here and nowhere closed."
            yield Fault(Fault.Kind.OPEN, Span(at, at + 1), message, "", "unclosed", opening)
            return


def _width(source: str, text: str, into_chinese: bool) -> Iterator[Fault]:
    """Half-width marks in Chinese, full-width marks in English; not those that join words in the source: a:b."""
    joined = set(_JOINED.findall(source)) - set(_APART.findall(source)) if into_chinese else ()
    for match in (_HALF if into_chinese else _FULL).finditer(text):
        if match[0] in joined:
            continue
        wording = (_WIDE if into_chinese else _NARROW)[match[0]]
        kind = "half-width" if into_chinese else "full-width"
        language = "Chinese" if into_chinese else "English"
        message = f"A {kind} “{match[0]}” stands here; {language} takes “{wording}”."
        yield Fault(Fault.Kind.WIDTH, Span(*match.span()), message, wording, kind.replace("-", "_"), match[0])
