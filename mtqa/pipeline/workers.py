"""Examines many documents, in this process or in several; an error in one of them does not affect the others.

If a worker dies, one document is lost: the pools of the standard library would lose the run or wait for ever.
Workers are spawned, not forked: the parent has threads, which a fork does not survive. They ignore Ctrl-C, which the
parent handles for all, and end when the parent's end of their pipe closes, for whatever reason.
"""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mtqa.checks.preparation import Tasks, no_tasks
from mtqa.config import Config
from mtqa.engines.collector import rest_collector
from mtqa.engines.reader.base import Reader
from mtqa.engines.threads import confine, processors, share
from mtqa.errors import Breakdown, MtqaError, UsageError
from mtqa.lexicon import LacTagger, Tagger
from mtqa.pipeline.document import Examination, Loaded, examine

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from mtqa.engines.load import Engines

Outcome = Examination | Breakdown
# A worker takes half a second to start, in which one process examines this many characters.
_CHARACTERS_PER_WORKER = 15_000
_READY = -1  # the index that stands for a worker's first message, before any document


def examine_all(
    documents: Sequence[Loaded],
    config: Config,
    engines: Engines | None,
    tasks: Tasks,
    reader: Reader | None = None,
) -> Iterator[tuple[int, Outcome]]:
    """Yield every document's index and outcome, in the order in which they are finished; `config` is that of the run.
    Raises MtqaError where a model fails."""
    # The server of a second reader is asked from one process: it is what takes time, and its limits hold for a run.
    jobs = jobs_for(documents, config, engines) if reader is None else 1
    if jobs > 1:
        reopen = engines.reopen if engines else None
        yield from _in_processes(documents, reopen, tasks, jobs, share(config.threads, jobs))
        return
    tagger = LacTagger()
    for index, loaded in enumerate(documents):
        yield index, _attempt(loaded, engines, tagger, tasks, reader)


def jobs_for(documents: Sequence[Loaded], config: Config, engines: Engines | None) -> int:
    """The number of processes: `jobs` if set; else one with models, which use all cores themselves; without models one
    a core, as far as there is work for them."""
    if engines is not None and engines.reopen is None:  # made by the caller: they exist in this process only
        return 1
    jobs = config.jobs
    if not jobs:
        size = sum(map(_size, documents))
        jobs = 1 if engines else min(processors(), 1 + size // _CHARACTERS_PER_WORKER)
    return min(jobs, len(documents))


def _size(loaded: Loaded) -> int:
    return len(loaded.document.text)


def _attempt(
    loaded: Loaded, engines: Engines | None, tagger: Tagger, tasks: Tasks, reader: Reader | None = None
) -> Outcome:
    try:
        return examine(loaded.document, loaded.config, engines, tagger, tasks, reader)
    except MtqaError:
        raise
    except Exception as error:  # noqa: BLE001  a bug that one document triggers must not stop the others
        last = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{os.path.basename(last.filename)}, line {last.lineno}"  # noqa: PTH119
        detail = f"{type(error).__name__}: {error} ({place})"
        return Breakdown.of("crashed", loaded.document.path, advice="bug", detail=detail)


def _died(loaded: Loaded, code: int) -> Breakdown:
    """The error about a document whose process ended with an exit code; a negative one is that of a signal."""
    path = loaded.document.path
    if code < 0:
        return Breakdown.of("killed", path, advice="bug", signal=-code)
    return Breakdown.of("died", path, advice="bug", code=code)


@dataclass
class _Pool:
    """The workers, and the document that each examines."""

    reopen: Callable[[], Engines] | None
    threads: int  # of each
    at: dict[Connection, int] = field(default_factory=dict)
    processes: dict[Connection, SpawnProcess] = field(default_factory=dict)

    def start(self) -> None:
        """Start one more worker."""
        from multiprocessing import get_context

        context = get_context("spawn")
        mine, yours = context.Pipe()
        process = context.Process(target=_work, args=(yours, self.reopen, self.threads), daemon=True)
        with _no_interrupt():
            process.start()
        yours.close()
        self.processes[mine] = process
        self.at[mine] = _READY

    def answers(self) -> Iterator[tuple[Connection, int, Any]]:
        """Yield each answer: the connection, the document's index, and the outcome; None where the worker died."""
        from multiprocessing.connection import wait

        ready = wait(list(self.at))
        for connection in [connection for connection in self.at if connection in ready]:
            index = self.at.pop(connection)
            try:
                yield connection, index, connection.recv()
            except (EOFError, OSError):
                yield connection, index, None

    def remove(self, connection: Connection) -> int:
        """Remove a dead worker; returns its exit code."""
        process = self.processes.pop(connection)
        connection.close()
        process.join()
        return process.exitcode or 0

    def stop(self) -> None:
        """Kill all workers."""
        for connection, process in self.processes.items():
            connection.close()
            process.kill()
        for process in self.processes.values():
            process.join()


def _in_processes(
    documents: Sequence[Loaded], reopen: Callable[[], Engines] | None, tasks: Tasks, jobs: int, threads: int
) -> Iterator[tuple[int, Outcome]]:
    # The longest first, so that no worker is left alone with it at the end.
    waiting = sorted(range(len(documents)), key=lambda index: _size(documents[index]))
    progress = tasks("documents")
    pool = _Pool(reopen, threads)
    done = 0
    try:
        for _ in range(jobs):
            pool.start()
        while pool.at:
            for connection, index, answer in pool.answers():
                if isinstance(answer, MtqaError) and not isinstance(answer, Breakdown):
                    raise answer
                code = None if answer is not None else pool.remove(connection)
                if code is not None and index == _READY:
                    raise _cannot_start(code)
                if waiting and code is not None:
                    pool.start()
                elif waiting:
                    pool.at[connection] = waiting.pop()
                    with suppress(OSError):  # it died just now; the next round handles that
                        connection.send(documents[pool.at[connection]])
                if index != _READY:
                    done += 1
                    progress(done, len(documents))
                    yield index, answer if code is None else _died(documents[index], code)
    finally:
        pool.stop()


def _cannot_start(code: int) -> UsageError:
    death = f"killed by signal {-code}" if code < 0 else f"exit code {code}"
    advice = "give --jobs 1; a script that calls mtqa.check with jobs needs `if __name__ == '__main__':`"
    return UsageError(f"a second process could not be started ({death})", advice=advice)


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """Children started in this block never receive Ctrl-C; a Ctrl-C to this process waits until the block ends."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(connection: Connection, reopen: Callable[[], Engines] | None, threads: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    confine(threads)
    rest_collector()
    with suppress(EOFError, OSError):  # the parent is gone, or has closed the connection
        try:
            engines = reopen() if reopen else None
            connection.send(_READY)
            tagger = LacTagger()
            while True:
                connection.send(_attempt(connection.recv(), engines, tagger, no_tasks))
        except MtqaError as error:
            connection.send(error)
