"""Merging a file, environment variables and flags into a Config that knows where each value came from.

A flag takes precedence over a variable, a variable over the configuration file, the file over the default. A list that
is set again replaces the earlier one; a table, such as `severity`, is merged key by key.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtqa.config import Config, layers
from mtqa.config.files import ConfigFile, nearest_file, read_file
from mtqa.config.layers import Setting
from mtqa.errors import UsageError

__all__ = ["Settings", "from_keywords", "load"]


@dataclass(frozen=True)
class Settings:
    """The settings of a run, the file they were read from, and notices for the user."""

    config: Config
    file: ConfigFile | None = None
    notices: tuple[str, ...] = ()


def load(
    flags: Mapping[str, Any],
    environment: Mapping[str, str],
    folder: Path,
    *,
    config: str | None = None,
    isolated: bool | None = None,
) -> Settings:
    """The settings that apply in a folder.

    `flags` are keyed by the name of the option, with None for those that were not given; `config` names a file, and
    `isolated` forbids to look for one.
    """
    config = config or environment.get(layers.CONFIG)
    isolated = layers.isolated(environment) if isolated is None else isolated
    if config and isolated:
        raise UsageError("--isolated reads no file, and --config names one", advice="leave one of them out")
    file, note = None, ""
    if config:
        file = read_file(folder / config)
    elif not isolated:
        file, note = nearest_file(folder)
    # A file given by --config applies to the working directory, wherever the file itself is.
    root = folder if config or not file else file.path.parent
    given = [
        *(layers.by_file(file, _relative(folder, root)) if file else ()),
        *layers.by_variables(environment),
        *layers.by_flags(flags),
    ]
    notices = tuple(filter(None, [note, *layers.unknown_variables(environment)]))
    return Settings(_config(given, str(root)), file, notices)


def _relative(folder: Path, root: Path) -> str:
    """The path from `folder` to `root`; empty where they are the same."""
    return "" if folder == root else os.path.relpath(root, folder)


def from_keywords(keywords: Mapping[str, Any], config: str | None = None) -> Config:
    """The Config of a library call: its keywords, which take precedence over the configuration file it names."""
    given = [*(layers.by_file(read_file(Path(config))) if config else ()), *layers.by_keywords(keywords)]
    return _config(given, "")


def _config(given: Iterable[Setting], root: str) -> Config:
    """The Config in which the last setting of each option counts."""
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for option, value, origin in given:
        if option.single and isinstance(value, Mapping):
            values[option.name], origins[option.name] = option.default.changed(value, origin), origin
        elif option.shape is Mapping and option.name in values:
            values[option.name] = {**values[option.name], **value}
            origins[option.name] += f", {origin}"
        else:
            values[option.name], origins[option.name] = value, origin
    return Config(**values, root=root, origins=origins)
