"""The file that a path in a decisions file means, and the path of its corrected copy.

A decisions file is untrusted input, so its paths may be anything. They start from the working directory, as in the
report, and wherever `..` and symbolic links lead, files are read and written only inside one folder.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

from mtqa.errors import ReadError
from mtqa.render.base import visible
from mtqa.report.previous import CORRECTED


@dataclass(frozen=True)
class Destination:
    """Where copies are written: beside the file with `.corrected` in the name, below the folder `to` under the same
    path, or over the file itself. `root` is the folder that must contain the files. `force` lets a copy replace another
    file."""

    root: Path
    to: Path | None = None
    in_place: bool = False
    force: bool = False

    def file(self, path: str) -> Path:
        """The file that a path of a decisions file means. Raises ReadError where it is outside of the root."""
        try:
            real = Path(path).resolve()
        except (ValueError, OSError, RuntimeError) as error:  # NUL; a loop of links, a RuntimeError up to Python 3.12
            raise ReadError("this is not a valid path", where=visible(path), advice="check the path") from error
        if not real.is_relative_to(self.root.resolve()):
            advice = f"if you trust this path, allow its folder: --root {shlex.quote(visible(str(real.parent)))}"
            what = f"the file is outside of {visible(str(self.root.resolve()))}"
            raise ReadError(what, where=visible(path), advice=advice)
        return real

    def copy_of(self, file: Path) -> Path:
        """The path of a file's copy."""
        if self.in_place:
            return file
        if self.to is not None:
            return self.to / file.relative_to(self.root.resolve())
        return file.with_name(f"{file.stem}{CORRECTED}{file.suffix}")

    def refuse_taken(self, file: Path, copy: Path, data: bytes) -> None:
        """Raise ReadError where the path of the copy is taken by something else."""
        if copy == file and self.in_place:
            return
        if copy.is_symlink() or copy.is_dir() or (copy.exists() and not copy.is_file()):
            raise ReadError("the copy’s path is a link or a folder", where=visible(str(copy)), advice=_ELSEWHERE)
        if copy.resolve() == file:
            advice = "name another folder with --to, or give --in-place"
            raise ReadError("the copy would replace the file itself", where=visible(str(copy)), advice=advice)
        if copy.exists() and not self.force and copy.read_bytes() != data:
            what, advice = "another file has the copy’s path", f"--force replaces it; {_ELSEWHERE}"
            raise ReadError(what, where=visible(str(copy)), advice=advice)


_ELSEWHERE = "--to FOLDER writes copies elsewhere"
