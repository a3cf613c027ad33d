"""Subtitles, SubRip and WebVTT: each cue is a unit, called by the time at which it appears.

The lines of a cue are one sentence in two lines, or two people who speak (each line begins with a dash). Formatting
(`<i>`, `{\\an8}`), WebVTT's settings, styles, regions and notes are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read.units import Piece, Units
from mtqa.text import Document

_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
_TIMING = re.compile(rf"[ \t]*(?P<start>{_TIME})[ \t]*-->[ \t]*(?P<end>{_TIME})[^\r\n]*")
_LINE = re.compile(r"(?P<text>[^\r\n]*)(?P<end>\r\n|\r|\n|\Z)")
_MARKUP = re.compile(r"\{\\[^{}\r\n]{0,200}\}|<\d[\d:.]{0,15}>|<v(?:\.[\w.]{0,40})?[ \t]+(?P<voice>[^<>\r\n]{0,80})>")
_SPEAKER = re.compile(r"[ \t]*(?:[-–—‐]|>>)")


def read(path: str, raw: str, config: Config) -> Document:
    """The cues of a subtitle file."""
    units = Units(path, raw, "vtt" if raw.lstrip().startswith("WEBVTT") else "srt")
    cues = 0
    for block in _blocks(raw):
        timing = next((index for index, line in enumerate(block) if _TIMING.fullmatch(raw, *line)), None)
        if timing is not None and timing <= 1:
            found = _TIMING.fullmatch(raw, *block[timing])
            assert found
            cues += 1
            units.add(found["start"].replace(",", "."), [], list(_pieces(raw, block[timing + 1 :])))
        elif raw.startswith("NOTE", block[0][0]):
            units.comment(block[0][0], block[-1][1])
    if not cues and raw.strip():
        advice = "a cue begins with a line like 00:00:01,000 --> 00:00:03,000"
        raise ReadError("no cue with a time was found", where=path, advice=advice)
    return units.build()


def _blocks(raw: str) -> Iterator[list[tuple[int, int]]]:
    """The lines between blank ones."""
    block: list[tuple[int, int]] = []
    for line in _LINE.finditer(raw):
        if line["text"].strip():
            block.append(line.span("text"))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _pieces(raw: str, lines: list[tuple[int, int]]) -> Iterator[Piece]:
    """The cue's text; its lines are joined by a space, those of two speakers are apart."""
    before = None
    for start, end in lines:
        if before is not None:
            dialogue = _SPEAKER.match(raw, start, end) is not None
            yield Piece("\n" if dialogue else " ", before, start)
        before = end
        done = start
        for markup in _MARKUP.finditer(raw, start, end):
            if done < markup.start():
                yield Piece(raw[done : markup.start()], done, markup.start())
            yield Piece("", *markup.span(), markup[0])
            done = markup.end()
        if done < end:
            yield Piece(raw[done:end], done, end)
