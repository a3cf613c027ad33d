"""Logistic regression by Newton's method: log-odds from signs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_RIDGE = 1e-3  # keeps the weights of signs finite that few samples have
_STEPS = 30

Vector = NDArray[np.float64]


def regression(signs: Vector, true: Vector) -> Vector:
    """The constant and the weights; `signs` has a row per sample, `true` is 1 or 0 for each."""
    x = np.column_stack([np.ones(len(signs)), signs])
    weights = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-(x @ weights)))
        curvature = (x * (chance * (1 - chance))[:, None]).T @ x + _RIDGE * np.eye(x.shape[1])
        weights += np.linalg.solve(curvature, x.T @ (true - chance) - _RIDGE * weights)
    return weights
