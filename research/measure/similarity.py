"""How well the embedder's cosine and the predicted quality separate translations from unrelated pairs.

Unrelated pairs are the same sentences, each beside the translation of a sentence some lines away.
`research.tables.unrelated` combines the embedder with the words.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from mtqa.engines.base import Embedder, Progress, QualityEstimator

_LIMITS = 0.2, 0.25, 0.3, 0.4, 0.5
_DISTANCES = 1, 5  # lines
_PERCENTILES = 3, 10, 20, 30, 50


def similarity(
    english: Path,
    chinese: Path,
    count: int,
    embedder: Embedder,
    estimator: QualityEstimator | None,
    progress: Progress,
) -> str:
    """Two tables in Markdown, of files that are translations line by line; the second of `count` lines, 0 for none."""
    sources, targets = (path.read_text(encoding="utf-8").splitlines() for path in (english, chinese))
    embedder.embed(sources[:1])  # loads the model
    begin = time.perf_counter()
    ours, theirs = (embedder.embed(side) for side in (sources, targets))
    speed = (len(sources) + len(targets)) / (time.perf_counter() - begin)
    lines = ["| similarity under | of translations | " + " | ".join(f"{away} lines away" for away in _DISTANCES) + " |"]
    lines.append("|---" * (2 + len(_DISTANCES)) + "|")
    cosines = [(ours * np.roll(theirs, -away, axis=0)).sum(1) for away in (0, *_DISTANCES)]
    for limit in _LIMITS:
        lines.append(f"| {limit:g} | " + " | ".join(_share(one, limit) for one in cosines) + " |")
    lines += ["", f"{len(sources)} pairs, {speed:.0f} sentences a second"]
    if estimator is not None and count:
        pairs = list(zip(sources, [*targets[_DISTANCES[-1] :], *targets[: _DISTANCES[-1]]], strict=True))[:count]
        lines += ["", *_percentiles([one.percentile for one in estimator.estimate(pairs, progress) if one])]
    return "\n".join(lines)


def _share(figures: np.ndarray, limit: float) -> str:
    return f"{float((figures < limit).mean()):.1%} ({int((figures < limit).sum())})"


def _percentiles(found: Sequence[float]) -> list[str]:
    """How many unrelated pairs have at most each percentile of quality."""
    table = [f"| {most} | {sum(one <= most for one in found)} |" for most in _PERCENTILES]
    head = [
        f"| percentile of quality at most | of {len(found)} unrelated pairs, {_DISTANCES[-1]} lines away |",
        "|---|---|",
    ]
    return [*head, *table, "", f"the highest: {max(found, default=0.0):.1f}"]
