"""Calibration: the model's probability of a span into a score that says how often such a span is right.

Platt scaling (Platt 1999) on the log-odds, one slope and one offset a label, fitted on the development set.
"""

import math
from collections.abc import Sequence

import numpy as np

# Beyond this the log-odds of float32 probabilities are noise.
_EDGE = 1e-6


def log_odds(probability: float) -> float:
    """Return the log-odds of a probability, bounded at both ends."""
    bounded = min(max(probability, _EDGE), 1 - _EDGE)
    return math.log(bounded / (1 - bounded))


def calibrated(probability: float, scaling: tuple[float, float] | None) -> float:
    """Return the score of a span: `scaling` is slope and offset of its label, None where there is none."""
    if scaling is None:
        return probability
    slope, offset = scaling
    return 1 / (1 + math.exp(-(slope * log_odds(probability) + offset)))


def fit_scaling(probabilities: Sequence[float], right: Sequence[bool], *, rounds: int = 50) -> tuple[float, float]:
    """Fit slope and offset by Newton's method on the logistic loss, with Platt's smoothed targets.

    `probabilities` are those of predicted spans, `right` tells which of them are gold. The slope is kept positive, so
    that the order of scores is the model's.
    """
    x = np.array([log_odds(p) for p in probabilities])
    hit = np.array(right, dtype=bool)
    n_right, n_wrong = int(hit.sum()), int((~hit).sum())
    target = np.where(hit, (n_right + 1) / (n_right + 2), 1 / (n_wrong + 2))
    columns = np.stack([x, np.ones_like(x)], axis=1)
    weights = np.array([1.0, 0.0])
    ridge = np.diag([0.1, 0.001])  # holds a label with few spans near the identity
    for _ in range(rounds):
        guess = 1 / (1 + np.exp(-columns @ weights))
        gradient = columns.T @ (guess - target) + ridge @ (weights - [1.0, 0.0])
        curvature = (columns * (guess * (1 - guess))[:, None]).T @ columns + ridge
        weights = weights - np.linalg.solve(curvature, gradient)
    return max(float(weights[0]), 1e-3), float(weights[1])
