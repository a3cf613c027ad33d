"""Values that are made when they are first needed, or before that by threads beside."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Lock, Thread, main_thread
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Later(Generic[T]):
    """A value that the first thread that asks for it makes, while others wait."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make: Callable[[], T] | None = make
        self._making = Lock()

    def __call__(self) -> T:
        with self._making:
            if self._make is not None:
                self._value = self._make()
                self._make = None
        return self._value


def begin(values: Iterable[Later[Any]], threads: int) -> None:
    """Make the values, one after the other, in so many threads. They stop when the program ends, and at the first
    error: who asks for the value meets it again."""
    waiting = deque(values)

    def work() -> None:
        with suppress(Exception):
            while waiting and main_thread().is_alive():
                waiting.popleft()()

    for _ in range(threads):
        Thread(target=work, name="mtqa packs weights").start()
