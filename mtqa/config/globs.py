"""Path patterns, in the syntax of .gitignore.

`*.md` matches files of that kind anywhere, `/docs/*.md` those directly in docs, `docs/` everything below a folder of
that name, `**/` any folders; a later `!pattern` excludes again what an earlier pattern matched.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from mtqa.errors import UsageError

# “Everything within”, at the end of a pattern. pathspec matches the folder a with `a/**` as well, which git does not:
# then `!a/keep.md` behind it would have no effect. `a/**/*` matches the same files without the folder.
_WITHIN = re.compile(r"(/\*\*)(/?) *$")


def spec(lines: Iterable[str]) -> Any:
    """The patterns compiled by pathspec, corrected where it differs from git. Raises ValueError.

    >>> [spec(["a/**", "!a/keep.md"]).match_file(path) for path in ("a/", "a/b.md", "a/keep.md")]
    [False, True, False]
    """
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines([_WITHIN.sub(r"\1/*\2", line) for line in lines])


@dataclass(frozen=True)
class Globs:
    """Patterns of `option`, set at `where`. Paths have forward slashes; those of folders end with a slash."""

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
            what = f"“{self.option}” has an invalid pattern: {error}"
            raise UsageError(what, where=self.where, advice="patterns are those of .gitignore: docs/**/*.md") from error


def inside(path: str, root: str | Path) -> str:
    """A path as patterns see it: from `root`, with forward slashes; the bare name for a file outside of `root`."""
    for absolute in (os.path.normpath, os.path.realpath):
        whole = Path(absolute(Path.cwd() / path))
        if whole.is_relative_to(root):
            return whole.relative_to(root).as_posix()
    return Path(path).name
