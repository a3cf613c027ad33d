"""Path patterns, in the one language that every repository knows already: that of .gitignore.

`*.md` is a file of that kind anywhere, `/docs/*.md` one right inside of docs, `docs/` everything below a folder of that
name, `**/` any folders; a later `!pattern` takes back what an earlier one took.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mtqa.errors import UsageError


@dataclass(frozen=True)
class Globs:
    """Patterns of `option`, which `where` says. Paths have forward slashes, those of folders one at their end."""

    patterns: Sequence[str]
    option: str = "a pattern"
    where: str = ""

    def match(self, path: str) -> bool:
        return bool(self._spec.match_file(path))

    @cached_property
    def _spec(self) -> Any:
        from pathspec import GitIgnoreSpec

        try:
            return GitIgnoreSpec.from_lines(self.patterns)
        except ValueError as error:
            what = f"“{self.option}” has a pattern that is none: {error}"
            raise UsageError(what, where=self.where, advice="patterns are those of .gitignore: docs/**/*.md") from error
