"""XML → events with their place in the file; the XML is not trusted.

expat checks that the file is well formed; it loads nothing from outside, and a file that declares entities is
refused, as defusedxml refuses it: the attack "billion laughs" needs them. The text was decoded before, so the
encoding that the file declares does not matter. expat counts bytes of UTF-8; the events count code points. Nothing
here or in the readers recurses: nesting may be as deep as the file is long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.parsers import expat

from mtqa.errors import ReadError
from mtqa.read.base import cut

_CHUNK = 1 << 16
_UNENCODABLE = re.compile("[\ud800-\udfff]")
_DECLARED = re.compile(rb"""^[\s\xef\xbb\xbf]{0,8}<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
LANG = "lang"
SPACE = "space"


class Event(NamedTuple):
    """`kind` is "start", "end", "text" or "comment"; `name` a local name or the text; attributes have local names, too;
    one of another vocabulary whose local name is taken begins with a colon.

    `foreign` marks an element of another vocabulary than the vocabulary the file begins with.
    """

    kind: str
    name: str
    start: int
    end: int
    attributes: Mapping[str, str]
    foreign: bool = False


_NONE: Mapping[str, str] = {}


def charset(data: bytes) -> str:
    """The encoding that the file declares, or nothing."""
    declared = _DECLARED.match(data[:1_000])
    return declared[1].decode("ascii") if declared else ""


def events(path: str, raw: str) -> Iterator[Event]:
    """The events of the file. Raises ReadError if it is not well formed or declares entities."""
    return _Walk(path, raw).events()


def rooted(path: str, raw: str, root: str) -> Iterator[Event]:
    """The events of a file with that root element. Raises ReadError for another one."""
    first = True
    for event in events(path, raw):
        if first and event.kind == "start":
            first = False
            if event.name != root:
                raise ReadError.of("other_root", path, root=cut(event.name), wanted=root)
        yield event


def note_of(comment: Event) -> list[str]:
    """What a comment tells the translator; what it tells mtqa is no note, since it is found among the comments."""
    text = " ".join(comment.name.split())
    return [text] if text and not text.startswith("mtqa-") else []


class _Walk:
    """Turns expat's calls into events; each ends where the next begins."""

    def __init__(self, path: str, raw: str) -> None:
        self.path = path
        self.data = _UNENCODABLE.sub("\ufffd", raw).encode()
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.buffer_text = False
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.CommentHandler = self._comment
        self.parser.EntityDeclHandler = self._entity
        self.parser.DefaultHandler = self._other
        self._bytes = self._points = 0  # how far offsets are converted into code points
        self._open: tuple[str, str, int, Mapping[str, str], bool] | None = None
        self._ready: list[Event] = []
        self._vocabulary: str | None = None

    def events(self) -> Iterator[Event]:
        try:
            for at in range(0, len(self.data), _CHUNK):
                self.parser.Parse(self.data[at : at + _CHUNK], False)
                yield from self._ready
                self._ready.clear()
            self.parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise self._broken(error) from error
        self._close(len(self.data))
        yield from self._ready

    def _points_at(self, offset: int) -> int:
        self._points += len(self.data[self._bytes : offset].decode("utf-8", "ignore"))
        self._bytes = offset
        return self._points

    def _close(self, offset: int) -> int:
        """End the open event; return where the next begins."""
        here = self._points_at(offset)
        if self._open:
            kind, name, start, attributes, foreign = self._open
            self._ready.append(Event(kind, name, start, here, attributes, foreign))
            self._open = None
        return here

    def _begin(self, kind: str, name: str, attributes: Mapping[str, str] = _NONE, foreign: bool = False) -> None:
        self._open = (kind, name, self._close(self.parser.CurrentByteIndex), attributes, foreign)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local, foreign = self._local(name)
        named: dict[str, str] = {}
        for key, value in sorted(attributes.items(), key=lambda item: " " not in item[0]):
            if (name := key.rpartition(" ")[2]) in named:  # `id` is not memoQ's `mq:id`, which is `:id` then
                named[f":{name}"] = named[name]
            named[name] = value
        self._begin("start", local, named, foreign)

    def _end(self, name: str) -> None:
        local, foreign = self._local(name)
        self._begin("end", local, _NONE, foreign)

    def _text(self, text: str) -> None:
        self._begin("text", text)

    def _comment(self, text: str) -> None:
        self._begin("comment", text)

    def _other(self, text: str) -> None:
        """Instructions, CDATA marks; and references to what a DTD elsewhere would declare."""
        if text.startswith("&") and text.endswith(";"):
            self._begin("text", text)
        else:
            self._close(self.parser.CurrentByteIndex)

    def _local(self, name: str) -> tuple[str, bool]:
        vocabulary, _, local = name.rpartition(" ")
        if self._vocabulary is None:
            self._vocabulary = vocabulary
        return local, vocabulary != self._vocabulary

    def _entity(self, name: str, *_: object) -> None:
        raise ReadError.of("entity", self.path, name=cut(name))

    def _broken(self, error: expat.ExpatError) -> ReadError:
        before = self.data[: max(0, self.parser.ErrorByteIndex)].decode("utf-8", "ignore")
        lines = re.split(r"\r\n|\r|\n", before)
        line, column, detail = len(lines), len(lines[-1]) + 1, expat.ErrorString(error.code)
        return ReadError.of("malformed_xml", self.path, advice="export", line=line, column=column, detail=detail)
