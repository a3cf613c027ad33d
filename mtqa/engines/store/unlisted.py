"""Models that models.toml does not list: a folder on this machine, or a repository of the hub."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

from mtqa.engines.store.firefox_files import firefox_files
from mtqa.engines.store.registry import FolderSource, HubSource, ModelSpec

#: `org/repo`, and the revision after an @: a branch, a commit, or refs/pr/N.
_HUB_NAME = re.compile(r"(?P<repo>[\w-][\w.-]*/[\w-][\w.-]*)(?:@(?P<revision>[\w./-]+))?")

_DIRECTION = re.compile(r"-(zh|en)-(en|zh)$")


def folder_spec(name: str) -> ModelSpec | None:
    """A spec for the folder `name`, or None if there is no such folder; config.json tells the kind of model."""
    folder = Path(name).expanduser()
    if not folder.is_dir():
        return None
    if firefox_files(folder):
        return ModelSpec(name, "translator", "firefox", FolderSource(str(folder)))
    try:
        marian = json.loads((folder / "config.json").read_text(encoding="utf-8")).get("model_type") == "marian"
    except (OSError, ValueError, AttributeError):
        marian = False
    return _spec(name, FolderSource(str(folder)), marian)


def hub_spec(name: str) -> ModelSpec | None:
    """A spec for the repository `name`, or None if it is not such a name. A name with “opus-mt” is a translator, whose
    languages are at its end."""
    found = _HUB_NAME.fullmatch(name)
    if found is None or ".." in name:
        return None
    spec = _spec(name, HubSource(found["repo"]), "opus-mt" in name, found["revision"] or "main")
    named = _DIRECTION.search(found["repo"])
    return replace(spec, languages=(named[1], named[2])) if named and spec.engine == "marian" else spec


def _spec(name: str, source: FolderSource | HubSource, marian: bool, revision: str = "") -> ModelSpec:
    if marian:
        return ModelSpec(name, "translator", "marian", source, revision=revision)
    return ModelSpec(name, "language-model", "causal", source, revision=revision)
