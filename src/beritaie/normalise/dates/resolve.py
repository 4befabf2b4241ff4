"""Dates: what an expression of time means on the calendar.

    >>> normalise_date("Selasa (15/10)", published="2024-10-16").iso
    '2024-10-15'

What an expression leaves out (the year of `15 Oktober`, the day of `kemarin`) is counted from the article's day, never
from a clock.
"""

from collections.abc import Sequence
from datetime import date, datetime

from beritaie.errors import InputError
from beritaie.normalise.dates.article import ArticleDates
from beritaie.normalise.dates.reading import put, read, value
from beritaie.normalise.dates.setting import Setting, pointed, speaks_ahead
from beritaie.schema import checks
from beritaie.schema.article import Mention
from beritaie.schema.checks import shown
from beritaie.schema.labels import Label
from beritaie.schema.values import DateValue, Unresolved


def normalise_date(
    text: str,
    *,
    published: date | str | None = None,
    before: str = "",
    after: str = "",
    spoken: date | None = None,
    event: date | None = None,
) -> DateValue | Unresolved:
    """Return the day, month, year or range that `text` means, at the precision stated.

    `published` is the article's day, a date or `YYYY-MM-DD`. `before` and `after` are the words around `text`, which
    may point back (`lalu`) or ahead (`mendatang`, `akan`) or name the event of a countdown. `spoken` is the day from
    which `hari ini` counts where it is not `published`; `event` the day from which H-17 counts. What they do not settle
    is `Unresolved`, with the reason. Raises `InputError` for arguments of another type and for a day that is none.
    """
    for name, words in (("text", text), ("before", before), ("after", after)):
        if not isinstance(words, str):
            raise InputError(f"{name} {shown(words)} is not a string", f"give {name} in quotation marks")
    setting = Setting(
        published=_day("published", published),
        spoken=_day("spoken", spoken),
        event=_day("event", event),
        toward=pointed(after),
        ahead=speaks_ahead(before),
    )
    expression = read(text)
    outcome = put(expression, setting, after)
    return outcome if isinstance(outcome, Unresolved) else value(expression, outcome)


def resolve_dates(
    text: str, mentions: Sequence[Mention], *, published: date | str | None
) -> list[DateValue | Unresolved]:
    """Return a value for each DATE mention, in the order of `mentions`; other mentions give quotes, whose day counts.

    An expression is read as `normalise_date` reads it; what it leaves out is also sought in the article: the year at
    the end of a list, the day on which a quote was spoken, the event that a countdown runs to. Raises `InputError` as
    `normalise_date` does.
    """
    if not isinstance(text, str):
        raise InputError(f"text {shown(text)} is not a string", "give the text of the article")
    found = ArticleDates(text, mentions, _day("published", published)).place()
    values = {
        (mention.start, mention.end): outcome if isinstance(outcome, Unresolved) else value(expression, outcome)
        for mention, expression, outcome in found
    }
    return [values[mention.start, mention.end] for mention in mentions if mention.label is Label.DATE]


def _day(name: str, given: object) -> date | None:
    if isinstance(given, datetime):
        return given.date()
    if given is None or isinstance(given, date):
        return given
    return date.fromisoformat(checks.iso_day(name, given))
