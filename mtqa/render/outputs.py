"""The `--output` option: what it may say, and what would go wrong before anything is written."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path, PurePath

from mtqa.errors import UsageError
from mtqa.render.base import visible
from mtqa.storage.atomic import is_special, place_of

#: A format and where it goes; `-` is standard output.
Output = tuple[str, str]

# Other names of `-`. Opened as files they would be written over what else goes to standard output.
_STANDARD_OUTPUT = ("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")

# What people call a format by its suffix, its reader or its ancestor.
_ALSO_CALLED = {
    "xml": "junit",
    "md": "summary",
    "markdown": "summary",
    "ndjson": "jsonl",
    "tsv": "marot",
    "annotations": "github",
    "codequality": "gitlab",
    "codeclimate": "gitlab",
    "reviewdog": "rdjsonl",
    "excel": "csv",
}


def parse(value: str, formats: Sequence[str]) -> Output:
    """Read an `--output` value.

    >>> parse("html=reports/a=b.html", ["html"]), parse("json=-", ["json"])
    (('html', 'reports/a=b.html'), ('json', '-'))
    """
    format, equals, path = value.partition("=")
    known = ", ".join(formats)
    if not equals:
        near = _near(PurePath(value).suffix.lstrip("."), formats)
        example = f"{near}={value}" if near else "html=reports/report.html"
        raise UsageError(
            f"--output needs FORMAT=PATH, not “{visible(value)}”",
            advice=f"write --output {visible(example)} (formats: {known})",
        )
    if format not in formats:
        near = _near(format, formats)
        hint = f"did you mean {near}? " if near else ""
        raise UsageError(f"--output knows no format “{visible(format)}”", advice=f"{hint}formats: {known}")
    if not path:
        raise UsageError(
            f"--output {format}= names no file",
            advice=f"write --output {format}=PATH, or {format}=- for stdout",
        )
    return format, "-" if path in _STANDARD_OUTPUT else path


def _near(name: str, formats: Sequence[str]) -> str:
    """The format that is meant; empty where nobody knows."""
    name = name.lower()
    guess = _ALSO_CALLED.get(re.sub(r"[^a-z]", "", name), "")
    return guess or next(iter(get_close_matches(name, formats, n=1)), "")


def refuse_clashes(outputs: Iterable[Output], inputs: Iterable[str] = ()) -> None:
    """Say before anything is written what would go wrong: a folder that is not there, a file written over another,
    one that was just checked."""
    taken: dict[str, str] = {}
    read = {os.path.realpath(path): path for path in inputs if "\0" not in path}
    for format, path in outputs:
        option = f"--output {format}={visible(path)}"
        place = "-" if path == "-" else _place(option, path)
        if place in taken:
            raise UsageError(f"{option} and {taken[place]} go to one place", advice="give each a file of its own")
        if place in read:
            raise UsageError(
                f"{option} would be written over a file that is to be checked",
                where=visible(read[place]),
                advice="choose another name, or a folder that is not checked",
            )
        if _keeps_what_is_written(place):
            taken[place] = option


def _place(option: str, path: str) -> str:
    """The real path of an output, which can be written as far as can be told before it is."""
    if "\0" in path:
        raise UsageError(f"{option} is no name of a file", advice="leave out the character NUL")
    place = place_of(Path(path))
    if place.is_dir():
        raise UsageError(f"{option} is a folder", advice=f"name a file in it: {visible(path.rstrip('/'))}/report")
    if not place.parent.is_dir():
        folder = visible(str(Path(path).parent))
        if place.parent.exists():
            raise UsageError(f"{option}: {folder} is no folder", advice="choose another place")
        raise UsageError(
            f"{option}: there is no folder {folder}", advice=f"make it first: mkdir -p {shlex.quote(folder)}"
        )
    if not os.access(place if is_special(place) else place.parent, os.W_OK):  # a file is made anew, in its folder
        raise UsageError(f"{option} cannot be written to", advice="choose another place, or make its folder writable")
    return str(place)


def _keeps_what_is_written(place: str) -> bool:
    """Is it a file, or to become one, or standard output? A device such as /dev/null may be named twice."""
    return place == "-" or Path(place).is_file() or not Path(place).exists()
