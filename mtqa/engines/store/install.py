"""Make a model folder that is either complete or absent, in one process at a time.

Everything is written into `<name>.partial-…` and renamed at the end. A second process waits for the lock
`.<name>.lock`, and then finds the work done.
"""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from mtqa.engines.store.manifest import Manifest, StageProgress, describe_files
from mtqa.errors import ModelError

#: Errors of the disk, and what to do about them.
_ADVICE = {
    errno.ENOSPC: "free some disk space, or set MTQA_MODELS to a folder on another disk",
    errno.EDQUOT: "free some of your quota, or set MTQA_MODELS to a folder on another disk",
}
_NOT_WRITABLE = "set MTQA_MODELS to a folder that you can write to"


@contextmanager
def disk_as_error(where: Path) -> Iterator[None]:
    """Turn an OSError into a ModelError with advice."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        advice = _ADVICE.get(error.errno or 0, _NOT_WRITABLE)
        raise ModelError(f"cannot be written: {reason}", where=str(where), advice=advice) from error


@contextmanager
def locked(root: Path, name: str, progress: StageProgress) -> Iterator[None]:
    """Hold the model's lock; report once if another process has it."""
    from filelock import FileLock, Timeout

    with disk_as_error(root):
        root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(root / f".{name}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            progress("waiting for another mtqa that is preparing this model", 0, 0)
            lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def fresh_partial(root: Path, name: str) -> Iterator[Path]:
    """A new partial folder, removed after the block unless it was published. Use it under the lock: partial folders
    that exist already were left by a killed process, and are removed."""
    with disk_as_error(root):
        clear_partials(root, name)
        partial = Path(tempfile.mkdtemp(prefix=f"{name}.partial-", dir=root))
    try:
        yield partial
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def clear_partials(root: Path, name: str, keep: Path | None = None) -> None:
    for path in root.glob(f"{name}.partial-*"):
        if path != keep:
            shutil.rmtree(path)


def publish(partial: Path, folder: Path, manifest: Manifest) -> None:
    """Make the partial folder the model: write the manifest, open permissions, rename it into place."""
    with disk_as_error(folder):
        replace(manifest, files=describe_files(partial)).write(partial)
        for path in (partial, *partial.rglob("*")):  # mkdtemp and safetensors make files for one user only
            path.chmod(0o755 if path.is_dir() else 0o644)
        if folder.exists():
            shutil.rmtree(folder)
        partial.replace(folder)
