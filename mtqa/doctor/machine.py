"""Checks of the machine: Python, packages, encoding, disk space, threads, the cache."""

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
# Bytes free on the disk. Converting the embedded model takes 570 MB, the cache up to its limit.
_WARN_BELOW = 2_000_000_000
_FAIL_BELOW = 50_000_000


def python() -> Iterator[Line]:
    what = f"mtqa {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    if sys.version_info < _OLDEST_PYTHON:
        yield fail("python", what, "use Python 3.11 or later")
    else:
        yield ok("python", what)


def packages() -> Iterator[Line]:
    """Are the packages that mtqa requires installed, in the required versions?"""
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
    except PackageNotFoundError:  # run from a checkout: there is no metadata
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
    if free < _FAIL_BELOW:
        yield fail("disk", what, "make room there, or move the cache with MTQA_CACHE and the models with MTQA_MODELS")
    elif free < _WARN_BELOW:
        yield warn("disk", what, "the model takes 0.6 GB, the cache up to --max-cache-bytes: MTQA_CACHE moves it")
    else:
        yield ok("disk", what)


def threads() -> Iterator[Line]:
    """The number of threads that models use in this folder, and the reason."""
    found = decided(load({}, os.environ, Path.cwd()).config.threads)
    what = f"{found.count}, {found.why}"
    cores = by_machine().count
    if found.count > cores:
        yield warn("threads", what, f"more than the {cores} that the machine offers are slower: lower the number")
    else:
        yield ok("threads", what)


def cache() -> Iterator[Line]:
    """Can the cache be written and read, and is its file undamaged? The next run sets a damaged file aside."""
    path = cache_path()
    advice = "`mtqa cache clear` deletes it; the next check creates a new one"
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
            yield warn("cache", cache.notice or f"{path} loses what is written", _unwritable())
            return
    what = f"{path}, {size / 1e6:.1f} MB of {Config.max_cache_bytes / 1e6:,.0f} MB, undamaged"
    left = database.damaged(path)
    if left:
        yield warn("cache", f"{what}; set aside as damaged: {_names(left)}", "`mtqa cache clear` deletes them")
    else:
        yield ok("cache", what)


def _names(paths: list[Path]) -> str:
    return ", ".join(path.name for path in paths)


def _unwritable() -> str:
    return "runs work without a cache, but slower: make the folder writable, or set MTQA_CACHE to one that is"
