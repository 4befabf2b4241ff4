"""One expression of time, from its text to its place."""

import re
from dataclasses import dataclass
from datetime import date

from beritaie.normalise.dates.countdown import Countdown, count, countdown_of
from beritaie.normalise.dates.events import day_of_event, events_in
from beritaie.normalise.dates.expression import Stated, sides_of, state
from beritaie.normalise.dates.periods import Period, day_of
from beritaie.normalise.dates.placing import NotPlaced, place
from beritaie.normalise.dates.ranges import place_range
from beritaie.normalise.dates.setting import Setting
from beritaie.normalise.dates.words import fold, tokens_of
from beritaie.schema.checks import shown
from beritaie.schema.values import DateValue, Unresolved

# Longer text is no expression of time.
LONGEST_EXPRESSION = 120
# Where a weekday is all that speaks for a year, the years that it may speak for.
YEARS_OF_WEEKDAYS = range(2010, 2031)
WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")

_BRACKET = re.compile(r"\(([^()]*\d[^()]*)\)?")


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression of time: its text and what it states, a countdown or the one or two sides of a date."""

    text: str
    countdown: Countdown | None = None
    sides: tuple[Stated, ...] = ()

    @property
    def is_day(self) -> bool:
        """Whether it states one day with its month."""
        return len(self.sides) == 1 and self.sides[0].is_day

    @property
    def steps(self) -> int | None:
        """The days from the day of speech where it says nothing else: `hari ini`, `kemarin`, `malam ini`."""
        if len(self.sides) != 1:
            return None
        side = self.sides[0]
        steps = side.shifts.get("day", side.toward)
        return steps if side in (Stated(shifts={"day": steps or 0}), Stated(toward=steps)) else None

    @property
    def is_schedule(self) -> bool:
        """Whether it is a day of the year, or a range of such, without weekday and year, as in a list of dates."""
        return bool(self.sides) and self.sides[-1] == Stated(month=self.sides[-1].month, day=self.sides[-1].day)

    @property
    def is_weekday(self) -> bool:
        """Whether it is a weekday and nothing more."""
        return len(self.sides) == 1 and self.sides[0] == Stated(weekday=self.sides[0].weekday)


def read(text: str) -> Expression:
    """Return what `text` states; neither countdown nor sides where it is no expression of time."""
    if len(text) > LONGEST_EXPRESSION:
        return Expression(text)
    folded = fold(text)
    countdown = countdown_of(folded)
    sides = _sides(countdown.rest if countdown else folded)
    if countdown is None or (sides and sides[0].is_day):  # `H-1 (26/11)` says its day
        return Expression(text, None, sides)
    return Expression(text, countdown)


def _sides(folded: str) -> tuple[Stated, ...]:
    tokens = tokens_of(folded)
    if not tokens:
        return ()
    parts = sides_of(tokens)
    bracket = _BRACKET.search(folded)
    if len(parts) > 2 and bracket and bracket[0] != folded:  # `Jumat hingga Minggu (8-10/9)`
        return _sides(bracket[1])
    sides = [state(part) for part in parts]
    real = [side for side in sides if side is not None]
    return tuple(real) if len(real) == len(sides) else ()


def put(expression: Expression, setting: Setting, after: str = "") -> Period | Unresolved:
    """Return the stretch that `expression` means; `after` are the words behind it, which may name its event."""
    name = shown(expression.text)
    if expression.countdown is not None:
        return _counted(expression.countdown, name, setting, after)
    if not expression.sides:
        return Unresolved(f"{name} is no date that can be read")
    first, last = expression.sides[0], expression.sides[-1]
    try:
        return place(first, setting) if len(expression.sides) == 1 else place_range(first, last, setting)
    except NotPlaced as reason:
        return Unresolved(f"{name} {reason}", _of_weekday(first) if len(expression.sides) == 1 else ())


def _counted(countdown: Countdown, name: str, setting: Setting, after: str) -> Period | Unresolved:
    named = (day_of_event(event, setting.published) for event in events_in(f"{countdown.rest} {after}"))
    event = next((day for day in named if day), setting.event)
    if event is None:
        return Unresolved(f"the event that {name} counts to has no known day")
    return count(countdown, event) or Unresolved(f"{name} is not in the calendar")


def _of_weekday(stated: Stated) -> tuple[DateValue, ...]:
    """Return the days that a day and month without a year may be, by their weekday, the latest first."""
    if stated.weekday is None or not stated.is_day or stated.year is not None:
        return ()
    days = (day_of(year, stated.month or 0, stated.day or 0) for year in reversed(YEARS_OF_WEEKDAYS))
    return tuple(DateValue(day.iso) for day in days if day and day.start.weekday() == stated.weekday)


def value(expression: Expression, period: Period) -> DateValue:
    """Return the value of `expression` at its place, with a warning where its weekday is another."""
    ends = ((expression.sides[0], period.start), (expression.sides[-1], period.end)) if expression.sides else ()
    clashes = [clash for side, day in ends if (clash := _clash(side, day))]
    return DateValue(period.iso, "; ".join(dict.fromkeys(clashes)) or None)


def _clash(side: Stated, day: date) -> str:
    if side.weekday is None or side.day is None or side.weekday == day.weekday():
        return ""
    return f"{day.isoformat()} is a {WEEKDAYS[day.weekday()]}, the text says {WEEKDAYS[side.weekday]}"
