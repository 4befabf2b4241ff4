"""Evaluation: spans with their counts, the shared characters of long spans, values, officials, speakers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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
    SpeechValue,
    Value,
)
from beritaie.schema.article import fold

# The labels whose values are computed from the mention and its context.
VALUE_LABELS = (Label.DATE, Label.FIGURE, Label.REGION, Label.ROLE, Label.PERSON)

# Of a quote or claim, so much of the union must be shared for the speakers to be compared.
LEAST_OVERLAP = 0.5


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


def score_officials(gold: Iterable[Article], predicted: Iterable[Article]) -> dict[str, Counts]:
    """Compare the officials of articles pairwise, in order: names, and names with title and status of each role."""
    counts = {"official name": Counts(), "official role": Counts()}
    for want, got in zip(gold, predicted, strict=True):
        for name, pairs in (("official name", _official_names), ("official role", _official_roles)):
            wanted, found = pairs(want), pairs(got)
            counts[name].add(len(wanted & found), len(found), len(wanted))
    return counts


def _official_names(article: Article) -> set[object]:
    return {fold(official.name) for official in article.officials or ()}


def _official_roles(article: Article) -> set[object]:
    return {
        (fold(official.name), fold(role.title), role.status)
        for official in article.officials or ()
        for role in official.roles
    }


def score_speakers(gold: Iterable[Article], predicted: Iterable[Article]) -> dict[str, Counts]:
    """Compare the speakers of articles pairwise, in order.

    Right is a QUOTE or CLAIM of the gold of which the prediction that overlaps it most, by half of the union or more,
    has the same speaker; recall is the share of the gold.
    """
    counts = {f"said {label}": Counts() for label in LONG_LABELS}
    for want, got in zip(gold, predicted, strict=True):
        for label in LONG_LABELS:
            wanted, found = want.by_label(label), got.by_label(label)
            right = sum(same_speaker(mention, closest(mention, found)) for mention in wanted)
            counts[f"said {label}"].add(right, len(found), len(wanted))
    return counts


def closest(mention: Mention, others: Iterable[Mention]) -> Mention | None:
    """Return the mention that shares most of its union with `mention`, None where that is under a half."""
    shares = [(_overlap(mention, other), other) for other in others]
    share, closest = max(shares, key=lambda pair: pair[0], default=(0.0, None))
    return closest if share >= LEAST_OVERLAP else None


def _overlap(one: Mention, other: Mention) -> float:
    shared = min(one.end, other.end) - max(one.start, other.start)
    return max(0, shared) / (max(one.end, other.end) - min(one.start, other.start))


def same_speaker(mention: Mention, other: Mention | None) -> bool:
    """Return whether two quotes or claims have the same speaker, or both none; False where `other` is None."""
    return other is not None and _speaker(mention) == _speaker(other)


def _speaker(mention: Mention) -> str | None:
    value = mention.value
    return fold(value.speaker) if isinstance(value, SpeechValue) and value.speaker is not None else None


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


def comparison_table(columns: Mapping[str, Mapping[str, Counts]]) -> Table:
    """Return a table with a row a label and a column a model: F1 (precision/recall), in percent, with the counts."""
    table = Table("label", "gold", *columns)
    first = next(iter(columns.values()))
    for name, row in first.items():
        table.add_row(name, str(row.gold), *(_cell(column[name]) for column in columns.values()))
    return table


def _cell(row: Counts) -> str:
    return f"{100 * row.f1:.1f} ({100 * row.precision:.1f}/{100 * row.recall:.1f}; {row.right} of {row.predicted})"
