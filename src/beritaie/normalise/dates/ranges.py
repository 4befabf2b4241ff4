"""Ranges, whose two sides leave out what the other says."""

from dataclasses import replace

from beritaie.normalise.dates.expression import Stated, century
from beritaie.normalise.dates.periods import MONTHS_A_YEAR, Period, nearest_weekday, span
from beritaie.normalise.dates.placing import NotPlaced, place
from beritaie.normalise.dates.setting import Setting


def place_range(first: Stated, last: Stated, setting: Setting) -> Period:
    """Return the stretch from `first` to `last`, each completed by the other. Raises `NotPlaced` with the reason."""
    if _is_day_and_month(first, last):
        return place(replace(first, month=last.day), setting)
    first, last = _completed_first(first, last), _completed_last(first, last)
    if first.year is not None and last.year is None and not last.shifts:
        start = place(first, setting)
        return _spanned(start, _placed_after(start, last, setting))
    end = place(last, setting)
    start = _placed_before(first, end, setting)
    if first.shifts and first.shifts.keys() == last.shifts.keys():  # `1-2 tahun lalu` counts back
        start, end = sorted((start, end))
    return _spanned(start, end)


def _is_day_and_month(first: Stated, last: Stated) -> bool:
    """Tell whether the mark is that of `Selasa (15-10)`: one weekday, and no range from 15 to 10."""
    days = first.day, last.day
    return (
        replace(last, day=None) == Stated()
        and replace(first, day=None, weekday=None) == Stated()
        and first.weekday is not None
        and None not in days
        and (first.day or 0) > (last.day or 0)
        and (last.day or 0) <= MONTHS_A_YEAR
    )


def _completed_first(first: Stated, last: Stated) -> Stated:
    """Return `first` with what it leaves to `last`: the month of `15-17 Oktober`, the unit of `1-2 tahun lalu`."""
    if first.day is not None and first.month is None:
        if last.shifts and last.day is None and last.month is None:
            unit, steps = next(iter(last.shifts.items()))
            return Stated(shifts={unit: first.day if steps > 0 else -first.day})
        return replace(first, month=last.month, year=last.year, shifts=last.shifts)
    if first.weekday is not None and first.month is None and "week" in last.shifts:
        return replace(first, shifts={"week": last.shifts["week"]})
    if (first.part or first.month) and first.year is None and not first.shifts and first.toward is None:
        return replace(first, shifts=last.shifts if "year" in last.shifts else {})
    return first


def _completed_last(first: Stated, last: Stated) -> Stated:
    """Return `last` with what it leaves to `first`: the unit of `triwulan II-IV`, the month of `28 Oktober-30`."""
    number = last.part[1] if last.part else last.day
    if first.years > 1 and number is not None and last.month is None:
        return century(number)
    if first.part and number is not None and last.month is None and (last.part is None or not last.part[0]):
        return replace(last, part=(first.part[0], number), day=None)
    if first.month is not None and last.day is not None and last.month is None:
        return replace(last, month=first.month)
    return last


def _placed_after(start: Period, last: Stated, setting: Setting) -> Period:
    """Place `last`, which names no year, in the year of `start` or the next."""
    end = place(replace(last, year=start.start.year), setting)
    return end if end.end >= start.start else place(replace(last, year=start.start.year + 1), setting)


def _placed_before(first: Stated, end: Period, setting: Setting) -> Period:
    """Place `first` where it is nearest before `end`, unless it says where it is."""
    if first.year is not None or first.shifts or first.toward is not None:
        return place(first, setting)
    if first.weekday is not None and first.month is None and first.day is None:
        return nearest_weekday(first.weekday, end.start, -1) or end
    if first.month is None and first.part is None:
        return place(first, setting)
    start = place(replace(first, year=end.start.year), setting)
    return start if start.start <= end.start else place(replace(first, year=end.start.year - 1), setting)


def _spanned(start: Period, end: Period) -> Period:
    period = span(start, end)
    if period is None:
        raise NotPlaced("ends before it begins")
    return period
