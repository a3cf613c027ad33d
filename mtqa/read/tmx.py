"""TMX 1.4: two languages of each translation unit, chosen by `--lang-pair` or by the file.

Without the option the source is the header's `srclang` and the target the file's Chinese. A language matches its
variants: `zh` is `zh-CN`, too; if a file has several, the first is read, and a note names it.
"""

from __future__ import annotations

import re

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read.base import listed
from mtqa.read.inline import Content
from mtqa.read.languages import chosen
from mtqa.read.units import Units
from mtqa.read.xml import LANG, Event, events, rooted
from mtqa.text import Document, Note

_OTHERS = r"""(?:[^<>"']|"[^<"]{0,2000}"|'[^<']{0,2000}')"""  # attributes before the attribute looked for
_LANGUAGE = re.compile(rf"""<tuv\b{_OTHERS}{{0,400}}?\blang\s*=\s*["']([\w-]{{1,40}})["']""")
_SOURCE = re.compile(rf"""<header\b{_OTHERS}{{0,2000}}?\bsrclang\s*=\s*["']([\w-]{{1,40}})["']""")


def read(path: str, raw: str, config: Config) -> Document:
    """The target language of a translation memory."""
    units = Units(path, raw, "tmx")
    languages = list(dict.fromkeys(match[1].lower() for match in _LANGUAGE.finditer(raw)))
    header = _SOURCE.search(raw)
    try:
        source, target = chosen(path, languages, header[1].lower() if header else "", config.lang_pair)
    except ReadError:
        for _ in events(path, raw):  # a language may be missing because the file is cut off, which is reported first
            pass
        raise
    reader = _Reader(units, source, target)
    for event in rooted(path, raw, "tmx"):
        reader.obey(event)
    if not languages and "<seg" in raw:
        raise ReadError.of("no_language", path)
    if len(languages) > 2 or reader.units.passed_over:
        told = {"target": target, "languages": listed(languages)}
        units.target.notes.append(
            Note.of("read_languages", source=source, **told) if source else Note.of("read_language", **told)
        )
    return units.build()


class _Reader:
    """Walks the events; each `<tu>` is a unit, or several if it has several translations."""

    def __init__(self, units: Units, source: str, target: str) -> None:
        self.units = units
        self.depth = 0
        self._languages = (source, target)
        self._sides: dict[str, list[Content]] = {}
        self._id = ""
        self._notes: list[str] = []
        self._noting = False
        self._language = ""
        self._content: Content | None = None

    def obey(self, event: Event) -> None:
        if event.kind == "comment":
            self.units.comment(event.start, event.end)
        elif event.kind == "text" and self._noting:
            self._notes[-1] += event.name
            self.units.comment(event.start, event.end)
        elif self._content and not (event.kind == "end" and event.name == "seg"):
            self._content.obey(event)
        elif event.kind == "start":
            self._start(event)
        elif event.kind == "end":
            self._end(event.name)

    def _start(self, event: Event) -> None:
        self.depth += 1
        if event.name == "tu":
            self._id, self._sides, self._notes = event.attributes.get("tuid", ""), {}, []
        elif event.name == "tuv":
            self._language = event.attributes.get(LANG, "").lower()
        elif event.name == "seg":
            self._content = Content()
            self._sides.setdefault(self._language, []).append(self._content)
        elif event.name == "note":
            self._notes.append("")
            self._noting = True

    def _end(self, name: str) -> None:
        self.depth -= 1
        if name == "seg":
            self._content = None
        elif name == "note":
            self._noting = False
        elif name == "tu":
            sources, targets = (self._sides.get(language, []) for language in self._languages)
            name = self._id or str(len(self.units.target.units) + sum(self.units.passed_over.values()) + 1)
            for target in targets or [Content()]:
                self.units.add(
                    name,
                    sources[0].pieces if sources else [],
                    target.pieces,
                    note="\n".join(self._notes),
                    wraps=True,
                )
