"""Record → article, with every fault told to a `report`.

The codec gives a report that raises at the first fault; the corpus check gives one that collects and goes on with what
can still be read.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import NoReturn, TypeAlias, TypeVar

from beritaie.errors import CorpusError, InputError
from beritaie.schema import checks
from beritaie.schema.article import (
    RECORD_KEYS,
    SCHEMA_VERSION,
    Article,
    Mention,
    Official,
    check_inside,
    label_of,
)
from beritaie.schema.checks import shown
from beritaie.schema.labels import Label
from beritaie.schema.values import (
    KINDS,
    LEVELS,
    STATUSES,
    UNRESOLVED_FIELDS,
    DateValue,
    FigureValue,
    PersonValue,
    RegionValue,
    RoleValue,
    SpeechValue,
    Unresolved,
    Value,
    check_offsets,
)

T = TypeVar("T")

# Takes what is wrong and what to do about it.
Report: TypeAlias = Callable[[str, str], None]
Check: TypeAlias = Callable[[object], object]

READ_AS_NULL = "the record says null"


def refuse(what: str, remedy: str) -> NoReturn:
    """Raise `CorpusError`: the report of a reader that takes no faults."""
    raise CorpusError(what, remedy)


def _number(field: str) -> Check:
    # A record that came through plain `json.loads` has floats; their repr is what the file said.
    return _optional(lambda value: checks.number(field, Decimal(repr(value)) if isinstance(value, float) else value))


def _cue(value: object) -> tuple[int, int] | None:
    if value is None:
        return None
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise InputError(f"cue {shown(value)} is no pair of offsets", "write [start, end] of the CUE span, or null")
    check_offsets("cue", *value)
    return value[0], value[1]


def _optional(check: Check) -> Check:
    return lambda value: None if value is None else check(value)


_ROLE_FIELDS: dict[str, Check] = {
    "title": partial(checks.string, "title"),
    "status": lambda value: checks.one_of("status", value, STATUSES),
    "institution": partial(checks.optional_string, "institution"),
    "region": partial(checks.region_code, "region"),
}
_SPEECH_FIELDS: dict[str, Check] = {
    "speaker": partial(checks.optional_string, "speaker"),
    "cue": _cue,
    "speaker_score": _optional(partial(checks.score, "speaker_score")),
}

# What a span of each label may carry beside start, end, label and score.
FIELDS: dict[Label, dict[str, Check]] = {
    Label.PERSON: {"name": partial(checks.string, "name")},
    Label.ROLE: _ROLE_FIELDS,
    Label.ORG: {},
    Label.REGION: {
        "code": partial(checks.region_code, "code"),
        "level": _optional(lambda value: checks.one_of("level", value, LEVELS)),
        "name": partial(checks.optional_string, "name"),
    },
    Label.DATE: {"iso": partial(checks.iso_period, "iso"), "warning": partial(checks.optional_string, "warning")},
    Label.FIGURE: {
        "value": _number("value"),
        "low": _number("low"),
        "high": _number("high"),
        "approximate": partial(checks.boolean, "approximate"),
        "unit": partial(checks.optional_string, "unit"),
        "kind": lambda value: checks.one_of("kind", value, KINDS),
        "region": partial(checks.region_code, "region"),
        "date": _optional(partial(checks.iso_period, "date")),
    },
    Label.QUOTE: _SPEECH_FIELDS,
    Label.CLAIM: _SPEECH_FIELDS,
    Label.CUE: {},
}

_MAKERS: dict[Label, Callable[..., Value]] = {
    Label.PERSON: PersonValue,
    Label.ROLE: RoleValue,
    Label.REGION: RegionValue,
    Label.DATE: DateValue,
    Label.FIGURE: FigureValue,
    Label.QUOTE: SpeechValue,
    Label.CLAIM: SpeechValue,
}
# Without these a value cannot be made; the others are None where they are missing.
_NEEDED: dict[Label, tuple[str, ...]] = {
    Label.PERSON: ("name",),
    Label.ROLE: ("title", "status"),
    Label.REGION: ("code", "level", "name"),
    Label.DATE: ("iso",),
    Label.FIGURE: ("kind",),
    Label.QUOTE: ("speaker",),
    Label.CLAIM: ("speaker",),
}


def _attempt(report: Report, make: Callable[[], T]) -> T | None:
    """Return what `make` makes, or report why it cannot and return None."""
    try:
        return make()
    except InputError as error:
        report(error.what, error.remedy)
        return None


def read_article(record: object, report: Report) -> Article | None:
    """Return the article of `record` without the parts that were reported; None where there is no text."""
    if not isinstance(record, Mapping):
        report(f"{shown(record)} is no object", 'write one {"id": …, "text": …, "spans": […]} a line')
        return None
    if record.get("schema", SCHEMA_VERSION) != SCHEMA_VERSION:
        report(f"schema {shown(record['schema'])} is unknown", f"write {SCHEMA_VERSION} or leave it out")
    text = record.get("text")
    if not isinstance(text, str):
        report(f"text {shown(text)} is no string" if "text" in record else "key text is missing", "give the text")
    head = {key: _head(key, record.get(key), report) for key in ("id", "title", "published", "outlet")}
    body = text if isinstance(text, str) else None
    mentions = _read_spans(record, body, report)
    officials = _read_officials(record.get("officials"), report)
    if body is None:
        return None
    extra = {key: value for key, value in record.items() if key not in RECORD_KEYS}
    return Article(
        text=body, mentions=tuple(mentions), source=record.get("source"), officials=officials, extra=extra, **head
    )


def _head(key: str, value: object, report: Report) -> str | None:
    if value is None:
        return None
    if key == "published":
        return _attempt(report, lambda: checks.iso_day(key, value))
    if isinstance(value, str):
        return value
    report(f"{key} {shown(value)} is no string", f"write {key} in quotation marks or leave it out")
    return None


def _read_spans(record: Mapping[str, object], text: str | None, report: Report) -> list[Mention]:
    spans = record.get("spans")
    if not isinstance(spans, list | tuple):
        what = f"spans {shown(spans)} is no list" if "spans" in record else "key spans is missing"
        report(what, "write [] where nothing is marked")
        return []
    mentions = (read_span(span, text, report) for span in spans)
    return [mention for mention in mentions if mention is not None]


def read_span(span: object, text: str | None, report: Report) -> Mention | None:
    """Return the mention that `span` puts into `text`, or report each of its faults and return None."""
    if not isinstance(span, Mapping):
        report(f"span {shown(span)} is no object", 'write {"start": …, "end": …, "label": …}')
        return None
    told: list[str] = []

    def tell(what: str, remedy: str) -> None:
        told.append(what)
        report(f"{_place(span)}{what}", remedy)

    missing = [key for key in ("start", "end", "label") if key not in span]
    for key in missing:
        tell(f"key {key} is missing", "give start, end and label")
    if missing:
        return None
    start, end = span["start"], span["end"]
    _attempt(tell, lambda: check_offsets("span", start, end))
    if not told and text is not None:
        _attempt(tell, lambda: check_inside("span", end, text))
    score = _attempt(tell, lambda: checks.score("score", span["score"])) if span.get("score") is not None else None
    label = _attempt(tell, lambda: label_of(span["label"]))
    value = _read_value(span, label, text, tell) if label is not None else None
    if told or label is None or text is None:
        return None
    return _attempt(tell, lambda: Mention(start, end, label, text[start:end], score, value))


def _place(span: Mapping[str, object]) -> str:
    label, start = span.get("label"), span.get("start")
    return f"{label} at {start}: " if isinstance(label, str) and isinstance(start, int) else ""


def _read_value(span: Mapping[str, object], label: Label, text: str | None, tell: Report) -> Value | None:
    fields = {key: value for key, value in span.items() if key not in ("start", "end", "label", "score")}
    if not fields:
        return None
    known = FIELDS[label]
    for key in fields.keys() - known.keys():
        allowed = f"use {', '.join(known)}" if known else f"{label} has no value: leave it out"
        tell(f"field {shown(key)} is unknown", allowed)
    fields = {key: value for key, value in fields.items() if key in known}
    if not fields:
        return None
    if label in UNRESOLVED_FIELDS and all(value is None for value in fields.values()):
        return Unresolved(READ_AS_NULL)
    value = _make(fields, label, tell)
    if isinstance(value, SpeechValue) and value.cue is not None and text is not None:
        cue_end = value.cue[1]
        _attempt(tell, lambda: check_inside("cue", cue_end, text))
    return value


def _make(fields: Mapping[str, object], label: Label, tell: Report) -> Value | None:
    """Return the value that `fields` make, after telling every fault of every field."""
    told: list[str] = []

    def note(what: str, remedy: str) -> None:
        told.append(what)
        tell(what, remedy)

    for key in _NEEDED[label]:
        if key not in fields:
            note(f"field {key} is missing", f"give {', '.join(_NEEDED[label])}, or no value at all")
    read = {key: _attempt(note, partial(FIELDS[label][key], value)) for key, value in fields.items()}
    return None if told else _attempt(tell, lambda: _MAKERS[label](**read))


def _read_officials(officials: object, report: Report) -> tuple[Official, ...] | None:
    if officials is None:
        return None
    if not isinstance(officials, list | tuple):
        report(f"officials {shown(officials)} is no list", 'write [{"name": …, "roles": […]}] or leave it out')
        return None
    read = [_read_official(official, report) for official in officials]
    return tuple(official for official in read if official is not None)


def _read_official(official: object, report: Report) -> Official | None:
    if not isinstance(official, Mapping) or not isinstance(official.get("roles"), list | tuple):
        report(f"official {shown(official)} has no list of roles", 'write {"name": …, "roles": [{"title": …}]}')
        return None
    _report_unknown("official", official, ("name", "roles"), report)
    name = _attempt(report, lambda: checks.string("name", official.get("name")))
    roles = _read_roles(official["roles"], lambda what, remedy: report(f"official {shown(name)}: {what}", remedy))
    if name is None or len(roles) < len(official["roles"]):
        return None
    return _attempt(report, lambda: Official(name, roles))


def _read_roles(roles: Iterable[object], report: Report) -> tuple[RoleValue, ...]:
    found = []
    for role in roles:
        if not isinstance(role, Mapping):
            report(f"role {shown(role)} is no object", 'write {"title": …, "status": …}')
            continue
        _report_unknown("role", role, tuple(_ROLE_FIELDS), report)
        value = _make({key: role[key] for key in _ROLE_FIELDS if key in role}, Label.ROLE, report)
        if isinstance(value, RoleValue):
            found.append(value)
    return tuple(found)


def _report_unknown(what: str, given: Mapping[str, object], known: tuple[str, ...], report: Report) -> None:
    for key in given:
        if key not in known:
            report(f"{what} field {shown(key)} is unknown", f"use {', '.join(known)}")
