"""The order of the rows: the same for an epoch at each call, so that a run can continue anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from research.train.translator.binary import BOTH, FROM_CHINESE, FROM_ENGLISH, Data

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

#: Examples sorted by length at a time: enough for batches without padding, too few for an order by length.
_POOL = 100_000


@dataclass(frozen=True)
class Marks:
    """Ids of special tokens."""

    end: int
    pad: int
    codes: dict[str, int]  # of the target languages


@dataclass(frozen=True)
class Batch:
    """A batch. `inputs` begin with the code of the target language; `labels` are the target and its end,
    −100 where nothing is to be learned; `decoder` is the target one place to the right."""

    inputs: Tensor
    mask: Tensor
    decoder: Tensor
    labels: Tensor
    tokens: int  # of the target


@dataclass(frozen=True)
class Epochs:
    """Batches of at most `tokens` tokens, padding included, for source and target separately."""

    data: Data
    marks: Marks
    tokens: int
    seed: int

    def batches(self, epoch: int, start: int = 0) -> Iterator[Batch]:
        """The batches of an epoch, from number `start` on."""
        plan = self.plan(epoch)
        return (self._batch(part) for part in plan[start:])

    def plan(self, epoch: int) -> list[NDArray[np.int64]]:
        """The examples of every batch. An example is 2 × row, plus one for English → Chinese."""
        import numpy as np

        random = np.random.default_rng((self.seed, epoch))
        examples = random.permutation(self._examples(random))
        plan: list[NDArray[np.int64]] = []
        for start in range(0, len(examples), _POOL):
            pool = examples[start : start + _POOL]
            pool = pool[np.lexsort((self._targets[pool], self._longest[pool]))]
            plan += self._cut(pool)
        return [plan[index] for index in random.permutation(len(plan))]

    def _examples(self, random: np.random.Generator) -> NDArray[np.int64]:
        """Each row as often as the integer part of its weight, and once more with the probability of the rest."""
        import numpy as np

        times = np.floor(self.data.weights + random.random(len(self.data))).astype(np.int64)
        rows = np.repeat(np.arange(len(self.data)), times)
        ways = self.data.ways[rows]
        from_chinese = 2 * rows[(ways == BOTH) | (ways == FROM_CHINESE)]
        from_english = 2 * rows[(ways == BOTH) | (ways == FROM_ENGLISH)] + 1
        return np.concatenate([from_chinese, from_english])

    def _cut(self, pool: NDArray[np.int64]) -> list[NDArray[np.int64]]:
        """The sorted examples in runs whose padded size fits."""
        cuts, longest, first = [0], 0, 0
        for index, length in enumerate(self._longest[pool].tolist()):
            longest = max(longest, length)
            if index > first and (index - first + 1) * longest > self.tokens:
                cuts.append(index)
                first, longest = index, length
        return [pool[start:end] for start, end in zip(cuts, [*cuts[1:], len(pool)], strict=True)]

    @cached_property
    def _targets(self) -> NDArray[np.int64]:
        """Length of every example's target."""
        import numpy as np

        return np.stack([self.data.lengths("en"), self.data.lengths("zh")], axis=1).ravel() + 1

    @cached_property
    def _longest(self) -> NDArray[np.int64]:
        """Length of every example's longer side, with code and end mark."""
        import numpy as np

        return np.repeat(np.maximum(self.data.lengths("zh"), self.data.lengths("en")), 2) + 2

    def _batch(self, examples: NDArray[np.int64]) -> Batch:
        import torch

        sources, targets = [], []
        for example in examples.tolist():
            row, to_chinese = divmod(example, 2)
            source, target = ("en", "zh") if to_chinese else ("zh", "en")
            sources.append([self.marks.codes[target], *self.data.side(row, source).tolist(), self.marks.end])
            targets.append([*self.data.side(row, target).tolist(), self.marks.end])
        inputs = torch.tensor(_padded(sources, self.marks.pad))
        labels = torch.tensor(_padded(targets, -100))
        decoder = labels.roll(1, dims=1)
        decoder[:, 0] = self.marks.pad  # the first input of a Marian decoder
        decoder[decoder == -100] = self.marks.pad
        return Batch(inputs, (inputs != self.marks.pad).long(), decoder, labels, int((labels != -100).sum()))


def _padded(rows: list[list[int]], filler: int) -> list[list[int]]:
    width = max(map(len, rows))
    return [row + [filler] * (width - len(row)) for row in rows]
