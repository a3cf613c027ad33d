"""The words of the page, in English and Chinese: `chrome.toml` for its own text, `reasons.toml` for Chinese messages of
findings, `rules.toml` and `checks.toml` for rules and checks in Chinese, `languages.toml` for the names of languages.

The page is drawn in one language and holds both: all that `Words.say` prints has its key beside it (`data-t`), so
that the script can change the language. Both use the same small syntax: `{n}` is an argument, and
`{n?finding:findings}` is the first word where it is 1, and the second otherwise. The sentences of notes and reasons
are those of `mtqa.render.sentences`, those of read errors in `mtqa.errors`.
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
from mtqa.errors import ReadError, read_errors
from mtqa.findings import Finding, Json, as_json
from mtqa.patterns import SLOT, Language, by_key, filled
from mtqa.render.base import visible
from mtqa.render.sentences import coverage_values, key, patterns
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

    def error(self, error: ReadError) -> Markup:
        """The same for an error about a file: what happened, and what to do next."""
        if not error.words:
            said = " → ".join(filter(None, (error.what, error.advice)))
            return Markup('<span lang="en">{}</span>').format(visible(said))
        what, advice = (self.say(key, **error.arguments) for key in error.words)
        return Markup('{} <span class="quiet">→ {}</span>').format(what, advice)

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
    return {**patterns(), **read_errors(), **own()}


def own() -> Mapping[str, Mapping[Language, str]]:
    """Those of the page alone: not the sentences of notes, reasons and read errors."""
    return by_key(_table("chrome"))


def named_in(script: str) -> set[str]:
    """The keys that a script names, whole or by their table: "message.noted", `category.${name}`."""
    whole = set(re.findall(r"""["'`]([a-z]+\.[a-z_-]+)["'`]""", script))
    tables = set(re.findall(r"""["'`]([a-z]+)\.(?:\$\{|["'`])""", script))
    return {key for key in chrome() if key in whole or key.partition(".")[0] in tables}


@cache
def _table(name: str) -> Mapping[str, Any]:
    table: dict[str, Any] = tomllib.loads((_FOLDER / f"{name}.toml").read_text("utf-8"))
    return table


def rule_in_chinese(rule: str) -> tuple[str, str]:
    """The name of a rule, and what it finds."""
    name, sentence = _table("rules").get(rule, ("", ""))
    return name, sentence


def check_in_chinese(check: str) -> Mapping[str, str]:
    """Why findings of a check matter, how to fix them, and its limits: `matters`, `fix`, `limits`."""
    known: Mapping[str, str] = _table("checks").get(check, {})
    return known


def reason_in_chinese(finding: Finding) -> str:
    """The message of a finding in Chinese: the first of the sentences for its rule and fault whose arguments are all
    known; empty where there is none."""
    known, reasons, rule = _arguments(finding), _table("reasons"), finding.rule.id
    for pattern in (*reasons.get(f"{rule}:{known.get('fault')}", ()), *reasons.get(rule, ())):
        if all(known.get(slot[1]) for slot in SLOT.finditer(pattern)):
            return filled(pattern, known)
    return ""


def _arguments(finding: Finding) -> dict[str, str]:
    evidence = as_json(finding.evidence)
    known = {name: _phrase(value) for name, value in evidence.items()}
    for name in ("language", "expected_language"):
        known[name] = _table("languages").get(known.get(name, ""), "")
    counts = finding.evidence.get("counts", {})
    most = max(counts.values(), default=0)  # of whole sentences, which are counted without their punctuation
    known["times"] = _phrase(counts.get(finding.text))
    known["rival_times"] = _phrase(counts.get(known.get("rival", ""), most))
    return known | {
        "text": finding.text,
        "better": _phrase([wording for wording in finding.suggestions if wording]),
        "others": _phrase({wording: count for wording, count in counts.items() if wording != finding.text}),
    }


def _phrase(value: Json) -> str:
    """A value of evidence in a sentence; empty where it says nothing."""
    if isinstance(value, list):  # between quotation marks Chinese takes no 、
        return "".join(f"“{part}”" for part in value)
    if isinstance(value, dict):
        return "、".join(f"“{wording}”（{count} 次）" for wording, count in value.items())
    return "" if not value else f"{value:,}" if isinstance(value, int) else str(value)
