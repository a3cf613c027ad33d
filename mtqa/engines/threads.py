"""How many threads the models compute on, and how these wait for each other.

OpenMP, by which PyTorch computes, starts a thread a core and lets each spin until the slowest is there. Beside another
busy process that one is waiting for a core, which the others keep busy by spinning: a check took almost five times as
long. So threads sleep while they wait, and there are no more than the machine gives to this process. OpenMP reads its
variables when it is loaded: they are set before PyTorch is imported. What a user has set himself is left as it is.
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
_WAIT = {"OMP_WAIT_POLICY": "passive"}
#: Variables of OpenMP libraries (GNU's, LLVM's and Intel's) by which a user says how threads shall wait.
_WAITING = ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "KMP_BLOCKTIME", "KMP_LIBRARY")
_TOPOLOGY = Path("/sys/devices/system/cpu")


@dataclass(frozen=True)
class Threads:
    """How many, and why so many."""

    count: int
    why: str


@dataclass
class _State:
    """What this process did: the variables it set, and the most threads it may have as one of several workers."""

    ours: dict[str, str]
    most: int | None = None


_state = _State({})


def threads(wanted: int = 0) -> Threads:
    """The threads of this process: as many as are `wanted`; else as many as OMP_NUM_THREADS says; else one for each
    core that the process may use."""
    if _state.most is not None:
        return Threads(_state.most, "the share of one of several processes")
    if wanted:
        return Threads(wanted, "as the option `threads` says")
    if said := _said_by_user():
        return Threads(said, f"as {COUNT} says")
    return by_machine()


def by_machine() -> Threads:
    """One for each core that affinity and quota give to this process. A core that runs two threads of its own counts
    once, since they share the unit that multiplies."""
    cores, limit = _cores(_processors()), quota()
    if limit is not None and math.ceil(limit) < cores:
        return Threads(max(1, math.ceil(limit)), f"a cgroup allows {limit:g} of {cores} cores")
    return Threads(cores, "one for each core that this process may use")


def processors() -> int:
    """Processors that this process may keep busy at once: for processes that compute on one thread each."""
    count, limit = len(_processors()), quota()
    return count if limit is None else max(1, min(count, math.ceil(limit)))


def share(wanted: int, jobs: int) -> int:
    """The threads of each of so many processes. What OMP_NUM_THREADS says holds for each process already."""
    found = threads(wanted)
    return found.count if not wanted and _said_by_user() else max(1, found.count // jobs)


def confine(most: int) -> None:
    """This process is one of several workers, and `most` is its share, whatever else is said."""
    _state.most = most


def prepare(wanted: int = 0) -> None:
    """Make it so for this process: before PyTorch is imported by variables, afterwards as far as it still can be. A
    program that has imported PyTorch itself keeps its own number unless another is `wanted`, or its own is above what
    the machine gives."""
    count = threads(wanted).count
    if "torch" not in sys.modules:
        if wanted or _state.most is not None or not _said_by_user():
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
def lent() -> Iterator[None]:
    """For a program that calls mtqa as a library: afterwards its variables and its number of threads are as before.
    How threads wait stays as it was when PyTorch was imported."""
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

            # Imported meanwhile, it has the number that was meant for us: it gets the one that it would have had.
            own = count or _said_by_user() or _cores(_processors())
            if own != now:
                torch.set_num_threads(own)


def _torch_threads() -> int | None:
    if "torch" not in sys.modules:
        return None
    import torch

    return torch.get_num_threads()


def _set(name: str, value: str) -> None:
    os.environ[name] = _state.ours[name] = value


def _said_by_user() -> int:
    """What OMP_NUM_THREADS says, a number for each level of nesting, where it was not set here; else 0."""
    said = os.environ.get(COUNT, "")
    first = said.split(",")[0].strip()
    return int(first) if first.isdecimal() and said != _state.ours.get(COUNT) else 0


def _processors() -> list[int]:
    """Their numbers, of those that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def _cores(processors: list[int], topology: Path = _TOPOLOGY) -> int:
    """The cores that these processors are threads of; each is one where the system does not say."""
    cores = set()
    for number in processors:
        siblings = str(number)
        with suppress(OSError):
            siblings = (topology / f"cpu{number}/topology/thread_siblings_list").read_text(encoding="ascii").strip()
        cores.add(siblings)
    return max(1, len(cores))
