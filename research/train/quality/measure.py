"""Figures of heads and changes on data that nothing was learnt from: on dev, and on systems that experts judged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtqa.engines.base import BAD_BELOW, Progress
from mtqa.engines.causal.model import CausalLanguageModel
from mtqa.engines.quality.estimator import doubts as doubted
from mtqa.engines.quality.forced_decoding import FIGURES, PARTS, ForcedDecoder
from mtqa.engines.quality.heads import Heads, standard
from mtqa.engines.quality.states import PairReader
from research.train.quality import figures, ridge, systems, words
from research.train.quality.data import Judged, Row
from research.train.quality.features import assessments, pools
from research.train.quality.towers import Sample

if TYPE_CHECKING:
    from torch import Tensor

Tasks = Callable[[str], Progress]
_ODDS = (0.0, 0.5, 1.0, 1.5, 1.73, 2.0)  # 1.73 nats are the probability of 85 % from which a word is reported
_LEVELS = (0.5, 0.6, 0.7, 0.8, 0.9)  # probabilities of a doubt


@dataclass(frozen=True)
class Part:
    """A set, with the rows of its table."""

    samples: list[Sample]
    rows: list[Row]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [one.pair for one in self.samples]

    @property
    def machine(self) -> list[int]:
        """The samples that were assessed, in the order of the rows."""
        return [index for index, one in enumerate(self.samples) if one.z is not None]


class Measure:
    """Measures the heads and changes of one file."""

    def __init__(self, heads: Heads, model: CausalLanguageModel, decoder: ForcedDecoder, tasks: Tasks) -> None:
        self._heads, self._model, self._tasks = heads, model, tasks
        self.reader = PairReader(model.network, decoder, heads.changes)

    def on_dev(self, dev: Part, every: Part, below: Tensor, threshold: float) -> list[str]:
        """The figures on dev, beside those of the source alone. `every` is the training data, `below` its summaries."""
        sources = pools([(row.source, "") for row in dev.rows], self.reader, None, self._tasks("reading sources"))
        alone = _source_alone(every, below, sources[:, : (sources.shape[1] - FIGURES) // PARTS])
        return self.on_rows(dev, threshold, figures.Beside(alone, figures.unseen(every.rows, dev.rows)))

    def on_rows(self, dev: Part, threshold: float, beside: figures.Beside | None = None) -> list[str]:
        """The figures on rows, without the training data unless `beside` has what is known of it."""
        import torch

        heads, tuned = self._heads, self.reader
        assessed = assessments(dev.pairs, heads, tuned, self._tasks("reading dev"))
        quality = torch.tensor([one.quality for one in assessed])
        lines = figures.report(dev.samples, quality, dev.rows, beside)
        seen = [
            words.seen(row.words, tuned.spans(row.target), assessed[index].odds)
            for row, index in zip(dev.rows, dev.machine, strict=True)
        ]
        lines += figures.tagged([word for row in seen for word in row], threshold, _ODDS)
        lines += figures.by_editor(seen, threshold)
        steep, moved = heads.weights["bad"].tolist()
        chances = torch.sigmoid(quality[dev.machine] * steep + moved).tolist()
        return lines + figures.reliability(chances, [row.assessment < BAD_BELOW for row in dev.rows])

    def on_systems(self, judged: Sequence[Judged]) -> list[str]:
        """The accuracy of the order of systems, against experts' penalties."""
        pairs = [(one.source, one.target) for one in judged]
        assessed = assessments(pairs, self._heads, self.reader, self._tasks("reading mqm"))
        metrics = {
            "quality": [one.quality for one in assessed],
            "chrF against the human translation": systems.against_reference(judged),
            "mean log-probability": systems.surprisal(judged, self._model, self._tasks("surprisal")),
        }
        lines = []
        for name, figures_ in metrics.items():
            value, epsilon, count = systems.accuracy(judged, figures_)
            lines.append(
                f"Bio MQM, {count:,} pairs of systems, {name}: accuracy {value:.3f} (ties within {epsilon:.3f})"
            )
        doubts = [
            [(doubt.span, doubt.chance) for doubt in doubted(self.reader.spans(one.target), found.odds)]
            for one, found in zip(judged, assessed, strict=True)
        ]
        return lines + [f"  doubts from {least}: {systems.majors_hit(judged, doubts, least)}" for least in _LEVELS]


def _source_alone(every: Part, below: Tensor, known: Tensor) -> Tensor:
    """The predictions for `known` of a ridge on the states of the sources alone: a warning beside every figure."""
    import torch

    mine = below[every.machine, : known.shape[1]].float()
    scale = {"pools.mean": mine.mean(0), "pools.deviation": mine.std(0) + 1e-3}
    z = torch.tensor([one.z for one in every.samples if one.z is not None])
    weights = ridge.solve([ridge.Sums.of(standard(mine, scale, "pools"), z)], [], 10_000.0, 0.0)
    return standard(known, scale, "pools") @ weights
