"""Partial credit for a span that is found in part: MPP of arXiv 2603.19921.

"Match with partial overlap and partial credit": findings and gold spans are paired one to one so that the sum of
2 × shared characters / (characters of the one + of the other) is greatest. Precision is the mean over all findings of
the share of their characters that the partner has too, recall the mean over all gold spans of the share that was
found; what has no partner counts 0. Averaged over the spans of all documents (micro), and without the paper's penalty
for a wrong severity. A finding over a whole sentence earns little here, where plain overlap gives it full marks.
"""

from __future__ import annotations

from collections.abc import Sequence

from mtqa.text import Span


def credit(found: Sequence[Span], gold: Sequence[Span]) -> tuple[float, float]:
    """Sums over one document: shares of the found spans, and of the gold spans, that their partners cover.

    >>> credit([Span(0, 4)], [Span(2, 4), Span(10, 12)])
    (0.5, 1.0)
    """
    found = [one for one in found if len(one) and any(map(one.overlaps, gold))]  # the others have no partner
    gold = [one for one in gold if any(map(one.overlaps, found))]
    gains = [[2 * _shared(one, other) / (len(one) + len(other)) for other in gold] for one in found]
    shared = [(found[i], gold[j], _shared(found[i], gold[j])) for i, j in pairs(gains)]
    return sum(both / len(one) for one, _, both in shared), sum(both / len(other) for _, other, both in shared)


def _shared(one: Span, other: Span) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))


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
        for other in columns:
            cost = -gains[row - 1][other - 1] - row_price[row] - price[other]
            if other not in visited and cost < slack[other]:
                slack[other], came_from[other] = cost, column
        nearest = min((other for other in columns if other not in visited), key=slack.__getitem__)
        step = slack[nearest]
        for other in visited:
            row_price[assigned[other]] += step
            price[other] -= step
        slack = [value - step for value in slack]
        visited.append(nearest)
    while column:
        assigned[column] = assigned[came_from[column]]
        column = came_from[column]
