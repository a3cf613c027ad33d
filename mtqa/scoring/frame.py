"""Scores pairs in memory and returns a DataFrame: `mtqa.score`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas

from mtqa.errors import UsageError
from mtqa.scoring.rating import SCORE_COLUMNS, Rater, free_names
from mtqa.scoring.source import text

_PAIR_COLUMNS = ["source", "target"]


def score(
    pairs: Iterable[tuple[str, str]] | pandas.DataFrame, config: str | None, options: Mapping[str, Any]
) -> pandas.DataFrame:
    """The frame with SCORE_COLUMNS added at its end, under the names of `free_names`. Raises UsageError if the pairs
    are not pairs of strings, or the frame lacks a column."""
    from mtqa.config.load import from_keywords
    from mtqa.engines.load import open_raters
    from mtqa.engines.threads import restored
    from mtqa.storage import open_cache

    settled = from_keywords(options, config)
    frame = _frame(pairs)
    with open_cache(settled.cache, settled.max_cache_bytes) as cache, restored():
        estimator, embedder = open_raters(settled, cache=cache) if settled.models else (None, None)
        rater = Rater(estimator, settled, embedder=embedder)
        return rated(frame, rater)


def rated(frame: pandas.DataFrame, rater: Rater) -> pandas.DataFrame:
    """A new frame with SCORE_COLUMNS; figures are NaN in rows without an estimate."""
    columns = [[text(cell) for cell in frame[name]] for name in _PAIR_COLUMNS]
    ratings = [rating.cells() for rating in rater.rate(zip(*columns, strict=True))]
    added = pandas.DataFrame(ratings, columns=list(SCORE_COLUMNS)).astype(dict.fromkeys(SCORE_COLUMNS[:-1], float))
    names = free_names(frame.columns)  # assigned, not joined: an index with duplicate entries would multiply rows
    return frame.assign(**{name: added[column].to_numpy() for name, column in zip(names, SCORE_COLUMNS, strict=True)})


def _frame(pairs: Iterable[tuple[str, str]] | pandas.DataFrame) -> pandas.DataFrame:
    if isinstance(pairs, pandas.DataFrame):
        if missing := [name for name in _PAIR_COLUMNS if name not in pairs]:
            what = f"the frame has no column {' and no column '.join(missing)}"
            raise UsageError(what, where="mtqa.score", advice="rename its columns to source and target")
        return pairs
    rows = list(pairs)
    if any(isinstance(row, str) or len(row) != len(_PAIR_COLUMNS) for row in rows):
        raise UsageError(
            "each pair must be (source, translation)", where="mtqa.score", advice="give tuples of two strings"
        )
    return pandas.DataFrame(rows, columns=_PAIR_COLUMNS)
