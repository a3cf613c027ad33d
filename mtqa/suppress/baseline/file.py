"""Reads and writes the baseline's file: `.mtqa-baseline.json`, sorted, an accepted finding a line.

With a line for each finding, git's diffs are as small as the change, and two branches can be merged by keeping the
lines of both. There are no times, names of people or offsets, so that the file changes only if the text does.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mtqa.errors import UsageError
from mtqa.suppress.baseline.entry import Entry, merged

NAME = ".mtqa-baseline.json"
SCHEMA = "mtqa-baseline/1"
_MOST_BYTES = 100_000_000  # half a million accepted findings

_TYPES: dict[str, type] = dict.fromkeys(Entry.__slots__, str) | {"count": int}
#: Invisible characters, and halves of surrogate pairs, which UTF-8 cannot hold: written as JSON's escapes.
_UNSEEN = re.compile(r"[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]")


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


def dumps(entries: Iterable[Entry]) -> str:
    """The whole file, equal for equal entries in any order."""
    lines = [
        json.dumps({name: getattr(entry, name) for name in Entry.__slots__}, ensure_ascii=False)
        for entry in merged(entries)
    ]
    body = "\n".join(["", *(f"    {line}," for line in lines[:-1]), *(f"    {line}" for line in lines[-1:]), "  "])
    text = f'{{\n  "schema": "{SCHEMA}",\n  "findings": [{body if lines else ""}]\n}}\n'
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def load(path: Path) -> tuple[Entry, ...]:
    """The accepted findings. Raises UsageError if the file cannot be read or is not a baseline."""
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
    return _entries(path, tree)


def _entries(path: Path, tree: Any) -> tuple[Entry, ...]:
    if not isinstance(tree, dict) or not isinstance(tree.get("findings"), list):
        raise _error(path, f"this is not a baseline: it needs “schema”: “{SCHEMA}” and a list “findings”")
    if tree.get("schema") != SCHEMA:
        raise _error(path, f"the baseline’s schema is {tree.get('schema')!r}, and this mtqa reads “{SCHEMA}”")
    return merged(_entry(path, number, item) for number, item in enumerate(tree["findings"], 1))


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
