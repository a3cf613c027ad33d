"""Making a model folder so that it is either whole or absent, by one process at a time.

Everything is written into `<name>.partial-…` and renamed at the end; whoever comes second waits at the
lock `.<name>.lock` and then finds the work done.
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

#: Errors of the disk, and what there is to do about them.
_ADVICE = {
    errno.ENOSPC: "free some disk space, or let MTQA_MODELS name a folder on another disk",
    errno.EDQUOT: "free some of your quota, or let MTQA_MODELS name a folder on another disk",
}
_NOT_WRITABLE = "let MTQA_MODELS name a folder that you may write to"


@contextmanager
def disk_as_error(where: Path) -> Iterator[None]:
    """Turns what the disk says no to into an error."""
    try:
        yield
    except OSError as error:
        said = error.strerror or str(error)
        advice = _ADVICE.get(error.errno or 0, _NOT_WRITABLE)
        raise ModelError(f"cannot be written: {said}", where=str(where), advice=advice) from error


@contextmanager
def locked(root: Path, name: str, progress: StageProgress) -> Iterator[None]:
    """Holds the model's lock; says so once where another process has it."""
    from filelock import FileLock, Timeout

    with disk_as_error(root):
        root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(root / f".{name}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            progress("waiting for another mtqa that makes this model ready", 0, 0)
            lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def fresh_partial(root: Path, name: str) -> Iterator[Path]:
    """A new partial folder, gone again after the block unless it was published. To be used under the
    lock: partial folders found here were left by a process that was killed, and are cleared away."""
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
    """The partial folder becomes the model: contents recorded, permissions opened, renamed into place."""
    with disk_as_error(folder):
        replace(manifest, files=describe_files(partial)).write(partial)
        for path in (partial, *partial.rglob("*")):  # mkdtemp and safetensors make things for one user only
            path.chmod(0o755 if path.is_dir() else 0o644)
        if folder.exists():
            shutil.rmtree(folder)
        partial.replace(folder)
