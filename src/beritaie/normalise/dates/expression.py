"""What an expression of time states, before it is placed on the calendar."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from beritaie.normalise.dates.words import Token


@dataclass(frozen=True, slots=True)
class Stated:
    """The parts of a date that one side of an expression states; None and empty stand for what it leaves open.

    `weekday`: 0 is Monday. `part`: a unit below the year and its number, as in ("quarter", 4); ("week", 2) is of a
    month, -1 the last, ("", 4) of a unit that the other side names. `shifts`: steps of units from the day of speech,
    as in {"week": -1} for `pekan lalu`. `toward`: -1 back, 0 this one, 1 ahead. `follows`: steps from the date named
    before, as in ("month", 1) for `bulan berikutnya`. `feast`: a kind of `feasts.tsv`. `years`: the length of the
    decade or century that `year` begins.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    part: tuple[str, int] | None = None
    shifts: dict[str, int] = field(default_factory=dict)
    toward: int | None = None
    follows: tuple[str, int] | None = None
    feast: str | None = None
    years: int = 1

    @property
    def is_day(self) -> bool:
        """Whether day and month are stated."""
        return self.day is not None and self.month is not None


NOTHING = Stated()
_NUMBERS = re.compile(r"\d+")
# Two digits of a year below this are of this century.
_CENTURY_TURNS = 50


def sides_of(tokens: Sequence[Token]) -> list[list[Token]]:
    """Return the tokens of each side of a range, one list where there is none."""
    sides: list[list[Token]] = [[]]
    for i, token in enumerate(tokens):
        if token.kind != "to":
            sides[-1].append(token)
        elif i == 0 or not _joins_year(tokens[i - 1 : i + 2]):
            sides.append([])
    return [side for side in sides if side]


def _joins_year(around: Sequence[Token]) -> bool:
    """Tell whether a mark stands between a month or quarter and its year, as in `kuartal III/2024`."""
    before, mark, after = around[0].kind, around[1].text, around[-1].kind
    return mark in "-/" and after == "year" and before in ("month", "ordinal", "dm")


def state(tokens: Sequence[Token]) -> Stated | None:
    """Return what one side of an expression states; None where its words do not make a date."""
    stated: Stated | None = NOTHING
    at = 0
    while at < len(tokens) and stated is not None:
        kinds = tuple(token.kind for token in tokens[at : at + 3])
        rules = _RULES_OF.get(kinds[0], ())
        pattern, read = next((rule for rule in rules if kinds[: len(rule[0])] == rule[0]), _NO_RULE)
        stated = read(stated, *(token.value for token in tokens[at : at + len(pattern)]))
        at += len(pattern)
    return None if stated == NOTHING else stated


def _shift(stated: Stated, unit: str, steps: str) -> Stated:
    return replace(stated, shifts=stated.shifts | {unit: int(steps)})


def _counted(stated: Stated, number: str, unit: str, toward: str) -> Stated | None:
    """Read `tiga bulan lalu`; in `triwulan 1 dan 2 tahun ini` the number is not of the years."""
    if int(toward):
        return _shift(stated, unit, str(int(number) * int(toward)))
    bare = _bare_day(stated, number) if unit in ("month", "year") else None
    return _shift(bare, unit, toward) if bare else None


def _follows(stated: Stated, unit: str, steps: str) -> Stated:
    return replace(stated, follows=(unit, int(steps)))


def _part(stated: Stated, unit: str, number: str) -> Stated:
    return replace(stated, part=(unit, int(number)))


def _once(name: str) -> Callable[[Stated, str], Stated]:
    """Return what sets the part `name`; what is said twice counts where it is said first."""

    def read(stated: Stated, value: str) -> Stated:
        if getattr(stated, name) is not None:
            return stated
        return replace(stated, **{name: int(value)})  # type: ignore[arg-type]

    return read


def _bare_day(stated: Stated, day: str) -> Stated | None:
    return None if stated.day is not None else replace(stated, day=int(day))


def _day_month(stated: Stated, text: str) -> Stated:
    day, month = map(int, _NUMBERS.findall(text))
    return replace(stated, day=day, month=month)


def _day_month_year(stated: Stated, text: str) -> Stated:
    """Read `16/06/2021`, and `16/062021` where a mark was lost."""
    text = text.replace(" ", "")
    return replace(_day_month(stated, text[:-4]), year=int(text[-4:]))


def _short_year(stated: Stated, text: str) -> Stated:
    year = int(text[-2:])
    return replace(_day_month(stated, text[:-2]), year=year + (2000 if year < _CENTURY_TURNS else 1900))


def _year_month_day(stated: Stated, text: str) -> Stated:
    year, month, day = map(int, _NUMBERS.findall(text))
    return replace(stated, year=year, month=month, day=day)


def _decade(stated: Stated, text: str) -> Stated:
    return replace(stated, year=int(text[:4]), years=10)


def _century(stated: Stated, _: str, number: str) -> Stated:
    return century(int(number))


def century(number: int) -> Stated:
    """Return the years of a century."""
    return Stated(year=100 * (number - 1) + 1, years=100)


def _feast(stated: Stated, kind: str) -> Stated:
    return replace(stated, feast=kind)


def _nothing(stated: Stated, _: str) -> Stated:
    return stated


_Reader = Callable[..., Stated | None]
_NO_RULE: tuple[tuple[str, ...], _Reader] = ((), lambda stated: None)

# Words in a row, by kind, and what they state; the first rule that fits is taken.
_RULES: tuple[tuple[tuple[str, ...], _Reader], ...] = (
    (("dated", "number"), lambda stated, _, day: _bare_day(stated, day)),
    (("dated",), _nothing),
    (("number", "unit", "toward"), _counted),
    (("unit", "toward"), _shift),
    (("unit", "next"), _follows),
    (("unit", "ordinal"), _part),
    (("part", "toward"), _shift),
    (("part", "next"), _follows),
    (("part", "ordinal"), _part),
    (("part", "number"), _part),
    (("century", "ordinal"), _century),
    (("century", "number"), _century),
    (("unit",), _nothing),
    (("ymd",), _year_month_day),
    (("dmy",), _day_month_year),
    (("dmyy",), _short_year),
    (("dm",), _day_month),
    (("decade",), _decade),
    (("weekday",), _once("weekday")),
    (("number",), _bare_day),
    (("month",), _once("month")),
    (("year",), _once("year")),
    (("toward",), _once("toward")),
    (("ordinal",), lambda stated, number: _part(stated, "", number)),
    (("today",), lambda stated, steps: _shift(stated, "day", steps)),
    (("following",), lambda stated, steps: _follows(stated, "day", steps)),
    (("feast",), _feast),
)
_RULES_OF = {kind: tuple(rule for rule in _RULES if rule[0][0] == kind) for kind in {rule[0][0] for rule in _RULES}}
