"""Printing a Config with the origin of each value, as TOML that can be pasted into a configuration file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from mtqa.config import Config
from mtqa.config.option import Option, options
from mtqa.config.path_settings import PathSettings

_DEFAULT = "default"


def statements(config: Config) -> Iterator[tuple[str, str]]:
    """A statement of TOML for every option, in order, with the origin of its value; arrays of tables come last, as TOML
    requires."""
    tables = [option for option in options(Config) if option.table]
    for option in options(Config):
        if option not in tables:
            value = getattr(config, option.name)
            yield _statement(option, value), config.origins.get(option.name, _DEFAULT)
    for option in tables:
        if option.single:
            yield f"\n[{option.key}]", config.origins.get(option.name, _DEFAULT)
            yield from ((f"{key} = {toml(value)}", "") for key, value in _entry(getattr(config, option.name)).items())
            continue
        for entry in getattr(config, option.name):
            head = f"[{option.key}.{_bare(entry.name)}]" if option.named else f"[[{option.key}]]"
            yield f"\n{head}", entry.where or _DEFAULT
            for key, value in _entry(entry).items():
                yield f"{key.replace('_', '-')} = {toml(value)}", _origin(entry, key)


def _statement(option: Option, value: Any) -> str:
    """The option as a file would set it; a comment where it is not set, or no file can set it."""
    if value is None or value == "":
        return f"# {option.key} is not set"
    return f"{'' if option.in_files else '# '}{option.key} = {toml(value)}"


def toml(value: Any) -> str:
    """A value in TOML syntax.

    >>> toml({"terms": "minor"}), toml(("a", 'b"')), toml(90.0), toml(True)
    ('{ "terms" = "minor" }', '["a", "b\\\\""]', '90.0', 'true')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{toml(key)} = {toml(one)}' for key, one in value.items())} }}" if value else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    return repr(value)


def _entry(entry: Any) -> dict[str, Any]:
    if isinstance(entry, PathSettings):
        return {"files": entry.files, **entry.values}
    return {key: value for key, value in asdict(entry).items() if key not in ("where", "name") and value}


def _bare(name: str) -> str:
    """A name as a key of TOML, in quotes where it needs them."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else toml(name)


def _origin(entry: Any, key: str) -> str:
    return entry.origins.get(key, "") if isinstance(entry, PathSettings) else ""
