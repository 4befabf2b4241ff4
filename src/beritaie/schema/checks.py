"""Checks of single values; each raises `InputError` with the value, what is allowed and the remedy."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from beritaie.errors import InputError

_REGION_CODE = re.compile(r"[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{4})?)?)?")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ISO_POINT = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01]))?)?")
_SURROGATE = re.compile("[\ud800-\udfff]")

Number = int | Decimal


def shown(value: object, most: int = 60) -> str:
    """Return `value` for a message: its repr, cut in the middle where it is longer than `most` characters."""
    return shortened(ascii_surrogates(str(value) if isinstance(value, Decimal) else repr(value)), most)


def ascii_surrogates(text: str) -> str:
    """Return `text` with every lone surrogate written out, so that any stream can take it."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def has_surrogates(text: str) -> bool:
    """Return whether `text` has a lone surrogate, which UTF-8 cannot carry."""
    return _SURROGATE.search(text) is not None


def replace_surrogates(text: str) -> str:
    """Return `text` with every lone surrogate replaced by U+FFFD, so that offsets stay."""
    return _SURROGATE.sub("\ufffd", text)


def shortened(text: str, most: int) -> str:
    """Return `text`, cut in the middle with `…` where it is longer than `most` characters."""
    if len(text) <= most:
        return text
    head, tail = most // 2, (most - 1) // 2
    return f"{text[:head]}…{text[len(text) - tail :]}"


def string(field: str, value: object) -> str:
    """Return `value` where it is a string with something in it."""
    if not isinstance(value, str):
        raise InputError(f"{field} {shown(value)} is not a string", f"give {field} in quotation marks or leave it out")
    if not value.strip():
        raise InputError(f"{field} {shown(value)} is empty", f"give the {field} or leave it out")
    return value


def optional_string(field: str, value: object) -> str | None:
    """Return `value` where it is None or a string with something in it."""
    return None if value is None else string(field, value)


def one_of(field: str, value: object, allowed: Sequence[str]) -> str:
    """Return `value` where it is one of `allowed`."""
    if not isinstance(value, str) or value not in allowed:
        raise InputError(f"{field} {shown(value)} is unknown", f"use one of {', '.join(allowed)}")
    return value


def number(field: str, value: object) -> Number:
    """Return `value` where it is a finite int or Decimal: an amount of money must not pass through a float."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise InputError(f"{field} {shown(value)} is not an exact number", "give an int or a decimal.Decimal")
    if isinstance(value, Decimal) and not value.is_finite():
        raise InputError(f"{field} {shown(value)} is not finite", "give an int or a finite decimal.Decimal")
    return value


def score(field: str, value: object) -> float:
    """Return `value` as a float where it is a number from 0 to 1."""
    try:
        number = float("nan") if isinstance(value, str | bool) else float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        number = float("nan")
    if not 0.0 <= number <= 1.0:
        raise InputError(f"{field} {shown(value)} is no number from 0 to 1", "give a probability or leave it out")
    return number


def least_score(value: float) -> None:
    """Refuse a least score that is not from 0 to 1."""
    if not 0.0 <= value <= 1.0:
        raise InputError(f"min_score {value} is out of range", "give a number from 0 to 1")


def boolean(field: str, value: object) -> bool:
    """Return `value` where it is true or false."""
    if not isinstance(value, bool):
        raise InputError(f"{field} {shown(value)} is neither true nor false", "write true or leave it out")
    return value


def region_code(field: str, value: object) -> str | None:
    """Return `value` where it is None or has the form of a code of the Ministry of Home Affairs."""
    if value is None:
        return None
    if not isinstance(value, str) or not _REGION_CODE.fullmatch(value):
        raise InputError(f"{field} {shown(value)} is no region code", "write it as 16, 16.02 or 16.02.01.2001")
    return value


def iso_day(field: str, value: object) -> str:
    """Return `value` where it is a day of the calendar, `YYYY-MM-DD`."""
    remedy = "write it as YYYY-MM-DD, as in 2024-10-15"
    if not isinstance(value, str) or not _ISO_DAY.fullmatch(value):
        raise InputError(f"{field} {shown(value)} is no ISO date", remedy)
    try:
        date.fromisoformat(value)
    except ValueError as error:
        raise InputError(f"{field} {shown(value)} is no day of the calendar", remedy) from error
    return value


def iso_period(field: str, value: object) -> str:
    """Return `value` where it is an ISO 8601 day, month or year, or a range of two with a slash."""
    remedy = "write it as 2024, 2024-10, 2024-10-15, or two of them as 2024-10-15/2024-10-17"
    points = value.split("/") if isinstance(value, str) else []
    days = [_days_of(point) for point in points]
    if not isinstance(value, str) or not 1 <= len(days) <= 2:
        raise InputError(f"{field} {shown(value)} is no ISO 8601 date", remedy)
    if None in days:
        raise InputError(f"{field} {shown(value)} is no date of the calendar", remedy)
    first, last = days[0], days[-1]
    if first and last and first[0] > last[1]:
        raise InputError(f"{field} {shown(value)} ends before it begins", "put the earlier date first")
    return value


def _days_of(point: str) -> tuple[date, date] | None:
    """Return the first and the last day of a day, month or year; None where there is no such time."""
    match = _ISO_POINT.fullmatch(point)
    if match is None:
        return None
    year, month, day = (int(part or 0) for part in match.groups())
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first, first
    last_month = month or 12
    return first, date(year, last_month, monthrange(year, last_month)[1])
