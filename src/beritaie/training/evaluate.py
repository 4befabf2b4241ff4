"""Evaluation: strict span scores with their counts, the shared characters of long spans, and values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from rich.table import Table

from beritaie.schema import (
    LABELS,
    LONG_LABELS,
    Article,
    DateValue,
    FigureValue,
    Label,
    Mention,
    PersonValue,
    RegionValue,
    RoleValue,
    Value,
)
from beritaie.schema.article import fold

# The labels whose values are computed from the mention and its context.
VALUE_LABELS = (Label.DATE, Label.FIGURE, Label.REGION, Label.ROLE, Label.PERSON)

SCORE_BOUNDS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)


@dataclass(slots=True)
class Counts:
    """How many were right, predicted and in the gold."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    def add(self, right: int, predicted: int, gold: int) -> None:
        """Add the counts of one more article."""
        self.right += right
        self.predicted += predicted
        self.gold += gold

    @property
    def precision(self) -> float:
        """Share of the predicted that are right, 0 to 1."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that were found, 0 to 1."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two, 0 where there is nothing."""
        return 2 * self.right / (self.predicted + self.gold) if self.predicted + self.gold else 0.0


def score(gold: Iterable[Article], predicted: Iterable[Article]) -> dict[str, Counts]:
    """Compare articles pairwise, in order.

    Returns counts by label (exact start, end and label), `micro` over all, and `QUOTE overlap` and `CLAIM overlap` in
    characters.
    """
    counts = {name: Counts() for name in ("micro", *LABELS, *(f"{label} overlap" for label in LONG_LABELS))}
    for want, got in zip(gold, predicted, strict=True):
        for label in LABELS:
            wanted, found = _places(want.mentions, label), _places(got.mentions, label)
            row = len(wanted & found), len(found), len(wanted)
            counts[label].add(*row)
            counts["micro"].add(*row)
        for label in LONG_LABELS:
            a, b = _characters(want.mentions, label), _characters(got.mentions, label)
            counts[f"{label} overlap"].add(len(a & b), len(b), len(a))
    return counts


def score_values(gold: Iterable[Article], predicted: Iterable[Article]) -> dict[str, Counts]:
    """Compare the values of articles pairwise, in order.

    Returns counts by label; right is a span of the gold that was found with exact bounds and the right value, so that
    recall is the share of the gold whose value a user gets.
    """
    counts = {f"{label} value": Counts() for label in VALUE_LABELS}
    for want, got in zip(gold, predicted, strict=True):
        found = {(m.start, m.end, m.label): m for m in got.mentions}
        for label in VALUE_LABELS:
            wanted = want.by_label(label)
            same = (found.get((m.start, m.end, label)) for m in wanted)
            right = sum(one is not None and same_value(m.value, one.value) for m, one in zip(wanted, same, strict=True))
            counts[f"{label} value"].add(right, len(got.by_label(label)), len(wanted))
    return counts


def same_value(one: Value | None, other: Value | None) -> bool:
    """Return whether two values say the same in what the annotation guide settles, apart from case."""
    return _settled(one) == _settled(other)


def _settled(value: Value | None) -> object:
    match value:
        case PersonValue(name):
            return fold(name)
        case RoleValue(title, status):
            return fold(title), status
        case RegionValue(code, level):
            return code or level
        case DateValue(iso):
            return iso
        case FigureValue(amount, low, high):
            return amount, low, high, fold(value.unit or ""), value.kind
        case _:
            return None


def f1_table(counts: Mapping[str, Counts]) -> dict[str, float]:
    """Return F1 in percent with one decimal, for logs."""
    return {name: round(100 * row.f1, 1) for name, row in counts.items()}


def _places(mentions: Iterable[Mention], label: str) -> set[tuple[int, int]]:
    return {(mention.start, mention.end) for mention in mentions if mention.label == label}


def _characters(mentions: Iterable[Mention], label: str) -> set[int]:
    return {at for start, end in _places(mentions, label) for at in range(start, end)}


@dataclass(frozen=True, slots=True)
class ScoreBand:
    """Predicted spans with a score from `low` to `high`: how many, how many right, how many the scores promise."""

    low: float
    high: float
    spans: int
    right: int
    promised: float


def reliability(gold: Iterable[Article], predicted: Iterable[Article]) -> list[ScoreBand]:
    """Group predicted spans by score; in a calibrated model, about as many are right as the scores promise."""
    scored = [
        (mention.score or 0.0, (mention.start, mention.end, mention.label) in wanted)
        for want, got in zip(gold, predicted, strict=True)
        for wanted in [{(m.start, m.end, m.label) for m in want.mentions}]
        for mention in got.mentions
    ]
    bands = []
    for low, high in pairwise(SCORE_BOUNDS):
        band = [(score, right) for score, right in scored if low <= score < high or score == high == 1.0]
        right = sum(is_right for _, is_right in band)
        bands.append(ScoreBand(low, high, len(band), right, sum(score for score, _ in band)))
    return bands


def reliability_table(bands: Iterable[ScoreBand]) -> Table:
    """Return a table of `reliability`."""
    table = Table("score", "spans", "right", "promised")
    for band in bands:
        table.add_row(f"{band.low:.2f} to {band.high:.2f}", str(band.spans), str(band.right), f"{band.promised:.0f}")
    return table


def comparison_table(columns: Mapping[str, Mapping[str, Counts]]) -> Table:
    """Return a table with a row a label and a column a model: F1 (precision/recall), in percent, with the counts."""
    table = Table("label", "gold", *columns)
    first = next(iter(columns.values()))
    for name, row in first.items():
        table.add_row(name, str(row.gold), *(_cell(column[name]) for column in columns.values()))
    return table


def _cell(row: Counts) -> str:
    return f"{100 * row.f1:.1f} ({100 * row.precision:.1f}/{100 * row.recall:.1f}; {row.right} of {row.predicted})"
