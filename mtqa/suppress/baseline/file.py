"""Reads and writes the baseline's file: `.mtqa-baseline.json`, sorted, an accepted finding a line.

With a line for each finding, git's diffs are as small as the change, and two branches can be merged by keeping the
lines of both. `bands` has how each file reads (`mtqa.evidence.bands`), so that an edit of one paragraph does not change
the findings of another. There are no times, names of people or offsets, so that the file changes only if the text does.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mtqa.errors import UsageError
from mtqa.evidence.bands import Band
from mtqa.suppress.baseline.entry import Entry, merged
from mtqa.text import shortened

NAME = ".mtqa-baseline.json"
SCHEMA = "mtqa-baseline/1"
_MOST_BYTES = 100_000_000  # half a million accepted findings

_TYPES: dict[str, type] = dict.fromkeys(Entry.__slots__, str) | {"count": int}
#: Invisible characters, and halves of surrogate pairs, which UTF-8 cannot hold: written as JSON's escapes.
_UNSEEN = re.compile(r"[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]")


@dataclass(frozen=True)
class Contents:
    """The accepted findings, and the bands of the files by their path, relative to the baseline's folder."""

    entries: tuple[Entry, ...] = ()
    bands: Mapping[str, Band] = field(default_factory=dict)


def nearest(folder: Path) -> Path | None:
    """The baseline of `folder`: in it or in its nearest parent, not above the repository."""
    for parent in (folder, *folder.parents):
        if (parent / NAME).is_file():
            return parent / NAME
        if (parent / ".git").exists():
            break
    return None


def relative(path: str, folder: Path) -> str:
    """`path` as entries have it: relative to the baseline's folder, with slashes."""
    place = Path(path).parent.resolve() / Path(path).name
    return Path(os.path.relpath(place, folder.resolve())).as_posix()


def dumps(contents: Contents) -> str:
    """The whole file, equal for equal entries in any order."""
    findings = [
        json.dumps({name: getattr(entry, name) for name in Entry.__slots__}, ensure_ascii=False)
        for entry in merged(contents.entries)
    ]
    bands = [
        f"{json.dumps(path, ensure_ascii=False)}: {json.dumps(band)}" for path, band in sorted(contents.bands.items())
    ]
    text = f'{{\n  "schema": "{SCHEMA}",\n  "bands": {{{_lines(bands)}}},\n  "findings": [{_lines(findings)}]\n}}\n'
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _lines(items: Sequence[str]) -> str:
    """The items of an object or a list, one a line."""
    return "".join(("\n    ", ",\n    ".join(items), "\n  ")) if items else ""


def load(path: Path) -> Contents:
    """What the baseline holds. Raises UsageError if the file cannot be read or is not a baseline."""
    try:
        with path.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        raise _error(path, f"the baseline cannot be read: {(error.strerror or str(error)).lower()}") from error
    if len(data) > _MOST_BYTES:
        raise _error(path, f"the baseline is larger than {_MOST_BYTES // 1_000_000} MB")
    try:
        text = data.decode("utf-8-sig")
        tree = json.loads(text)
    except UnicodeDecodeError as error:
        raise _error(path, f"the baseline is not UTF-8 (byte {error.start})") from error
    except json.JSONDecodeError as error:
        raise _not_json(path, text, error) from error
    except RecursionError as error:
        raise _error(path, "the baseline is nested too deeply") from error
    return _contents(path, tree)


def _contents(path: Path, tree: Any) -> Contents:
    if not isinstance(tree, dict) or not isinstance(tree.get("findings"), list):
        raise _error(path, f"this is not a baseline: it needs “schema”: “{SCHEMA}” and a list “findings”")
    if tree.get("schema") != SCHEMA:
        raise _error(path, f"the baseline’s schema is {tree.get('schema')!r}, and this mtqa reads “{SCHEMA}”")
    entries = merged(_entry(path, number, item) for number, item in enumerate(tree["findings"], 1))
    return Contents(entries, _bands(path, tree.get("bands", {})))


def _bands(path: Path, tree: Any) -> dict[str, Band]:
    """A baseline of an older mtqa has none."""
    if not isinstance(tree, dict):
        raise _error(path, "“bands” must be an object: a band for each file")
    known = ", ".join(Band)
    for name, band in tree.items():
        if band not in list(Band):
            raise _error(path, f"“bands” has “{shortened(str(band), 20)}” for {name}; a band is one of {known}")
    return {name: Band(band) for name, band in tree.items()}


def _entry(path: Path, number: int, item: Any) -> Entry:
    if not isinstance(item, dict):
        raise _error(path, f"finding {number} is not an object")
    unknown = sorted(item.keys() - _TYPES.keys())
    if unknown:
        raise _error(path, f"finding {number} has an unknown key “{unknown[0]}”")
    item = {"text": "", "count": 1, "reason": ""} | item
    for name, kind in _TYPES.items():
        if name not in item:
            raise _error(path, f"finding {number} has no “{name}”")
        if not isinstance(item[name], kind) or isinstance(item[name], bool) or (kind is int and item[name] < 1):
            raise _error(path, f"finding {number}: “{name}” must be a {'number' if kind is int else 'string'}")
    return Entry(**item)


def _not_json(path: Path, text: str, error: json.JSONDecodeError) -> UsageError:
    line = text.splitlines()[error.lineno - 1] if error.lineno <= len(text.splitlines()) else ""
    if re.match(r"<{7}|={7}|>{7}|\|{7}", line):
        what = "a merge left its conflict markers here"
        advice = "keep the lines of both sides, with a comma after each but the last, then run mtqa baseline update"
        return UsageError(what, where=f"{path}:{error.lineno}", advice=advice)
    where = f"{path}:{error.lineno}:{error.colno}"
    return UsageError(f"the baseline is not JSON: {error.msg.lower()}", where=where, advice=_ADVICE)


_ADVICE = "restore it from git, or create it again: mtqa baseline create --force"


def _error(path: Path, what: str) -> UsageError:
    return UsageError(what, where=str(path), advice=_ADVICE)
