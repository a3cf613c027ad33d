"""Systems that translated the same source, and experts' penalties: does a metric order them as the experts do?

Pairwise accuracy with tie calibration (Deutsch, Foster, Freitag 2023, arXiv 2305.14324): of all pairs of translations
of one source, those on which metric and experts agree that one is better, or that they tie; the metric ties where its
figures differ by no more than ε, and ε is the one of highest accuracy, since no metric ties by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, groupby

from mtqa.bench.quality.data import Judged


def accuracy(judged: Sequence[Judged], figures: Sequence[float]) -> tuple[float, float, int]:
    """Accuracy, ε and the number of pairs; a higher figure is better.

    As ε grows over the differences, one pair after the other becomes a tie of the metric, and is right or wrong as such
    from then on.
    """
    pairs = sorted(_pairs(judged, figures), key=lambda pair: abs(pair[1]))
    right = sum(human * metric > 0 for human, metric in pairs)
    best, epsilon = 0, 0.0
    for size, group in groupby(pairs, key=lambda pair: abs(pair[1])):
        right += sum((human == 0) - (human * metric > 0) for human, metric in group)
        if right > best:
            best, epsilon = right, size
    return best / max(1, len(pairs)), epsilon, len(pairs)


def _pairs(judged: Sequence[Judged], figures: Sequence[float]) -> Iterator[tuple[float, float]]:
    """(experts' difference, metric's difference) of every two translations of one source by different systems."""
    sources = defaultdict(list)
    for index, one in enumerate(judged):
        if not one.system.startswith("reference"):
            sources[one.document, one.source].append(index)
    for group in sources.values():
        for a, b in combinations(group, 2):
            if judged[a].system != judged[b].system:
                yield judged[b].penalty - judged[a].penalty, figures[a] - figures[b]
