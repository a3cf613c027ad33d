"""Reading the tables of a configuration file: the arrays `[[paths]]` and `[[ignore-text]]`, and `[profiles.NAME]`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields
from functools import partial
from pathlib import Path
from typing import Any, get_type_hints

from mtqa.config import Config, scoring
from mtqa.config.option import Option, options
from mtqa.config.path_settings import PathSettings
from mtqa.config.profiles import DIRECTIONS, OwnProfile
from mtqa.config.values import Refused, accept, nearest
from mtqa.errors import UsageError

_FILES = Option("files", tuple[str, ...], (), "", metavar="docs/**/*.md")
#: Returns file and line of a key, given the keys that lead to it from the array's name on.
Where = Callable[..., str]


def entries(option: Option, value: object, where: Where, root: str = "") -> tuple[Any, ...]:
    """One value of `option.table` per entry. Each has its own file and line as `where`."""
    if option.named:
        return tuple(_profiles(option, value, where, root))
    if not isinstance(value, list) or not all(isinstance(table, Mapping) for table in value):
        raise Refused(f"“{option.key}” needs an array of tables", f"head each with [[{option.key}]]")
    return tuple(_entry(option, table, index, where, root) for index, table in enumerate(value))


def placed(option: Option, value: Any, root: str) -> Any:
    """A value relative to the working directory: a path in a configuration file starts from the folder of that file."""
    if option.model:
        return placed_model(value, root)
    return os.path.normpath(Path(root, value)) if option.file and root else value


def placed_model(value: str, root: str) -> str:
    """The same for a model: where there is such a folder it is meant, else a name, or org/repo of the hub."""
    path = Path(root, value)
    return os.path.normpath(path) if root and (value.startswith(".") or path.is_dir()) else value


def _profiles(option: Option, value: object, where: Where, root: str) -> Iterator[OwnProfile]:
    """The profiles of [profiles.NAME]."""
    if not isinstance(value, Mapping) or not all(isinstance(table, Mapping) for table in value.values()):
        raise Refused(f"“{option.key}” needs tables with names", f"head each with [{option.key}.NAME]")
    for name, table in value.items():
        known = ("fluency", "judge", "translators")
        if unknown := [key for key in table if key not in known]:
            advice = nearest(unknown[0], known) or f"its keys are: {', '.join(known)}"
            what = f"[{option.key}.{name}] has no key “{unknown[0]}”"
            raise UsageError(what, where=where(name, unknown[0]), advice=advice)
        fluency = table.get("fluency")
        if not isinstance(fluency, str) or not fluency.strip():
            advice = 'name a language model: fluency = "FOLDER", "org/repo" or a name of `mtqa models list`'
            raise UsageError(f"[{option.key}.{name}] needs fluency", where=where(name), advice=advice)
        judge = table.get("judge", "")
        if not isinstance(judge, str):
            advice = 'name a language model: judge = "FOLDER", "org/repo" or a name of `mtqa models list`'
            raise UsageError("“judge” needs a model", where=where(name, "judge"), advice=advice)
        translators = _translators(table.get("translators", {}), partial(where, name, "translators"), root)
        judge = placed_model(judge.strip(), root) if judge.strip() else ""
        yield OwnProfile(name, placed_model(fluency.strip(), root), translators, where(name), judge)


def _translators(value: object, where: Where, root: str) -> dict[str, str]:
    """The model of each direction."""
    form = 'translators = { zh-en = "MODEL", en-zh = "MODEL" }'
    if not isinstance(value, Mapping):
        raise UsageError("“translators” needs a table of directions", where=where(), advice=f"write {form}")
    for direction, model in value.items():
        if direction not in DIRECTIONS:
            advice = nearest(direction, DIRECTIONS) or f"write {form}"
            what = f"there is no direction “{direction}”, only {' and '.join(DIRECTIONS)}"
            raise UsageError(what, where=where(direction), advice=advice)
        if not isinstance(model, str) or not model.strip():
            raise UsageError(f"“{direction}” needs a model", where=where(direction), advice=f"write {form}")
    return {direction: placed_model(model.strip(), root) for direction, model in value.items()}


def _entry(option: Option, table: Mapping[str, object], index: int, where: Where, root: str) -> Any:
    assert option.table
    known = {key.key: key for key in _keys(option.table)}
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            advice = nearest(key, known) or f"its keys are: {', '.join(known)}"
            raise UsageError(f"[[{option.key}]] has no key “{key}”", where=where(index, key), advice=advice)
        try:
            checked = scoring.read(value) if known[key].single else accept(known[key], value)
            values[known[key].name] = placed(known[key], checked, root)
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
