"""Ignore rules of a configuration file: wordings that are right, whatever a rule reports.

    [[ignore-text]]
    rule = "untranslated.latin"      # or its first part, or left out for every rule
    pattern = "Boxma"                # a regular expression; it must touch the finding
    paths = ["content/food/**"]      # left out for every file
    reason = "the name of a shop"

The pattern is searched in the finding's words with the prose around them, 30 characters on either side, so that it can
depend on the context, as `Boxma(?=超市)` does; a match that lies wholly beside the finding does not count. A pattern
has a quarter of a second per finding, and half a minute per run: a pattern that takes longer backtracks without end,
and the run stops with an error about it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mtqa.errors import UsageError
from mtqa.findings import Finding

_SECONDS, _SECONDS_IN_ALL = 0.25, 30
_SIMPLER = "write it without a repetition inside another, such as (a+)+"
_MOST_CHARACTERS = 1000  # of a finding's own words that are searched: a whole sentence at most


@dataclass(frozen=True)
class IgnoreRule:
    """One ignore rule. `where` is file and line of its definition; `paths` are relative to that file's folder."""

    pattern: str = ""
    rule: str = ""
    paths: tuple[str, ...] = ()
    reason: str = ""
    where: str = ""

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise self._error("an ignore rule needs a reason", 'add reason = "why this is right", for the next reader')
        if not (self.pattern or self.rule):
            raise self._error("an ignore rule without rule and pattern would ignore everything", "add one of the two")
        _ = self._compiled, self._globs

    def covers(self, finding: Finding, path: str) -> bool:
        """Does the rule ignore this finding? `path` is that of its file, relative to the configuration's folder."""
        return (
            (not self.rule or finding.rule.is_under(self.rule))
            and (not self.paths or self._globs.match_file(path))
            and (not self.pattern or self._touches(finding))
        )

    def _touches(self, finding: Finding) -> bool:
        began = time.perf_counter()
        before, after = finding.context
        words = finding.text[:_MOST_CHARACTERS]
        start, end = len(before), len(before) + len(words)
        try:
            for match in self._compiled.finditer(before + words + after, overlapped=True, timeout=_SECONDS):
                if (match.start() < end and match.end() > start) or match.start() == start == end:
                    return True
        except TimeoutError as error:
            what = f"the pattern “{self.pattern}” backtracks without end on “{words[:20]}”"
            raise self._error(what, _SIMPLER) from error
        finally:
            self._spent[0] += time.perf_counter() - began
        if self._spent[0] > _SECONDS_IN_ALL:
            raise self._error(f"the pattern “{self.pattern}” took more than {_SECONDS_IN_ALL} seconds", _SIMPLER)
        return False

    @cached_property
    def _spent(self) -> list[float]:
        """Seconds that the pattern has taken so far, in a list of one."""
        return [0.0]

    @cached_property
    def _compiled(self) -> Any:
        import regex

        try:
            return regex.compile(self.pattern)
        except regex.error as error:
            what = f"the pattern “{self.pattern}” is not a regular expression: {error}"
            raise self._error(what, "in TOML, write it between '…' to keep its backslashes") from error

    @cached_property
    def _globs(self) -> Any:
        import pathspec

        return pathspec.GitIgnoreSpec.from_lines(self.paths)

    def _error(self, what: str, advice: str) -> UsageError:
        return UsageError(what, where=self.where, advice=advice)
