"""Where the options of a run were set, and where its path patterns start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mtqa.config.globs import inside


@dataclass(frozen=True)
class Origins:
    """What `Config` knows beside its options.

    `root` is the folder that path patterns start from, empty for the working directory. `origins` says where each
    option that is not at its default comes from: `mtqa.toml:3`, a variable, a flag.
    """

    root: str = ""
    origins: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    def inside(self, path: str) -> str:
        """A path as patterns see it: from `root`, with forward slashes; the bare name for a file outside of `root`."""
        return inside(path, self.root or Path.cwd())

    def origin(self, name: str) -> str:
        """Where an option was set, for an error about its value."""
        return self.origins.get(name, name)
