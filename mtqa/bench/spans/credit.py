"""Partial credit for a span that is found in part: MPP of arXiv 2603.19921.

"Match with partial overlap and partial credit": findings and gold spans are paired one to one so that the sum of
2 × shared characters / (characters of the finding + of the gold span) is greatest. Precision is the mean over all
findings of the share of their characters that the partner has too, recall the mean over all gold spans of the share
that was found; what has no partner counts 0. Averaged over the spans of all documents (micro), and without the paper's
penalty for a wrong severity. A finding over a whole sentence earns little here, where plain overlap gives it full
marks.
"""

from __future__ import annotations

from collections.abc import Sequence

from mtqa.text import Span


def credit(found: Sequence[Span], gold: Sequence[Span]) -> tuple[float, float]:
    """Sums over one document: shares of the found spans, and of the gold spans, that their partners cover.

    >>> credit([Span(0, 4)], [Span(2, 4), Span(10, 12)])
    (0.5, 1.0)
    """
    found = [span for span in found if len(span) and any(map(span.overlaps, gold))]  # the rest have no partner
    gold = [mark for mark in gold if any(map(mark.overlaps, found))]
    gains = [[2 * _shared(span, mark) / (len(span) + len(mark)) for mark in gold] for span in found]
    shared = [(found[i], gold[j], _shared(found[i], gold[j])) for i, j in pairs(gains)]
    return sum(both / len(span) for span, _, both in shared), sum(both / len(mark) for _, mark, both in shared)


def _shared(first: Span, second: Span) -> int:
    return max(0, min(first.end, second.end) - max(first.start, second.start))


def pairs(gains: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Rows and columns paired one to one so that the sum of gains is greatest.

    >>> pairs([[3, 2], [2, 0]])
    [(1, 0), (0, 1)]
    """
    width = len(gains[0]) if gains else 0
    if len(gains) > width:
        transposed = pairs([[row[column] for row in gains] for column in range(width)])
        return [(row, column) for column, row in transposed]
    assigned = [0] * (width + 1)  # the row of each column, counted from 1; column 0 has the row that is assigned next
    prices = [0.0] * (len(gains) + 1), [0.0] * (width + 1)
    for row in range(1, len(gains) + 1):
        assigned[0] = row
        _assign(gains, assigned, *prices)
    return [(assigned[column] - 1, column - 1) for column in range(1, width + 1) if assigned[column]]


def _assign(gains: Sequence[Sequence[float]], assigned: list[int], row_price: list[float], price: list[float]) -> None:
    """The Hungarian method: assign the row in column 0 along the cheapest augmenting path. The prices of rows and
    columns keep every reduced cost, −gain − row price − price, at 0 or above."""
    columns = range(1, len(assigned))
    came_from = [0] * len(assigned)
    slack = [float("inf")] * len(assigned)
    visited = [0]
    while assigned[column := visited[-1]]:
        row = assigned[column]
        for candidate in columns:
            cost = -gains[row - 1][candidate - 1] - row_price[row] - price[candidate]
            if candidate not in visited and cost < slack[candidate]:
                slack[candidate], came_from[candidate] = cost, column
        nearest = min((candidate for candidate in columns if candidate not in visited), key=slack.__getitem__)
        step = slack[nearest]
        for seen in visited:
            row_price[assigned[seen]] += step
            price[seen] -= step
        slack = [value - step for value in slack]
        visited.append(nearest)
    while column:
        assigned[column] = assigned[came_from[column]]
        column = came_from[column]
