"""Resources of .NET, `.resx` and `.resw`: each `<data>` without a type is a string; its `<comment>` is a note.

Entries with a type or a MIME type are no strings but images, sizes and the like, and names that begin with `>>` are
those of the form designer.
"""

from __future__ import annotations

from mtqa.config import Config
from mtqa.read.units import Piece, Units
from mtqa.read.xml import Event, rooted
from mtqa.text import Document


def read(path: str, raw: str, config: Config) -> Document:
    """The strings of a resource file."""
    reader = _Reader(Units(path, raw, "resx"))
    for event in rooted(path, raw, "root"):
        reader.obey(event)
    return reader.units.build()


class _Reader:
    """Walks the events and keeps the current entry."""

    def __init__(self, units: Units) -> None:
        self.units = units
        self._open: list[str] = []
        self._name: str | None = None  # of the entry, if it is a string
        self._texts: dict[str, list[Piece]] = {}

    def obey(self, event: Event) -> None:
        if event.kind == "comment":
            self.units.comment(event.start, event.end)
        elif event.kind == "start":
            self._open.append(event.name)
            if self._open[1:] == ["data"]:
                attributes = event.attributes
                name = attributes.get("name", "")
                typed = attributes.get("type", "System.String").startswith("System.String") is False
                self._name = None if typed or "mimetype" in attributes or name.startswith(">>") else name
                self._texts = {}
        elif event.kind == "text":
            if self._name is not None and self._open[1:2] == ["data"] and len(self._open) == 3:
                self._texts.setdefault(self._open[2], []).append(Piece(event.name, event.start, event.end))
                if self._open[2] == "comment":
                    self.units.comment(event.start, event.end)
        elif event.kind == "end":
            if self._open[1:] == ["data"] and self._name is not None:
                note = " ".join("".join(piece.text for piece in self._texts.get("comment", [])).split())
                self.units.add(self._name, [], self._texts.get("value", []), note=note)
                self._name = None
            self._open.pop()
