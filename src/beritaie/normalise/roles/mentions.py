"""The mentions of an article that bear on its roles: what lies inside a role, and who stands beside it."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from beritaie.normalise.roles.titles import Title
from beritaie.schema.article import Mention
from beritaie.schema.labels import Label
from beritaie.schema.values import DateValue, PersonValue, RegionValue

# What may stand between a role and its person.
BETWEEN = re.compile(r"[\s,(\"“”']{0,4}(?:(?:bapak|ibu|pak|bu|yakni|yaitu)\s{1,3})?", re.IGNORECASE)
STEPS_BACK = (2, 3, 1)

DAY_LENGTH = len("2024-10-15")


@dataclass(frozen=True, slots=True)
class Draft:
    """A role before the article completes it.

    `person`: the name of the person beside it, as the article's fullest form; `regions`: the values of the regions in
    it, in order.
    """

    mention: Mention
    title: Title
    person: str | None = None
    regions: tuple[RegionValue, ...] = ()


class Row:
    """The mentions of one label, from the left."""

    def __init__(self, mentions: Sequence[Mention], label: Label) -> None:
        self._mentions = sorted(
            (mention for mention in mentions if mention.label is label), key=lambda mention: mention.start
        )

    def inside(self, outer: Mention) -> list[Mention]:
        """Return the mentions that lie inside `outer`."""
        first = self._place(outer.start)
        return list(takewhile(lambda mention: mention.end <= outer.end, islice(self._mentions, first, None)))

    def before(self, start: int, most: int) -> list[Mention]:
        """Return the mentions that begin before `start`, the nearest first, no more than `most`."""
        at = self._place(start)
        return self._mentions[max(0, at - most) : at][::-1]

    def behind(self, start: int, most: int) -> list[Mention]:
        """Return the mentions that begin at `start` or later, the nearest first, no more than `most`."""
        at = self._place(start)
        return self._mentions[at : at + most]

    def _place(self, start: int) -> int:
        return bisect_left(self._mentions, start, key=lambda mention: mention.start)


class People:
    """The named people of an article by place, to find who stands beside a role."""

    def __init__(self, text: str, mentions: Sequence[Mention]) -> None:
        people = [mention for mention in mentions if mention.label is Label.PERSON]
        self._text = text
        self._starts = {person.start: person for person in people}
        self._ends = {person.end: person for person in people}

    def beside(self, role: Mention) -> str | None:
        """Return the name of the person right behind the role, else right before it, None where nobody stands there."""
        behind = BETWEEN.match(self._text, role.end)
        person = self._starts.get(behind.end()) if behind else None
        if person is None:
            person = next(
                (self._ends[role.start - step] for step in STEPS_BACK if role.start - step in self._ends), None
            )
        return person.value.name if person is not None and isinstance(person.value, PersonValue) else None


def day_of(mentions: Sequence[Mention]) -> str | None:
    """Return the first day that an article names, `YYYY-MM-DD`: that of its events, near the day it was written."""
    dates = [(mention.start, mention.value.iso) for mention in mentions if isinstance(mention.value, DateValue)]
    return min(((start, iso[:DAY_LENGTH]) for start, iso in dates if len(iso) >= DAY_LENGTH), default=(0, None))[1]
