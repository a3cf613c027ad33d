"""Xcode's string catalogs, `.xcstrings`: all languages of an app in one file of JSON.

Source and target are chosen as in TMX. Where the source language has no text of its own, the key is the text, unless
it is a name (`menu.save`). Plural and device variants are units of their own, `key[other]`, beside the same variant of
the source, or its `other`. Strings that are not to be translated, and those that are gone from the program (`stale`),
are not judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read.base import listed
from mtqa.read.json_text import Path, keys, pieces, places, verify
from mtqa.read.languages import chosen
from mtqa.read.plist import substituted
from mtqa.read.plurals import alternatives
from mtqa.read.prose_keys import is_text
from mtqa.read.units import Piece, Units
from mtqa.text import Document, Note


@dataclass
class _Text:
    """A text of one language: its place, and the state of its translation."""

    span: tuple[int, int]
    state: str = ""


@dataclass
class _String:
    """An entry of the catalog. `texts` are those of each language by the name of the variant, `""` without variants."""

    key: tuple[int, int]
    comment: str = ""
    gone: bool = False
    translates: bool = True
    texts: dict[str, dict[str, _Text]] = field(default_factory=dict)


def read(path: str, raw: str, config: Config) -> Document:
    """One language of a catalog, beside the source."""
    verify(path, raw, 1)
    units = Units(path, raw, "xcstrings")
    strings, source = _strings(path, raw, units)
    languages = list(dict.fromkeys(name for string in strings.values() for name in string.texts))
    lowered = {name.lower(): name for name in [source, *languages]}
    wanted = chosen(path, list(lowered), source.lower(), config.lang_pair)
    source_language, target = (lowered.get(name, name) for name in wanted)
    for name, string in strings.items():
        _add(units, name, string, (source_language, target), keys_are_source=source_language == source)
    units.target.language = target
    if len(lowered) > 2:
        told = {"target": target, "languages": listed(list(lowered.values()))}
        units.target.notes.append(Note.of("read_languages", source=source_language, **told))
    return units.build()


def _add(units: Units, name: str, string: _String, languages: tuple[str, str], *, keys_are_source: bool) -> None:
    raw = units.target.raw
    source, target = (string.texts.get(language, {}) for language in languages)
    if not string.translates or string.gone:
        for variant in target or ("",):
            units.pass_over("obsolete_units" if string.gone else "protected_units", name + variant)
        return
    own = _pieces(raw, string.key) if keys_are_source and is_text(name) else []
    for variant, text in (target or {"": _Text((0, 0))}).items():
        origin = next((source[form] for form in (variant, *_others(variant)) if form in source), None)
        original = _pieces(raw, origin.span) if origin else own
        translation = _pieces(raw, text.span)
        state = "" if text.state == "translated" else text.state
        if text.state == "new" and _said(original) == _said(translation):
            units.pass_over("untranslated_units", name + variant)
        else:
            units.add(name + variant, original, translation, note=string.comment, state=state)


def _others(variant: str) -> Iterator[str]:
    """Variants of the source that a variant may translate: its plural, and the text without variants."""
    yield from (name.removeprefix("x") for name in alternatives(f"x{variant}"))
    yield ""


def _strings(path: str, raw: str, units: Units) -> tuple[dict[str, _String], str]:
    """The entries of the catalog, and the language of the source. Raises ReadError for other JSON."""
    strings = {
        str(at[1]): _String((token.start() + 1, token.end() - 1))
        for at, token in keys(raw, 0, len(raw))
        if len(at) == 2 and at[0] == "strings"
    }
    source, known = "", False
    for at, token in places(raw, 0, len(raw)):
        known |= at == ("strings",)
        value = token[0][1:-1] if token[0][0] == '"' else token[0]
        if at == ("sourceLanguage",):
            source = value
        elif at[:1] == ("strings",) and len(at) > 2 and at[1] in strings and token[0] not in ("{", "["):
            string, span = strings[str(at[1])], (token.start() + 1, token.end() - 1)
            if at[2:] == ("comment",):
                units.comment(*span)
                string.comment = _said(_pieces(raw, span))
            else:
                _enter(string, at[2:], span, value)
    if not known or not source:
        raise ReadError.of("no_catalog", path)
    return strings, source


def _enter(string: _String, at: Path, span: tuple[int, int], value: str) -> None:
    """Take one value of an entry: a text, its state, or what holds for the entry."""
    if at == ("extractionState",):
        string.gone = value == "stale"
    elif at == ("shouldTranslate",):
        string.translates = value != "false"
    elif at[0] == "localizations" and len(at) > 3 and at[-2] == "stringUnit":
        texts = string.texts.setdefault(str(at[1]), {})
        text = texts.setdefault(_variant(at[2:-2]), _Text((0, 0)))
        if at[-1] == "value":
            text.span = span
        elif at[-1] == "state":
            text.state = value


def _variant(at: Path) -> str:
    """The name of a variant from the keys that lead to it.

    >>> _variant(("variations", "device", "iphone", "variations", "plural", "other")), _variant(())
    ('[iphone][other]', '')
    """
    names = []
    keys = iter(at)
    for key in keys:
        if key == "substitutions":
            names.append(f".{next(keys, '')}")
        elif key == "variations":
            next(keys, "")
            names.append(f"[{next(keys, '')}]")
    return "".join(names)


def _pieces(raw: str, span: tuple[int, int]) -> list[Piece]:
    return substituted(list(pieces(raw, *span)))


def _said(found: list[Piece]) -> str:
    return "".join(piece.text for piece in found)
