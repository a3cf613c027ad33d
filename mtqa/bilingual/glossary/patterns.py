"""Forbidden wordings as regular expressions: `/表面(?!上)/` is 表面, but not in 表面上.

A pattern is text of users, and one that backtracks without end would never return. So patterns are those of the
library `regex`, which has a time limit where `re` has none: a quarter of a second for a sentence, and half a minute for
a run. A pattern that takes longer ends the run with an error that names its row, since a pattern that is passed over
would be a silent pass.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from functools import lru_cache
from math import prod
from typing import Any

from mtqa.errors import UsageError
from mtqa.text import Span, shortened

_MARKED = re.compile(r"/(?P<pattern>(?:\\.|[^\\])+)/(?P<flags>i?)", re.DOTALL)
_SECONDS, _SECONDS_IN_ALL = 0.25, 30.0
_MOST_CHARACTERS = 500  # of a pattern: longer ones are lists, which belong into rows of their own
_MOST_REPEATED = 1_000  # all counts multiplied: `((a{900}){900}){900}` takes gigabytes before any clock is looked at
_COUNT = re.compile(r"\{(?:\d*,)?(\d+)\}|\{(\d+),\}")
_SIMPLER = "write it without a repetition inside another, such as (a+)+"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression, and its row in the glossary as path:line."""

    text: str
    where: str = field(default="", compare=False)
    ignores_case: bool = False
    _spent: list[float] = field(default_factory=lambda: [0.0], compare=False, repr=False)

    def __str__(self) -> str:
        return f"/{self.text}/{'i' * self.ignores_case}"

    def spans(self, text: str) -> list[Span]:
        """Where the text has it. Raises UsageError if that takes too long."""
        began = time.process_time()
        try:
            found = _compiled(self).finditer(text, timeout=_SECONDS)
            return [Span(*match.span()) for match in found if match.end() > match.start()]
        except TimeoutError as error:
            raise self._error(f"{self} backtracks without end on “{shortened(text, 20)}”", _SIMPLER) from error
        finally:
            self._spent[0] += time.process_time() - began
            if self._spent[0] > _SECONDS_IN_ALL:
                raise self._error(f"{self} took more than {_SECONDS_IN_ALL:g} seconds", _SIMPLER)

    def verify(self) -> None:
        """Raises UsageError if it cannot be used."""
        if len(self.text) > _MOST_CHARACTERS:
            advice = "write several rows, or several patterns with | between them"
            raise self._error(f"a pattern has more than {_MOST_CHARACTERS} characters", advice)
        counts = [int((match[1] or match[2])[:9]) for match in _COUNT.finditer(self.text)]
        if prod(max(1, count) for count in counts) > _MOST_REPEATED:
            raise self._error(f"{self} repeats too often", f"repeat at most {_MOST_REPEATED} times in all")
        if self._matches_nothing():
            raise self._error(f"{self} also matches no text at all", "write at least one character that must be there")

    def _matches_nothing(self) -> bool:
        try:
            return _compiled(self).match("", timeout=_SECONDS) is not None
        except TimeoutError as error:
            raise self._error(f"{self} backtracks without end", _SIMPLER) from error

    def _error(self, what: str, advice: str) -> UsageError:
        return UsageError(what, where=self.where, advice=advice)


def pattern_in(text: str, where: str) -> Pattern | None:
    """The pattern that a wording is if it stands between slashes; `/…/i` ignores case. Raises UsageError if it is
    wrong."""
    marked = _MARKED.fullmatch(text)
    if marked is None:
        return None
    pattern = Pattern(marked["pattern"], where, bool(marked["flags"]))
    pattern.verify()
    return pattern


@lru_cache(maxsize=4096)
def _compiled(pattern: Pattern) -> Any:
    import regex

    try:
        return regex.compile(pattern.text, regex.IGNORECASE if pattern.ignores_case else 0)
    except (regex.error, OverflowError, RecursionError) as error:
        what = f"{pattern} is not a regular expression: {error}"
        advice = r"the text between the slashes is a regular expression of Python; \ makes a character literal"
        raise UsageError(what, where=pattern.where, advice=advice) from error
