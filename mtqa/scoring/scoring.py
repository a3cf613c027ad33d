"""Rates and writes a table: everything that `mtqa score` does except its command line."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from mtqa.engines.base import Progress, no_progress
from mtqa.errors import UsageError
from mtqa.render.base import visible
from mtqa.scoring.rating import Rater, Rating, free_names
from mtqa.scoring.source import Row
from mtqa.scoring.table import Table
from mtqa.scoring.writing import writing

#: A format of `mtqa.scoring.table.FORMATS` and a path; `-` is standard output.
Output = tuple[str, str]


@dataclass(frozen=True)
class Layout:
    """The columns that are written: their names, and their indexes in a row to which SCORE_COLUMNS were added."""

    names: tuple[str, ...]
    chosen: tuple[int, ...]

    def cells(self, row: Row, rating: Rating) -> list[Any]:
        """The cells of a rated row that are written."""
        cells = [*row, *rating.cells().values()]
        return [cells[index] for index in self.chosen]


def layout(table: Table, columns: Sequence[str] = ()) -> Layout:
    """The layout with all columns of the table and SCORE_COLUMNS, or with those in `columns`, in that order. A score
    column whose name the table already has is called mtqa_… Raises UsageError for an unknown name."""
    names = [*table.names, *free_names(table.names)]
    for name in columns:
        if name not in names:
            near = get_close_matches(name, names, n=1)
            hint = f"did you mean {visible(near[0])}? " if near else ""
            advice = f"{hint}columns are: {visible(', '.join(names))}"
            raise UsageError(f"there is no column “{visible(name)}”", where="--columns", advice=advice)
    chosen = tuple(names.index(name) for name in columns) if columns else tuple(range(len(names)))
    return Layout(tuple(names[index] for index in chosen), chosen)


@dataclass
class Count:
    """The number of rows read, and of those without an estimate."""

    rows: int = 0
    blank: int = 0


def score(
    table: Table,
    rater: Rater,
    outputs: Sequence[Output],
    form: Layout,
    only_worst: int | None = None,
    progress: Progress = no_progress,
) -> Count:
    """Write the rated table to all outputs, in its order; with `only_worst`, only that many rows, the worst first."""
    count = Count()
    with ExitStack() as stack:
        writers = [stack.enter_context(writing(*output, form.names, table)) for output in outputs]
        rated = _rated(table, rater, count, progress)
        for row, rating in _worst(rated, only_worst) if only_worst is not None else rated:
            for writer in writers:
                writer.write(form.cells(row, rating))
    return count


def _rated(table: Table, rater: Rater, count: Count, progress: Progress) -> Iterator[tuple[Row, Rating]]:
    """Every row with its rating, counted in `count`."""
    waiting: deque[Row] = deque()  # rows that the rater holds and has not rated yet

    def pairs() -> Iterator[tuple[str, str]]:
        for row in table.rows():
            waiting.append(row)
            yield table.pair(row)

    for rating in rater.rate(pairs(), table.characters, progress):
        count.rows += 1
        count.blank += rating.estimate is None
        yield waiting.popleft(), rating


def _worst(rated: Iterator[tuple[Row, Rating]], limit: int) -> Iterator[tuple[Row, Rating]]:
    """The rows of lowest quality, worst first; rows without an estimate are left out."""
    kept: list[tuple[float, int, Row, Rating]] = []
    for number, (row, rating) in enumerate(rated):
        if rating.estimate:
            entry = (-rating.estimate.quality, -number, row, rating)
            if len(kept) < limit:
                heapq.heappush(kept, entry)
            elif limit:
                heapq.heappushpop(kept, entry)
    yield from ((row, rating) for _, _, row, rating in sorted(kept, key=lambda entry: entry[:2], reverse=True))
