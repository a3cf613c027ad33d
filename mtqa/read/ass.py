"""ASS and SSA subtitles: each `Dialogue` is a unit, named by the time at which it appears, as a cue of SubRip is.

The fields are those that the `Format` line of `[Events]` names. Override codes (`{\\i1}`) and drawings are not read;
`\\N` and `\\n` join two lines of one sentence, or part two speakers. `Comment` lines and lines with `;` are comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read.units import Piece, Units
from mtqa.text import Document

_LINE = re.compile(r"(?P<key>[^:\r\n]{1,20}):(?P<value>[^\r\n]*)|[^\r\n]+")
_SECTION = re.compile(r"\[[^\]\r\n]{1,60}\][ \t]*")
_TIME = re.compile(r"[ \t]*(\d{1,3}):(\d{1,2}):(\d{1,2})[.:](\d{1,3})[ \t]*")
_FIELDS = ("layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text")
_CODE = re.compile(r"\{(?P<code>[^{}\r\n]*)\}|\\(?P<escape>[Nnh])")
_DRAWING = re.compile(r"\\p(\d+)")
_SPEAKER = re.compile(r"[ \t]*(?:[-–—‐]|>>)")


def read(path: str, raw: str, config: Config) -> Document:
    """The dialogues of a file."""
    units = Units(path, raw, "ass")
    fields: tuple[str, ...] = _FIELDS
    events, dialogues = False, 0
    for line in _LINE.finditer(raw):
        if _SECTION.fullmatch(line[0]):
            events = line[0].strip().lower() == "[events]"
        elif line[0].startswith(";"):
            units.comment(*line.span())
        elif events and line["key"]:
            key = line["key"].strip().lower()
            if key == "format":
                fields = tuple(name.strip().lower() for name in line["value"].split(","))
            elif key == "comment":
                units.comment(_last_field(line, len(fields)), line.end())
            elif key == "dialogue" and (time := _time(line["value"], fields)):
                dialogues += 1
                units.add(time, [], list(_pieces(raw, _last_field(line, len(fields)), line.end())))
    if not dialogues and raw.strip():
        raise ReadError.of("no_dialogue", path)
    return units.build()


def _last_field(line: re.Match[str], count: int) -> int:
    """Where the text of an event starts: it is the last field, and may have commas itself."""
    at = line.start("value")
    for _ in range(count - 1):
        comma = line.string.find(",", at, line.end())
        if comma < 0:
            return line.end()
        at = comma + 1
    return at


def _time(value: str, fields: tuple[str, ...]) -> str:
    """When it appears, as SubRip writes it, so that a source in that format is found; empty if that is not said."""
    values = value.split(",", len(fields) - 1)
    index = fields.index("start") if "start" in fields else len(values)
    found = _TIME.fullmatch(values[index]) if index < len(values) else None
    return f"{found[1]:0>2}:{found[2]:0>2}:{found[3]:0>2}.{found[4]:0<3}" if found else ""


def _pieces(raw: str, start: int, end: int) -> Iterator[Piece]:
    """The text of a dialogue, without codes and drawings."""
    at, draws = start, False
    for code in _CODE.finditer(raw, start, end):
        yield from _text(raw, at, code.start(), draws)
        at = code.end()
        if code["code"] is not None:
            drawing = _DRAWING.findall(code["code"])
            draws = int(drawing[-1][:4]) > 0 if drawing else draws
            yield Piece("", *code.span(), code[0])
        elif not draws:
            apart = code["escape"] != "h" and _SPEAKER.match(raw, at, end)
            yield Piece("\n" if apart else " ", *code.span())
    yield from _text(raw, at, end, draws)


def _text(raw: str, start: int, end: int, draws: bool) -> Iterator[Piece]:
    if start < end and not draws:
        yield Piece(raw[start:end], start, end)
