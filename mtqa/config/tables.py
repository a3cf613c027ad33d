"""Reading the arrays of tables of a configuration file, `[[paths]]` and `[[ignore-text]]`."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, get_type_hints

from mtqa.config import Config
from mtqa.config.option import Option, options
from mtqa.config.path_settings import PathSettings
from mtqa.config.values import Refused, accept, nearest
from mtqa.errors import UsageError

_FILES = Option("files", tuple[str, ...], (), "", metavar="docs/**/*.md")
#: Returns file and line of a key, given the keys that lead to it from the array's name on.
Where = Callable[..., str]


def entries(option: Option, value: object, where: Where, root: str = "") -> tuple[Any, ...]:
    """One value of `option.table` per entry. Each has its own file and line as `where`."""
    if not isinstance(value, list) or not all(isinstance(table, Mapping) for table in value):
        raise Refused(f"“{option.key}” needs an array of tables", f"head each with [[{option.key}]]")
    return tuple(_entry(option, table, index, where, root) for index, table in enumerate(value))


def placed(option: Option, value: Any, root: str) -> Any:
    """A value relative to the working directory: a path in a configuration file starts from the folder of that file."""
    return os.path.normpath(Path(root, value)) if option.file and root else value


def _entry(option: Option, table: Mapping[str, object], index: int, where: Where, root: str) -> Any:
    assert option.table
    known = {key.key: key for key in _keys(option.table)}
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            advice = nearest(key, known) or f"its keys are: {', '.join(known)}"
            raise UsageError(f"[[{option.key}]] has no key “{key}”", where=where(index, key), advice=advice)
        try:
            values[known[key].name] = placed(known[key], accept(known[key], value), root)
        except Refused as refused:
            where_exactly = where(index, key, *refused.keys)
            raise UsageError(refused.what, where=where_exactly, advice=refused.advice) from refused
    if option.table is not PathSettings:
        return option.table(**values, where=where(index))
    files = values.pop("files", ())
    if not files:
        advice = 'name the files it applies to: files = ["docs/**/*.md"]'
        raise UsageError(f"[[{option.key}]] needs files", where=where(index), advice=advice)
    origins = {name: where(index, name.replace("_", "-")) for name in values}
    return PathSettings(files, values, where(index), origins)


def _keys(table: type) -> tuple[Option, ...]:
    """The keys that an entry may have."""
    if table is PathSettings:
        return (_FILES, *(option for option in options(Config) if option.paths))
    hints = get_type_hints(table)
    return tuple(
        Option(key.name, hints[key.name], None if key.default is MISSING else key.default, "", metavar="…")
        for key in fields(table)
        if key.name != "where"
    )
