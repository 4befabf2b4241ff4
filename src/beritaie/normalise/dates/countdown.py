"""Countdowns: `H-17`, `H+3`, `tiga hari menjelang Lebaran`."""

import re
from datetime import date
from typing import NamedTuple

from beritaie.normalise.dates.periods import Period, later, one_day, span
from beritaie.normalise.dates.words import tokens_of

_MARKED = re.compile(r"\bh ?(?P<sign>[-+]) ?(?P<days>\d{1,3})\b")
_DAY_ITSELF = ("hari h", "hari-h")
_WORDED = re.compile(
    r"^(?P<count>\w+) (?P<unit>hari|pekan|minggu) (?P<side>menjelang|jelang|sebelum|setelah|sesudah|usai|pasca)\b"
)
_BEFORE = ("menjelang", "jelang", "sebelum")
_DAYS_IN = {"hari": 1, "pekan": 7, "minggu": 7}


class Countdown(NamedTuple):
    """Days from the event to the first and to the last day meant, below 0 before it; `rest` may name the event."""

    first: int
    last: int
    rest: str


def countdown_of(folded: str) -> Countdown | None:
    """Return the countdown that a folded expression is; None where it is none."""
    marked = list(_MARKED.finditer(folded))
    if marked:
        steps = [int(match["days"]) * (-1 if match["sign"] == "-" else 1) for match in marked]
        return Countdown(steps[0], steps[-1], folded[marked[-1].end() :])
    worded = _WORDED.match(folded)
    number = tokens_of(worded["count"]) if worded else None
    if worded and number and number[0].kind == "number":
        n_days = int(number[0].value) * _DAYS_IN[worded["unit"]] * (-1 if worded["side"] in _BEFORE else 1)
        return Countdown(n_days, n_days, folded[worded.end() :])
    return Countdown(0, 0, "") if folded in _DAY_ITSELF else None


def count(countdown: Countdown, event: date) -> Period | None:
    """Return the days that `countdown` means for the day of the event; None beyond the calendar or upside down."""
    first, last = later(event, countdown.first), later(event, countdown.last)
    return span(one_day(first), one_day(last)) if first and last else None
