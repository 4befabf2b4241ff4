"""What the other dates of an article say about each of them."""

import re
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from beritaie.normalise.dates.events import TOLD, day_of_event, events_in
from beritaie.normalise.dates.periods import Period, later
from beritaie.normalise.dates.reading import Expression, put, read
from beritaie.normalise.dates.setting import REACH, Setting, pointed, sentence_before, speaks_ahead
from beritaie.schema.article import Mention
from beritaie.schema.labels import Label
from beritaie.schema.values import Unresolved

# A day of speech lies at most so many days before the article's own.
MOST_DAYS_SINCE_SPEECH = 3
# `bulan berikutnya` follows a date among so many before it.
REACH_BACK = 5
# The event of a countdown stands this close behind it, in code points.
REACH_OF_EVENT = 40

_BESIDE = re.compile(r"[\s,(]{0,3}")
_LISTED = re.compile(r"[\s,/]{0,3}(?:(?:dan|serta|atau|maupun|&)\s)?")
_VOTE = r"pemungutan suara|coblosan|mencoblos|\bpsu\b|\bhari-?h\b"
_SENTENCE_END = re.compile(r"[.!?;](?=\s)|\n")


@dataclass(frozen=True, slots=True)
class Dated:
    """A DATE mention, what it states, and where that lies, None before it is placed."""

    mention: Mention
    expression: Expression
    period: Period | None = None


class ArticleDates:
    """The DATE mentions of an article, in the order of its text, each placed with the help of the others."""

    def __init__(self, text: str, mentions: Sequence[Mention], published: date | None) -> None:
        self.text = text
        self.published = published
        self.quotes = sorted((m.start, m.end) for m in mentions if m.label in (Label.QUOTE, Label.CLAIM))
        dates = sorted((mention for mention in mentions if mention.label is Label.DATE), key=lambda date: date.order)
        self.dates = [self._dated(mention) for mention in dates]
        self._starts = [mention.start for mention in dates]
        self.day_lines = [dated for dated in self.dates if self._is_day_line(dated)]
        self._list_years = self._years_of_lists()
        self.eve = self._eve()
        self.year = self._only_year()

    def place(self) -> list[tuple[Mention, Expression, Period | Unresolved]]:
        """Return each mention with what it states and its place, or why it has none."""
        outcomes = {}
        # Countdowns come last: the other dates tell the day of their event.
        for i in sorted(range(len(self.dates)), key=lambda i: self.dates[i].expression.countdown is not None):
            mention, expression = self.dates[i].mention, self.dates[i].expression
            outcome = self._beside(i) or put(expression, self._setting(i), self._after(mention))
            outcomes[i] = mention, expression, outcome
            if isinstance(outcome, Period):
                self.dates[i] = Dated(mention, expression, outcome)
        return [outcomes[i] for i in range(len(self.dates))]

    def _after(self, mention: Mention) -> str:
        return _SENTENCE_END.split(self.text[mention.end : mention.end + REACH])[0]

    def _before(self, mention: Mention) -> str:
        return self.text[max(0, mention.start - REACH) : mention.start]

    def _dated(self, mention: Mention) -> Dated:
        """Place at once what states day and month: the others lean on it."""
        expression = read(mention.text)
        in_dateline = expression.is_weekday and self._before(mention).endswith(", ")  # `di Jakarta, Senin`
        if not expression.is_day and not in_dateline:
            return Dated(mention, expression)
        found = put(expression, Setting(self.published, toward=pointed(self._after(mention))))
        return Dated(mention, expression, found if isinstance(found, Period) else None)

    def _is_day_line(self, dated: Dated) -> bool:
        """Tell whether a date is that of the news: `Selasa (15/10)`, shortly before the article's own day."""
        if dated.period is None or self.published is None or dated.expression.sides[0].weekday is None:
            return False
        return 0 <= (self.published - dated.period.start).days <= MOST_DAYS_SINCE_SPEECH

    def _eve(self) -> date | None:
        """Return the day before the article's where all its news is of that day: it came out after midnight."""
        days = {dated.period.start for dated in self.day_lines if dated.period}
        bare = [put(dated.expression, Setting(self.published)) for dated in self.dates if dated.expression.is_weekday]
        days |= {day.start for day in bare if isinstance(day, Period)}
        return days.pop() if self.published and days == {later(self.published, -1)} else None

    def _only_year(self) -> int | None:
        """Return the year of the article's full dates where there is one, for an article without its own day."""
        days = [dated.period for dated in self.dates if dated.expression.is_day and dated.period]
        years = {day.start.year for day in days}
        return years.pop() if self.published is None and len(years) == 1 else None

    def _setting(self, i: int) -> Setting:
        mention, expression = self.dates[i].mention, self.dates[i].expression
        previous = next(
            (dated.period for dated in reversed(self.dates[max(0, i - REACH_BACK) : i]) if dated.period), None
        )
        before = self._before(mention)
        return Setting(
            published=self.published,
            spoken=self._day_of_speech(mention, expression),
            event=self._event(mention) if expression.countdown else None,
            previous=previous,
            year=self._list_years[i] or self._year_of_vote(expression, before) or self.year,
            toward=pointed(self._after(mention)) or self._goes_on(i),
            ahead=expression.is_weekday and speaks_ahead(before),
        )

    def _beside(self, i: int) -> Period | None:
        """Return the day that stands beside `hari ini` or `kemarin`, as in `hari ini, Selasa (15/10)`."""
        if self.dates[i].expression.steps is None:
            return None
        for near in self.dates[max(0, i - 1) : i] + self.dates[i + 1 : i + 2]:
            left, right = sorted((near.mention, self.dates[i].mention), key=lambda mention: mention.start)
            if near.expression.is_day and near.period and _BESIDE.fullmatch(self.text[left.end : right.start]):
                return near.period
        return None

    def _day_of_speech(self, mention: Mention, expression: Expression) -> date | None:
        """Return the day on which the words around `mention` were said, None for the article's own day."""
        if not self._is_quoted(mention):
            return self.eve if expression.steps == 0 else None
        line = self._line_of(mention)
        return line.period.start if line and line.period else None

    def _is_quoted(self, mention: Mention) -> bool:
        at = bisect(self.quotes, (mention.start, len(self.text)))
        return at > 0 and mention.end <= self.quotes[at - 1][1]

    def _line_of(self, mention: Mention) -> Dated | None:
        """Return the date that a quote belongs to: behind it in its paragraph, else before it, else the first."""
        at = bisect(self.day_lines, mention.start, key=lambda line: line.mention.start)
        before, behind = self.day_lines[:at][-1:], self.day_lines[at : at + 1]
        if behind and "\n" not in self.text[mention.end : behind[0].mention.start]:
            return behind[0]
        return next(iter(before + behind), None)

    def _goes_on(self, i: int) -> int:
        """Return 1 where the day before in the paragraph is still to come and this one goes on from it, else 0."""
        if i == 0 or self.published is None or not self.dates[i].expression.is_schedule:
            return 0
        last, this = self.dates[i - 1], self.dates[i]
        same_paragraph = "\n" not in self.text[last.mention.end : this.mention.start]
        return int(same_paragraph and last.period is not None and last.period.start > self.published)

    def _years_of_lists(self) -> list[int | None]:
        """Return for each date the year at the end of the list it stands in, as in `Maret, April dan Mei 2023`."""
        years: list[int | None] = [None] * len(self.dates)
        for i in reversed(range(len(self.dates) - 1)):
            this, following = self.dates[i], self.dates[i + 1]
            between = self.text[this.mention.end : following.mention.start]
            if _LISTED.fullmatch(between) and following.expression.sides:
                years[i] = following.expression.sides[-1].year or years[i + 1]
        return years

    def _year_of_vote(self, expression: Expression, before: str) -> int | None:
        """Return the year of an election where the day is that of its vote: `Pilkada 2024 digelar 27 November`."""
        if not expression.is_day or expression.sides[0].year is not None:
            return None
        side = expression.sides[0]
        for event in events_in(sentence_before(before)):
            day = day_of_event(event, self.published)
            if event.year and day and (day.month, day.day) == (side.month, side.day):
                return event.year
        return None

    def _event(self, mention: Mention) -> date | None:
        """Return the day that a countdown runs to: of the event behind it, of a vote, or of one that the text names."""
        behind = events_in(self._after(mention)[:REACH_OF_EVENT].split(",")[0])
        if behind and behind[0].kind == TOLD:
            return self._day_near(behind[0].name)
        return self._day_of_vote or self._day_of_named

    @cached_property
    def _day_of_vote(self) -> date | None:
        return self._day_near(_VOTE)

    @cached_property
    def _day_of_named(self) -> date | None:
        """Return the day of the event named in the article that comes next, else of the last one that is over."""
        named = {day_of_event(event, self.published) for event in set(events_in(self.text))}
        days = sorted(day for day in named if day)
        to_come = [day for day in days if self.published and day >= self.published]
        return next(iter(to_come), days[-1] if days else None)

    def _day_near(self, name: str) -> date | None:
        """Return the day that stands nearest to a word of `name`, a regular expression, in one sentence with it."""
        found: list[tuple[int, date]] = []
        for match in re.finditer(name, self.text, re.IGNORECASE):
            nearby = slice(*(bisect(self._starts, match.start() + reach) for reach in (-REACH, REACH)))
            for dated in self.dates[nearby]:
                left, right = sorted((match.span(), (dated.mention.start, dated.mention.end)))
                gap = self.text[left[1] : right[0]]
                if dated.period and not dated.expression.countdown and not _SENTENCE_END.search(gap):
                    found.append((len(gap), dated.period.start))
        return min(found)[1] if found else None
