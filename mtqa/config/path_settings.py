"""An entry of `[[paths]]`: settings for the files that match."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from mtqa.config.globs import Globs


@dataclass(frozen=True)
class PathSettings:
    """Settings for the files that match. `values` and `origins` (file and line) are keyed by the name of the option."""

    files: tuple[str, ...]
    values: Mapping[str, Any]
    where: str = ""
    origins: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    def covers(self, path: str) -> bool:
        """Do these settings apply to the file with that path, as `Config.inside` gives it?"""
        return self._globs.match(path)

    @cached_property
    def _globs(self) -> Globs:
        return Globs(self.files, "files", self.where)
