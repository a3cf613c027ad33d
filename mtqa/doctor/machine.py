"""The machine: Python, packages, encoding, room on the disk, the cache."""

from __future__ import annotations

import locale
import os
import platform
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from mtqa.config import Config
from mtqa.config.load import load
from mtqa.doctor.base import Line, fail, ok, warn
from mtqa.engines.threads import by_machine
from mtqa.engines.threads import threads as decided
from mtqa.storage import Cache, cache_path, database, key_of
from mtqa.storage.folder import cache_folder
from mtqa.version import __version__

_OLDEST_PYTHON = (3, 11)
# Converting the embedded model takes 570 MB, the cache up to its limit.
_LITTLE_ROOM = 2_000_000_000
_NO_ROOM = 50_000_000


def python() -> Iterator[Line]:
    what = f"mtqa {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    if sys.version_info < _OLDEST_PYTHON:
        yield fail("python", what, "take Python 3.11 or later")
    else:
        yield ok("python", what)


def packages() -> Iterator[Line]:
    """The packages that mtqa asks for, in the versions it asks for."""
    from packaging.requirements import Requirement

    wrong, right = [], []
    for line in _requirements():
        requirement = Requirement(line)
        extra = "embedded" if _installed("torch") else ""
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        found = _installed(requirement.name)
        if found is None:
            wrong.append(f"{requirement.name} is missing")
        elif not requirement.specifier.contains(found, prereleases=True):
            wrong.append(f"{requirement.name} is {found}, {requirement.specifier} is needed")
        else:
            right.append(f"{requirement.name} {found}")
    if wrong:
        yield fail(
            "packages", "; ".join(wrong), "pip install --upgrade --force-reinstall mtqa, with the extras you use"
        )
    if right:
        yield ok("packages", ", ".join(right))


def _requirements() -> list[str]:
    try:
        return requires("mtqa") or []
    except PackageNotFoundError:  # run from a checkout: nothing says what is needed
        return []


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def encoding() -> Iterator[Line]:
    codecs = {
        "standard output": getattr(sys.stdout, "encoding", None) or "none",
        "file names": sys.getfilesystemencoding(),
        "locale": locale.getpreferredencoding(False),
    }
    what = ", ".join(f"{name}: {codec.lower()}" for name, codec in codecs.items())
    if all(codec.lower().replace("-", "") == "utf8" for codec in codecs.values()):
        yield ok("encoding", what)
    else:
        yield warn("encoding", what, "set PYTHONUTF8=1, or LC_ALL=C.UTF-8, so that Chinese can be printed everywhere")


def disk() -> Iterator[Line]:
    folder = cache_folder()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    what = f"{free / 1e9:.1f} GB free at {folder}"
    if free < _NO_ROOM:
        yield fail("disk", what, "make room there, or move the cache with MTQA_CACHE and the models with MTQA_MODELS")
    elif free < _LITTLE_ROOM:
        yield warn("disk", what, "the model takes 0.6 GB, the cache up to --max-cache-bytes: MTQA_CACHE moves it")
    else:
        yield ok("disk", what)


def threads() -> Iterator[Line]:
    """How many the models compute on in this folder, and why."""
    found = decided(load({}, os.environ, Path.cwd()).config.threads)
    what = f"{found.count}, {found.why}"
    cores = by_machine().count
    if found.count > cores:
        yield warn("threads", what, f"more than the machine gives, which is {cores}, is slower: lower the number")
    else:
        yield ok("threads", what)


def cache() -> Iterator[Line]:
    """Can it be written and read, and is the file sound? A damaged one is left for the next run to set aside."""
    path = cache_path()
    advice = "`mtqa cache clear` takes it away; the next check begins a new one"
    try:
        problems = database.problems(path) if path.is_file() else []
    except sqlite3.DatabaseError as error:
        problems = [str(error)] if database.is_damage(error) else []
    if problems:
        yield fail("cache", f"{path} is damaged: {problems[0]}", advice)
        return
    size = database.size_on_disk(path)
    with closing(Cache(path)) as cache:
        key = key_of("doctor")
        cache.put({key: __version__})
        if cache.notice or cache.get(key) != __version__:
            yield warn("cache", cache.notice or f"{path} does not keep what is written", _unwritable())
            return
    what = f"{path}, {size / 1e6:.1f} MB of {Config.max_cache_bytes / 1e6:,.0f} MB, sound"
    left = database.damaged(path)
    yield warn("cache", f"{what}; beside it {_names(left)}", "`mtqa cache clear`") if left else ok("cache", what)


def _names(paths: list[Path]) -> str:
    return ", ".join(path.name for path in paths)


def _unwritable() -> str:
    return "runs work without, slower: make the folder writable, or set MTQA_CACHE to one that is"
