"""Which file a decision's path means, and where its corrected copy goes.

A decisions file comes from anybody, so its paths may say anything. They start from the working directory, as those of
the report did, and wherever `..` and symbolic links lead, a file is read and written only inside one folder.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

from mtqa.errors import ReadError
from mtqa.render.base import visible


@dataclass(frozen=True)
class Destination:
    """Where copies go: beside the file with `.corrected` in the name, below the folder `to` under its own path, or in
    the file's own place. `root` is the folder that files have to lie in. `force` lets a copy replace another file."""

    root: Path
    to: Path | None = None
    in_place: bool = False
    force: bool = False

    def file(self, path: str) -> Path:
        """The file that a path of a decisions file means. Raises ReadError where it lies outside of the root."""
        try:
            real = Path(path).resolve()
        except (ValueError, OSError, RuntimeError) as error:  # NUL; a loop of links, a RuntimeError up to Python 3.12
            raise ReadError("not a file name", where=visible(path), advice="check the path") from error
        if not real.is_relative_to(self.root.resolve()):
            advice = f"if it is meant all the same, allow its folder: --root {shlex.quote(visible(str(real.parent)))}"
            what = f"it lies outside of {visible(str(self.root.resolve()))}"
            raise ReadError(what, where=visible(path), advice=advice)
        return real

    def copy_of(self, file: Path) -> Path:
        """Where the copy of a file goes."""
        if self.in_place:
            return file
        if self.to is not None:
            return self.to / file.relative_to(self.root.resolve())
        return file.with_name(f"{file.stem}.corrected{file.suffix}")

    def refuse_taken(self, file: Path, copy: Path, data: bytes) -> None:
        """Raise ReadError where something else stands at the place of the copy."""
        if copy == file and self.in_place:
            return
        if copy.is_symlink() or copy.is_dir() or (copy.exists() and not copy.is_file()):
            raise ReadError("a link or folder stands where the copy would", where=visible(str(copy)), advice=_ELSEWHERE)
        if copy.resolve() == file:
            advice = "name another folder with --to, or say --in-place"
            raise ReadError("the copy would be written over the file itself", where=visible(str(copy)), advice=advice)
        if copy.exists() and not self.force and copy.read_bytes() != data:
            what, advice = "another file stands where the copy would", f"--force replaces it; {_ELSEWHERE}"
            raise ReadError(what, where=visible(str(copy)), advice=advice)


_ELSEWHERE = "--to FOLDER puts copies elsewhere"
