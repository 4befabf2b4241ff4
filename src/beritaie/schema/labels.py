"""The nine labels of the annotation guide."""

from enum import StrEnum


class Label(StrEnum):
    """What a span marks; the order is that of every table and score."""

    PERSON = "PERSON"
    ROLE = "ROLE"
    ORG = "ORG"
    REGION = "REGION"
    DATE = "DATE"
    FIGURE = "FIGURE"
    QUOTE = "QUOTE"
    CLAIM = "CLAIM"
    CUE = "CUE"


LABELS: tuple[Label, ...] = tuple(Label)

# These run over clauses and sentences; the others are names, numbers and single words.
LONG_LABELS: tuple[Label, ...] = (Label.QUOTE, Label.CLAIM)
