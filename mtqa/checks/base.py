"""The contract of a check.

A check is a module: its docstring is the documentation, in `SECTIONS`; `CHECK` says what it needs, and its run function
receives the whole document, so that checks of a word, of a document and of a model have one shape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mtqa.checks.material import Material
from mtqa.checks.needs import Need
from mtqa.findings import Finding, Rule
from mtqa.text import Document, Span

SECTIONS = ("What it finds", "Why it matters", "Example", "How to fix it", "Known limits")
"""The headings of a check's documentation, in their order."""

Wording = tuple[Span, str]
"""A place in a document's prose, and what should stand there."""


@dataclass(frozen=True)
class Skipped:
    """Rules that did not run, by their ids or by the names of whole checks, and the needs that were missing; no needs
    if the rules were not selected."""

    rules: tuple[str, ...]
    needs: tuple[Need, ...] = ()


class Unjudged(StrEnum):
    """Why nothing of a document was judged."""

    DECLARED = "declared"
    """It is declared to be in another language, and was not read."""
    EMPTY = "empty"
    """It has no text."""
    UNTRANSLATED = "untranslated"
    """It is made of units, and none of them is translated."""
    NUMBERS = "numbers"
    """It has numbers and signs only, and no source to compare them with."""
    LANGUAGE = "language"
    """It is not Chinese and has no source."""
    PAIR = "pair"
    """It is not Chinese, and has a source, but one side is not Chinese or the other not English."""
    RULES = "rules"
    """No rule was selected that has what it needs."""


@dataclass(frozen=True)
class Check:
    """A check of the table: how to run it, the rules it may report, what it needs, whether its findings give way
    to those of other checks at the same place, and whether it runs last, since it compares itself with all others.

    `own` has the needs of rules that differ from those of the check: each of the sets is enough. `everywhere` has, for
    rules that report once for many places, a function that finds all the places and their wordings.
    """

    run: Callable[[Material], Iterable[Finding]]
    rules: tuple[Rule, ...]
    needs: frozenset[Need] = frozenset({Need.CHINESE})
    gives_way: bool = False
    runs_last: bool = False
    own: Mapping[str, tuple[frozenset[Need], ...]] = field(default_factory=dict)
    everywhere: Mapping[str, Callable[[Document], list[Wording]]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name in the ids of its rules: that of the module, with hyphens in place of underscores."""
        return self.run.__module__.rpartition(".")[2].replace("_", "-")

    def ways(self, rule: str) -> tuple[frozenset[Need], ...]:
        """The sets of needs of a rule; each is enough."""
        return self.own.get(rule, (self.needs,))

    def missing(self, rule: str, has: frozenset[Need]) -> frozenset[Need]:
        """What a rule lacks of the set that lacks least; only the source, if that is missing and the rule needs one. A
        second reader is named beside it: who did not ask for one need not give a source."""
        lacking = min((needs - has for needs in self.ways(rule)), key=len)
        is_without = Need.SOURCE not in has and lacking & {Need.SOURCE, Need.PAIR} and Need.READER not in lacking
        return frozenset({Need.SOURCE}) if is_without else lacking

    @property
    def documentation(self) -> str:
        """The docstring of the check's module."""
        import sys

        return (sys.modules[self.run.__module__].__doc__ or "").strip()
