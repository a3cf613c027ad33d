"""Finds the source of a file: `--source` names a file, a directory laid out like the checked directory, or a
pattern for the name of a file beside each: `{stem}.en.md`, where `{stem}` is the name without its suffix, `{base}` the
name up to its first dot, `{neutral}` the stem without the language at its end and `{name}` the whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from mtqa.errors import UsageError
from mtqa.read.files import STDIN, shown

_PART = re.compile(r"\{(?:stem|base|neutral|name)\}")
_LANGUAGE = re.compile(r"(?<=.)[._-](?:zh|cmn|yue)(?:[-_][A-Za-z]{2,4}){0,2}\Z", re.IGNORECASE)


def is_pattern(source: str) -> bool:
    """Is it a pattern, for a file beside each target? A target without such a file is checked without a source."""
    return _PART.search(source) is not None


def source_of(path: str, paths: Sequence[str], count: int, source: str, *, shared: bool = False) -> str:
    """The source of the file at `path`, one of `count` found behind `paths`; `shared` says that one file may be the
    source of all. Raises UsageError.

    >>> source_of("zh/a/b.md", ["zh"], 1, "en.md")
    'en.md'
    >>> source_of("zh/a.zh.md", ["zh"], 7, "../en/{base}.en.md")
    'zh/../en/a.en.md'
    >>> source_of("messages_zh_CN.properties", ["."], 7, "{neutral}.properties")
    'messages.properties'
    """
    if is_pattern(source):
        name, stem = Path(path).name, Path(path).stem
        neutral = _LANGUAGE.sub("", stem)
        parts = {"{stem}": stem, "{base}": name.partition(".")[0], "{neutral}": neutral, "{name}": name}
        return str(Path(path).parent / _PART.sub(lambda part: parts[part[0]], source))
    if source == STDIN or not Path(source).is_dir():
        if count > 1 and not shared:
            advice = (
                "check one file at a time, or give a directory laid out like the one that is checked; translations of "
                "one text need --side-by-side"
            )
            raise UsageError(f"--source is one file, but {count} files are checked", where=shown(source), advice=advice)
        if path == source == STDIN:
            raise UsageError("target and source cannot both be standard input", advice="save one of them to a file")
        return source
    for top in paths:
        if Path(top).is_dir() and Path(path).is_relative_to(top):
            return str(Path(source, Path(path).relative_to(top)))
    return str(Path(source, Path(path).name))
