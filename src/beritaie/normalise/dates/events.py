"""Days that countdowns run to: elections and feasts."""

import re
from datetime import date
from functools import cache
from typing import NamedTuple

from beritaie.normalise.dates.periods import DAY, Period, day_of, days, one_day
from beritaie.normalise.tables import own_table

# An event is meant where its day is not further from the article than this: Pilkada are at least a year apart.
MOST_DAYS_TO_EVENT = 400
# The kind of events whose day no table knows.
TOLD = "told"
_YEAR_NAMED = re.compile(r"\W{0,3}(?:serentak\W{1,3})?(?:[a-z]+\W{1,3}){0,3}?(?:tahun\W{1,3})?((?:19|20)\d{2})\b")


class Event(NamedTuple):
    """An event as a text names it, its kind (of `events.tsv`), and its year if the text says so."""

    name: str
    kind: str
    year: int | None


@cache
def feasts() -> dict[str, tuple[Period, ...]]:
    """Return the stretches of each kind of feast, by year; `ramadan` is the whole month."""
    found: dict[str, list[Period]] = {"ramadan": [], "lebaran": [], "kurban": []}
    for row in own_table("feasts"):
        ramadan, lebaran, kurban = map(date.fromisoformat, row[1:])
        found["ramadan"].append(days(ramadan, lebaran - DAY))
        found["lebaran"].append(one_day(lebaran))
        found["kurban"].append(one_day(kurban))
    return {kind: tuple(periods) for kind, periods in found.items()}


@cache
def _elections() -> dict[str, tuple[date, ...]]:
    found: dict[str, list[date]] = {}
    for kind, day, _ in own_table("elections"):
        found.setdefault(kind, []).append(date.fromisoformat(day))
    return {kind: tuple(dates) for kind, dates in found.items()}


@cache
def _names() -> re.Pattern[str]:
    rows = own_table("events")
    return re.compile("|".join(rf"\b(?P<k{n}>{name})" for n, (_, name) in enumerate(rows)), re.IGNORECASE)


def events_in(text: str) -> list[Event]:
    """Return every event that `text` names, in order."""
    kinds = [kind for kind, _ in own_table("events")]
    found = []
    for match in _names().finditer(text):
        year = _YEAR_NAMED.match(text, match.end(), match.end() + 60)
        found.append(Event(match[0], kinds[int(str(match.lastgroup)[1:])], int(year[1]) if year else None))
    return found


def day_of_event(event: Event, published: date | None) -> date | None:
    """Return the day of `event`: of the year that its name states, else nearest to `published`; None where unknown."""
    found = [day for day in _days_of(event, published) if event.year in (None, day.year)]
    if event.year is not None:
        return found[-1] if found else None
    if published is None or not found:
        return None
    day = min(found, key=lambda one: abs((one - published).days))
    return day if abs((day - published).days) <= MOST_DAYS_TO_EVENT else None


def _days_of(event: Event, published: date | None) -> list[date]:
    if event.kind in _elections():
        return list(_elections()[event.kind])
    if event.kind in feasts():
        return [period.start for period in feasts()[event.kind]]
    if "-" not in event.kind:
        return []
    year = event.year or (published.year if published else 1)
    month, day = map(int, event.kind.split("-"))
    around = [day_of(year + step, month, day) for step in (-1, 0, 1)]
    return [period.start for period in around if period]
