"""The `--output` option: its values, and the errors that can be found before anything is written."""

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

#: A format and the path to write to; `-` is standard output.
Output = tuple[str, str]

# Other names of `-`. Opened as files they would overwrite what else is written to standard output.
_STANDARD_OUTPUT = ("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")

# Other names of formats: by suffix, by reader, by older format. The first counts that a command writes.
_OTHER_NAMES = {
    "xml": ("junit",),
    "md": ("summary",),
    "markdown": ("summary",),
    "ndjson": ("jsonl",),
    "tsv": ("marot", "csv"),
    "annotations": ("github",),
    "codequality": ("gitlab",),
    "codeclimate": ("gitlab",),
    "reviewdog": ("rdjsonl",),
    "excel": ("xlsx", "csv"),
    "word": ("docx",),
}


def parse(value: str, formats: Sequence[str]) -> Output:
    """Read an `--output` value.

    >>> parse("html=reports/a=b.html", ["html"]), parse("json=-", ["json"])
    (('html', 'reports/a=b.html'), ('json', '-'))
    """
    format, equals, path = value.partition("=")
    known = ", ".join(formats)
    if not equals:
        near = _closest(PurePath(value).suffix.lstrip("."), formats)
        example = f"{near}={value}" if near else f"{formats[0]}=reports/report.{formats[0]}"
        raise UsageError(
            f"--output needs FORMAT=PATH, not “{visible(value)}”",
            advice=f"write --output {visible(example)} (formats: {known})",
        )
    if format not in formats:
        near = _closest(format, formats)
        hint = f"did you mean {near}? " if near else ""
        raise UsageError(f"--output: there is no format “{visible(format)}”", advice=f"{hint}formats: {known}")
    if not path:
        raise UsageError(
            f"--output {format}= names no file",
            advice=f"write --output {format}=PATH, or {format}=- for stdout",
        )
    return format, "-" if path in _STANDARD_OUTPUT else path


def _closest(name: str, formats: Sequence[str]) -> str:
    """The format that is probably meant; empty where none is similar."""
    name = name.lower()
    others = _OTHER_NAMES.get(re.sub(r"[^a-z]", "", name), ())
    guesses = (*(other for other in others if other in formats), *get_close_matches(name, formats, n=1))
    return next(iter(guesses), "")


def refuse_clashes(outputs: Iterable[Output], inputs: Iterable[str] = ()) -> None:
    """Raise UsageError before anything is written: a folder does not exist, or an output would overwrite another output
    or a checked file."""
    taken: dict[str, str] = {}
    read = {os.path.realpath(path): path for path in inputs if "\0" not in path}
    for format, path in outputs:
        option = f"--output {format}={visible(path)}"
        place = "-" if path == "-" else _place(option, path)
        if place in taken:
            raise UsageError(
                f"{option} and {taken[place]} write to the same place", advice="give each a file of its own"
            )
        if place in read:
            raise UsageError(
                f"{option} would overwrite a file that is checked",
                where=visible(read[place]),
                advice="choose another name, or a folder that is not checked",
            )
        if _holds_one_output(place):
            taken[place] = option


def _place(option: str, path: str) -> str:
    """The real path of an output. Raises UsageError where it is already clear that it cannot be written."""
    if "\0" in path:
        raise UsageError(f"{option} is not a file name", advice="leave out the character NUL")
    place = place_of(Path(path))
    if place.is_dir():
        raise UsageError(f"{option} is a folder", advice=f"name a file in it: {visible(path.rstrip('/'))}/report")
    if not place.parent.is_dir():
        folder = visible(str(Path(path).parent))
        if place.parent.exists():
            raise UsageError(f"{option}: {folder} is not a folder", advice="choose another place")
        raise UsageError(
            f"{option}: there is no folder {folder}", advice=f"make it first: mkdir -p {shlex.quote(folder)}"
        )
    if not os.access(
        place if is_special(place) else place.parent, os.W_OK
    ):  # a file is replaced, which needs its folder
        raise UsageError(f"{option} cannot be written to", advice="choose another place, or make its folder writable")
    return str(place)


def _holds_one_output(place: str) -> bool:
    """Is it a file, a new file or standard output? A device such as /dev/null may be named twice."""
    return place == "-" or Path(place).is_file() or not Path(place).exists()
