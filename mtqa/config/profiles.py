"""Profiles of a configuration file: sets of models under names of the user's.

    [profiles.mine]
    fluency = "models/qwen3-4b"      # a folder, org/repo of the hub, or a name of `mtqa models list`
    translators = { zh-en = "models/firefox", en-zh = "models/firefox" }  # left out: the same model, by examples
    judge = "qwen2.5-coder-1.5b"     # left out: none

A profile is not opened here: `mtqa.engines.store` knows models. A model of the hub is used only where it was pulled
before, so that a file in a repository that is checked makes mtqa fetch nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: The directions that a profile has.
DIRECTIONS = ("zh-en", "en-zh")


@dataclass(frozen=True)
class OwnProfile:
    """The models of a profile: names or folders. `where` is file and line of its definition."""

    name: str
    fluency: str
    translators: Mapping[str, str] = field(default_factory=dict)
    where: str = ""
    judge: str = ""
