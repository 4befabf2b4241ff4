"""An article and what was found in it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from beritaie.errors import InputError
from beritaie.schema import checks
from beritaie.schema.checks import shown
from beritaie.schema.json_text import dumps
from beritaie.schema.labels import LABELS, LONG_LABELS, Label
from beritaie.schema.values import (
    UNRESOLVED_FIELDS,
    VALUE_TYPES,
    PersonValue,
    RoleValue,
    SpeechValue,
    Unresolved,
    Value,
    check_offsets,
)

SCHEMA_VERSION = "beritaie/1"

# Keys of a record that are fields of `Article`; every other key of a record is kept in `Article.extra`.
RECORD_KEYS = ("schema", "id", "title", "published", "outlet", "text", "source", "spans", "officials")


@dataclass(frozen=True, slots=True)
class Mention:
    """A labelled part of a text, and what it means.

    `start` and `end` are code points of `Article.text`, end excluded; `text` is what stands there; `score` is between
    0 and 1, None for annotation by hand; `value` is of the type that belongs to the label (`VALUE_TYPES`), None where
    absent. Raises `InputError` for offsets that do not fit the text, an unknown label, or a value of another label.
    """

    start: int
    end: int
    label: Label
    text: str
    score: float | None = None
    value: Value | None = None

    def __post_init__(self) -> None:
        check_offsets("span", self.start, self.end)
        object.__setattr__(self, "label", label_of(self.label))
        if len(self.text) != self.end - self.start:
            raise InputError(
                f"span {self.start} to {self.end} has the text {shown(self.text)} of {len(self.text)} characters",
                "give the text that stands there",
            )
        if self.score is not None:
            checks.score("score", self.score)
        if self.value is not None and not isinstance(self.value, VALUE_TYPES[self.label]):
            allowed = " or ".join(kind.__name__ for kind in VALUE_TYPES[self.label]) or "None"
            raise InputError(f"{self.label} with the value {shown(self.value)}", f"give {allowed}")

    @property
    def order(self) -> tuple[int, int, str]:
        """The key by which mentions are sorted: from the left, the longer first."""
        return self.start, -self.end, self.label

    def to_dict(self) -> dict[str, object]:
        """Return the span of a record; the score has four digits, what is absent is left out."""
        span: dict[str, object] = {"start": self.start, "end": self.end, "label": str(self.label)}
        if isinstance(self.value, Unresolved):
            span |= dict.fromkeys(UNRESOLVED_FIELDS[self.label])
        elif self.value is not None:
            span |= self.value.to_fields()
        return span if self.score is None else span | {"score": round(float(self.score), 4)}


@dataclass(frozen=True, slots=True)
class Quote:
    """Who said what: a QUOTE or CLAIM of an article, seen with its speaker.

    `speaker` is the person's name, else the ORG or ROLE that is the source, None where the text does not settle it;
    `cue` the CUE mention that signals it, None where there is none; `speaker_score` the probability that the speaker is
    right, and `reason` how the speaker was found, or why none was, both None for annotation by hand; `candidates` are
    those it might be where none was chosen.
    """

    mention: Mention
    speaker: str | None = None
    cue: Mention | None = None
    speaker_score: float | None = None
    reason: str | None = None
    candidates: tuple[str, ...] = ()

    @property
    def kind(self) -> Label:
        """`Label.QUOTE` for direct speech, `Label.CLAIM` for reported speech."""
        return self.mention.label

    @property
    def text(self) -> str:
        """What was said, as the article has it."""
        return self.mention.text


@dataclass(frozen=True, slots=True)
class Official:
    """A person with at least one public office, and all the offices that the article gives that person.

    `mentions` and `quotes`, where the person is named and what the person said, are filled in by the article.
    """

    name: str
    roles: tuple[RoleValue, ...]
    mentions: tuple[Mention, ...] = field(default=(), compare=False)
    quotes: tuple[Quote, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        checks.string("name", self.name)
        object.__setattr__(self, "roles", tuple(self.roles))
        if not self.roles:
            raise InputError(f"official {shown(self.name)} has no role", "give at least one, or leave the person out")

    def to_dict(self) -> dict[str, object]:
        """Return the official of a record."""
        return {"name": self.name, "roles": [role.to_fields() for role in self.roles]}


@dataclass(frozen=True, slots=True)
class Article:
    """A text with its mentions.

    `text` is what the caller gave, untouched; `text[m.start:m.end] == m.text` holds for every mention. `mentions` are
    sorted here, whatever order they come in. `published` is a day, `YYYY-MM-DD`. `source` and `extra` (other keys of
    the record) are carried along as JSON. None means absent. Raises `InputError` for a mention or cue that is not in
    the text, and for a date that is none.
    """

    text: str
    mentions: tuple[Mention, ...] = ()
    id: str | None = None
    title: str | None = None
    published: str | None = None
    outlet: str | None = None
    source: object = None
    officials: tuple[Official, ...] | None = None
    extra: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "mentions", tuple(sorted(self.mentions, key=lambda mention: mention.order)))
        for name in ("id", "title", "outlet"):
            value = getattr(self, name)
            if value is not None and not isinstance(value, str):
                raise InputError(f"{name} {shown(value)} is not a string", f"give {name} in quotation marks")
        if self.published is not None:
            checks.iso_day("published", self.published)
        for mention in self.mentions:
            self._check_mention(mention)
        if self.officials is not None:
            object.__setattr__(self, "officials", tuple(self._joined(self.officials)))
        clash = [key for key in self.extra if key in RECORD_KEYS]
        if clash:
            raise InputError(f"extra key {shown(clash[0])} is a field of Article", "set the field")

    def _check_mention(self, mention: Mention) -> None:
        check_inside("span", mention.end, self.text)
        there = self.text[mention.start : mention.end]
        if there != mention.text:
            raise InputError(
                f"{mention.label} {mention.start} to {mention.end} says {shown(mention.text)}, the text {shown(there)}",
                "count code points of the untouched text",
            )
        if isinstance(mention.value, SpeechValue) and mention.value.cue is not None:
            check_inside("cue", mention.value.cue[1], self.text)

    def _joined(self, officials: Iterable[Official]) -> Iterator[Official]:
        """Yield `officials` with their mentions and what they said."""
        mentions: dict[str | None, list[Mention]] = {}
        quotes: dict[str | None, list[Quote]] = {}
        for mention in self.by_label(Label.PERSON):
            mentions.setdefault(name_of(mention), []).append(mention)
        for quote in self.quotes:
            quotes.setdefault(quote.speaker, []).append(quote)
        for official in officials:
            name = official.name
            yield replace(official, mentions=tuple(mentions.get(name, ())), quotes=tuple(quotes.get(name, ())))

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """Every QUOTE and CLAIM in order, with its speaker and cue."""
        cues = {(cue.start, cue.end): cue for cue in self.by_label(Label.CUE)}
        return tuple(_quote(mention, cues) for mention in self.mentions if mention.label in LONG_LABELS)

    def said_by(self, name: str) -> tuple[Quote, ...]:
        """Return what the person, ORG or ROLE called `name` said: the full name or another form that the article uses.

        Case and white space do not matter.
        """
        wanted = fold(name)
        names = {wanted} | {fold(name_of(m) or "") for m in self.by_label(Label.PERSON) if fold(m.text) == wanted}
        return tuple(quote for quote in self.quotes if quote.speaker is not None and fold(quote.speaker) in names)

    def by_label(self, label: Label | str) -> tuple[Mention, ...]:
        """Return the mentions of `label` in order. Raises `InputError` for an unknown label."""
        wanted = label_of(label)
        return tuple(mention for mention in self.mentions if mention.label is wanted)

    def to_dict(self, *, stamp: bool = True) -> dict[str, object]:
        """Return the article as a record of the corpus format, with scores; what is absent is left out.

        `stamp` puts `"schema": "beritaie/1"` first, as extraction does; records of a corpus go without it. Numbers with
        a fraction are Decimal, so use `to_json` for JSON text.
        """
        record: dict[str, object] = {"schema": SCHEMA_VERSION} if stamp else {}
        record |= {key: value for key, value in self._head() if value is not None}
        record["spans"] = [mention.to_dict() for mention in self.mentions]
        if self.officials is not None:
            record["officials"] = [official.to_dict() for official in self.officials]
        return record | dict(self.extra)

    def _head(self) -> Iterator[tuple[str, object]]:
        for key in ("id", "title", "published", "outlet", "text", "source"):
            yield key, getattr(self, key)

    def to_json(self, *, indent: int | None = None, stamp: bool = True) -> str:
        """Return `to_dict` as JSON text with exact numbers, on one line unless `indent` says otherwise."""
        return dumps(self.to_dict(stamp=stamp), indent=indent)

    def _repr_html_(self) -> str:
        from beritaie.render import article_fragment

        return article_fragment(self)


def name_of(mention: Mention) -> str | None:
    """Return the name of the person that `mention` names, None where it names none or has no value."""
    return mention.value.name if isinstance(mention.value, PersonValue) else None


def fold(text: str) -> str:
    """Return `text` as names are compared: without regard to case and white space."""
    return " ".join(text.casefold().split())


def _quote(mention: Mention, cues: Mapping[tuple[int, int], Mention]) -> Quote:
    value = mention.value
    if not isinstance(value, SpeechValue):
        return Quote(mention)
    cue = cues.get(value.cue) if value.cue is not None else None
    return Quote(mention, value.speaker, cue, value.speaker_score, value.reason, value.candidates)


def label_of(label: object) -> Label:
    """Return the `Label` that `label` names. Raises `InputError` for any other."""
    if not isinstance(label, str) or label not in LABELS:
        raise InputError(f"label {shown(label)} is unknown", f"use one of {', '.join(LABELS)}")
    return Label(label)


def check_inside(field_name: str, end: int, text: str) -> None:
    """Raise `InputError` where `end` lies behind the end of `text`."""
    if end > len(text):
        raise InputError(
            f"{field_name} end {end} is behind the end of the text ({len(text)} characters)",
            "count code points, not bytes",
        )
