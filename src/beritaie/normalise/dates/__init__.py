"""Dates: what an expression of time means on the calendar."""

from beritaie.normalise.dates.resolve import normalise_date, resolve_dates

__all__ = ["normalise_date", "resolve_dates"]
