"""Normalised values: what a mention means, apart from how the text puts it.

None stands for a value that is absent, `Unresolved` for one that was looked for and could not be decided.
"""

from dataclasses import dataclass, field
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

    `warning`: what the text says against it, such as a weekday that the date does not fall on. Raises `InputError` for
    what is not in the calendar.
    """

    iso: str
    warning: str | None = None

    def __post_init__(self) -> None:
        checks.iso_period("iso", self.iso)
        checks.optional_string("warning", self.warning)

    def to_fields(self) -> dict[str, object]:
        """Return the fields of the span in a record; the warning only where there is one."""
        fields: dict[str, object] = {"iso": self.iso}
        return fields if self.warning is None else fields | {"warning": self.warning}


@dataclass(frozen=True, slots=True)
class FigureValue:
    """A quantity: `value`, or `low` and `high` of a range, both included; each an int or a Decimal, never a float.

    `unit`: what is counted (`KPM`, `laporan`), `IDR` for rupiah, `percent`; `kind`: one of `KINDS`. `region` and `date`
    are the code and the ISO 8601 period that the clause gives the figure, None where it gives none. Raises `InputError`
    for a float, for both or neither of value and range, and for a range that is upside down.
    """

    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    approximate: bool = False
    unit: str | None = None
    kind: str = "other"
    region: str | None = None
    date: str | None = None

    def __post_init__(self) -> None:
        for name in ("value", "low", "high"):
            if getattr(self, name) is not None:
                checks.number(name, getattr(self, name))
        checks.boolean("approximate", self.approximate)
        checks.optional_string("unit", self.unit)
        checks.one_of("kind", self.kind, KINDS)
        checks.region_code("region", self.region)
        if self.date is not None:
            checks.iso_period("date", self.date)
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
        """Return the fields of the span in a record; the last three only where they say something."""
        amount: dict[str, object] = {"value": self.value} if self.low is None else {"low": self.low, "high": self.high}
        about: dict[str, object] = {"approximate": self.approximate or None, "region": self.region, "date": self.date}
        given = {name: value for name, value in about.items() if value is not None}
        return amount | {"unit": self.unit, "kind": self.kind} | given


@dataclass(frozen=True, slots=True)
class SpeechValue:
    """Who said it. `speaker`: the person's name, else the ORG or ROLE that is the source, None where there is none.

    `cue`: start and end of the CUE span, code points of the article's text, or None. `speaker_score`: the probability
    that the speaker is right, 0 to 1, None for annotation by hand. `reason` tells how the speaker was found, or why
    none was; `candidates` are those that were considered where none was chosen; these two are not part of a record.
    Raises `InputError` for a cue that is no pair of rising offsets, and a score that is none.
    """

    speaker: str | None
    cue: tuple[int, int] | None = None
    speaker_score: float | None = None
    reason: str | None = field(default=None, compare=False)
    candidates: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        checks.optional_string("speaker", self.speaker)
        if self.cue is not None:
            check_offsets("cue", *self.cue)
        if self.speaker_score is not None:
            checks.score("speaker_score", self.speaker_score)

    def to_fields(self) -> dict[str, object]:
        """Return the fields of the span in a record; the score, of four digits, only where there is one."""
        fields: dict[str, object] = {"speaker": self.speaker, "cue": None if self.cue is None else list(self.cue)}
        return fields if self.speaker_score is None else fields | {"speaker_score": round(float(self.speaker_score), 4)}


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A value that the text, or the article's date, does not settle; `reason` says what was missing.

    `candidates` are the values that it might be, the likeliest first. A record writes it as nulls, so reason and
    candidates stay in Python and in HTML.
    """

    reason: str
    candidates: tuple["RegionValue | DateValue", ...] = field(default=(), compare=False)


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
