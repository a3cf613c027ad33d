"""Notes, reasons of the gate and skipped rules as sentences, in English and Chinese.

Code compares the values; `sentences.toml` has the words, as patterns (`mtqa.patterns`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache

from mtqa.checks.base import Skipped
from mtqa.checks.needs import Need
from mtqa.completeness import Completeness
from mtqa.data import folder_of
from mtqa.patterns import Language, by_key, filled
from mtqa.report.gate import Reason
from mtqa.text import Note


@cache
def patterns() -> Mapping[str, Mapping[Language, str]]:
    """Every key, such as `note.aligned`, with its pattern in both languages."""
    text = (folder_of("mtqa.render") / "sentences.toml").read_text("utf-8")
    return by_key(tomllib.loads(text))


def key(value: Note) -> str:
    """The key of the pattern of a note or a reason."""
    return f"{'reason' if isinstance(value, Reason) else 'note'}.{value.kind}"


def sentence(value: Note | Skipped, language: Language = "en") -> str:
    """The sentence of a value."""
    if isinstance(value, Skipped):
        return _skipped(value, language)
    text = filled(patterns()[key(value)][language], dict(value.arguments))
    colon = "：" if language == "zh" else ": "
    return f"{value.path}{colon}{text}" if value.path else text


def coverage(known: Completeness, language: Language = "en") -> str:
    """How much of a file of units is translated.

    >>> coverage(Completeness(1204, 31, 57))
    'translated: 93.1 % (1,204 of 1,292 units, 31 fuzzy)'
    """
    kind, numbers = coverage_values(known)
    return filled(patterns()[kind][language], numbers)


def coverage_values(known: Completeness) -> tuple[str, dict[str, int | float]]:
    """The key of its pattern and the arguments."""
    numbers = {"n": known.translated, "total": known.total, "fuzzy": known.fuzzy, "share": known.percent}
    return "completeness.units_fuzzy" if known.fuzzy else "completeness.units", numbers


def _skipped(value: Skipped, language: Language) -> str:
    rules = ", ".join(value.rules)
    colon, space = ("：", "") if language == "zh" else (": ", " ")
    if not value.needs:
        return f"{rules}{colon}{patterns()['skipped.not_selected'][language]}"
    needs, conjunction = (patterns()[f"skipped.{name}"][language] for name in ("needs", "and"))
    lacking = f"{space}{conjunction}{space}".join(need(missing, language) for missing in value.needs)
    return f"{rules}{colon}{needs}{space}{lacking}"


def need(value: Need, language: Language = "en") -> str:
    """The name of a need."""
    return patterns()[f"need.{value}"][language]


def needs(ways: Iterable[Iterable[Need]]) -> str:
    """What a rule needs, in English: one of several sets of needs."""
    return "; or ".join(", ".join(sorted(map(need, way))) for way in ways)
