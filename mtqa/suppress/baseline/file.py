"""Reads and writes the baseline's file: `.mtqa-baseline.json`, sorted, a known finding a line.

With a line for each finding, git's diffs are as small as the change, and two branches can be merged by keeping the
lines of both. `bands` has how each file reads (`mtqa.evidence.bands`), so that an edit of one paragraph does not change
the findings of another. `wordings`, `confirmed` and `copies` are what `mtqa review apply` remembers: the wordings that
reviewers accepted, the findings that they added and nobody has mended, and which file is a corrected copy of which;
`regraded` has the findings that they gave another severity or category, "" where they left mtqa's. A baseline without
these is written as `mtqa-baseline/1`, which older versions read, too. There are no times, names of
people or offsets, so that the file changes only if the text does.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mtqa.errors import UsageError
from mtqa.evidence.bands import Band
from mtqa.findings import Category, Severity
from mtqa.findings.fingerprint import digest
from mtqa.suppress.baseline.entry import Entry, merged
from mtqa.suppress.baseline.reviewed import ADDED, WORDING, Confirmed, Regraded, gathered
from mtqa.text import shortened

NAME = ".mtqa-baseline.json"
SCHEMA, FIRST = "mtqa-baseline/2", "mtqa-baseline/1"
_MOST_BYTES = 100_000_000  # half a million known findings

_TYPES: dict[str, type] = dict.fromkeys(Entry.__slots__, str) | {"count": int}
_OF_WORDINGS = {name: kind for name, kind in _TYPES.items() if name not in ("rule", "span")}
_OF_CONFIRMED = {"category": str, "severity": str} | _OF_WORDINGS
_OF_REGRADED = {"category": str, "severity": str} | _TYPES
#: Invisible characters, and halves of surrogate pairs, which UTF-8 cannot hold: written as JSON's escapes.
_UNSEEN = re.compile(r"[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]")


@dataclass(frozen=True)
class Contents:
    """The known findings, and the bands of the files by their path, relative to the baseline's folder; the wordings
    that reviewers accepted, the findings that they added, the original of each corrected copy, and the findings that
    reviewers gave another severity or category."""

    entries: tuple[Entry, ...] = ()
    bands: Mapping[str, Band] = field(default_factory=dict)
    wordings: tuple[Entry, ...] = ()
    confirmed: tuple[Confirmed, ...] = ()
    copies: Mapping[str, str] = field(default_factory=dict)
    regraded: tuple[Regraded, ...] = ()


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
    parts = {
        "bands": _object(contents.bands),
        "copies": _object(contents.copies),
        "findings": f"[{_lines([_line(entry, _TYPES) for entry in merged(contents.entries)])}]",
        "wordings": f"[{_lines([_line(entry, _OF_WORDINGS) for entry in merged(contents.wordings)])}]",
        "confirmed": f"[{_lines([_graded_line(found, _OF_WORDINGS) for found in sorted(contents.confirmed)])}]",
        "regraded": f"[{_lines([_graded_line(found, _TYPES) for found in gathered(contents.regraded)])}]",
    }
    reviewed = contents.wordings or contents.confirmed or contents.copies or contents.regraded
    kept = parts if reviewed else {name: parts[name] for name in ("bands", "findings")}
    body = ",\n".join(f'  "{name}": {part}' for name, part in kept.items())
    text = f'{{\n  "schema": "{SCHEMA if reviewed else FIRST}",\n{body}\n}}\n'
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _object(values: Mapping[str, str]) -> str:
    items = [f"{json.dumps(path, ensure_ascii=False)}: {_json(value)}" for path, value in sorted(values.items())]
    return f"{{{_lines(items)}}}"


def _line(entry: Entry, names: Iterable[str]) -> str:
    return _json({name: getattr(entry, name) for name in names})


def _graded_line(found: Confirmed | Regraded, names: Iterable[str]) -> str:
    own = {"category": found.category or "", "severity": found.severity or ""}
    return _json(own | {name: getattr(found.entry, name) for name in names})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


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
    if tree.get("schema") not in (SCHEMA, FIRST):
        raise _error(
            path, f"the baseline’s schema is {tree.get('schema')!r}, and this mtqa reads “{FIRST}” and “{SCHEMA}”"
        )
    entries = merged(Entry(**item) for item in _items(path, tree, "findings", "finding", _TYPES))
    wordings = merged(_searched(WORDING, item) for item in _items(path, tree, "wordings", "wording", _OF_WORDINGS))
    confirmed = tuple(
        _confirmed(path, item) for item in _items(path, tree, "confirmed", "confirmed finding", _OF_CONFIRMED)
    )
    regraded = gathered(
        _regraded(path, item) for item in _items(path, tree, "regraded", "regraded finding", _OF_REGRADED)
    )
    return Contents(
        *(entries, _bands(path, tree.get("bands", {})), wordings, confirmed, _copies(path, tree.get("copies", {}))),
        regraded=regraded,
    )


def _searched(kind: str, item: Mapping[str, Any]) -> Entry:
    """An entry of which the file has all words, and no digest."""
    return Entry(rule=kind, span=digest(item["text"]), **item)


def _confirmed(path: Path, item: Mapping[str, Any]) -> Confirmed:
    entry = _searched(ADDED, {name: item[name] for name in _OF_WORDINGS})
    _refuse_other_grades(path, item, "confirmed")
    return Confirmed(entry, Category(item["category"]), Severity(item["severity"]))


def _regraded(path: Path, item: Mapping[str, Any]) -> Regraded:
    _refuse_other_grades(path, item, "regraded", "")
    severity, category = item["severity"], item["category"]
    entry = Entry(**{name: item[name] for name in _TYPES})
    return Regraded(entry, Severity(severity) if severity else None, Category(category) if category else None)


def _refuse_other_grades(path: Path, item: Mapping[str, Any], key: str, *unset: str) -> None:
    category, severity = item["category"], item["severity"]
    if category not in (*Category, *unset) or severity not in (*Severity, *unset):
        what = f"“{shortened(category, 60)}” or “{shortened(severity, 20)}” is none that MQM has"
        raise _error(path, f"“{key}”: {what}")


def _copies(path: Path, tree: Any) -> dict[str, str]:
    if not isinstance(tree, dict) or not all(isinstance(original, str) for original in tree.values()):
        raise _error(path, "“copies” must be an object: the original of each copy")
    return tree


def _bands(path: Path, tree: Any) -> dict[str, Band]:
    """A baseline of an older mtqa has none."""
    if not isinstance(tree, dict):
        raise _error(path, "“bands” must be an object: a band for each file")
    known = ", ".join(Band)
    for name, band in tree.items():
        if band not in list(Band):
            raise _error(path, f"“bands” has “{shortened(str(band), 20)}” for {name}; a band is one of {known}")
    return {name: Band(band) for name, band in tree.items()}


def _items(
    path: Path, tree: Mapping[str, Any], key: str, name: str, types: Mapping[str, type]
) -> Iterator[dict[str, Any]]:
    """The items of one of the lists, checked."""
    items = tree.get(key, [])
    if not isinstance(items, list):
        raise _error(path, f"“{key}” must be a list")
    for number, item in enumerate(items, 1):
        if not isinstance(item, dict):
            raise _error(path, f"{name} {number} is not an object")
        yield _checked(path, {"text": "", "count": 1, "reason": ""} | item, f"{name} {number}", types)


def _checked(path: Path, item: dict[str, Any], name: str, types: Mapping[str, type]) -> dict[str, Any]:
    unknown = sorted(item.keys() - types.keys())
    if unknown:
        raise _error(path, f"{name} has an unknown key “{unknown[0]}”")
    for key, kind in types.items():
        if key not in item:
            raise _error(path, f"{name} has no “{key}”")
        if not isinstance(item[key], kind) or isinstance(item[key], bool) or (kind is int and item[key] < 1):
            raise _error(path, f"{name}: “{key}” must be a {'number' if kind is int else 'string'}")
    return item


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
