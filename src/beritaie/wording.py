"""Values in words, for people to read: in pages, tips and tables."""

from collections.abc import Sequence
from datetime import date

from beritaie.normalise.regions.gazetteer import gazetteer
from beritaie.schema import (
    DateValue,
    FigureValue,
    PersonValue,
    RegionValue,
    RoleValue,
    SpeechValue,
    Value,
)
from beritaie.schema.checks import Number

# Names of the package's own, for those of the standard library change with the reader's locale.
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

# These name what the unit or the sign already says.
_SILENT_KINDS = ("money", "share", "other")
_KIND_IN_NAME = ("Kabupaten ", "Kota ")


def describe(value: Value | None) -> str:
    """Return a value in one line of words; nothing for None."""
    match value:
        case None:
            return ""
        case PersonValue(name):
            return name
        case RoleValue():
            return office_words(value)
        case RegionValue():
            return _region_words(value)
        case DateValue(iso, warning):
            return _joined(period_words(iso, weekday=True), warning)
        case FigureValue():
            return _figure_words(value)
        case SpeechValue(speaker):
            source = f"said by {speaker}" if speaker else "no named source"
            return _joined(source, _perhaps(value.candidates), value.reason)
        case _:
            return _joined(f"not settled: {value.reason}", _perhaps([describe(c) for c in value.candidates]))


def office_words(role: RoleValue) -> str:
    """Return an office: the title, its status where it is not the plain one, the institution, and where."""
    title = role.title if role.status == "definitive" else f"{role.title} ({role.status})"
    area = gazetteer().at(role.region) if role.region else None
    told = area is not None and area.short_name in f"{role.title} {role.institution}"
    return _joined(title, role.institution, None if told else area.name if area else role.region)


def period_words(iso: str, *, weekday: bool = False) -> str:
    """Return an ISO 8601 day, month, year or range as it is read: `28 October – 3 November 2024`.

    `weekday` puts it before a single day.
    """
    first, _, last = iso.partition("/")
    if last:
        return _range_words(_calendar_words(first), _calendar_words(last))
    words = " ".join(_calendar_words(first))
    single_day = weekday and len(first) == len("2024-10-15")
    return f"{WEEKDAYS[date.fromisoformat(first).weekday()]} {words}" if single_day else words


def _calendar_words(iso: str) -> list[str]:
    year, *rest = iso.split("-")
    months = [MONTHS[int(rest[0]) - 1]] if rest else []
    return [str(int(day)) for day in rest[1:]] + [*months, year]


def _range_words(first: list[str], last: list[str]) -> str:
    """Return a range without saying twice the month or year that both ends share."""
    begins = list(first)
    while len(first) == len(last) and len(begins) > 1 and begins[-1] == last[len(begins) - 1]:
        begins.pop()
    spaced = " – " if len(begins) > 1 or not begins[0].isdigit() else "–"
    return f"{' '.join(begins)}{spaced}{' '.join(last)}"


def _region_words(region: RegionValue) -> str:
    """Return an area's name, its level where the name does not say it, the area around it, and the code."""
    name = region.name or ""
    plain = region.level and not name.startswith(_KIND_IN_NAME)
    around = gazetteer().at(region.code.rpartition(".")[0]) if region.code and "." in region.code else None
    named = f"{name} ({region.level})".strip() if plain else name
    return _joined(", ".join(part for part in (named, around.name if around else None) if part), region.code)


def _figure_words(figure: FigureValue) -> str:
    amount = _number(figure.value) if figure.low is None else f"{_number(figure.low)}–{_number(figure.high)}"
    counted = f"{'about ' if figure.approximate else ''}{_with_unit(amount, figure)}"
    area = gazetteer().at(figure.region) if figure.region else None
    where = area.name if area else figure.region
    kind = None if figure.kind in _SILENT_KINDS or figure.kind == figure.unit else figure.kind
    return _joined(counted, kind, where, period_words(figure.date) if figure.date else None)


def _number(number: Number | None) -> str:
    return f"{number:,}"


def _with_unit(amount: str, figure: FigureValue) -> str:
    if figure.kind == "money" and figure.unit:
        return f"{'Rp' if figure.unit == 'IDR' else figure.unit} {amount}"
    if figure.unit == "percent":
        return f"{amount}%"
    return f"{amount} {figure.unit}" if figure.unit else amount


def _perhaps(names: Sequence[str]) -> str | None:
    return f"perhaps {' or '.join(names)}" if names else None


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)
