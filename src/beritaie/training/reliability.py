"""Reliability: of spans and speakers with a score of 0.9, are nine in ten right?"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from rich.table import Table

from beritaie.schema import LONG_LABELS, Article, SpeechValue
from beritaie.training.evaluate import closest, same_speaker

SCORE_BOUNDS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)


@dataclass(frozen=True, slots=True)
class ScoreBand:
    """What has a score from `low` to `high`: how many, how many right, how many the scores promise."""

    low: float
    high: float
    count: int
    right: int
    promised: float


def span_reliability(gold: Iterable[Article], predicted: Iterable[Article]) -> list[ScoreBand]:
    """Group predicted spans by score; in a calibrated model, about as many are right as the scores promise."""
    return _bands(
        (mention.score or 0.0, (mention.start, mention.end, mention.label) in wanted)
        for want, got in zip(gold, predicted, strict=True)
        for wanted in [{(m.start, m.end, m.label) for m in want.mentions}]
        for mention in got.mentions
    )


def speaker_reliability(gold: Iterable[Article], predicted: Iterable[Article]) -> list[ScoreBand]:
    """Group the predicted QUOTEs and CLAIMs that are of the gold, bounds aside, by the score of their speaker."""
    return _bands(
        (mention.value.speaker_score or 0.0, same_speaker(mention, wanted))
        for want, got in zip(gold, predicted, strict=True)
        for label in LONG_LABELS
        for mention in got.by_label(label)
        if isinstance(mention.value, SpeechValue) and (wanted := closest(mention, want.by_label(label)))
    )


def _bands(scored: Iterable[tuple[float, bool]]) -> list[ScoreBand]:
    pairs = list(scored)
    bands = []
    for low, high in pairwise(SCORE_BOUNDS):
        band = [(score, right) for score, right in pairs if low <= score < high or score == high == 1.0]
        right = sum(is_right for _, is_right in band)
        bands.append(ScoreBand(low, high, len(band), right, sum(score for score, _ in band)))
    return bands


def reliability_table(title: str, bands: Iterable[ScoreBand]) -> Table:
    """Return a table of score bands."""
    table = Table("score", title, "right", "promised")
    for band in bands:
        table.add_row(f"{band.low:.2f} to {band.high:.2f}", str(band.count), str(band.right), f"{band.promised:.0f}")
    return table
