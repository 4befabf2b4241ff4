"""Stretches of the calendar: days, weeks, months, quarters, years, and the steps between them."""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

DAY = timedelta(days=1)
MONTHS_A_YEAR = 12
LAST_YEAR = date.max.year


class Period(NamedTuple):
    """A stretch from `start` to `end`, both included; `iso` writes it at the precision that the text states."""

    start: date
    end: date
    iso: str

    def distance(self, day: date) -> int:
        """Return the days between `day` and this stretch: 0 inside it, below 0 where the stretch is over."""
        if self.end < day:
            return (self.end - day).days
        return max(0, (self.start - day).days)


def day_of(year: int, month: int, day: int) -> Period | None:
    """Return a day; None where the calendar has none such."""
    try:
        return one_day(date(year, month, day))
    except (ValueError, OverflowError):
        return None


def one_day(day: date) -> Period:
    """Return the stretch that `day` alone is."""
    return Period(day, day, day.isoformat())


def days(first: date, last: date) -> Period:
    """Return the days from `first` to `last`."""
    return Period(first, last, f"{first.isoformat()}/{last.isoformat()}")


def month_of(year: int, month: int) -> Period | None:
    """Return a month; None where there is none such."""
    if not (1 <= year <= LAST_YEAR and 1 <= month <= MONTHS_A_YEAR):
        return None
    return Period(date(year, month, 1), date(year, month, monthrange(year, month)[1]), f"{year:04}-{month:02}")


def months_of(year: int, first: int, last: int) -> Period | None:
    """Return months `first` to `last` of a year."""
    return span(month_of(year, first), month_of(year, last))


def year_of(year: int) -> Period | None:
    """Return a year; None outside of 1 to 9999."""
    return Period(date(year, 1, 1), date(year, 12, 31), f"{year:04}") if 1 <= year <= LAST_YEAR else None


def span(first: Period | None, last: Period | None) -> Period | None:
    """Return the stretch from the start of `first` to the end of `last`; None where that is upside down."""
    if first is None or last is None or first.start > last.start or first.end > last.end:
        return None
    ends = first.iso.split("/")[0], last.iso.split("/")[-1]
    return Period(first.start, last.end, ends[0] if ends[0] == ends[1] else "/".join(ends))


def week_of(day: date) -> Period | None:
    """Return Monday to Sunday around `day`."""
    monday = later(day, -day.weekday())
    sunday = later(monday, 6) if monday else None
    return days(monday, sunday) if monday and sunday else None


def later(day: date, n_days: int) -> date | None:
    """Return the day `n_days` after `day`, before it where negative; None beyond the calendar."""
    try:
        return day + n_days * DAY
    except OverflowError:
        return None


def shifted(unit: str, day: date, steps: int) -> Period | None:
    """Return the `unit` (day, week, month, quarter, semester, year) that is `steps` after the one around `day`."""
    if unit == "day":
        moved = later(day, steps)
        return one_day(moved) if moved else None
    if unit == "week":
        moved = later(day, 7 * steps)
        return week_of(moved) if moved else None
    if unit == "year":
        return year_of(day.year + steps)
    size = MONTHS_IN[unit]
    year, part = divmod(day.year * (12 // size) + (day.month - 1) // size + steps, 12 // size)
    return part_of_year(unit, year, part + 1)


# Months in each part of a year.
MONTHS_IN = {"month": 1, "quarter": 3, "third": 4, "semester": 6}


def part_of_year(unit: str, year: int, number: int) -> Period | None:
    """Return the `number`-th `unit` of a year, counted from 1; None where a year has not so many."""
    size = MONTHS_IN[unit]
    return months_of(year, size * (number - 1) + 1, size * number)


def week_of_month(month: Period, number: int) -> Period | None:
    """Return the `number`-th seven days of a month, counted from 1; -1 is the last seven."""
    first = later(month.end, -6) if number < 0 else later(month.start, 7 * (number - 1))
    if first is None or not month.start <= first <= month.end:
        return None
    return days(first, min(later(first, 6) or month.end, month.end))


def nearest_weekday(weekday: int, day: date, toward: int) -> Period | None:
    """Return the `weekday` (0 is Monday) nearest to `day`.

    `toward` -1: the last before `day`; 0: the last before or on it; 1: the next after it.
    """
    back = (day.weekday() - weekday) % 7
    steps = {-1: -(back or 7), 0: -back, 1: 7 - back}[toward]
    moved = later(day, steps)
    return one_day(moved) if moved else None
