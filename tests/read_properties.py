"""What holds for every Document, whichever reader made it."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Sequence
from html import unescape

from mtqa.align.segment import segment
from mtqa.read import read_text
from mtqa.text import Document, Span


def check_offsets(document: Document) -> None:
    """Each character's way back to the file leads to itself, an entity, or white space for a space."""
    end = 0
    for run in document.runs:
        assert end <= run.text.start < run.text.end <= len(document.text)
        assert run.raw.end <= len(document.raw)
        end = run.text.end
        text, raw = run.text.of(document.text), run.raw.of(document.raw)
        assert text == raw or (text == " " and raw.isspace()) or not run.copied
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", document.text)


def check_segments(document: Document, max_chars: int = 400) -> None:
    """Segments are ordered, hold every letter once, and lead back to the file."""
    end = 0
    for index, part in enumerate(segment(document, max_chars)):
        assert part.index == index
        assert end <= part.span.start < part.span.end
        assert part.text == part.span.of(document.text)
        assert part.text == part.text.strip()
        assert "\n" not in part.text
        assert len(part.text) <= max_chars
        assert not _letters(document.text[end : part.span.start])
        end = part.span.end
        for offset in range(part.span.start, part.span.end):
            raw = document.raw_span(Span(offset, offset + 1)).of(document.raw)
            text = document.text[offset]
            code = "`" in raw  # a code span over two lines was replaced as a whole
            code |= raw.startswith(("<", "{")) and document.is_opaque(Span(offset, offset + 1))  # <x id="1"/>, {a\n b}
            assert (
                raw == text or text in unescape(raw) or (text == " " and _is_gap(raw)) or code or text == _decoded(raw)
            )
    assert not _letters(document.text[end:])


def _decoded(raw: str) -> str:
    """What an escape of PO, JSON, YAML, Java, Apple or Fluent stands for."""
    literal = re.fullmatch(r'\{"(.*)"\}', raw)  # of Fluent
    raw = literal[1] if literal else raw
    if not raw.startswith("\\"):
        return raw
    if raw in (r"\N", r"\n", r"\h"):  # of ASS, and in JSON
        return " " if raw != r"\n" else "\n"
    if raw == "\\_" or raw[1:].isspace():  # of YAML alone: a space that does not break, a line end that is none
        return "\xa0" if raw == "\\_" else ""
    if re.fullmatch(r"(?:\\[0-7]{3}){2,4}", raw):  # UTF-8, as msgcat --escape writes it
        return bytes(int(number, 8) for number in raw[1:].split("\\")).decode()
    if re.match(r"\\[^abfnrtvux0-7NU\\'\"]", raw):  # a letter that needs none; in Java, a line that goes on
        return raw[1:].strip(" \r\n\t")
    raw = re.sub(r"\\U(?=[0-9a-fA-F]{4}(?![0-9a-fA-F]))", r"\\u", raw)
    units = raw.encode("ascii").decode("unicode_escape").encode("utf-16-le", "surrogatepass")
    return units.decode("utf-16-le", "replace")


def _is_gap(raw: str) -> bool:
    """White space, possibly with the `> ` of a quoted line or a comment of AsciiDoc in it."""
    return not re.sub(r"^//.*$", "", raw, flags=re.MULTILINE).strip(" \t\n\r\x0b\x0c\x85\u2028\u2029>")


def _letters(text: str) -> list[str]:
    return [character for character in text if character.isalnum()]


def check_units(document: Document) -> None:
    """Units are in order and hold all the text there is; both sides have the same."""
    sides = [document, *([document.source] if document.source else [])]
    for side in sides:
        assert [unit.id for unit in side.units] == [unit.id for unit in document.units]
        assert side.raw == document.raw
        end = 0
        for unit in side.units:
            assert end <= unit.span.start <= unit.span.end <= len(side.text)
            assert not side.text[end : unit.span.start].strip()
            assert not unit.span or side.unit_at(unit.span.start) is unit
            end = unit.span.end
        assert not side.text[end:].strip()
    for unit, origin in zip(document.units, document.source.units if document.source else (), strict=False):
        assert unit.source == (origin.span.of(document.source.text) if document.source else "")


def sound(document: Document) -> None:
    """All that holds for a document, and for its source."""
    for side in (document, document.source):
        if side:
            check_offsets(side)
            check_segments(side)
    check_units(document)


def said(document: Document) -> dict[str, str]:
    """The translation of each unit by its id."""
    return {unit.id: unit.span.of(document.text) for unit in document.units}


def check_anything(read: Callable[[str], object], parts: Sequence[str], seed: int) -> None:
    """A text of random parts is read, and `read` finds what holds for every document."""
    chance = random.Random(seed)
    read("".join(chance.choice(parts) for _ in range(chance.randint(1, 50))))


def check_time(name: str, unit: str) -> None:
    """A text that repeats something 50,000 characters long takes no time."""
    started = time.process_time()
    read_text(name, unit * (50_000 // len(unit)))
    assert time.process_time() - started < 5
