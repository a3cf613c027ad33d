"""Progress bars on stderr for long tasks; none where stderr is not a terminal."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING

from mtqa.engines.base import Progress

if TYPE_CHECKING:
    from rich.progress import TaskID


class Bars:
    """The bars of a run's tasks; they disappear when it ends."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as RichProgress

        self._console = Console(stderr=True)
        self._bars = RichProgress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._stages: dict[str, TaskID] = {}

    def __enter__(self) -> Bars:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def task(self, title: str) -> Progress:
        """A bar that appears at the first step of its task."""
        return lambda done, total: self.stage(title, done, total)

    def stage(self, title: str, done: int, total: int) -> None:
        """Move the bar of that title."""
        from mtqa.render.base import visible

        if title not in self._stages:
            self._stages[title] = self._bars.add_task(visible(title))
        self._bars.update(self._stages[title], completed=done, total=total)

    def say(self, message: str) -> None:
        """Print a line above the bars; it stays when they disappear."""
        self._console.print(message, markup=False, highlight=False, soft_wrap=True)
