"""Paths → the files to load; directories are searched.

A file that is named is loaded; `exclude` applies to it only with `force_exclude`, as for the files that pre-commit
names. In directories, hidden files, files that git ignores, and files that `include` and `exclude` leave out are
skipped, and only files with a reader are loaded.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mtqa.config import Config
from mtqa.config.globs import Globs
from mtqa.errors import ReadError
from mtqa.read import localised
from mtqa.read.files import STDIN, refused, shown, status
from mtqa.read.gitignore import Ignored


def discover(
    paths: Sequence[str], suffixes: Collection[str], named: Collection[str], config: Config
) -> tuple[list[str], list[ReadError]]:
    """The files to load, each once, in the order given; directories are walked in sorted order.

    Files with `suffixes` are taken from a directory; those with a suffix in `named` only if `include` is set.
    """
    found: dict[str, None] = {}
    errors: list[ReadError] = []
    exclude = Globs(config.exclude, "exclude", config.origin("exclude"))
    for path in paths:
        try:
            if not path:
                raise ReadError("an empty path", advice="give - for standard input, . for this directory")
            is_directory = path != STDIN and stat.S_ISDIR(status(path, shown(path)).st_mode)
            if config.force_exclude and path != STDIN and exclude.match(_inside(config, path, is_directory)):
                continue
            if is_directory:
                walk = _Walk(config, exclude, suffixes if not config.include else {*suffixes, *named}, errors)
                inside = list(walk.files(path))
                found.update(dict.fromkeys(inside))
                if not inside:
                    raise walk.nothing_in(path)
            else:
                found[path] = None
        except ReadError as error:
            errors.append(error)
    return list(found), errors


@dataclass
class _Walk:
    """A walk through one directory. Links to directories are not followed, so that loops cannot happen."""

    config: Config
    exclude: Globs
    suffixes: Collection[str]
    errors: list[ReadError]
    left_out: dict[str, int] = field(default_factory=dict)
    top: str = ""
    not_chinese: int = 0  # localisation files, and code that has the suffix of one

    def files(self, top: str) -> Iterator[str]:
        def unreadable(error: OSError) -> None:
            self.errors.append(refused(error, shown(str(error.filename))))

        self.top = top
        include = Globs(self.config.include, "include", self.config.origin("include"))
        ignored = {"": Ignored.above(top) if self.config.gitignore else Ignored()}
        for directory, directories, names in os.walk(top, onerror=unreadable):
            real = os.path.realpath(directory)
            here = ignored.get(str(Path(real).parent), ignored[""])
            ignored[real] = here = here.within(real) if self.config.gitignore else here
            directories[:] = list(self._seen(directory, directories, here, folder=True))
            for name in self._seen(directory, names, here, folder=False):
                path = str(Path(directory, name))
                if self.config.include and not include.match(self.config.inside(path)):
                    self._leave_out("include")
                else:
                    yield path

    def _seen(self, directory: str, names: list[str], ignored: Ignored, *, folder: bool) -> Iterator[str]:
        """The names that are neither hidden nor ignored nor excluded, sorted; of files those with a reader."""
        real = os.path.realpath(directory)
        for name in sorted(names):
            if name.startswith(".") or not (folder or Path(name).suffix.lower() in self.suffixes):
                continue
            if ignored.covers(str(Path(real, name)), folder=folder):
                self._leave_out(".gitignore")
            elif self.config.exclude and self.exclude.match(_inside(self.config, str(Path(directory, name)), folder)):
                self._leave_out("exclude")
            elif folder or self._is_chinese(str(Path(directory, name))):
                yield name
            else:
                self.not_chinese += 1

    def _is_chinese(self, path: str) -> bool:
        return localised.takes(path, self.top, included=bool(self.config.include))

    def _leave_out(self, why: str) -> None:
        self.left_out[why] = self.left_out.get(why, 0) + 1

    def nothing_in(self, path: str) -> ReadError:
        kinds = ", ".join(sorted(self.suffixes))
        advice = f"mtqa reads {kinds} files there, but no hidden files; name other files"
        if self.left_out:
            reasons = ", ".join(f"{count} by {why}" for why, count in self.left_out.items())
            advice = f"left out: {reasons}; --no-gitignore and --isolated include them"
        elif self.not_chinese:
            advice = f"left out: {self.not_chinese:,} by language, since no name, folder or content says Chinese"
            advice += " (values-zh/, zh-Hans.lproj, _zh_CN): name the files to check"
        return ReadError("no readable file in this directory", where=shown(path), advice=advice)


def _inside(config: Config, path: str, folder: bool) -> str:
    return config.inside(path) + ("/" if folder else "")
