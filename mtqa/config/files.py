"""Finding and reading a configuration file: `mtqa.toml`, or the table `[tool.mtqa]` of a `pyproject.toml`.

The file in the working directory applies, or else that in its nearest parent; in one folder mtqa.toml takes precedence
over pyproject.toml, and a pyproject.toml without that table is ignored. Files are never merged.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from mtqa.config.lines import Path as KeyPath
from mtqa.config.lines import line_of, lines_of
from mtqa.errors import UsageError

OWN, SHARED = "mtqa.toml", "pyproject.toml"
_MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class ConfigFile:
    """A file that was read: `table` is mtqa's part of it, `prefix` the keys above that part."""

    path: Path
    table: Mapping[str, Any]
    prefix: KeyPath = ()
    lines: Mapping[KeyPath, int] = field(default_factory=dict, repr=False)

    def where(self, *keys: str | int) -> str:
        """File and line of a key, as an editor opens them."""
        line = line_of(self.lines, (*self.prefix, *keys))
        return printed(self.path) + (f":{line}" if line else "")


def nearest_file(folder: Path) -> tuple[ConfigFile | None, str]:
    """The configuration file that applies in a folder, or None, and a notice about another that is ignored."""
    for parent in (folder, *folder.parents):
        own, shared = parent / OWN, parent / SHARED
        if _is_file(own):
            beside = _is_file(shared) and _mtqa_table(shared) is not None
            note = f"{printed(own)} applies; [tool.mtqa] of the {SHARED} beside it is not read" if beside else ""
            return read_file(own), note
        if _is_file(shared) and _mtqa_table(shared) is not None:
            return read_file(shared), ""
    return None, ""


def read_file(path: Path) -> ConfigFile:
    """Read a configuration file; from a pyproject.toml the table [tool.mtqa]."""
    text = _text(path)
    tree = _tree(path, text)
    if path.name != SHARED:
        return ConfigFile(path, tree, (), lines_of(text))
    table = tree.get("tool", {}).get("mtqa")
    if not isinstance(table, dict):
        raise UsageError(
            "it has no table [tool.mtqa]", where=printed(path), advice="add the table, or name another file"
        )
    return ConfigFile(path, table, ("tool", "mtqa"), lines_of(text))


def printed(path: Path) -> str:
    """A path relative to the working directory, where that is shorter."""
    relative = os.path.relpath(path)
    return relative if len(relative) < len(str(path)) else str(path)


def _is_file(path: Path) -> bool:
    return os.path.isfile(path)  # noqa: PTH113  (Path.is_file raises where a parent folder may not be entered)


def _mtqa_table(path: Path) -> Any:
    """[tool.mtqa] of a pyproject.toml, or None. A file without the word mtqa is not parsed, so it may be broken."""
    text = _text(path)
    return _tree(path, text).get("tool", {}).get("mtqa") if "mtqa" in text else None


def _tree(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        what = f"this is not TOML: {str(error) or 'nested too deeply'}"
        raise UsageError(
            what, where=printed(path), advice="correct it there; TOML is described at https://toml.io"
        ) from error


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise UsageError("larger than 1 MB, too large for a configuration", where=printed(path))
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        advice = "TOML files are UTF-8: save it in that encoding"
        raise UsageError("this is not UTF-8 text", where=printed(path), advice=advice) from error
    except OSError as error:
        what = f"the configuration cannot be read: {(error.strerror or str(error)).lower()}"
        raise UsageError(what, where=printed(path), advice=_near(path)) from error


def _near(path: Path) -> str:
    try:
        names = [entry.name for entry in path.parent.iterdir() if entry.suffix == ".toml"]
    except OSError:
        names = []
    near = get_close_matches(path.name, names, n=1)
    return f"did you mean {printed(path.parent / near[0])}?" if near else "check the path given to --config"
