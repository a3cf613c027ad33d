"""The models on this machine: converted from packages, or fetched from the hub."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from mtqa.engines.memory import INSTALL
from mtqa.engines.store import hub, single_file
from mtqa.engines.store.install import clear_partials, disk_as_error, fresh_partial, locked, publish
from mtqa.engines.store.local import LocalStore, source_facts
from mtqa.engines.store.manifest import Manifest, StageProgress, no_stages, tool_versions
from mtqa.engines.store.package import convert_package
from mtqa.engines.store.registry import FileSource, HubSource, ModelSpec, PackageSource
from mtqa.errors import ModelMissing, ModelOffline

#: Fills a folder with the model of a package. Tests replace it, since the real conversion is slow.
Converter = Callable[[ModelSpec, Path, StageProgress], None]
_COMMIT = re.compile(r"[0-9a-f]{40}")


class Store(LocalStore):
    """The local models, and how to add to them. With `offline`, nothing here uses the network."""

    def __init__(
        self,
        root: Path | None = None,
        offline: bool = False,
        *,
        catalogue: Path | None = None,
        converter: Converter = convert_package,
    ) -> None:
        super().__init__(root, offline, catalogue=catalogue)
        self._converter = converter

    def ensure(self, name: str, progress: StageProgress = no_stages) -> Path:
        """The folder of the model, converted now if its package is installed. Fetches nothing."""
        _require(name, "torch", "transformers")
        spec = self._weights(name)
        if isinstance(spec.source, PackageSource):
            return self._convert(spec, progress)
        if isinstance(spec.source, FileSource) and not self.is_ready(name) and self.is_installed(name):
            return self._make(spec, spec.source, progress, offline=True)
        return self.path(name)

    def pull(self, name: str, progress: StageProgress = no_stages) -> Path:
        """Make the model ready: fetch it from the hub, or convert it from its package."""
        _require(name, "filelock", "huggingface_hub", "safetensors")
        spec = self._weights(name)
        if isinstance(spec.source, PackageSource):
            return self._convert(spec, progress)
        if isinstance(spec.source, HubSource):
            return self._fetch(spec, spec.source, progress)
        if isinstance(spec.source, FileSource):
            return self._make(spec, spec.source, progress, offline=self.offline)
        return self.path(name)

    def _convert(self, spec: ModelSpec, progress: StageProgress) -> Path:
        folder = self._folder(spec)
        if self.is_ready(spec.name):
            return folder
        with locked(self.root, folder.name, progress):
            if self.is_ready(spec.name):  # another process made it while this process waited
                return folder
            with fresh_partial(self.root, folder.name) as partial:
                with disk_as_error(folder):
                    self._converter(spec, partial, progress)
                publish(partial, folder, _manifest_of(spec, spec.sha256))
        return folder

    def _make(self, spec: ModelSpec, source: FileSource, progress: StageProgress, *, offline: bool) -> Path:
        """The folder of a model in one file. What an interrupted attempt has of the file stays in the partial folder,
        for the next attempt."""
        folder = self._folder(spec)
        if self.is_ready(spec.name):
            return folder
        with locked(self.root, folder.name, progress):
            if self.is_ready(spec.name):
                return folder
            partial = self.root / f"{folder.name}.partial-{spec.sha256[:12]}"
            with disk_as_error(folder):
                clear_partials(self.root, folder.name, keep=partial)
                single_file.make(spec, source, partial, progress, offline=offline)
            progress("recording the files", 0, 1)
            publish(partial, folder, _manifest_of(spec, spec.sha256))
            progress("recording the files", 1, 1)
        return folder

    def _fetch(self, spec: ModelSpec, source: HubSource, progress: StageProgress) -> Path:
        """The folder of a model of the hub. A pinned commit that is on the machine needs no network; a branch is
        resolved again, and fetched again if it has moved. An interrupted download stays in the partial folder, for the
        next attempt."""
        folder = self._folder(spec)
        if _COMMIT.fullmatch(spec.revision) and self.is_ready(spec.name):
            return folder
        if self.offline:
            raise ModelOffline("is not on this machine", where=spec.name, advice="pull it without --offline")
        with locked(self.root, folder.name, progress):
            revision = hub.resolve(source.repo, spec.revision, source.files)
            if self.is_ready(spec.name) and self.revision(spec.name) == revision.commit:
                return folder
            partial = self.root / f"{folder.name}.partial-{revision.commit[:12]}"
            with disk_as_error(folder):
                clear_partials(self.root, folder.name, keep=partial)
                partial.mkdir(exist_ok=True)
                hub.download(revision, partial, progress)
            publish(partial, folder, _manifest_of(spec, revision.commit))
        return folder


def _require(name: str, *tools: str) -> None:
    """Raise ModelMissing with what to install if a library of the extra `embedded` is missing."""
    if missing := [tool for tool in tools if find_spec(tool) is None]:
        raise ModelMissing(f"not installed: {', '.join(missing)}", where=name, advice=INSTALL)


def _manifest_of(spec: ModelSpec, revision: str) -> Manifest:
    return Manifest(spec.name, source_facts(spec), spec.revision, revision, tool_versions())
