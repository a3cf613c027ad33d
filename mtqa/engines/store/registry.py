"""Read and check models/models.toml: the known models, and the models of each profile."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Literal, get_args, get_type_hints

from mtqa.data import models_folder
from mtqa.errors import UsageError

Purpose = Literal["language-model", "translator"]
Engine = Literal["causal", "marian", "few-shot", "chat", "low-rank", "firefox"]


@dataclass(frozen=True, slots=True)
class PackageSource:
    """A Python package that contains the weights; its module has `chunk_paths()`."""

    package: str
    file: str
    kind: ClassVar[str] = "package"

    @property
    def module(self) -> str:
        return self.package.replace("-", "_")


@dataclass(frozen=True, slots=True)
class HubSource:
    """A repository of the Hugging Face Hub. `files` are patterns of what to fetch; none means all that hub.py
    allows."""

    repo: str
    files: tuple[str, ...] = ()
    kind: ClassVar[str] = "hub"


@dataclass(frozen=True, slots=True)
class FolderSource:
    path: str
    kind: ClassVar[str] = "folder"


@dataclass(frozen=True, slots=True)
class ModelSource:
    """Another entry of models.toml: the same weights in another engine."""

    model: str
    kind: ClassVar[str] = "model"


@dataclass(frozen=True, slots=True)
class FileSource:
    """One file, known by its sha256 wherever it comes from: from the hub, where `repo` has it at the entry's revision,
    or from packages, each with one part of it. `package` and `part`, a path in the package's module, contain {n}, the
    number of the part; the extra of mtqa installs all packages."""

    file: str
    repo: str
    package: str
    part: str
    parts: int
    version: str
    extra: str
    kind: ClassVar[str] = "file"

    def __post_init__(self) -> None:
        for key in ("package", "part"):
            pattern = getattr(self, key)
            try:
                different = pattern.format(n=1) != pattern.format(n=2)
            except (KeyError, IndexError) as error:
                raise ValueError(f"{key} is {pattern!r}, which has other fields than {{n}}") from error
            if not different:
                raise ValueError(f"{key} is {pattern!r}, without {{n}}")
        if self.parts < 1:
            raise ValueError(f"parts is {self.parts}, not at least 1")


Source = PackageSource | HubSource | FileSource | FolderSource | ModelSource
_SOURCES: dict[str, type[Source]] = {kind.kind: kind for kind in get_args(Source)}


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """One entry of models.toml. `sha256` and `size` (bytes) describe the file in a package, or a file by itself;
    `notice` is what the licence asks to show to users of the model."""

    name: str
    purpose: Purpose
    engine: Engine
    source: Source
    languages: tuple[str, ...] = ()
    revision: str = ""
    sha256: str = ""
    size: int = 0
    licence: str = ""
    licence_url: str = ""
    notice: str = ""

    @property
    def origin(self) -> str:
        """Where the weights come from, with the revision: for the user."""
        source, at = self.source, f" at {self.revision[:12]}" if self.revision else ""
        match source:
            case PackageSource():
                return f"package {source.package} {self.revision}"
            case FileSource():
                return f"{source.file} of {source.repo}{at}, sha256 {self.sha256[:12]}"
            case HubSource():
                return f"{source.repo}{at}"
            case FolderSource():
                return source.path
            case ModelSource():
                return f"the weights of {source.model}"


@dataclass(frozen=True, slots=True)
class Profile:
    """A choice of models: a language model for fluency, a translator for each direction (source, target), and a
    stronger language model as second judge, if there is one."""

    name: str
    fluency: str
    translators: dict[tuple[str, str], str] = field(default_factory=dict)
    judge: str = ""

    @property
    def models(self) -> tuple[str, ...]:
        judges = (self.judge,) if self.judge else ()
        return tuple(dict.fromkeys((self.fluency, *self.translators.values(), *judges)))


@dataclass(frozen=True, slots=True)
class Registry:
    models: dict[str, ModelSpec]
    profiles: dict[str, Profile]


def registry_path() -> Path:
    return models_folder() / "models.toml"


@cache
def read_registry(path: Path) -> Registry:
    """The models and profiles of a file. Raises UsageError, with the entry, if the file is not valid."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot be read: {error}", where=str(path), advice="reinstall mtqa") from error
    try:
        return _catalogue(content)
    except (TypeError, ValueError) as error:
        raise UsageError(str(error), where=str(path), advice="correct the entry") from error


def _catalogue(content: dict[str, Any]) -> Registry:
    if unknown := content.keys() - {"models", "profiles"}:
        raise ValueError(f"unknown key {min(unknown)!r}")
    models = {name: _model(name, table) for name, table in content.get("models", {}).items()}
    profiles = {name: _profile(name, table) for name, table in content.get("profiles", {}).items()}
    for spec in models.values():
        if isinstance(spec.source, ModelSource):
            _require_model(spec.source.model, models, f"models.{spec.name}")
            if models[spec.source.model].source.kind == ModelSource.kind:
                raise ValueError(f"models.{spec.name}: {spec.source.model!r} is itself only a reference to a model")
    for profile in profiles.values():
        for name in profile.models:
            _require_model(name, models, f"profiles.{profile.name}")
    return Registry(models, profiles)


def _require_model(name: str, models: Mapping[str, ModelSpec], where: str) -> None:
    if name not in models:
        raise ValueError(f"{where}: no model is called {name!r}")


def _model(name: str, table: dict[str, Any]) -> ModelSpec:
    where = f"models.{name}"
    values = dict(table)
    source = dict(values.pop("source", {}))
    kind = source.pop("kind", None)
    if kind not in _SOURCES:
        raise ValueError(f"{where}.source: kind is {kind!r}, not one of {', '.join(_SOURCES)}")
    spec: ModelSpec = _build(ModelSpec, values | {"name": name, "source": _build(_SOURCES[kind], source, where)}, where)
    for key, allowed in (("purpose", Purpose), ("engine", Engine)):
        if getattr(spec, key) not in get_args(allowed):
            raise ValueError(f"{where}: {key} is {getattr(spec, key)!r}, not one of {', '.join(get_args(allowed))}")
    if isinstance(spec.source, FileSource):
        for key, digits in (("revision", 40), ("sha256", 64)):
            if not re.fullmatch(f"[0-9a-f]{{{digits}}}", getattr(spec, key)):
                raise ValueError(f"{where}: {key} is {getattr(spec, key)!r}, not {digits} hexadecimal digits")
        if spec.size < 1:
            raise ValueError(f"{where}: size is missing")
    return spec


def _profile(name: str, table: dict[str, Any]) -> Profile:
    where = f"profiles.{name}"
    translators = {}
    for direction, model in table.get("translators", {}).items():
        source, dash, target = direction.partition("-")
        if not (source and dash and target):
            raise ValueError(f"{where}: {direction!r} is not a direction such as zh-en")
        translators[source, target] = model
    profile: Profile = _build(Profile, dict(table) | {"name": name, "translators": translators}, where)
    return profile


def _build(shape: type[Any], values: dict[str, Any], where: str) -> Any:
    """A dataclass from a table: unknown keys, missing keys and values of the wrong type are errors."""
    fields = {item.name: item for item in dataclasses.fields(shape)}
    if unknown := values.keys() - fields.keys():
        raise ValueError(f"{where}: unknown key {min(unknown)!r}, known are {', '.join(fields)}")
    for name, item in fields.items():
        if name not in values and item.default is MISSING and item.default_factory is MISSING:
            raise ValueError(f"{where}: {name} is missing")
    hints = get_type_hints(shape)
    typed = {name: _typed(value, hints[name], f"{where}.{name}") for name, value in values.items()}
    try:
        return shape(**typed)
    except ValueError as error:  # of __post_init__
        raise ValueError(f"{where}: {error}") from error


def _typed(value: Any, hint: Any, where: str) -> Any:
    """The value, lists as tuples. Raises ValueError if a text, a number or a list of texts is expected and the value is
    something else. Tables are built before, and the caller checks choices."""
    if hint == tuple[str, ...]:
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise ValueError(f"{where}: a list of texts is expected, not {value!r}")
    if hint in (str, int) and not isinstance(value, hint):
        raise ValueError(f"{where}: {hint.__name__} is expected, not {value!r}")
    return value
