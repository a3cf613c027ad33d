"""A function on many items in a few threads, each result as soon as it is there.

The threads of concurrent.futures are waited for when the program ends, for as long as a server keeps them waiting;
these end with it, so that Ctrl-C is obeyed at once.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_parallel(
    function: Callable[[Item], Result], items: Sequence[Item], threads: int
) -> Iterator[tuple[int, Result]]:
    """Yield index and result of every item, in the order in which they are ready. Raises what the function raises.
    When the caller stops, no item is begun any more."""
    waiting = iter(range(len(items)))
    lock, stopped = threading.Lock(), threading.Event()
    results: queue.SimpleQueue[tuple[int, Result | None, BaseException | None]] = queue.SimpleQueue()

    def work() -> None:
        while not stopped.is_set():
            with lock:
                index = next(waiting, None)
            if index is None:
                return
            try:
                results.put((index, function(items[index]), None))
            except BaseException as error:  # noqa: BLE001  raised again by the caller's thread
                results.put((index, None, error))

    for _ in range(min(threads, len(items))):
        threading.Thread(target=work, daemon=True).start()
    try:
        for _ in items:
            index, result, error = results.get()
            if error is not None:
                raise error
            yield index, result  # type: ignore[misc]
    finally:
        stopped.set()
