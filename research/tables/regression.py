"""Log-odds of something from its signs: logistic regression by Newton's method."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_RIDGE = 1e-3  # holds what hardly any sample has
_STEPS = 30

Vector = NDArray[np.float64]


def regression(signs: Vector, true: Vector) -> Vector:
    """Constant and weights, of samples by row; `true` is 1 or 0 for each."""
    x = np.column_stack([np.ones(len(signs)), signs])
    weights = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-(x @ weights)))
        curvature = (x * (chance * (1 - chance))[:, None]).T @ x + _RIDGE * np.eye(x.shape[1])
        weights += np.linalg.solve(curvature, x.T @ (true - chance) - _RIDGE * weights)
    return weights
