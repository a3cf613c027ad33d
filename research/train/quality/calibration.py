"""Calibration of a head's output to a quality from 0 to 100 and to probabilities: slope and intercept (Platt 1999)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor


def logistic(values: Tensor, true: Tensor) -> tuple[float, float]:
    """Slope and intercept of the log-odds that something is true, by Newton's method. If `true` has shares, such as an
    assessment out of 100, the sigmoid of the line is the expected share. It is bounded, unlike a line, so that even the
    worst corruption has a quality."""
    import torch

    x = torch.stack([values.double(), torch.ones(len(values), dtype=torch.double)], 1)
    weights = torch.zeros(2, dtype=torch.double)
    for _ in range(30):
        chance = torch.sigmoid(x @ weights)
        curvature = (x * (chance * (1 - chance))[:, None]).T @ x + 1e-6 * torch.eye(2, dtype=torch.double)
        weights += torch.linalg.solve(curvature, x.T @ (true.double() - chance))
    return float(weights[0]), float(weights[1])
