"""The contract of a check.

A check is a module: its docstring is the documentation (*What it finds / Why it matters / Example / Known
limits*), `CHECK` says what it needs, and its run function receives the whole document, so that checks of a
word, of a document and of a model have one shape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mtqa.checks.material import Material, Need
from mtqa.findings import Finding, Rule


@dataclass(frozen=True)
class Skipped:
    """Rules that were not looked for, by their ids or by the names of whole checks, and the needs that were missing;
    none where the rules were not selected."""

    rules: tuple[str, ...]
    needs: tuple[Need, ...] = ()


class Unjudged(StrEnum):
    """Why nothing of a document was judged."""

    DECLARED = "declared"
    """It is declared to be in another language, and was not read."""
    EMPTY = "empty"
    """It holds no text, such as a file whose units all await their translation."""
    LANGUAGE = "language"
    """It is not Chinese and has no source."""
    RULES = "rules"
    """None of the rules was selected and had what it needs."""


@dataclass(frozen=True)
class Check:
    """A member of the table: how to run it, the rules it may report, what it needs, and whether its findings give way
    to those that other checks have at the same place.

    `own` are the needs of rules that do not have those of the check: any of the sets will do.
    """

    run: Callable[[Material], Iterable[Finding]]
    rules: tuple[Rule, ...]
    needs: frozenset[Need] = frozenset({Need.CHINESE})
    gives_way: bool = False
    own: Mapping[str, tuple[frozenset[Need], ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """As in the ids of its rules; a hyphen cannot stand in a module's name."""
        return self.run.__module__.rpartition(".")[2].replace("_", "-")

    def ways(self, rule: str) -> tuple[frozenset[Need], ...]:
        """The sets of needs of a rule, any of which will do."""
        return self.own.get(rule, (self.needs,))

    def missing(self, rule: str, has: frozenset[Need]) -> frozenset[Need]:
        """What a rule of this check lacks: the least of what will do. Where there is no source, that says all."""
        lacking = min((needs - has for needs in self.ways(rule)), key=len)
        with_source = lacking & {Need.PAIR, Need.ESTIMATE, Need.EMBEDDER}
        return frozenset({Need.SOURCE}) if with_source and Need.SOURCE not in has else lacking

    @property
    def documentation(self) -> str:
        """The docstring of the check's module."""
        import sys

        return (sys.modules[self.run.__module__].__doc__ or "").strip()
