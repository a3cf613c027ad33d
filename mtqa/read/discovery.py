"""Paths → the files to load; directories are searched.

A file that is named is loaded; `exclude` applies to it only with `force_exclude`, as for the files that pre-commit
names. In directories, hidden files, files that git ignores, and files that `include` and `exclude` leave out are
skipped, and only files with a reader are loaded; notes count the others by suffix.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from mtqa.config import Config
from mtqa.config.globs import Globs
from mtqa.errors import ReadError
from mtqa.read import formats, localised
from mtqa.read.files import STDIN, refused, shown, status
from mtqa.read.gitignore import Ignored
from mtqa.text import Note

_MOST_SUFFIXES = 6  # that a note names


class Found(NamedTuple):
    """The files to load, the errors of the other paths, and what was passed over in directories."""

    files: list[str]
    errors: list[ReadError]
    passed_over: PassedOver


def discover(paths: Sequence[str], config: Config) -> Found:
    """The files to load, each once, in the order given; directories are walked in sorted order."""
    found: dict[str, None] = {}
    errors: list[ReadError] = []
    passed_over = PassedOver()
    exclude = Globs(config.exclude, "exclude", config.origin("exclude"))
    formats.given_format("", config)  # an error in [formats] is one of the run, not of each file
    for path in paths:
        try:
            if not path:
                raise ReadError.of("empty_path", "")
            is_directory = path != STDIN and stat.S_ISDIR(status(path, shown(path)).st_mode)
            if config.force_exclude and path != STDIN and exclude.match(_inside(config, path, is_directory)):
                continue
            if is_directory:
                walk = _Walk(config, exclude, errors, passed_over)
                inside = list(walk.files(path))
                found.update(dict.fromkeys(inside))
                if not inside:
                    raise walk.nothing_in(path)
            else:
                found[path] = None
        except ReadError as error:
            errors.append(error)
    return Found(list(found), errors, passed_over)


@dataclass
class PassedOver:
    """The files of directories that nobody ruled out and that are not loaded, by suffix: those `unknown` to mtqa, and
    those read only if they are `named`."""

    unknown: Counter[str] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)

    def notes(self) -> Iterator[Note]:
        unknown, total = self.unknown.copy(), self.unknown.total()
        bare = unknown.pop("", 0)
        if unknown and bare:
            yield Note.of("passed_over_and_bare", n=total, kinds=_kinds(unknown), bare=bare)
        elif unknown:
            yield Note.of("passed_over", n=total, kinds=_kinds(unknown))
        elif bare:
            yield Note.of("passed_over_bare", n=bare)
        if self.named:
            yield Note.of("passed_over_unless_named", n=self.named.total(), kinds=_kinds(self.named))


def _kinds(counts: Counter[str]) -> str:
    listed = [f"{count:,} {shown(suffix)}" for suffix, count in counts.most_common(_MOST_SUFFIXES)]
    return ", ".join([*listed, *(["…"] if len(counts) > _MOST_SUFFIXES else [])])


@dataclass
class _Walk:
    """A walk through one directory. Links to directories are not followed, so that loops cannot happen."""

    config: Config
    exclude: Globs
    errors: list[ReadError]
    passed_over: PassedOver
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
                    self._leave_out(name, "include")
                elif self._takes(path):
                    yield path

    def _seen(self, directory: str, names: list[str], ignored: Ignored, *, folder: bool) -> Iterator[str]:
        """The names that are neither hidden nor ignored nor excluded, sorted."""
        real = os.path.realpath(directory)
        for name in sorted(names):
            if name.startswith((".", "~$")):  # “~$” is how Word locks a document that is open
                continue
            if ignored.covers(str(Path(real, name)), folder=folder):
                self._leave_out(name, ".gitignore", folder=folder)
            elif self.config.exclude and self.exclude.match(_inside(self.config, str(Path(directory, name)), folder)):
                self._leave_out(name, "exclude", folder=folder)
            else:
                yield name

    def _takes(self, path: str) -> bool:
        """Is the file loaded? Counts it if it is not."""
        name = shown(path)
        if formats.given_format(name, self.config):
            return True
        suffix = formats.suffix_of(name)
        known = formats.BY_SUFFIX.get(suffix)
        if known and (known.walked or self.config.include):
            if localised.takes(path, self.top, included=bool(self.config.include)):
                return True
            self.not_chinese += 1
            known = None if known.is_shared else known
        (self.passed_over.named if known else self.passed_over.unknown)[suffix] += 1
        return False

    def _leave_out(self, name: str, why: str, *, folder: bool = False) -> None:
        """Count a folder or a file that would be loaded else."""
        known = formats.BY_SUFFIX.get(formats.suffix_of(name))
        if folder or (known and (known.walked or self.config.include)):
            self.left_out[why] = self.left_out.get(why, 0) + 1

    def nothing_in(self, path: str) -> ReadError:
        name = shown(path)
        if self.left_out:
            reasons = ", ".join(f"{count} by {why}" for why, count in self.left_out.items())
            counts = ", ".join(f"{why} × {count}" for why, count in self.left_out.items())
            return ReadError.of("nothing", name, advice="left_out", reasons=reasons, counts=counts)
        if self.not_chinese:
            return ReadError.of("nothing", name, advice="not_chinese", n=self.not_chinese)
        taken = [each for each in formats.FORMATS if each.walked or self.config.include]
        return ReadError.of("nothing", name, suffixes=", ".join(sorted(one for each in taken for one in each.suffixes)))


def _inside(config: Config, path: str, folder: bool) -> str:
    return config.inside(path) + ("/" if folder else "")
