"""Calibration: the model's probability of a span into a score that says how often such a span is right.

Platt scaling (Platt 1999) on the log-odds, one slope and one offset a label, fitted on the development set.
"""

import math
from collections.abc import Sequence

import numpy as np

# Beyond this the log-odds of float32 probabilities are noise.
_EDGE = 1e-6

# No flatter than this, so that the order of scores stays the model's.
LEAST_SLOPE = 1e-3


def log_odds(probability: float) -> float:
    """Return the log-odds of a probability, bounded at both ends."""
    bounded = min(max(probability, _EDGE), 1 - _EDGE)
    return math.log(bounded / (1 - bounded))


def calibrated(probability: float, scaling: tuple[float, float] | None) -> float:
    """Return the score of a span: `scaling` is slope and offset of its label, None where there is none."""
    if scaling is None:
        return probability
    slope, offset = scaling
    odds = slope * log_odds(probability) + offset
    small = math.exp(-abs(odds))  # of the end that does not overflow
    return 1 / (1 + small) if odds >= 0 else small / (1 + small)


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
    weights = _newton(columns, target, np.array([1.0, 0.0]), free=[0, 1], rounds=rounds)
    if weights[0] < LEAST_SLOPE:  # the offset that is best beside the slope that it gets
        weights = _newton(columns, target, np.array([LEAST_SLOPE, 0.0]), free=[1], rounds=rounds)
    return float(weights[0]), float(weights[1])


def _newton(
    columns: np.ndarray, target: np.ndarray, weights: np.ndarray, *, free: list[int], rounds: int
) -> np.ndarray:
    """Return the weights of least loss; a step that does not lower the loss is halved, else it may run away.

    *Shape:* `columns` (spans, 2), `target` (spans,), `weights` (2,), of which those in `free` move.
    """
    identity = np.array([1.0, 0.0])
    ridge = np.diag([0.1, 0.001])  # holds a label with few spans near the identity

    def loss(at: np.ndarray) -> float:
        odds = columns @ at
        away = at - identity
        return float((np.logaddexp(0.0, odds) - target * odds).sum() + 0.5 * away @ ridge @ away)

    for _ in range(rounds):
        guess = np.exp(-np.logaddexp(0.0, -(columns @ weights)))
        gradient = columns.T @ (guess - target) + ridge @ (weights - identity)
        curvature = (columns * (guess * (1 - guess))[:, None]).T @ columns + ridge
        step = np.zeros(2)
        step[free] = np.linalg.solve(curvature[np.ix_(free, free)], gradient[free])
        while loss(weights - step) > loss(weights) and np.abs(step).max() > 1e-9:
            step = step / 2
        weights = weights - step
    return weights
