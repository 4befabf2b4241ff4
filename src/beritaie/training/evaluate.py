"""Evaluation: strict span scores with their counts, and the shared characters of long spans."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rich.table import Table

from beritaie.schema import LABELS, LONG_LABELS, Article, Mention


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


def f1_table(counts: Mapping[str, Counts]) -> dict[str, float]:
    """Return F1 in percent with one decimal, for logs."""
    return {name: round(100 * row.f1, 1) for name, row in counts.items()}


def _places(mentions: Iterable[Mention], label: str) -> set[tuple[int, int]]:
    return {(mention.start, mention.end) for mention in mentions if mention.label == label}


def _characters(mentions: Iterable[Mention], label: str) -> set[int]:
    return {at for start, end in _places(mentions, label) for at in range(start, end)}


def comparison_table(columns: Mapping[str, Mapping[str, Counts]]) -> Table:
    """Return a table with a row a label and a column a model: F1 (precision/recall), in percent, with the counts."""
    table = Table("label", "gold", *columns)
    first = next(iter(columns.values()))
    for name, row in first.items():
        table.add_row(name, str(row.gold), *(_cell(column[name]) for column in columns.values()))
    return table


def _cell(row: Counts) -> str:
    return f"{100 * row.f1:.1f} ({100 * row.precision:.1f}/{100 * row.recall:.1f}; {row.right} of {row.predicted})"
