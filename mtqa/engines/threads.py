"""How many threads the models use, and how these threads wait for each other.

OpenMP, which PyTorch uses, starts one thread per core, and each thread spins until the slowest is done. Beside another
busy process the slowest waits for a core that the others keep busy by spinning. So threads spin only for a moment
before they sleep, and there are no more of them than this process may use cores. OpenMP reads its variables when it is
loaded, so they are set before PyTorch is imported. Variables that the user has set are kept.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from mtqa.engines.cgroup import quota

COUNT = "OMP_NUM_THREADS"
# Threads that sleep at once wake up too late: a check of 330 characters took 51 and 58 s alone where spinning took 40
# and 41 s. With a short spin first, which GNU's library counts, it takes 39 s.
_WAIT = {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "20000"}
#: Variables of OpenMP libraries (GNU's, LLVM's and Intel's) that set how threads wait.
_WAITING = ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "KMP_BLOCKTIME", "KMP_LIBRARY")
_TOPOLOGY = Path("/sys/devices/system/cpu")


@dataclass(frozen=True)
class Threads:
    """A number of threads, and the reason for it."""

    count: int
    why: str


@dataclass
class _State:
    """The state of this process: the variables it set, and the limit on its threads if it is one of several workers."""

    ours: dict[str, str]
    most: int | None = None


_state = _State({})


def threads(wanted: int = 0) -> Threads:
    """The threads of this process: as many as are `wanted`; else the number in OMP_NUM_THREADS; else one for each core
    that the process may use."""
    if _state.most is not None:
        return Threads(_state.most, "the share of one of several processes")
    if wanted:
        return Threads(wanted, "as the option `threads` says")
    if chosen := _user_threads():
        return Threads(chosen, f"as {COUNT} says")
    return by_machine()


def by_machine() -> Threads:
    """One thread for each core that affinity and quota allow this process. A core with two hardware threads counts
    once, since they share the unit that multiplies."""
    cores, limit = _cores(_processors()), quota()
    if limit is not None and math.ceil(limit) < cores:
        return Threads(max(1, math.ceil(limit)), f"a cgroup allows {limit:g} of {cores} cores")
    return Threads(cores, "one for each core that this process may use")


def processors() -> int:
    """Processors that this process may keep busy at once: the limit for processes of one thread each."""
    count, limit = len(_processors()), quota()
    return count if limit is None else max(1, min(count, math.ceil(limit)))


def share(wanted: int, jobs: int) -> int:
    """The threads of each of `jobs` processes. OMP_NUM_THREADS holds for each process already, so it is not divided."""
    found = threads(wanted)
    return found.count if not wanted and _user_threads() else max(1, found.count // jobs)


def confine(most: int) -> None:
    """Limit this process, one of several workers, to `most` threads; this overrides all other settings."""
    _state.most = most


def prepare(wanted: int = 0) -> None:
    """Apply the number of threads to this process: by variables before PyTorch is imported, through PyTorch afterwards.
    A program that has already imported PyTorch keeps its own number unless another is `wanted` or its own is larger
    than the machine allows."""
    count = threads(wanted).count
    if "torch" not in sys.modules:
        if wanted or _state.most is not None or not _user_threads():
            _set(COUNT, str(count))
        if not any(os.environ.get(name) for name in _WAITING):
            for name, value in _WAIT.items():
                _set(name, value)
        return
    import torch

    now = torch.get_num_threads()
    if count != now and (wanted or _state.most is not None or count < now):
        torch.set_num_threads(count)


@contextmanager
def restored() -> Iterator[None]:
    """Restore the variables and the number of threads after the block, for a program that uses mtqa as a library. The
    way threads wait stays as it was when PyTorch was imported."""
    before = {name: os.environ.get(name) for name in (COUNT, *_WAIT)}
    count = _torch_threads()
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        _state.ours.clear()
        now = _torch_threads()
        if now is not None:
            import torch

            # PyTorch was imported in the block with mtqa's number; set the number it would have had otherwise.
            own = count or _user_threads() or _cores(_processors())
            if own != now:
                torch.set_num_threads(own)


def _torch_threads() -> int | None:
    if "torch" not in sys.modules:
        return None
    import torch

    return torch.get_num_threads()


def _set(name: str, value: str) -> None:
    os.environ[name] = _state.ours[name] = value


def _user_threads() -> int:
    """The number in OMP_NUM_THREADS (the first, if there is one per level of nesting) if the user set it; else 0."""
    value = os.environ.get(COUNT, "")
    first = value.split(",")[0].strip()
    return int(first) if first.isdecimal() and value != _state.ours.get(COUNT) else 0


def _processors() -> list[int]:
    """The numbers of the processors that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def _cores(processors: list[int], topology: Path = _TOPOLOGY) -> int:
    """The number of cores that these processors belong to; each counts as one core if the system does not tell."""
    cores = set()
    for number in processors:
        siblings = str(number)
        with suppress(OSError):
            siblings = (topology / f"cpu{number}/topology/thread_siblings_list").read_text(encoding="ascii").strip()
        cores.add(siblings)
    return max(1, len(cores))
