"""How much processor time the control group of this process may take, by Linux cgroups of version 2 and 1.

A container with `--cpus 1.5` sees every core of its host, and may use one and a half of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

_ROOT = Path("/")


def quota(root: Path = _ROOT) -> float | None:
    """Cores that this process may keep busy at once, such as 1.5; None if there is no limit. A group is bound by its
    parents too, so the least of their quotas holds. `root` is the root of the file system."""
    found = [cores for folder in _folders(root) if (cores := _folder_quota(folder)) is not None]
    return min(found, default=None)


def _folders(root: Path) -> Iterator[Path]:
    """The folders that can have the limits of this process's groups. In a container the path of the group is often that
    of the host, and only its last parent, the container's root, exists."""
    mounts = root / "sys/fs/cgroup"
    for line in _text(root / "proc/self/cgroup").splitlines():
        _, controllers, group = (*line.split(":", 2), "", "")[:3]
        if not controllers:  # version 2, which has one tree; beside version 1 it is mounted as `unified`
            bases = [mounts, mounts / "unified"]
        elif "cpu" in controllers.split(","):
            bases = [mounts / controllers, mounts / "cpu"]
        else:
            continue
        path = PurePosixPath("/", group)
        yield from (base / str(parent)[1:] for base in bases for parent in (path, *path.parents))


def _folder_quota(folder: Path) -> float | None:
    """The quota in a folder: in cpu.max with its period, or in two files."""
    with suppress(ValueError):  # "max", or not what a kernel writes
        if stated := _text(folder / "cpu.max").split():
            return _cores(int(stated[0]), int(stated[1]))
        limit = int(_text(folder / "cpu.cfs_quota_us"))
        return _cores(limit, int(_text(folder / "cpu.cfs_period_us")))
    return None


def _cores(limit: int, period: int) -> float | None:
    return limit / period if limit > 0 and period > 0 else None  # version 1 writes -1 where there is no limit


def _text(path: Path) -> str:
    with suppress(OSError):
        return path.read_text(encoding="ascii", errors="replace")
    return ""
