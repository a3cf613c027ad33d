"""The formats mtqa reads, and which of them a file has.

`FORMATS` has a line for each. `Document.format` is the name of one of them; everything that depends on the format, such
as how `mtqa review apply` escapes a wording, goes by that name and never by the suffix, since `[formats]` in a
configuration file gives any file any format.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import PurePath
from types import MappingProxyType

from mtqa.config import Config
from mtqa.config.globs import Globs
from mtqa.config.values import nearest
from mtqa.errors import ReadError, UsageError
from mtqa.read import (
    android,
    apple_strings,
    asciidoc,
    ass,
    by_root,
    docx,
    encoding,
    epub,
    fluent,
    html,
    json,
    markdown,
    mdx,
    notebook,
    odf,
    ods,
    pdf,
    plain,
    plist,
    po,
    pptx,
    properties,
    qt,
    resx,
    rst,
    subtitles,
    table,
    tmx,
    xcstrings,
    xliff,
    xlsx,
    xml,
    yaml,
)
from mtqa.read.base import BinaryReader, Reader, UnitReader
from mtqa.text import Document, Note


@dataclass(frozen=True)
class Format:
    """A format: its name, its suffixes, and its reader, which is `text` or, for binary files, `data`.

    `walked` says whether a directory's files are taken, or only those that are named: directories hold tables, data and
    settings of all kinds. `charset` gives the encoding that a file's bytes declare, or an empty string. `is_shared`
    says that most files with the suffix are something else (TypeScript, any XML): the reader refuses them.
    """

    name: str
    suffixes: tuple[str, ...]
    text: UnitReader | None = None
    data: BinaryReader | None = None
    walked: bool = True
    charset: Callable[[bytes], str] = lambda data: ""
    is_shared: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """What it may be called in a configuration: its name, or one of its suffixes without the dot."""
        return tuple(dict.fromkeys([self.name, *(suffix[1:] for suffix in self.suffixes)]))


def _prose(reader: Reader) -> UnitReader:
    """A reader that needs no options."""
    return lambda path, raw, config: reader(path, raw)


def _markup(reader: Reader) -> UnitReader:
    """The same for formats in which many a file has no prose: a page of components, a notebook of code."""

    def read(path: str, raw: str, config: Config) -> Document:
        document = reader(path, raw)
        if raw.strip() and not any(map(str.isalnum, document.text)):
            return replace(document, notes=(*document.notes, Note.of("no_prose")))
        return document

    return read


def _format(name: str, suffixes: str, text: UnitReader | None = None, **details: object) -> Format:
    return Format(name, tuple(suffixes.split()), text, **details)  # type: ignore[arg-type]


FORMATS: tuple[Format, ...] = (
    # running text
    _format("plain", ".txt .text", _prose(plain.read)),
    _format("markdown", ".md .markdown", _prose(markdown.read)),
    _format("mdx", ".mdx", _markup(mdx.read)),
    _format("ipynb", ".ipynb", _markup(notebook.read)),
    _format("rst", ".rst", _markup(rst.read)),
    _format("asciidoc", ".adoc .asciidoc", _markup(asciidoc.read)),
    _format("html", ".html .htm .xhtml", html.read, charset=encoding.of_page),
    # units, most with the source beside the translation
    _format("po", ".po", po.read, charset=po.charset),
    _format("xliff", ".xlf .xliff .mqxliff .mxliff .sdlxliff", xliff.read, charset=xml.charset),
    _format("tmx", ".tmx", tmx.read, charset=xml.charset),
    _format("json", ".json", json.read, walked=False),
    _format("arb", ".arb", json.read),
    _format("yaml", ".yaml .yml", yaml.read, walked=False),
    _format("xml", ".xml", by_root.read, charset=xml.charset, is_shared=True),
    _format("android", "", android.read, charset=xml.charset),
    _format("qt", ".ts", qt.read, charset=xml.charset, is_shared=True),
    _format("strings", ".strings", apple_strings.read, charset=xml.charset),
    _format("plist", ".stringsdict", plist.read, charset=xml.charset),
    _format("xcstrings", ".xcstrings", xcstrings.read),
    _format("properties", ".properties", properties.read, charset=properties.charset),
    _format("resx", ".resx .resw", resx.read, charset=xml.charset),
    _format("fluent", ".ftl", fluent.read),
    _format("srt", ".srt", subtitles.read),
    _format("vtt", ".vtt", subtitles.read),
    _format("ass", ".ass .ssa", ass.read),
    _format("csv", ".csv", table.read, walked=False),
    _format("tsv", ".tsv .tab", partial(table.read, format="tsv"), walked=False),
    _format("jsonl", ".jsonl .ndjson", table.read_lines, walked=False),
    # binary files
    _format("docx", ".docx", data=docx.read),
    _format("pptx", ".pptx", data=pptx.read),
    _format("xlsx", ".xlsx", data=xlsx.read, walked=False),
    _format("ods", ".ods", data=ods.read, walked=False),
    _format("odt", ".odt", data=odf.read),
    _format("odp", ".odp", data=odf.read_slides),
    _format("epub", ".epub", data=epub.read),
    _format("pdf", ".pdf", data=pdf.read, walked=False),
    _format("parquet", ".parquet", data=table.read_parquet, walked=False),
)
PLAIN = FORMATS[0]
BY_NAME: Mapping[str, Format] = MappingProxyType({name: each for each in reversed(FORMATS) for name in each.names})


BY_SUFFIX: Mapping[str, Format] = MappingProxyType({suffix: each for each in FORMATS for suffix in each.suffixes})


def is_binary(name: str) -> bool:
    """Is the format of that name a binary one, whose files are bytes and not text?"""
    return name in BY_NAME and BY_NAME[name].data is not None


def suffix_of(name: str) -> str:
    """The suffix of a file's name, in small letters; empty where it has none."""
    return PurePath(name).suffix.lower()


def format_of(name: str, config: Config) -> Format | None:
    """The format of a file by `[formats]`, else by its suffix; None where it has a suffix of which no format is known,
    and plain text where it has no suffix."""
    suffix = suffix_of(name)
    return given_format(name, config) or (BY_SUFFIX.get(suffix) if suffix else PLAIN)


def given_format(name: str, config: Config) -> Format | None:
    """The format that `[formats]` gives to a file; the last pattern that matches counts. Raises UsageError."""
    path = config.inside(name) if config.formats else ""
    patterns = _patterns(tuple(config.formats.items()), config.origin("formats"))
    return next((each for globs, each in reversed(patterns) if globs.match(path)), None)


@lru_cache(maxsize=8)
def _patterns(given: tuple[tuple[str, str], ...], where: str) -> tuple[tuple[Globs, Format], ...]:
    """The patterns of `[formats]` with their formats. Raises UsageError."""
    for pattern, name in given:
        if name.lower() not in BY_NAME:
            advice = f"{nearest(name, BY_NAME)} mtqa knows {listed()}".lstrip()
            raise UsageError(f"“formats” gives “{pattern}” the unknown format “{name}”", where=where, advice=advice)
        if pattern.startswith("!"):
            advice = "name the format of those files as well; the last pattern that matches counts"
            raise UsageError(f"“formats” cannot have the pattern “{pattern}”", where=where, advice=advice)
    return tuple((Globs([pattern], "formats", where), BY_NAME[name.lower()]) for pattern, name in given)


def unknown(name: str) -> ReadError:
    """The error about a file of which no format is known."""
    return ReadError.of("unknown_format", name, suffix=suffix_of(name))


def listed() -> str:
    """The names of all formats, for an error."""
    return ", ".join(each.name for each in FORMATS)
