"""What git ignores, asked of the .gitignore files themselves: a checkout in a build may have no git.

They hold from the top of the repository to the folder of a file, the deeper ones before those above; so does
.git/info/exclude. A folder without a repository around it has the files within it only. The user's own
core.excludesFile is not read: what is checked must not depend on who checks.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FILE = ".gitignore"


@dataclass(frozen=True)
class Ignored:
    """The .gitignore files that hold in a folder, with the folders they lie in, outermost first."""

    specs: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def above(cls, top: str) -> Ignored:
        """Those that hold in a directory that was named; none where git ignores it itself, since it was asked for."""
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
        """Those that hold in a folder one level down."""
        return self._with(Path(folder), Path(folder, _FILE))

    def covers(self, path: str, *, folder: bool = False) -> bool:
        """Is this file or folder ignored? `path` is absolute."""
        for base, spec in reversed(self.specs):
            inside = os.path.relpath(path, base).replace(os.sep, "/")
            said = spec.check_file(f"{inside}/" if folder else inside).include
            if said is not None:
                return bool(said)
        return False

    def _with(self, folder: Path, file: Path) -> Ignored:
        spec = _read(file)
        return Ignored((*self.specs, (str(folder), spec))) if spec else self


def _read(file: Path) -> Any:
    from pathspec import GitIgnoreSpec

    try:
        lines = file.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError:  # git passes over a line that is no pattern
        return GitIgnoreSpec.from_lines([line for line in lines if _is_pattern(line)])


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True
