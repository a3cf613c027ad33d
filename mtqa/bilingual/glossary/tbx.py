"""TBX → terms: ISO 30042 as TBX-Basic writes it, v3 (`<conceptEntry>`) and v2 (`<martif>`, `<termEntry>`).

An entry is a concept, with terms in several languages. The Chinese ones are wordings, those of the file's own language
(else of its English, else of any other) what they translate; where the file's own language is Chinese, the other way
round. `administrativeStatus` tells which wordings are forbidden (deprecated, superseded). XML is read as everywhere:
nothing is loaded, entities are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mtqa.bilingual.glossary.base import Term
from mtqa.bilingual.glossary.terms import words
from mtqa.errors import UsageError
from mtqa.read.xml import LANG, Event, events

_ROOTS = ("tbx", "martif")
_ENTRIES, _LANGUAGES, _TERMS = ("conceptEntry", "termEntry"), ("langSec", "langSet"), ("termSec", "tig", "ntig")
_FORBIDDEN = re.compile(r"deprecated|superseded|forbidden|obsolete|prohibited", re.IGNORECASE)
_STATUS = ("administrativeStatus", "normativeAuthorization")


@dataclass
class _Wording:
    text: str = ""
    forbidden: bool = False


@dataclass
class _Walk:
    """Where the reading stands: in which entry, language and term."""

    path: str
    raw: str
    own: str = ""
    terms: list[Term] = field(default_factory=list)
    _language: str = ""
    _wordings: dict[str, list[_Wording]] = field(default_factory=dict)
    _line: int = 1
    _counted: int = 0
    _text: str | None = None
    _kind: str = ""

    def obey(self, event: Event) -> None:
        if event.kind == "text" and self._text is not None:
            self._text += event.name
        elif event.kind == "start":
            self._start(event)
        elif event.kind == "end":
            self._end(event.name)

    def _start(self, event: Event) -> None:
        if event.name in _ENTRIES:
            self._wordings = {}
            self._line += len(re.findall(r"\r\n|\r|\n", self.raw[self._counted : event.start]))
            self._counted = event.start
        elif event.name in _LANGUAGES:
            self._language = event.attributes.get(LANG, "").lower().replace("_", "-")
        elif event.name in _TERMS:
            self._wordings.setdefault(self._language, []).append(_Wording())
        elif event.name == "term":
            self._text = ""
        elif event.name == "termNote" or event.name in _STATUS:
            self._text, self._kind = "", event.attributes.get("type", event.name)

    def _end(self, name: str) -> None:
        wordings = self._wordings.get(self._language)
        if name == "term" and wordings:
            wordings[-1].text = " ".join((self._text or "").split())
        elif (name == "termNote" or name in _STATUS) and wordings and self._kind in _STATUS:
            wordings[-1].forbidden = bool(_FORBIDDEN.search(self._text or ""))
        elif name in _ENTRIES:
            self._entry()
        if name in ("term", "termNote", *_STATUS):
            self._text = None

    def _entry(self) -> None:
        chinese = [one for language, all_ in self._wordings.items() if _is(language, "zh") for one in all_]
        others = [language for language in self._wordings if not _is(language, "zh")]
        chosen = (
            [one for one in others if _is(one, self.own)] or [one for one in others if _is(one, "en")] or others[:1]
        )
        foreign = [one for language in chosen for one in self._wordings[language]]
        source, target = (chinese, foreign) if _is(self.own, "zh") else (foreign, chinese)
        target = [one for one in target if words(one.text).keys]
        allowed = tuple(one.text for one in target if not one.forbidden)
        forbidden = tuple(one.text for one in target if one.forbidden and one.text not in allowed)
        for one in source:  # also a deprecated term of the source has its translation
            if words(one.text).keys and target:
                self.terms.append(Term(one.text, allowed, forbidden, self._line))


def read(path: str, raw: str) -> list[Term]:
    """The terms of a TBX file. Raises UsageError where it is none, and ReadError as the reading of XML does."""
    walk, depth = _Walk(path, raw), 0
    for event in events(path, raw):
        if event.kind == "start" and not depth:
            if event.name not in _ROOTS:
                what = f"its root element is <{event.name}>, not <tbx> or <martif>"
                raise UsageError(what, where=path, advice="save the glossary as TBX-Basic, or as CSV")
            walk.own = event.attributes.get(LANG, "").lower().replace("_", "-")
        depth += (event.kind == "start") - (event.kind == "end")
        walk.obey(event)
    return walk.terms


def _is(language: str, wanted: str) -> bool:
    """The same language, whatever its script or region."""
    return bool(wanted) and language.partition("-")[0] == wanted.partition("-")[0]
