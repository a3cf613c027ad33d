"""Which files git ignores, read from the .gitignore files themselves: a build machine may have no git.

They apply from the top of the repository down to the folder of a file, the deeper files first; so does
.git/info/exclude. Outside of a repository only those within the folder apply. The user's own
core.excludesFile is not read: what is checked must not depend on who checks.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtqa.config.globs import spec

_FILE = ".gitignore"


@dataclass(frozen=True)
class Ignored:
    """The .gitignore files that apply to a folder, with the folders they lie in, outermost first."""

    specs: tuple[tuple[str, tuple[_Pattern, ...]], ...] = ()

    @classmethod
    def above(cls, top: str) -> Ignored:
        """Those that apply to a named directory; none if git ignores the directory itself, since the user named it."""
        folder = Path(os.path.realpath(top))
        parents = (folder, *folder.parents)
        depth = next((index for index, parent in enumerate(parents) if (parent / ".git").exists()), None)
        if depth is None:
            return cls()
        found = cls()._with(parents[depth], parents[depth] / ".git" / "info" / "exclude")
        for parent in reversed(parents[1 : depth + 1]):
            found = found._with(parent, parent / _FILE)
        return cls() if found.covers(str(folder), folder=True) else found

    def within(self, folder: str) -> Ignored:
        """Those that apply to a folder one level down."""
        return self._with(Path(folder), Path(folder, _FILE))

    def covers(self, path: str, *, folder: bool = False) -> bool:
        """Is this file or folder ignored? `path` is absolute."""
        for base, patterns in reversed(self.specs):
            inside = os.path.relpath(path, base).replace(os.sep, "/")
            asked = f"{inside}/" if folder else inside
            included = next((pattern.compiled.include for pattern in patterns if pattern.matches(asked)), None)
            if included is not None:
                return bool(included)
        return False

    def _with(self, folder: Path, file: Path) -> Ignored:
        spec = _read(file)
        return Ignored((*self.specs, (str(folder), spec))) if spec else self


@dataclass(frozen=True)
class _Pattern:
    """A line of such a file. A pattern without a slash matches a name anywhere; others match a path from its folder.

    pathspec's specs answer for a path with all its folders at once, which is not what git does on its way down: a
    folder that a later line includes again must not be ignored for its name. So each pattern is matched against the
    file or folder itself. (The one named group of pathspec's expressions is the slash after a folder that matched.)
    """

    compiled: Any
    by_name: bool

    @classmethod
    def of(cls, line: str) -> _Pattern | None:
        anywhere = re.sub(r"^(!?)(?:/?(?:\*\*/)+(?=[^/]+/? *$)|/(?=\*\*/? *$))", r"\1", line)
        try:
            (compiled,) = spec([anywhere]).patterns
        except ValueError:  # git skips a line that is not a pattern
            return None
        return cls(compiled, "/" not in anywhere.rstrip("/ ")) if compiled.include is not None else None

    def matches(self, path: str) -> bool:
        if self.by_name:
            path = path[path.rstrip("/").rfind("/") + 1 :]
        found = self.compiled.match_file(path)
        return bool(found) and all(found.match.end(name) in (-1, len(path)) for name in found.match.re.groupindex)


def _read(file: Path) -> tuple[_Pattern, ...]:
    """The patterns of a file, the last first, since it decides."""
    try:
        lines = file.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ()
    return tuple(pattern for line in reversed(lines) if (pattern := _Pattern.of(line)))
