"""Arrays of tables in a configuration file, `[[paths]]` and `[[ignore-text]]` → the values they stand for."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, get_type_hints

from mtqa.config import Config, PathSettings
from mtqa.config.option import Option, options
from mtqa.config.values import Refused, accept, nearest
from mtqa.errors import UsageError

_FILES = Option("files", tuple[str, ...], (), "", metavar="docs/**/*.md")
#: File and line of a key, given the keys that lead to it from the array's name on.
Where = Callable[..., str]


def entries(option: Option, value: object, where: Where, root: str = "") -> tuple[Any, ...]:
    """One value of `option.table` an entry. Each is told its own line as `where`."""
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        raise Refused(f"“{option.key}” needs an array of tables", f"head each with [[{option.key}]]")
    return tuple(_entry(option, one, index, where, root) for index, one in enumerate(value))


def placed(option: Option, value: Any, root: str) -> Any:
    """A value as the working directory sees it: a path in a configuration file starts from the folder of that file."""
    return os.path.normpath(Path(root, value)) if option.file and root else value


def _entry(option: Option, table: Mapping[str, object], index: int, where: Where, root: str) -> Any:
    assert option.table
    known = {one.key: one for one in _keys(option.table)}
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            advice = nearest(key, known) or f"it may have: {', '.join(known)}"
            raise UsageError(f"[[{option.key}]] has no “{key}”", where=where(index, key), advice=advice)
        try:
            values[known[key].name] = placed(known[key], accept(known[key], value), root)
        except Refused as refused:
            where_exactly = where(index, key, *refused.keys)
            raise UsageError(refused.what, where=where_exactly, advice=refused.advice) from refused
    if option.table is not PathSettings:
        return option.table(**values, where=where(index))
    files = values.pop("files", ())
    if not files:
        advice = 'say which files it is about: files = ["docs/**/*.md"]'
        raise UsageError(f"[[{option.key}]] needs files", where=where(index), advice=advice)
    origins = {name: where(index, name.replace("_", "-")) for name in values}
    return PathSettings(files, values, where(index), origins)


def _keys(table: type) -> tuple[Option, ...]:
    """What an entry may say."""
    if table is PathSettings:
        return (_FILES, *(one for one in options(Config) if one.paths))
    hints = get_type_hints(table)
    return tuple(
        Option(one.name, hints[one.name], None if one.default is MISSING else one.default, "", metavar="…")
        for one in fields(table)
        if one.name != "where"
    )
