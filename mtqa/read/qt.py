"""Qt Linguist's `.ts`: each message is a unit with its source; named by its context, its source and its comment.

Not judged: messages without a translation, and those that are gone from the program (`vanished`, `obsolete`).
Unfinished ones are judged and carry the state. White space is text. TypeScript has the same suffix and is an error
here; from a directory it is not taken (`localised`).
"""

from __future__ import annotations

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read.units import Piece, Units
from mtqa.read.xml import Event, rooted
from mtqa.text import Document

_GONE = frozenset({"vanished", "obsolete"})
_NOTES = frozenset({"extracomment", "translatorcomment"})
_FORMS = frozenset({"numerusform", "lengthvariant"})


def read(path: str, raw: str, config: Config) -> Document:
    """The translations of a Qt Linguist file."""
    if raw.strip() and not raw.lstrip().startswith("<"):
        raise ReadError.of("no_qt", path)
    reader = _Reader(Units(path, raw, "qt"))
    for event in rooted(path, raw, "TS"):
        reader.obey(event)
    return reader.units.build()


_FLAGS = ("qt-format",)  # as gettext calls it: of the placeholders


class _Reader:
    """Walks the events and keeps the current message."""

    def __init__(self, units: Units) -> None:
        self.units = units
        self._open: list[str] = []
        self._texts: dict[str, list[Piece]] = {}  # of the message: the pieces of each element
        self._forms: list[list[Piece]] = []
        self._context: list[Piece] = []
        self._id = self._state = ""
        self._content: list[Piece] = []

    def obey(self, event: Event) -> None:
        if event.kind == "comment":
            self.units.comment(event.start, event.end)
        elif event.kind == "text":
            self._content.append(Piece(event.name, event.start, event.end))
            if self._open and self._open[-1] in _NOTES:
                self.units.comment(event.start, event.end)
        elif event.kind == "start":
            self._start(event)
        elif event.kind == "end":
            self._end(event)

    def _start(self, event: Event) -> None:
        self._open.append(event.name)
        if event.name == "byte":  # a control character that XML cannot hold
            self._content.append(Piece("", event.start, event.end, f"<byte {event.attributes.get('value', '')}>"))
            return
        self._content = []
        if event.name == "TS":
            self.units.target.language = event.attributes.get("language", "")
        elif event.name == "context":
            self._context = []
        elif event.name == "message":
            self._texts, self._forms = {}, []
            self._id = event.attributes.get("id", "")
        elif event.name == "translation":
            self._state = event.attributes.get("type", "")

    def _end(self, event: Event) -> None:
        name = self._open.pop()
        parent = self._open[-1] if self._open else ""
        if name in _FORMS and parent in ("translation", "numerusform"):
            self._forms.append(self._content)
        elif parent == "message":
            self._texts[name] = self._content
        elif name == "name" and parent == "context":
            self._context = self._content
        elif name == "message":
            self._close()
        if name != "byte":
            self._content = []

    def _close(self) -> None:
        source, forms = self._texts.get("source", []), self._forms or [self._texts.get("translation", [])]
        forms = [form for form in forms if _text(form).strip()] or [[]]
        comment = _text(self._texts.get("comment", []))
        name = self._id or "|".join(filter(None, (_text(self._context), _text(source), comment)))
        notes = [comment, *(_text(self._texts.get(kind, [])) for kind in sorted(_NOTES))]
        untouched = self._state == "unfinished" and all(_text(form) == _text(source) for form in forms)
        for index, form in enumerate(forms):
            form_name = f"{name}[{index}]" if index else name
            if self._state in _GONE:
                self.units.pass_over("obsolete_units", form_name)
            elif untouched and form:
                self.units.pass_over("untranslated_units", form_name)
            else:
                note = "\n".join(" ".join(note.split()) for note in notes if note)
                self.units.add(form_name, source, form, note=note, state=self._state, flags=_FLAGS)


def _text(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)
