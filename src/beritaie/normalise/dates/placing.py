"""Where a stated time lies on the calendar."""

from collections.abc import Callable, Iterable
from datetime import date

from beritaie.normalise.dates.events import feasts
from beritaie.normalise.dates.expression import Stated
from beritaie.normalise.dates.periods import (
    Period,
    day_of,
    later,
    month_of,
    nearest_weekday,
    one_day,
    part_of_year,
    shifted,
    span,
    week_of_month,
    year_of,
)
from beritaie.normalise.dates.setting import Setting

# 29 February is looked for this many years around.
LEAP_YEARS_APART = 8
# Any year with all the days that a year can have.
LEAP_YEAR = 2024
# A year that is left out is mostly the article's own; the one before or after must be nearer by this factor.
YEAR_BEFORE, YEAR_AFTER = 2, 6


class NotPlaced(Exception):  # noqa: N818 (an outcome that readers of one expression turn into Unresolved)
    """Why an expression has no place on the calendar."""


def place(stated: Stated, setting: Setting) -> Period:
    """Return the stretch that one side of an expression means. Raises `NotPlaced` with the reason."""
    for fits, put in _PLACES:
        if fits(stated):
            period = put(stated, setting)
            if period is None:
                raise NotPlaced("is not in the calendar")
            return period
    raise NotPlaced("does not say which day, month or year it is")


def nearest(candidates: Iterable[Period | None], day: date, toward: int) -> Period | None:
    """Return the candidate nearest to `day`: the last that is over (`toward` -1), the next (1), either (0)."""
    real = [period for period in candidates if period is not None]
    over = [period for period in real if period.end <= day]
    to_come = [period for period in real if period.end >= day]
    real = {-1: over, 0: real, 1: to_come}[toward] or real
    return min(real, key=lambda period: _distance(period, day), default=None)


def _distance(period: Period, day: date) -> int:
    """Return the days between, weighted where the year is another."""
    n_days = abs(period.distance(day))
    if period.start.year == day.year:
        return n_days
    return n_days * (YEAR_BEFORE if period.start.year < day.year else YEAR_AFTER)


def _known(day: date | None, what: str) -> date:
    if day is None:
        raise NotPlaced(f"names no {what}, and there is no date of the article to count from")
    return day


def _of_year(stated: Stated, setting: Setting, put: Callable[[int], Period | None]) -> Period | None:
    """Place what recurs every year: in the year stated, else in the one that puts it nearest."""
    if stated.year is not None:
        return put(stated.year)
    if "year" in stated.shifts:
        return put(_known(setting.now, "year").year + stated.shifts["year"])
    if setting.year is not None:
        return put(setting.year)
    if put(LEAP_YEAR) is None:
        return None  # `31 Februari` is in no year
    day = _known(setting.now, "year")
    if stated.toward == 0:
        return put(day.year)
    around = [put(day.year + step) for step in (-1, 0, 1)]
    if not any(around):
        around = [put(day.year + step) for step in range(-LEAP_YEARS_APART, LEAP_YEARS_APART + 1)]
    return nearest(around, day, stated.toward or setting.toward)


def _day(stated: Stated, setting: Setting) -> Period | None:
    return _of_year(stated, setting, lambda year: day_of(year, stated.month or 0, stated.day or 0))


def _month(stated: Stated, setting: Setting) -> Period | None:
    return _of_year(stated, setting, lambda year: month_of(year, stated.month or 0))


def _part(stated: Stated, setting: Setting) -> Period | None:
    unit, number = stated.part or ("", 0)
    if unit == "week":
        month = _month_around(stated, setting)
        return week_of_month(month, number) if month else None
    if unit not in ("quarter", "third", "semester"):
        raise NotPlaced("does not say what is counted")
    return _of_year(stated, setting, lambda year: part_of_year(unit, year, number))


def _month_around(stated: Stated, setting: Setting) -> Period | None:
    if stated.month is not None:
        return _month(stated, setting)
    if stated.follows and setting.previous:
        return shifted("month", setting.previous.start, stated.follows[1])
    return shifted("month", _known(setting.now, "month"), stated.shifts.get("month", 0))


def _day_of_month(stated: Stated, setting: Setting) -> Period | None:
    """Place a bare day number in the month that is stated, or puts it nearest."""
    now = _known(setting.now, "month")
    steps = (stated.shifts["month"],) if "month" in stated.shifts else (-1, 0, 1)
    months = [shifted("month", now, step) for step in steps]
    found = [day_of(month.start.year, month.start.month, stated.day or 0) for month in months if month]
    if stated.weekday is not None:
        found = [day for day in found if day and day.start.weekday() == stated.weekday] or found
    return nearest(found, now, setting.toward)


def _weekday(stated: Stated, setting: Setting) -> Period | None:
    weekday = stated.weekday or 0
    if "week" in stated.shifts or stated.toward == 0:
        week = shifted("week", _known(setting.now, "date"), stated.shifts.get("week", 0))
        return nearest_weekday(weekday, week.end, 0) if week else None
    if "day" in stated.shifts:
        return _weekday_beside(weekday, shifted("day", _known(setting.now, "date"), stated.shifts["day"]))
    toward = stated.toward or setting.toward or (1 if setting.ahead else 0)
    # `Senin` is told to readers: unlike `kemarin` it counts from their day, not from the speaker's.
    return nearest_weekday(weekday, _known(setting.published or setting.now, "date"), toward)


def _weekday_beside(weekday: int, day: Period | None) -> Period | None:
    """Place `kemarin (Jumat)`: the Friday nearest to yesterday."""
    if day is None:
        return None
    around = (nearest_weekday(weekday, day.start, toward) for toward in (0, 1))
    return min((one for one in around if one), key=lambda one: abs(one.distance(day.start)), default=None)


def _follow(stated: Stated, setting: Setting) -> Period | None:
    """Count days and months from the date named before, years and parts of years from the article's."""
    unit, steps = stated.follows or ("", 0)
    if setting.previous and unit in ("day", "month"):
        return shifted(unit, setting.previous.start, steps)
    return shifted(unit, _known(setting.now, "date"), steps)


def _years(stated: Stated, _: Setting) -> Period | None:
    year = stated.year or 0
    return span(year_of(year), year_of(year + stated.years - 1))


def _shift(stated: Stated, setting: Setting) -> Period | None:
    """Place by the smallest unit that is shifted."""
    unit = next(unit for unit in _UNITS if unit in stated.shifts)
    return shifted(unit, _known(setting.now, "date"), stated.shifts[unit])


def _feast(stated: Stated, setting: Setting) -> Period | None:
    known = [_day_of_feast(period, stated.day) for period in feasts()[stated.feast or ""]]
    if stated.year is None and "year" not in stated.shifts:
        return nearest(known, _known(setting.now, "year"), setting.toward)
    year = stated.year or _known(setting.now, "year").year + stated.shifts["year"]
    return next((period for period in known if period and period.start.year == year), None)


def _day_of_feast(period: Period, day: int | None) -> Period | None:
    """Return the whole feast, or the day of its month that `10 Ramadan` states."""
    if day is None:
        return period
    found = later(period.start, day - 1)
    return one_day(found) if found and period.start <= found <= period.end else None


def _toward(stated: Stated, setting: Setting) -> Period | None:
    """Place `malam ini`, whose part of the day is nothing to the calendar."""
    return shifted("day", _known(setting.now, "date"), stated.toward or 0)


_UNITS = ("day", "week", "month", "quarter", "third", "semester", "year")

# What an expression states, and how it is placed; the first that fits is taken.
_PLACES: tuple[tuple[Callable[[Stated], bool], Callable[[Stated, Setting], Period | None]], ...] = (
    (lambda stated: stated.feast is not None, _feast),
    (lambda stated: stated.is_day, _day),
    (lambda stated: stated.part is not None, _part),
    (lambda stated: stated.month is not None, _month),
    (lambda stated: stated.day is not None, _day_of_month),
    (lambda stated: stated.weekday is not None, _weekday),
    (lambda stated: stated.follows is not None, _follow),
    (lambda stated: stated.year is not None, _years),
    (lambda stated: bool(stated.shifts), _shift),
    (lambda stated: stated.toward is not None, _toward),
)
