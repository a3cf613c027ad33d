"""Subtitles, SubRip and WebVTT: each cue is a unit, named by the time at which it appears.

The lines of a cue are one sentence in two lines, or two speakers (each line begins with a dash). Formatting
(`<i>`, `{\\an8}`), WebVTT's settings, styles, regions and notes are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read.units import Piece, Units
from mtqa.text import Document

_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
_TIMING = re.compile(rf"[ \t]*(?P<start>{_TIME})[ \t]*-->[ \t]*(?P<end>{_TIME})[^\r\n]*")
_LINE = re.compile(r"(?P<text>[^\r\n]*)(?P<end>\r\n|\r|\n|\Z)")
_END = re.compile(r"\r\n|\r|\n")
_MARKUP = re.compile(r"\{\\[^{}\r\n]{0,200}\}|<\d[\d:.]{0,15}>|<v(?:\.[\w.]{0,40})?[ \t]+(?P<voice>[^<>\r\n]{0,80})>")
_SPEAKER = re.compile(r"[ \t]*(?:[-–—‐]|>>)")
Lines = list[tuple[int, int]]


def read(path: str, raw: str, config: Config) -> Document:
    """The cues of a subtitle file."""
    web = raw.lstrip().startswith("WEBVTT")
    units = Units(path, raw, "vtt" if web else "srt")
    cues = 0
    for time, lines in _cues(raw, web, units):
        cues += 1
        units.add(time, [], list(_pieces(raw, lines)))
    if not cues and raw.strip():
        raise ReadError.of("no_cue", path)
    return units.build()


def _cues(raw: str, web: bool, units: Units) -> Iterator[tuple[str, Lines]]:
    """The time of each cue and its lines.

    A line with a time begins a cue even without a blank line before it. In SubRip, a block without a time
    continues the cue before it, which has a blank line in its text; in WebVTT it is a note, a style or a header.
    """
    time: str | None = None
    lines: Lines = []
    for block in _blocks(raw, web):
        timings = [index for index, line in enumerate(block) if _TIMING.fullmatch(raw, *line)]
        ends = [*timings, len(block)]
        if not web:
            lines += _text(raw, block[: ends[0]])
        elif not timings and raw.startswith("NOTE", block[0][0]):
            units.comment(block[0][0], block[-1][1])
        for timing, end in pairwise(ends):
            if time is not None:
                yield time, lines
            found = _TIMING.fullmatch(raw, *block[timing])
            assert found
            time = found["start"].replace(",", ".")
            lines = block[timing + 1 : end] if end == len(block) else _text(raw, block[timing + 1 : end])
    if time is not None:
        yield time, lines


def _text(raw: str, lines: Lines) -> Lines:
    """The lines without the number of the next cue, which is the last of them."""
    return lines[:-1] if lines and raw[slice(*lines[-1])].strip().isdigit() else lines


def _blocks(raw: str, web: bool) -> Iterator[Lines]:
    """The lines between blank lines. In WebVTT a line of spaces is not blank: YouTube begins cues with such a line."""
    block: Lines = []
    for line in _LINE.finditer(raw):
        if line["text"] if web else line["text"].strip():
            block.append(line.span("text"))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _pieces(raw: str, lines: Lines) -> Iterator[Piece]:
    """The cue's text; its lines are joined by a space, those of two speakers or across a blank line stay apart."""
    before = None
    for start, end in lines:
        if before is not None:
            apart = _SPEAKER.match(raw, start, end) or len(_END.findall(raw, before, start)) > 1
            yield Piece("\n" if apart else " ", before, start)
        before = end
        done = start
        for markup in _MARKUP.finditer(raw, start, end):
            if done < markup.start():
                yield Piece(raw[done : markup.start()], done, markup.start())
            yield Piece("", *markup.span(), markup[0])
            done = markup.end()
        if done < end:
            yield Piece(raw[done:end], done, end)
