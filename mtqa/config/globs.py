"""Path patterns, in the one language that every repository knows already: that of .gitignore.

`*.md` is a file of that kind anywhere, `/docs/*.md` one right inside of docs, `docs/` everything below a folder of that
name, `**/` any folders; a later `!pattern` takes back what an earlier one took.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mtqa.errors import UsageError

# “Everything within”, at the end of a pattern. pathspec takes `a/**` for the folder a as well, which git does not: then
# `!a/keep.md` behind it would have no effect. It means the same with a name after it.
_WITHIN = re.compile(r"(/\*\*)(/?) *$")


def spec(lines: Iterable[str]) -> Any:
    """pathspec's idea of patterns, mended where it differs from git's. Raises ValueError.

    >>> [spec(["a/**", "!a/keep.md"]).match_file(path) for path in ("a/", "a/b.md", "a/keep.md")]
    [False, True, False]
    """
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines([_WITHIN.sub(r"\1/*\2", line) for line in lines])


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
        try:
            return spec(self.patterns)
        except ValueError as error:
            what = f"“{self.option}” has a pattern that is none: {error}"
            raise UsageError(what, where=self.where, advice="patterns are those of .gitignore: docs/**/*.md") from error
