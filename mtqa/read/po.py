"""gettext PO: each translation of an entry is a unit, its source the msgid.

Read after the GNU gettext manual ("The Format of PO Files") by a scanner of our own, since polib knows lines but no
columns. Where a language has one plural form, as Chinese does, that form translates the plural msgid. Where the msgid
is a name (`label_send`) and a comment of the programmers has the text (`Default: "Send"`), as Zope and Plone write
them, the text is the source. Obsolete entries (`#~`) and previous msgids (`#|`) are passed over; fuzzy entries are
judged, since machine translation is often delivered as fuzzy, and carry the state. What msgfmt would refuse is a
ReadError with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read.base import cut
from mtqa.read.units import Piece, Units, unescaped
from mtqa.text import Document

_LINE = re.compile(r"[^\r\n]*(\r\n|\r|\n|\Z)")
_STATEMENT = re.compile(
    r"[ \t]*(?:(?P<keyword>msgctxt|msgid_plural|msgid|msgstr)(?:[ \t]*\[(?P<form>\d{1,3})\])?[ \t]*)?"
    r'"(?P<string>(?:[^"\\\r\n]++|\\[^\r\n])*+)"[ \t]*'
)
_DEFAULT = re.compile(r'#\. Default: "(?P<string>(?:[^"\\\r\n]++|\\[^\r\n])*+)"[ \t]*')
# msgcat --escape writes the bytes of UTF-8 as octal numbers.
_ESCAPE = re.compile(
    r"(?P<utf8>\\3[0-3][0-7]\\2[0-7]{2}|\\3[45][0-7](?:\\2[0-7]{2}){2}|\\36[0-7](?:\\2[0-7]{2}){3})"
    r"|\\(?:(?P<octal>[0-7]{1,3})|x(?P<hex>[0-9a-fA-F]{1,2})|(?P<letter>.))"
)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_CHARSET = re.compile(rb"^\s*\"Content-Type:[^\"\r\n]*charset=([\w.:-]+)", re.IGNORECASE | re.MULTILINE)
_LANGUAGE = re.compile(r"^Language:[ \t]*([A-Za-z]{2,3}(?:[-_@.][\w.-]{1,20})?)[ \t]*$", re.MULTILINE)
_PLURALS = re.compile(r"^Plural-Forms:[^\n]{0,40}\bnplurals[ \t]*=[ \t]*(\d{1,2})", re.MULTILINE)
_HEAD_BYTES = 20_000


@dataclass
class _Entry:
    """A message while it is read: strings by keyword, `msgstr` by form."""

    line: int
    strings: dict[str, list[Piece]] = field(default_factory=dict)
    default: list[Piece] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    obsolete: bool = False

    @property
    def is_complete(self) -> bool:
        return any(key.startswith("msgstr") for key in self.strings)

    def text(self, keyword: str) -> str:
        return "".join(piece.text for piece in self.strings.get(keyword, ()))


def read(path: str, raw: str, config: Config) -> Document:
    """The translations of a PO file."""
    units = Units(path, raw, "po")
    for entry in _entries(path, raw, units):
        if entry.obsolete:
            units.pass_over("obsolete_units", _name(entry))
        elif entry.text("msgid") or "msgctxt" in entry.strings:
            _add(units, entry)
        else:
            _header(units, entry)
    return units.build()


def charset(data: bytes) -> str:
    """The encoding that the header declares, or nothing."""
    declared = _CHARSET.search(data[:_HEAD_BYTES])
    return declared[1].decode("ascii", "replace") if declared else ""


def _header(units: Units, entry: _Entry) -> None:
    """What the file says of its language."""
    fields = entry.text("msgstr")
    if language := _LANGUAGE.search(fields):
        units.target.language = language[1]
    if plurals := _PLURALS.search(fields):
        units.target.forms = int(plurals[1])


def _add(units: Units, entry: _Entry) -> None:
    name = _name(entry)
    state = "fuzzy" if "fuzzy" in entry.flags else ""
    forms = [key for key in entry.strings if key.startswith("msgstr")]
    for form in forms:
        plural = "msgid_plural" in entry.strings and (form != "msgstr[0]" or len(forms) == 1)
        units.add(
            name if form in ("msgstr", "msgstr[0]") else f"{name}{form.removeprefix('msgstr')}",
            entry.default or entry.strings["msgid_plural" if plural else "msgid"],
            entry.strings[form],
            note="\n".join(entry.notes),
            state=state,
            flags=[flag for flag in entry.flags if flag != "fuzzy"],
            forms=len(forms) if "msgid_plural" in entry.strings else 0,
        )


def _name(entry: _Entry) -> str:
    """The id of an entry: its msgid, and its context where it has one."""
    context = entry.text("msgctxt")
    return f"{context}|{entry.text('msgid')}" if context else entry.text("msgid")


def _entries(path: str, raw: str, units: Units) -> Iterator[_Entry]:
    """The messages of the file; each ends where another can begin."""
    entry, keyword, number = _Entry(1), "", 0
    for line in _LINE.finditer(raw):
        number += 1
        start, end = line.start(), line.start(1)
        text = raw[start:end].strip()
        old = text.startswith("#~")
        if old:
            start = raw.index("#~", start, end) + 2
            if raw[start:end].startswith("|"):
                continue
        if not text or (text.startswith("#") and not old):
            if entry.is_complete:
                yield entry
                entry, keyword = _Entry(number), ""
            _comment(entry, raw, start, end)
            if text:
                units.comment(start, end)
        elif raw[start:end].strip():
            statement = _STATEMENT.fullmatch(raw, start, end)
            if statement is None or not (keyword or statement["keyword"]):
                raise _broken(path, number, text)
            word = _keyword(statement)
            if entry.is_complete and word in ("msgctxt", "msgid"):
                yield entry
                entry = _Entry(number)
            keyword = word or keyword
            if word in entry.strings or (word.startswith("msgstr") and "msgid" not in entry.strings):
                raise _broken(path, number, text)
            entry.line = entry.line if entry.strings else number
            entry.obsolete |= old
            entry.strings.setdefault(keyword, []).extend(_pieces(raw, *statement.span("string")))
    if entry.is_complete:
        yield entry
    elif entry.strings:
        raise ReadError.of("no_msgstr", path, advice="po", line=entry.line)


def _keyword(statement: re.Match[str]) -> str:
    word, form = statement["keyword"] or "", statement["form"]
    return f"{word}[{int(form)}]" if form else word


def _comment(entry: _Entry, raw: str, start: int, end: int) -> None:
    """Collect flags, the comments of programmers and translators, and the source where it is in a comment."""
    text = raw[start:end].strip()
    if text.startswith("#,"):
        entry.flags += [flag.strip() for flag in text[2:].split(",")]
    elif text.startswith("#.") or (text.startswith("#") and text[1:2] not in (":", "|", "~", "=")):
        entry.notes.append(text.lstrip("#.").strip())
        if default := _DEFAULT.fullmatch(raw, start, end):
            entry.default = list(_pieces(raw, *default.span("string")))


def _broken(path: str, number: int, text: str) -> ReadError:
    return ReadError.of("no_po", path, advice="po", line=number, quoted=cut(text))


def _pieces(raw: str, start: int, end: int) -> Iterator[Piece]:
    """The characters of a string, with escapes decoded."""
    return unescaped(raw, start, end, _ESCAPE, _escaped)


def _escaped(escape: re.Match[str]) -> str:
    if escape["utf8"]:
        return bytes(int(number, 8) for number in escape["utf8"][1:].split("\\")).decode("utf-8", "replace")
    if escape["octal"]:
        return chr(int(escape["octal"], 8))
    if escape["hex"]:
        return chr(int(escape["hex"], 16))
    return _LETTERS.get(escape["letter"], escape["letter"])
