"""Sentences of values, in English and Chinese: notes, reasons of the gate, what was skipped.

The values are what code compares; `sentences.toml` has the words. `{n}` is an argument there, and `{n?is:are}` the
first word where it is 1, the second else.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Literal

from mtqa.checks.base import Skipped
from mtqa.checks.material import Need
from mtqa.data import folder_of
from mtqa.report.gate import Reason
from mtqa.text import Note

Language = Literal["en", "zh"]
SLOT = re.compile(r"\{([^{}?:]+)(?:\?([^:{}]*):([^{}]*))?\}")


def filled(pattern: str, arguments: Mapping[str, Any]) -> str:
    """The pattern with its arguments in place. A line is a name, not a number that is counted; a score has one decimal.

    >>> filled("{n} {n?finding:findings} in {where}, line {line}", {"n": 1200, "where": "a.txt", "line": 1200})
    '1,200 findings in a.txt, line 1200'
    """

    def fill(match: re.Match[str]) -> str:
        value = arguments[match[1]]
        if match[2] is not None:
            return str(match[2] if value == 1 else match[3])
        if isinstance(value, float):
            return f"{value:.1f}" if match[1] == "score" else f"{value:g}"
        return f"{value:,}" if isinstance(value, int) and match[1] != "line" else str(value)

    return SLOT.sub(fill, pattern)


@cache
def patterns() -> Mapping[str, Mapping[Language, str]]:
    """Every key, such as `note.aligned`, with its pattern in both languages."""
    text = (folder_of("mtqa.render") / "sentences.toml").read_text("utf-8")
    return both(tomllib.loads(text))


def both(tables: Mapping[str, Mapping[str, list[str]]]) -> dict[str, Mapping[Language, str]]:
    """Tables of [English, Chinese] by `table.key`."""
    return {
        f"{table}.{key}": {"en": words[0], "zh": words[1]}
        for table, entries in tables.items()
        for key, words in entries.items()
    }


def key(value: Note) -> str:
    """Where the pattern of a note or a reason stands."""
    return f"{'reason' if isinstance(value, Reason) else 'note'}.{value.kind}"


def sentence(value: Note | Skipped, language: Language = "en") -> str:
    """A value in words."""
    if isinstance(value, Skipped):
        return _skipped(value, language)
    said = filled(patterns()[key(value)][language], dict(value.arguments))
    return f"{value.path}: {said}" if value.path else said


def _skipped(value: Skipped, language: Language) -> str:
    rules = ", ".join(value.rules)
    if not value.needs:
        return f"{rules}: {patterns()['skipped.not_selected'][language]}"
    needs, and_ = (patterns()[f"skipped.{name}"][language] for name in ("needs", "and"))
    return f"{rules}: {needs} {f' {and_} '.join(need(one, language) for one in value.needs)}"


def need(value: Need, language: Language = "en") -> str:
    return patterns()[f"need.{value}"][language]


def needs(ways: Iterable[Iterable[Need]]) -> str:
    """What a rule needs, in English: any of several sets of needs will do."""
    return "; or ".join(", ".join(sorted(map(need, way))) for way in ways)
