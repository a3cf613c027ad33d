"""Sentences with places for values, in English and in Chinese.

In a pattern `{n}` is an argument, and `{n?is:are}` the first word where it is 1, and the second otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

Language = Literal["en", "zh"]
SLOT = re.compile(r"\{([^{}?:]+)(?:\?([^:{}]*):([^{}]*))?\}")
_PLACES = ("line", "column", "offset", "page")


def filled(pattern: str, arguments: Mapping[str, Any]) -> str:
    """The pattern with its arguments in place. A place of a file gets no separators; a `score` has one decimal.

    >>> filled("{n} {n?finding:findings} in {where}, line {line}", {"n": 1200, "where": "a.txt", "line": 1200})
    '1,200 findings in a.txt, line 1200'
    """

    def fill(match: re.Match[str]) -> str:
        value = arguments[match[1]]
        if match[2] is not None:
            return str(match[2] if value == 1 else match[3])
        if isinstance(value, float):
            return f"{value:.1f}" if match[1] == "score" else f"{value:g}"
        return f"{value:,}" if isinstance(value, int) and match[1] not in _PLACES else str(value)

    return SLOT.sub(fill, pattern)


def by_key(tables: Mapping[str, Mapping[str, list[str]]]) -> dict[str, Mapping[Language, str]]:
    """Tables of [English, Chinese] by `table.key`."""
    return {
        f"{table}.{key}": {"en": words[0], "zh": words[1]}
        for table, entries in tables.items()
        for key, words in entries.items()
    }
