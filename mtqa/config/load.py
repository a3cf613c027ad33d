"""Settings: what a file, environment variables and flags say → a Config that knows where each value came from.

A flag goes before a variable, a variable before the configuration file, the file before the default. A list that is
said anew replaces the one before; a table, such as `severity`, is joined key by key.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtqa.config import Config, layers
from mtqa.config.files import ConfigFile, nearest_file, read_file
from mtqa.config.layers import Said
from mtqa.errors import UsageError

__all__ = ["Settings", "from_keywords", "load"]


@dataclass(frozen=True)
class Settings:
    """What holds for a run, the file it was read from, and what the user should know about that."""

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
    """Put together what holds in a folder.

    `flags` are by the name of the option, with None for those that were not given; `config` names a file, and
    `isolated` says that none is to be looked for.
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
    # A file that is named holds for the folder one stands in, not for the one where it happens to lie.
    root = folder if config or not file else file.path.parent
    said = [
        *(layers.by_file(file, _way(folder, root)) if file else ()),
        *layers.by_variables(environment),
        *layers.by_flags(flags),
    ]
    return Settings(_config(said, str(root)), file, tuple(filter(None, [note, *layers.strangers(environment)])))


def _way(folder: Path, root: Path) -> str:
    """How to get from one folder to the other; nothing where they are one."""
    return "" if folder == root else os.path.relpath(root, folder)


def from_keywords(keywords: Mapping[str, Any], config: str | None = None) -> Config:
    """The Config of a library call: its keywords, upon a configuration file where one is named."""
    said = [*(layers.by_file(read_file(Path(config))) if config else ()), *layers.by_keywords(keywords)]
    return _config(said, "")


def _config(said: Iterable[Said], root: str) -> Config:
    """The last word on each option."""
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for option, value, origin in said:
        if option.shape is Mapping and option.name in values:
            values[option.name] = {**values[option.name], **value}
            origins[option.name] += f", {origin}"
        else:
            values[option.name], origins[option.name] = value, origin
    return Config(**values, root=root, origins=origins)
