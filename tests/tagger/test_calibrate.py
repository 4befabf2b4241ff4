from math import exp, log, log1p

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beritaie.tagger.calibrate import calibrated, fit_scaling, log_odds

probabilities = st.floats(0.0, 1.0)


@pytest.mark.parametrize(
    ("probability", "expected"),
    [(0.5, 0.0), (0.75, log(3)), (0.25, -log(3)), (1.0, log(1e6 - 1)), (0.0, -log(1e6 - 1)), (1e-30, -log(1e6 - 1))],
)
def test_log_odds_are_bounded(probability: float, expected: float) -> None:
    assert log_odds(probability) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("probability", "scaling", "score"),
    [
        (0.3, None, 0.3),
        (0.3, (1.0, 0.0), 0.3),
        (0.5, (2.0, 0.0), 0.5),
        (0.5, (1.0, log(3)), 0.75),
        (0.75, (2.0, 0.0), 0.9),
        (1.0, None, 1.0),
        (1.0, (1.0, 0.0), 1 - 1e-6),
        (0.0, (1.0, 0.0), 1e-6),
        (0.0, (1000.0, 0.0), 0.0),  # neither end overflows
        (1.0, (1000.0, 0.0), 1.0),
    ],
)
def test_calibrated(probability: float, scaling: tuple[float, float] | None, score: float) -> None:
    assert calibrated(probability, scaling) == pytest.approx(score)


@given(probabilities, probabilities, st.floats(1e-3, 50.0), st.floats(-20.0, 20.0))
def test_the_order_of_scores_is_the_models(a: float, b: float, slope: float, offset: float) -> None:
    low, high = sorted([a, b])
    assert 0.0 <= calibrated(low, (slope, offset)) <= calibrated(high, (slope, offset)) <= 1.0


def objective(slope: float, offset: float, given_probabilities: list[float], right: list[bool]) -> float:
    """What `fit_scaling` makes least: the logistic loss on Platt's targets, and what holds it near the identity."""
    n_right, n_wrong = sum(right), len(right) - sum(right)
    total = 0.05 * (slope - 1) ** 2 + 0.0005 * offset**2
    for p, hit in zip(given_probabilities, right, strict=True):
        target = (n_right + 1) / (n_right + 2) if hit else 1 / (n_wrong + 2)
        bounded = min(max(p, 1e-6), 1 - 1e-6)
        odds = slope * log(bounded / (1 - bounded)) + offset
        total += max(odds, 0.0) + log1p(exp(-abs(odds))) - target * odds
    return total


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(probabilities, st.booleans()), max_size=40))
def test_no_neighbour_of_the_fit_is_better(pairs: list[tuple[float, bool]]) -> None:
    given_probabilities, right = [p for p, _ in pairs], [hit for _, hit in pairs]
    slope, offset = fit_scaling(given_probabilities, right)
    best = objective(slope, offset, given_probabilities, right)
    assert slope > 0
    for step in (1e-2, 0.3):
        assert best <= objective(slope + step, offset, given_probabilities, right) + 1e-6
        assert best <= objective(slope, offset + step, given_probabilities, right) + 1e-6
        assert best <= objective(slope, offset - step, given_probabilities, right) + 1e-6
        if slope > 1e-3 + step:
            assert best <= objective(slope - step, offset, given_probabilities, right) + 1e-6


def test_no_spans_leave_the_score_alone() -> None:
    assert fit_scaling([], []) == pytest.approx((1.0, 0.0))


def test_scores_say_how_often_spans_are_right() -> None:
    random = np.random.default_rng(0)
    truth = random.uniform(0.02, 0.98, 20_000)
    right = random.random(20_000) < truth
    odds = (np.log(truth / (1 - truth)) - 0.7) / 0.5  # a model that is too sure of itself, by slope 0.5 and offset 0.7
    stated = 1 / (1 + np.exp(-odds))
    slope, offset = fit_scaling(stated.tolist(), right.tolist())
    assert (slope, offset) == (pytest.approx(0.5, abs=0.03), pytest.approx(0.7, abs=0.05))
    scores = np.array([calibrated(p, (slope, offset)) for p in stated])
    for low in np.arange(0.0, 1.0, 0.1):
        inside = (scores >= low) & (scores < low + 0.1)
        assert right[inside].mean() == pytest.approx(scores[inside].mean(), abs=0.05)


def test_a_model_that_is_sure_of_what_is_wrong_is_believed_little() -> None:
    """Where the odds speak against the model, the slope stays positive and the offset alone gives the rate."""
    stated = [0.99] * 20 + [0.6] * 20
    right = [False] * 20 + [True] * 10 + [False] * 10
    slope, offset = fit_scaling(stated, right)
    assert slope == pytest.approx(1e-3)
    scores = [calibrated(p, (slope, offset)) for p in stated]
    assert np.mean(scores) == pytest.approx(np.mean(right), abs=0.05)
