"""Ridge regression of assessments on mean states, which also learns which of two translations of a source is better.

The second task has rows of its own: the difference of the states of a better and a worse translation has to give
`gap`, with `contrast` as its weight beside an assessment. Penalty and weight are chosen by cross-validation.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

PENALTIES = (40_000.0,)  # of 3,000 to 100,000 tried by cross-validation on train; from 30,000 on the curve is flat
CONTRASTS = (0.0, 0.3, 1.0)
#: Standard deviations of assessment between an edited and a spoiled translation and their betters.
EDITED, SPOILED = 0.5, 1.5
#: The penalty of a pair's figures is smaller, since each says more than one of 7,680 dimensions of the states: by 10 or
#: 100, Pearson is 0.535 and 0.529 on rows of train that the translator was not trained on; without figures 0.525.
FIGURES_FACTOR = 10.0
FOLDS = 2


def folds(groups: Sequence[object]) -> list[int]:
    """A fold for each row; rows of one group are in the same fold."""
    different = sorted(set(map(str, groups)))
    random.Random(0).shuffle(different)
    fold = {group: index % FOLDS for index, group in enumerate(different)}
    return [fold[str(group)] for group in groups]


@dataclass(frozen=True)
class Sums:
    """The sums over some rows that a least-squares fit needs."""

    gram: Tensor
    product: Tensor

    @classmethod
    def of(cls, x: Tensor, y: Tensor) -> Sums:
        return cls(x.T @ x, x.T @ y)


def solve(
    assessed: Sequence[Sums], contrasted: Sequence[Sums], penalty: float, contrast: float, figures: int = 0
) -> Tensor:
    """The weights for all these rows; those of the last `figures` columns have a smaller penalty."""
    import torch

    gram, product = assessed[0].gram.clone(), assessed[0].product.clone()
    for sums, weight in [(one, 1.0) for one in assessed[1:]] + [(one, contrast) for one in contrasted]:
        gram.add_(sums.gram, alpha=weight)
        product.add_(sums.product, alpha=weight)
    penalties = torch.full((len(gram),), penalty)
    penalties[len(gram) - figures :] /= FIGURES_FACTOR
    gram.diagonal().add_(penalties)
    return torch.cholesky_solve(product[:, None], torch.linalg.cholesky(gram))[:, 0]


def correlation(a: Tensor, b: Tensor) -> float:
    """Pearson's correlation."""
    a, b = a.double() - a.double().mean(), b.double() - b.double().mean()
    return float((a * b).sum() / (a.norm() * b.norm()).clamp(min=1e-12))
