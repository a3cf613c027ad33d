"""The words of the page, in English and Chinese: `chrome.toml` for its own text, `reasons.toml` for Chinese messages.

The page is drawn in one language and holds both: all that `Words.say` prints has its key beside it (`data-t`), so
that the script can change the language. Both use the same small syntax: `{n}` is an argument, and
`{n?finding:findings}` is the first word where it is 1, and the second otherwise. The sentences of notes and reasons
are those of `mtqa.render.sentences`.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from markupsafe import Markup

from mtqa.completeness import Completeness
from mtqa.data import folder_of
from mtqa.findings import Finding, Json, as_json
from mtqa.render.base import visible
from mtqa.render.sentences import SLOT, Language, by_key, coverage_values, filled, key, patterns
from mtqa.text import Note

_FOLDER = folder_of(__name__)


@dataclass(frozen=True)
class Words:
    """The page's own words in one language."""

    language: Language
    used: set[str] = field(default_factory=set, compare=False)
    """The keys of what the page shows in this language, and has to hold in both."""

    def text(self, key: str, **arguments: Any) -> str:
        """The text of `key` with its arguments; the end of the key where there is no text."""
        self.used.add(key)
        known = chrome().get(key)
        return filled(known[self.language], arguments) if known else key.partition(".")[2]

    def say(self, key: str, **arguments: Any) -> Markup:
        """The same as an element that the script can translate."""
        if key not in chrome():
            return Markup("<span>{}</span>").format(visible(key.partition(".")[2]))
        return Markup("<span {}>{}</span>").format(
            self._marks("t", key, arguments), visible(self.text(key, **arguments))
        )

    def note(self, value: Note) -> Markup:
        """The same for a note or a reason."""
        return self.say(key(value), **dict(value.arguments))

    def coverage(self, known: Completeness) -> Markup:
        """The same for how much of a file of units is translated."""
        kind, numbers = coverage_values(known)
        return self.say(kind, **numbers)

    def title(self, key: str, **arguments: Any) -> Markup:
        """The same as the title of a part of an SVG drawing."""
        return Markup("<title {}>{}</title>").format(
            self._marks("t", key, arguments), visible(self.text(key, **arguments))
        )

    def attribute(self, name: str, key: str, **arguments: Any) -> Markup:
        """An attribute with such text, for example `aria-label`."""
        marks = self._marks(f"t-{name}", key, arguments)
        return Markup('{}="{}" {}').format(Markup(name), visible(self.text(key, **arguments)), marks)

    def _marks(self, name: str, key: str, arguments: Mapping[str, Any]) -> Markup:
        marks = Markup('data-{}="{}"').format(Markup(name), key)
        if arguments:
            text = visible(json.dumps(arguments, ensure_ascii=False, separators=(",", ":")))
            # In single quotes, so that the double quotes of JSON need no escapes.
            safe = text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#39;")
            marks += Markup(" data-{}-with='{}'").format(Markup(name), Markup(safe))
        return marks


@cache
def chrome() -> Mapping[str, Mapping[Language, str]]:
    """Every key with its text in both languages."""
    return {**patterns(), **by_key(tomllib.loads((_FOLDER / "chrome.toml").read_text("utf-8")))}


def named_in(script: str) -> set[str]:
    """The keys that a script names, whole or by their table: "message.noted", `category.${name}`."""
    whole = set(re.findall(r"""["'`]([a-z]+\.[a-z_-]+)["'`]""", script))
    tables = set(re.findall(r"""["'`]([a-z]+)\.(?:\$\{|["'`])""", script))
    return {key for key in chrome() if key in whole or key.partition(".")[0] in tables}


@cache
def _reasons() -> Mapping[str, list[str]]:
    reasons: dict[str, list[str]] = tomllib.loads((_FOLDER / "reasons.toml").read_text("utf-8"))
    return reasons


def reason_in_chinese(finding: Finding) -> str:
    """The message of a finding in Chinese: the first of the rule's sentences whose arguments are all known; empty where
    the rule has no such sentence."""
    known = {"text": finding.text} | {name: _phrase(value) for name, value in as_json(finding.evidence).items()}
    known["better"] = "、".join(f"“{wording}”" for wording in finding.suggestions if wording)
    known["others"] = _others(finding)
    for pattern in _reasons().get(finding.rule.id, ()):
        if all(known.get(slot[1]) for slot in SLOT.finditer(pattern)):
            return filled(pattern, known)
    return ""


def _phrase(value: Json) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None or isinstance(value, Mapping) else str(value)


def _others(finding: Finding) -> str:
    """The other wordings in the document, each with its count."""
    counts = finding.evidence.get("counts", {})
    return "、".join(f"“{wording}”（{count} 次）" for wording, count in counts.items() if wording != finding.text)
