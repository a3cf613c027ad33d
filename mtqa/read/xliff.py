"""XLIFF 1.2 and 2.x, also as SDL, memoQ and Memsource name it: each target is a unit, in 2.x each segment's target.

Not judged: units marked `translate="no"`, units without a target, and a target that a tool filled with the source and
left in its first state (`new`, `needs-translation`, `initial`). Proposals (`<alt-trans>`, `<mtc:matches>`) are not
the translation. White space is layout unless `xml:space="preserve"` says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from mtqa.config import Config
from mtqa.read.inline import Content
from mtqa.read.units import Piece, Units
from mtqa.read.xml import SPACE, Event, rooted
from mtqa.text import Document

_UNITS = frozenset({"trans-unit", "unit"})
_SKIPPED = frozenset({"alt-trans", "seg-source", "bin-unit", "skl", "originalData", "ignorable"})
_UNTOUCHED = frozenset({"new", "needs-translation", "initial"})


@dataclass
class _Unit:
    """A unit, or a segment of a unit, while it is read."""

    id: str
    source: list[Piece] = field(default_factory=list)
    target: list[Piece] = field(default_factory=list)
    state: str = ""
    preserves: bool = False


@dataclass(frozen=True, slots=True)
class _Open:
    """An open element and what its children inherit."""

    name: str
    preserves: bool = False
    translates: bool = True


def read(path: str, raw: str, config: Config) -> Document:
    """The targets of an XLIFF file."""
    reader = _Reader(Units(path, raw, "xliff"))
    for event in rooted(path, raw, "xliff"):
        reader.obey(event)
    return reader.units.build()


class _Reader:
    """Walks the events and keeps the current unit and side."""

    def __init__(self, units: Units) -> None:
        self.units = units
        self.open: list[_Open] = []
        self._skipping = 0
        self._unit: _Unit | None = None
        self._segments: list[_Unit] = []
        self._notes: list[str] = []
        self._noting = False
        self._content: Content | None = None

    def obey(self, event: Event) -> None:
        if event.kind == "start":
            self._start(event)
        elif event.kind == "end":
            self._end(event)
        elif event.kind == "comment":
            self.units.comment(event.start, event.end)
        elif self._content and not self._skipping:
            self._content.obey(event)
        elif self._noting:
            self._notes[-1] += event.name
            self.units.comment(event.start, event.end)

    def _start(self, event: Event) -> None:
        if self._skipping or event.foreign or event.name in _SKIPPED:
            self._skipping += 1
            return
        outer = self.open[-1] if self.open else _Open("")
        translate = event.attributes.get("translate")
        self.open.append(
            _Open(
                event.name,
                event.attributes.get(SPACE, "preserve" if outer.preserves else "") == "preserve",
                translate != "no" if translate and not self._content else outer.translates,
            )
        )
        language = event.attributes.get("target-language" if event.name == "file" else "trgLang", "")
        if self._content:
            self._content.obey(event)
        elif event.name in ("file", "xliff"):  # 1.2; 2
            self.units.target.language = language or self.units.target.language
        elif event.name in _UNITS:
            name = event.attributes.get("resname") or event.attributes.get("name") or event.attributes.get("id", "")
            self._unit, self._segments, self._notes = _Unit(name), [], []
        elif event.name == "note":
            self._notes.append("")
            self._noting = True
        elif self._unit:
            self._inside(event, outer.name)

    def _inside(self, event: Event, parent: str) -> None:
        """An element of a unit. Its source and target stand in it, or since 2.0 in its segments."""
        assert self._unit is not None
        if event.name == "segment":
            id = event.attributes.get("id") or str(len(self._segments) + 1)
            self._segments.append(_Unit(f"{self._unit.id}/{id}", state=event.attributes.get("state", "")))
        elif event.name in ("source", "target") and parent in ("segment", *_UNITS):
            part = self._segments[-1] if parent == "segment" else self._unit
            self._content = Content()
            part.preserves |= self.open[-1].preserves  # memoQ sets it on each source and target
            if event.name == "source":
                part.source = self._content.pieces
            else:
                part.target = self._content.pieces
                part.state = event.attributes.get("state", part.state)

    def _end(self, event: Event) -> None:
        if self._skipping:
            self._skipping -= 1
            return
        element = self.open.pop()
        if self._content and element.name in ("source", "target") and self.open[-1].name in ("segment", *_UNITS):
            self._content = None
        elif self._content:
            self._content.obey(event)
        elif element.name == "note":
            self._noting = False
        elif element.name in _UNITS and self._unit:
            self._close(self._unit, element)

    def _close(self, unit: _Unit, element: _Open) -> None:
        if len(self._segments) == 1:
            self._segments[0].id = unit.id
        for part in self._segments or [unit]:
            same = _text(part.source) == _text(part.target) != ""
            if not element.translates:
                self.units.pass_over("protected_units", part.id)
            elif same and part.state in _UNTOUCHED:
                self.units.pass_over("untranslated_units", part.id)
            else:
                note = "\n".join(" ".join(note.split()) for note in self._notes)
                wraps = not part.preserves
                self.units.add(part.id, part.source, part.target, note=note, state=part.state, wraps=wraps)
        self._unit = None


def _text(pieces: list[Piece]) -> str:
    return " ".join("".join(piece.text for piece in pieces).split())
