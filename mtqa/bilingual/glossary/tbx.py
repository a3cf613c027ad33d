"""Reads glossaries from TBX: ISO 30042, TBX-Basic, v3 (`<conceptEntry>`) and v2 (`<martif>`, `<termEntry>`).

An entry is a concept, with terms in several languages. The Chinese terms are wordings of the terms in the file's own
language (otherwise English, otherwise any language); if the file's own language is Chinese, it is the other way round.
`administrativeStatus` marks forbidden wordings (deprecated, superseded); `<descrip type="Translation needed">No` says
that the term stays as it is, as in the files of Weblate and MultiTerm. As in all XML that mtqa reads, nothing is loaded
and entities are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mtqa.bilingual.glossary.entry import Entry, is_yes
from mtqa.bilingual.glossary.terms import words
from mtqa.errors import UsageError
from mtqa.read.xml import LANG, Event, events

_ROOTS = ("tbx", "martif")
_ENTRIES, _LANGUAGES, _TERMS = ("conceptEntry", "termEntry"), ("langSec", "langSet"), ("termSec", "tig", "ntig")
_FORBIDDEN = re.compile(r"deprecated|superseded|forbidden|obsolete|prohibited", re.IGNORECASE)
_NOTES = ("termNote", "descrip")
_NEEDED = "translation needed"  # a description with “no”
_STATUS = ("administrativeStatus", "normativeAuthorization")


@dataclass
class _Wording:
    """A term in one language."""

    text: str = ""
    forbidden: bool = False


@dataclass
class _Walk:
    """The state of reading: the current entry, language and term. `own` is the file's own language."""

    path: str
    raw: str
    own: str = ""
    entries: list[Entry] = field(default_factory=list)
    _kept: bool = False
    _language: str = ""
    _wordings: dict[str, list[_Wording]] = field(default_factory=dict)
    _line: int = 1
    _counted: int = 0
    _text: str | None = None
    _kind: str = ""

    def read(self, event: Event) -> None:
        if event.kind == "text" and self._text is not None:
            self._text += event.name
        elif event.kind == "start":
            self._start(event)
        elif event.kind == "end":
            self._end(event.name)

    def _start(self, event: Event) -> None:
        if event.name in _ENTRIES:
            self._wordings, self._kept = {}, False
            self._line += len(re.findall(r"\r\n|\r|\n", self.raw[self._counted : event.start]))
            self._counted = event.start
        elif event.name in _LANGUAGES:
            self._language = event.attributes.get(LANG, "").lower().replace("_", "-")
        elif event.name in _TERMS:
            self._wordings.setdefault(self._language, []).append(_Wording())
        elif event.name == "term":
            self._text = ""
        elif event.name in _NOTES or event.name in _STATUS:
            self._text, self._kind = "", event.attributes.get("type", event.name)

    def _end(self, name: str) -> None:
        wordings = self._wordings.get(self._language)
        if name == "term" and wordings:
            wordings[-1].text = " ".join((self._text or "").split())
        elif name in (*_NOTES, *_STATUS) and wordings and self._kind in _STATUS:
            wordings[-1].forbidden = bool(_FORBIDDEN.search(self._text or ""))
        elif name in _NOTES and self._kind.lower() == _NEEDED:
            self._kept = is_yes(self._text or "yes") is False
        elif name in _ENTRIES:
            self._add_entry()
        if name in ("term", *_NOTES, *_STATUS):
            self._text = None

    def _add_entry(self) -> None:
        """Add the terms of the entry that ends here."""
        chinese = [term for language, terms in self._wordings.items() if _is_language(language, "zh") for term in terms]
        others = [language for language in self._wordings if not _is_language(language, "zh")]
        own = [language for language in others if _is_language(language, self.own)]
        english = [language for language in others if _is_language(language, "en")]
        foreign = [term for language in own or english or others[:1] for term in self._wordings[language]]
        source, target = (chinese, foreign) if _is_language(self.own, "zh") else (foreign, chinese)
        target = [wording for wording in target if words(wording.text).keys]
        allowed = [] if self._kept else [wording.text for wording in target if not wording.forbidden]
        forbidden = [wording.text for wording in target if wording.forbidden and wording.text not in allowed]
        for term in source:  # a deprecated term of the source has a translation, too
            if words(term.text).keys and (target or self._kept):
                self.entries.append(Entry(term.text, allowed, self._line, forbidden, kept=self._kept))


def read(path: str, raw: str) -> Iterator[Entry]:
    """The entries of a TBX file. Raises UsageError if it is not TBX, and ReadError if it is not valid XML."""
    walk, depth = _Walk(path, raw), 0
    for event in events(path, raw):
        if event.kind == "start" and not depth:
            if event.name not in _ROOTS:
                what = f"this is not a TBX file: it begins with <{event.name}>, not <tbx> or <martif>"
                raise UsageError(what, where=path, advice="save the glossary as TBX-Basic, or as CSV")
            walk.own = event.attributes.get(LANG, "").lower().replace("_", "-")
        depth += (event.kind == "start") - (event.kind == "end")
        walk.read(event)
    return iter(walk.entries)


def _is_language(language: str, wanted: str) -> bool:
    """Are the two the same language, in any script or region?"""
    return bool(wanted) and language.partition("-")[0] == wanted.partition("-")[0]
