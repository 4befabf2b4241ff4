"""Normalised values: what a mention means, apart from how the text puts it.

None stands for a value that is absent, `Unresolved` for one that was looked for and could not be decided.
"""

from dataclasses import dataclass
from typing import TypeAlias

from beritaie.errors import InputError
from beritaie.schema import checks
from beritaie.schema.checks import Number, shown
from beritaie.schema.labels import Label

STATUSES = ("definitive", "acting", "former", "candidate")
LEVELS = ("country", "province", "regency", "city", "district", "village")
KINDS = ("beneficiaries", "violations", "voters", "votes", "people", "money", "share", "areas", "other")


@dataclass(frozen=True, slots=True)
class PersonValue:
    """Who is meant. `name`: the fullest form in the article, without degrees and honorifics."""

    name: str

    def __post_init__(self) -> None:
        checks.string("name", self.name)

    def to_fields(self) -> dict[str, object]:
        """Return the fields of the span in a record."""
        return {"name": self.name}


@dataclass(frozen=True, slots=True)
class RoleValue:
    """An office. Raises `InputError` for an unknown status or a malformed region code.

    `title`: canonical long form, without region and status; `status`: one of `STATUSES`; `institution`: its full name;
    `region`: the code of the Ministry of Home Affairs, None for a national office.
    """

    title: str
    status: str
    institution: str | None = None
    region: str | None = None

    def __post_init__(self) -> None:
        checks.string("title", self.title)
        checks.one_of("status", self.status, STATUSES)
        checks.optional_string("institution", self.institution)
        checks.region_code("region", self.region)

    def to_fields(self) -> dict[str, object]:
        """Return the fields of the span, or of an official's role, in a record."""
        return {"title": self.title, "status": self.status, "institution": self.institution, "region": self.region}


@dataclass(frozen=True, slots=True)
class RegionValue:
    """An administrative area. Raises `InputError` where nothing at all is given: that is `Unresolved`.

    `code`: of the Ministry of Home Affairs, None for a country; `level`: one of `LEVELS`; `name`: the official one.
    """

    code: str | None
    level: str | None
    name: str | None

    def __post_init__(self) -> None:
        checks.region_code("code", self.code)
        if self.level is not None:
            checks.one_of("level", self.level, LEVELS)
        checks.optional_string("name", self.name)
        if self.code is None and self.level is None and self.name is None:
            raise InputError("a region without code, level and name says nothing", "give an Unresolved")

    def to_fields(self) -> dict[str, object]:
        """Return the fields of the span in a record."""
        return {"code": self.code, "level": self.level, "name": self.name}


@dataclass(frozen=True, slots=True)
class DateValue:
    """A time. `iso`: an ISO 8601 day, month or year at the precision stated, or a range of two, last day included.

    Raises `InputError` for what is not in the calendar.
    """

    iso: str

    def __post_init__(self) -> None:
        checks.iso_period("iso", self.iso)

    def to_fields(self) -> dict[str, object]:
        """Return the fields of the span in a record."""
        return {"iso": self.iso}


@dataclass(frozen=True, slots=True)
class FigureValue:
    """A quantity: `value`, or `low` and `high` of a range, both included; each an int or a Decimal, never a float.

    `unit`: what is counted (`KPM`, `laporan`), `IDR` for rupiah, `percent`; `kind`: one of `KINDS`. Raises `InputError`
    for a float, for both or neither of value and range, and for a range that is upside down.
    """

    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    approximate: bool = False
    unit: str | None = None
    kind: str = "other"

    def __post_init__(self) -> None:
        for field in ("value", "low", "high"):
            if getattr(self, field) is not None:
                checks.number(field, getattr(self, field))
        checks.boolean("approximate", self.approximate)
        checks.optional_string("unit", self.unit)
        checks.one_of("kind", self.kind, KINDS)
        self._check_shape()

    def _check_shape(self) -> None:
        if (self.low is None) != (self.high is None):
            raise InputError(f"a range from {shown(self.low)} to {shown(self.high)} is half a range", "give both ends")
        if (self.value is None) == (self.low is None):
            given = "neither value nor range" if self.value is None else "a value and a range"
            raise InputError(f"the figure has {given}", "give value, or low and high")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise InputError(f"low {self.low} is above high {self.high}", "swap them")

    def to_fields(self) -> dict[str, object]:
        """Return the fields of the span in a record; `approximate` only where it is true."""
        amount: dict[str, object] = {"value": self.value} if self.low is None else {"low": self.low, "high": self.high}
        fields = amount | {"unit": self.unit, "kind": self.kind}
        return fields | {"approximate": True} if self.approximate else fields


@dataclass(frozen=True, slots=True)
class SpeechValue:
    """Who said it. `speaker`: the person's name, else the ORG or ROLE that is the source, None where there is none.

    `cue`: start and end of the CUE span, code points of the article's text, or None. Raises `InputError` for a cue that
    is no pair of rising offsets.
    """

    speaker: str | None
    cue: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        checks.optional_string("speaker", self.speaker)
        if self.cue is not None:
            check_offsets("cue", *self.cue)

    def to_fields(self) -> dict[str, object]:
        """Return the fields of the span in a record."""
        return {"speaker": self.speaker, "cue": None if self.cue is None else list(self.cue)}


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A value that the text, or the article's date, does not settle; `reason` says what was missing.

    A record writes it as nulls, so the reason stays in Python and in HTML.
    """

    reason: str


Value: TypeAlias = PersonValue | RoleValue | RegionValue | DateValue | FigureValue | SpeechValue | Unresolved

# ORG and CUE are their text and have no value. A QUOTE without a known source is `SpeechValue(None)`.
VALUE_TYPES: dict[Label, tuple[type, ...]] = {
    Label.PERSON: (PersonValue, Unresolved),
    Label.ROLE: (RoleValue, Unresolved),
    Label.ORG: (),
    Label.REGION: (RegionValue, Unresolved),
    Label.DATE: (DateValue, Unresolved),
    Label.FIGURE: (FigureValue, Unresolved),
    Label.QUOTE: (SpeechValue,),
    Label.CLAIM: (SpeechValue,),
    Label.CUE: (),
}

# The nulls that stand for `Unresolved` in a record.
UNRESOLVED_FIELDS: dict[Label, tuple[str, ...]] = {
    Label.PERSON: ("name",),
    Label.ROLE: ("title", "status", "institution", "region"),
    Label.REGION: ("code", "level", "name"),
    Label.DATE: ("iso",),
    Label.FIGURE: ("value",),
}


def check_offsets(field: str, start: object, end: object) -> None:
    """Raise `InputError` unless `start` and `end` are ints with 0 <= start < end."""
    for value in (start, end):
        if isinstance(value, bool) or not isinstance(value, int):
            raise InputError(f"{field} offset {shown(value)} is no integer", "count code points of the text from 0")
    assert isinstance(start, int)
    assert isinstance(end, int)
    if not 0 <= start < end:
        raise InputError(f"{field} offsets {start} to {end} hold nothing", "give 0 <= start < end")
