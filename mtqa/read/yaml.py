"""YAML resource files, such as those of Rails: every string is a unit, named by the path of its keys.

PyYAML's events give the place of each scalar; aliases are not followed, so that a file cannot expand without limit.
The text of a scalar is mapped to the file piece by piece: escapes, folded lines and the indentation of blocks are
white space or codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read.json import is_value, name
from mtqa.read.units import Piece, Units
from mtqa.text import Document

if TYPE_CHECKING:
    from yaml import Event, ScalarEvent

# White space is what YAML folds: other spaces, such as the ideographic space, are text to it.
_WHITE = r" \t\r\n\x85\u2028\u2029"
_WORD = re.compile(rf"[{_WHITE}]+|[^{_WHITE}]+")
_QUOTED_WORD = re.compile(rf"[{_WHITE}]+|'|[^{_WHITE}']+")
_SPACE = re.compile(rf"[{_WHITE}]+")
_BREAK = re.compile(r"\r\n|[\r\n\x85]")
_ESCAPE = re.compile(
    r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\r\n\x85][ \t\r\n\x85]*|.)|[ \t]*+[\r\n\x85][ \t\r\n\x85]*"
)
# An anchor, a tag and comments after them; to PyYAML they are part of the scalar.
_PROPERTIES = re.compile(rf"(?:(?:&[0-9A-Za-z_-]*+|![^{_WHITE}]*+)(?:[{_WHITE}]++(?:#[^\r\n]*+)?)*+)*+")
_LETTERS = dict(zip("0abtnvfre N_LP", "\0\a\b\t\n\v\f\r\x1b \x85\xa0\u2028\u2029", strict=False))
_COMMENT = re.compile(r"(?:^|(?<=\s))#[^\r\n]*", re.MULTILINE)
_NO_TEXT = re.compile(r"true|false|yes|no|on|off|null|~", re.IGNORECASE)


def read(path: str, raw: str, config: Config) -> Document:
    """The strings of a resource file."""
    import yaml

    units = Units(path, raw, "yaml")
    keys = _Keys()
    done = 0
    for event in _events(path, raw):
        if isinstance(event, yaml.CollectionStartEvent):
            keys.open(isinstance(event, yaml.MappingStartEvent))
        elif isinstance(event, yaml.CollectionEndEvent):
            keys.close()
        elif isinstance(event, yaml.AliasEvent):
            keys.next()
        elif isinstance(event, yaml.ScalarEvent):
            if keys.wanted:
                keys.name(event.value)
                continue
            start, end = _span(event)
            _comments(units, done, start)
            _add(units, keys.path, event)
            done = end
            keys.next()
    _comments(units, done, len(raw))
    return units.build()


class _Keys:
    """The keys that lead to the current value."""

    def __init__(self) -> None:
        self.path: list[str | int] = []
        self._wanted: list[bool] = []  # for each open collection: is it a mapping in which a key comes next?

    @property
    def wanted(self) -> bool:
        return bool(self._wanted) and self._wanted[-1]

    def open(self, mapping: bool) -> None:
        self.path.append("" if mapping else 0)
        self._wanted.append(mapping)

    def close(self) -> None:
        self.path.pop()
        self._wanted.pop()
        self.next()

    def name(self, key: str) -> None:
        self.path[-1] = key
        self._wanted[-1] = False

    def next(self) -> None:
        """End a value: a key follows, or the next value of a list. A collection that was a key has no name."""
        if not self.path:
            return
        last = self.path[-1]
        if isinstance(last, int):
            self.path[-1] = last + 1
        else:
            self._wanted[-1] = not self._wanted[-1]


def _span(event: Event) -> tuple[int, int]:
    start, end = event.start_mark, event.end_mark
    return (start.index, end.index) if start and end else (0, 0)


def _events(path: str, raw: str) -> Iterator[Event]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        yield from yaml.parse(raw, Loader=loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        detail = str(error.problem)
        if not mark:
            raise ReadError.of("no_yaml_at_all", path, advice="yaml", detail=detail) from error
        line, column = mark.line + 1, mark.column + 1
        raise ReadError.of("no_yaml", path, advice="yaml", line=line, column=column, detail=detail) from error
    except yaml.YAMLError as error:
        detail = str(error).splitlines()[0]
        raise ReadError.of("no_yaml_at_all", path, advice="yaml", detail=detail) from error
    except RecursionError as error:
        raise ReadError.of("nested", path, advice="yaml") from error


def _comments(units: Units, start: int, end: int) -> None:
    for comment in _COMMENT.finditer(units.target.raw, start, end):
        units.comment(*comment.span())


def _add(units: Units, keys: list[str | int], event: ScalarEvent) -> None:
    text = event.value
    if is_value(text) or (not event.style and _NO_TEXT.fullmatch(text)):
        return
    start, end = _span(event)
    raw = units.target.raw
    properties = _PROPERTIES.match(raw, start, end)
    start = properties.end() if properties else start
    if event.style == '"':
        pieces = list(_escaped(raw, start + 1, end - 1))
    else:
        if event.style in ("|", ">"):  # after the line with the mark and its indicators
            line = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)").match(raw, start)
            start = line.end() if line else start
        quoted = event.style == "'"
        pieces = list(_traced(text, raw, start + quoted, end, quoted=quoted))
    units.add(name(keys), [], pieces)


def _escaped(raw: str, start: int, end: int) -> Iterator[Piece]:
    """A double-quoted scalar."""
    done = start
    for escape in _ESCAPE.finditer(raw, start, end):
        if done < escape.start():
            yield Piece(raw[done : escape.start()], done, escape.start())
        yield Piece(_meant(escape[0]), *escape.span())
        done = escape.end()
    if done < end:
        yield Piece(raw[done:end], done, end)


def _meant(escape: str) -> str:
    if not escape.startswith("\\"):  # a folded line: a space, or as many line ends as it has blank lines
        return "\n" * (len(_BREAK.findall(escape)) - 1) or " "
    if escape[1] in "xuU" and len(escape) > 2:
        code = int(escape[2:], 16)
        return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
    if escape[1] in "\r\n\x85":
        return "\n" * (len(_BREAK.findall(escape)) - 1)
    return _LETTERS.get(escape[1], escape[1])


def _traced(text: str, raw: str, at: int, end: int, *, quoted: bool) -> Iterator[Piece]:
    """A scalar without escapes: its words stand in the file as they are, with other white space between.

    `quoted` is in single quotes, of which those in the text are doubled.
    """
    for part in (_QUOTED_WORD if quoted else _WORD).finditer(text):
        word = part[0]
        space = _SPACE.match(raw, at, end)
        if _SPACE.match(word):
            stop = at + len(word) if raw.startswith(word, at) else space.end() if space else at
        else:
            at = space.end() if space else at
            stop = at + (2 if quoted and word == "'" else len(word))
        yield Piece(word, at, stop)
        at = stop
