"""The settings for one file: the options of a run, changed by the `[[paths]]` that match it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mtqa.config import Config
from mtqa.config.scoring import Scoring


def at(config: Config, path: str) -> Config:
    """The Config for a file. Where several entries set an option the last one counts; tables are merged key by key, as
    everywhere."""
    if not config.paths:
        return config
    inside = config.inside(path)
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for entry in config.paths:
        if entry.covers(inside):
            for name, value in entry.values.items():
                before = values.get(name, getattr(config, name))
                origins[name] = entry.origins.get(name, entry.where)
                if isinstance(before, Scoring):
                    values[name] = before.changed(value, origins[name])
                else:
                    values[name] = {**before, **value} if isinstance(value, Mapping) else value
    return replace(config, **values, origins={**config.origins, **origins})
