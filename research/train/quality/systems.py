"""Systems that translated the same source, and experts' penalties: does a metric order them as the experts do?

Pairwise accuracy with tie calibration (Deutsch, Foster, Freitag 2023, arXiv 2305.14324): of all pairs of translations
of one source, those on which metric and experts agree that one is better, or that they tie; the metric ties where its
figures differ by no more than ε, and ε is the one of highest accuracy, since no metric ties by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, groupby

from mtqa.engines.base import LanguageModel, Progress
from mtqa.text import Span
from research.train.quality.data import Judged


def accuracy(judged: Sequence[Judged], figures: Sequence[float]) -> tuple[float, float, int]:
    """Accuracy, ε and the number of pairs; a higher figure is better.

    As ε grows over the differences, one pair after the other becomes a tie of the metric, and is right or wrong as such
    from then on.
    """
    pairs = sorted(_pairs(judged, figures), key=lambda pair: abs(pair[1]))
    right = sum(human * metric > 0 for human, metric in pairs)
    best, epsilon = right, 0.0
    for size, group in groupby(pairs, key=lambda pair: abs(pair[1])):
        right += sum((human == 0) - (human * metric > 0) for human, metric in group)
        if right > best:
            best, epsilon = right, size
    return best / max(1, len(pairs)), epsilon, len(pairs)


def against_reference(judged: Sequence[Judged]) -> list[float]:
    """chrF of each translation against the human translation of its source, which users do not have."""
    from sacrebleu.metrics.chrf import CHRF

    human = {(one.document, one.source): one.target for one in judged if one.system.startswith("reference")}
    metric = CHRF()
    references = [human.get((one.document, one.source), "") for one in judged]
    return [
        metric.sentence_score(one.target, [reference]).score if reference else 0.0
        for one, reference in zip(judged, references, strict=True)
    ]


def surprisal(judged: Sequence[Judged], model: LanguageModel, progress: Progress) -> list[float]:
    """Mean ln P of each translation's tokens after its source: what the language model says without any head."""
    figures = []
    for done, one in enumerate(judged, 1):
        context = f"English: {one.source}\nChinese: "
        figures.append(model.log_probabilities([one.target], context)[0] / max(1, len(one.target)))
        progress(done, len(judged))
    return figures


def majors_hit(judged: Sequence[Judged], doubts: Sequence[Sequence[tuple[Span, float]]], least: float) -> str:
    """How many of the spans that experts marked as major a doubt of at least that probability touches, and the rate of
    doubts in translations without any error."""
    hit = spans = alarms = characters = 0
    for one, found in zip(judged, doubts, strict=True):
        marked = [span for span, chance in found if chance >= least]
        for start, end, severity in one.errors:
            if severity in ("major", "critical"):
                spans += 1
                hit += any(span.overlaps(Span(start, end)) for span in marked)
        if not one.errors:
            alarms += len(marked)
            characters += len(one.target)
    rate = 1000 * alarms / max(1, characters)
    return f"{hit} of {spans} major spans hit, {rate:.2f} alarms per 1,000 characters without errors"


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
