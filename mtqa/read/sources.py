"""Which file is the source of which: `--source` names a file, or a directory laid out like the one that is checked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mtqa.errors import UsageError
from mtqa.read.files import STDIN, shown


def source_of(path: str, paths: Sequence[str], count: int, source: str) -> str:
    """The source of the file at `path`, one of `count` found behind `paths`. Raises UsageError.

    >>> source_of("zh/a/b.md", ["zh"], 1, "en.md")
    'en.md'
    """
    if source == STDIN or not Path(source).is_dir():
        if count > 1:
            advice = "check one file at a time, or give a directory laid out like the one that is checked"
            raise UsageError(f"--source is one file, but {count} files are checked", where=shown(source), advice=advice)
        if path == source == STDIN:
            raise UsageError("target and source cannot both be standard input", advice="save one of them to a file")
        return source
    for top in paths:
        if Path(top).is_dir() and Path(path).is_relative_to(top):
            return str(Path(source, Path(path).relative_to(top)))
    return str(Path(source, Path(path).name))
