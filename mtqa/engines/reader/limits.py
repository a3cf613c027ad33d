"""How much the second reader may take: of time, of answers, of the server.

By hand, for models of 4 to 30 billion weights on one machine, where a reading takes 2 to 40 seconds.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Limits:
    """
    request_seconds  until a request has its answer
    run_seconds      for all requests of a run together
    attempts         for each request, where the server is busy or cannot be reached
    first_pause      seconds before the second attempt; each pause is twice the one before
    longest_pause    seconds, also where the server asks for more
    answer_bytes     an answer with eight findings has some 4,000
    tokens           the model may write, thoughts included
    parallel         requests at once
    failures         passages in a row, after which the server is left alone
    """

    request_seconds: float = 300.0
    run_seconds: float = 3600.0
    attempts: int = 4
    first_pause: float = 0.5
    longest_pause: float = 60.0
    answer_bytes: int = 1_000_000
    tokens: int = 3_000
    parallel: int = 2
    failures: int = 3


@dataclass
class Clock:
    """The time that a run has left. It runs only while something is read, not while the models compute."""

    limit: float
    _used: float = 0.0
    _since: float | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def start(self) -> None:
        with self._lock:
            if self._since is None:
                self._since = time.monotonic()

    def stop(self) -> None:
        with self._lock:
            if self._since is not None:
                self._used += time.monotonic() - self._since
                self._since = None

    @property
    def left(self) -> float:
        """Seconds; at least 0."""
        with self._lock:
            running = time.monotonic() - self._since if self._since is not None else 0.0
        return max(0.0, self.limit - self._used - running)
