"""The models on this disk: which are known, which are ready, where they are, and whether they are complete.

Every ready model is a folder `<root>/<name>/` that transformers can load, with `mtqa.json` beside the
weights. The root is $MTQA_MODELS, else `models` in the user's cache directory.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Sequence
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from mtqa.config.profiles import OwnProfile
from mtqa.engines.store import unlisted
from mtqa.engines.store.causal_folder import require_causal
from mtqa.engines.store.firefox_files import firefox_files
from mtqa.engines.store.manifest import Manifest, content_revision, read_manifest
from mtqa.engines.store.parts import absent, all_installed
from mtqa.engines.store.profiles import find_profile
from mtqa.engines.store.registry import (
    FileSource,
    FolderSource,
    HubSource,
    ModelSource,
    ModelSpec,
    PackageSource,
    Profile,
    read_registry,
    registry_path,
)
from mtqa.errors import ModelCorrupt, ModelMissing, ModelOffline, UsageError

#: Revisions of folders of the user's, so that large files are not read in every run.
_REVISIONS = ".revisions.json"


def default_root() -> Path:
    """The folder of the models: $MTQA_MODELS, else in the user's cache directory."""
    chosen = os.environ.get("MTQA_MODELS")
    return Path(chosen).expanduser() if chosen else user_cache_path("mtqa") / "models"


def offline_by_environment() -> bool:
    """Does HF_HUB_OFFLINE forbid the network? Read as huggingface_hub reads it."""
    return os.environ.get("HF_HUB_OFFLINE", "").upper() in {"1", "ON", "YES", "TRUE"}


class LocalStore:
    """The models of models.toml and their folders. Changes no model; remembers revisions of folders of the user's."""

    def __init__(self, root: Path | None = None, offline: bool = False, *, catalogue: Path | None = None) -> None:
        self.root = root or default_root()
        self.offline = offline or offline_by_environment()
        self._catalogue = read_registry(catalogue or registry_path())

    def specs(self) -> tuple[ModelSpec, ...]:
        return tuple(self._catalogue.models.values())

    def spec(self, name: str) -> ModelSpec:
        """The entry of that name; else a spec for a folder's path, or for `org/repo[@revision]` of the hub. Raises
        UsageError if it is none of these."""
        found = self._catalogue.models.get(name) or unlisted.folder_spec(name) or unlisted.hub_spec(name)
        if found is None:
            near = difflib.get_close_matches(name, self._catalogue.models, n=1, cutoff=0.4)
            hint = f"did you mean {near[0]}? " if near else ""
            advice = f"{hint}`mtqa models list` shows the names; you can also give a folder or org/repo"
            raise UsageError(f"no model is called {name!r}", advice=advice)
        return found

    def profile(self, name: str, own: Sequence[OwnProfile] = ()) -> Profile:
        """The profile of that name: of models.toml, of a configuration (`own`), or any causal model by its folder or
        hub id. Raises UsageError if it is none of these."""
        return find_profile(name, self._catalogue, own)

    def is_ready(self, name: str) -> bool:
        """Can the model be loaded now? Checks names and sizes; `verify` reads the contents."""
        spec = self._weights(name)
        if isinstance(spec.source, FolderSource):
            folder = self._folder(spec)
            return bool(firefox_files(folder)) or (folder / "config.json").is_file()
        manifest = self._manifest(spec)
        return manifest is not None and not manifest.size_problems(self._folder(spec))

    def path(self, name: str) -> Path:
        """The folder of a ready model. Raises ModelMissing, ModelOffline or ModelCorrupt."""
        spec = self._weights(name)
        folder = self._folder(spec)
        if not isinstance(spec.source, FolderSource):
            problems = self._required_manifest(spec).size_problems(folder)
            if problems:
                advice = f"run: mtqa models pull {spec.name}"
                raise ModelCorrupt(f"damaged: {problems[0]}", where=str(folder), advice=advice)
        elif spec.engine != "firefox" and not (folder / "config.json").is_file():
            raise ModelMissing("has no model (no config.json)", where=str(folder), advice="choose another folder")
        return folder

    def require_usable(self, name: str) -> None:
        """Raise a ModelError that says what is missing, if the folder of a language model that mtqa did not make itself
        cannot be loaded as one."""
        spec = self._weights(name)
        if spec.engine == "causal" and not isinstance(spec.source, PackageSource):
            require_causal(self.path(name))

    def folder(self, name: str) -> Path:
        """Where the files of a model are or would be."""
        return self._folder(self._weights(name))

    def pulled(self) -> tuple[ModelSpec, ...]:
        """The models of the hub on this machine that models.toml does not list."""
        manifests = [read_manifest(path) for path in sorted(self.root.iterdir())] if self.root.is_dir() else []
        names = [manifest.name for manifest in manifests if manifest and manifest.name not in self._catalogue.models]
        return tuple(spec for name in names if (spec := unlisted.hub_spec(name)))

    def profiles(self, own: Sequence[OwnProfile] = ()) -> tuple[Profile, ...]:
        """The profiles of models.toml, and those of a configuration."""
        return (*self._catalogue.profiles.values(), *(self.profile(profile.name, own) for profile in own))

    def revision(self, name: str) -> str:
        """The revision of the weights, without loading them: a commit, or a sha256."""
        spec = self._weights(name)
        if isinstance(spec.source, PackageSource | FileSource):
            return spec.sha256
        if isinstance(spec.source, FolderSource):
            folder = self.path(name)
            manifest = read_manifest(folder)
            return manifest.revision if manifest else content_revision(folder, self.root / _REVISIONS)
        return self._required_manifest(spec).revision

    def verify(self, name: str) -> list[str]:
        """What is wrong with the files of a model, one line each; every file is read."""
        spec = self._weights(name)
        folder = self._folder(spec)
        if isinstance(spec.source, FolderSource):
            self.path(name)
            manifest = read_manifest(folder)
            return manifest.content_problems(folder) if manifest else []
        return self._required_manifest(spec).content_problems(folder)

    def title(self, name: str) -> str:
        """The name of a model as signatures and figures have it: of a folder only the last part, since its place
        differs between machines; of a hub id without the revision, which is resolved."""
        spec = self.spec(name)
        if isinstance(spec.source, FolderSource):
            return self._folder(spec).resolve().name
        return name.partition("@")[0]

    def weights(self, name: str) -> str:
        """The name of the entry that has the weights of this entry."""
        return self._weights(name).name

    def models(self, name: str) -> tuple[str, ...]:
        """The entries with weights that a name stands for: those of all models of a profile, or one."""
        if name in self._catalogue.models or name not in self._catalogue.profiles:
            return (self.weights(name),)
        return tuple(dict.fromkeys(map(self.weights, self._catalogue.profiles[name].models)))

    def pulled_as(self, name: str) -> str:
        """What to tell `mtqa models pull` to get a model: its name, or shorter the profile for which it was made."""
        weights = self._weights(name)
        if not isinstance(weights.source, FileSource):
            return name
        return next((profile for profile in self._catalogue.profiles if weights.name in self.models(profile)), name)

    def is_installed(self, name: str) -> bool:
        """Are the packages of a model installed, so that it can be made without the network?"""
        source = self._weights(name).source
        if isinstance(source, PackageSource):
            return find_spec(source.module) is not None
        return isinstance(source, FileSource) and all_installed(source)

    def _weights(self, name: str) -> ModelSpec:
        """The entry that has the weights: the named entry, or the entry it refers to."""
        spec = self.spec(name)
        return self._catalogue.models[spec.source.model] if isinstance(spec.source, ModelSource) else spec

    def _folder(self, spec: ModelSpec) -> Path:
        if isinstance(spec.source, FolderSource):
            return Path(spec.source.path).expanduser()
        return self.root / spec.name.replace("/", "--")

    def _manifest(self, spec: ModelSpec) -> Manifest | None:
        """The folder's manifest, if the folder still matches models.toml."""
        manifest = read_manifest(self._folder(spec))
        if manifest is None or manifest.requested != spec.revision or manifest.source != source_facts(spec):
            return None
        if isinstance(spec.source, PackageSource | FileSource) and manifest.revision != spec.sha256:
            return None
        return manifest

    def _required_manifest(self, spec: ModelSpec) -> Manifest:
        manifest = self._manifest(spec)
        if manifest is None:
            raise self._missing(spec)
        return manifest

    def _missing(self, spec: ModelSpec) -> ModelMissing | ModelOffline:
        pull = f"`mtqa models pull {spec.name}`"
        if isinstance(spec.source, FileSource):
            return absent(spec, spec.source, f"`mtqa models pull {self.pulled_as(spec.name)}`")
        if isinstance(spec.source, HubSource) and self.offline:
            advice = f"run {pull} once without --offline, or check with --no-models"
            return ModelOffline("not on this machine, and cannot be fetched offline", where=spec.name, advice=advice)
        advice = f"run {pull}, or check with --no-models"
        if spec.name not in self._catalogue.models:
            advice += "; if you mean a folder, there is none of that name here"
        return ModelMissing("not on this machine yet", where=spec.name, advice=advice)


def source_facts(spec: ModelSpec) -> dict[str, Any]:
    """The source as in a manifest that was read from JSON: lists, not tuples."""
    facts = {key: list(v) if isinstance(v, tuple) else v for key, v in asdict(spec.source).items()}
    return {"kind": spec.source.kind} | facts
