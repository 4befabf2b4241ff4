"""Names of persons: which mentions are one person, and the fullest form of the name in the article."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from beritaie.errors import InputError
from beritaie.normalise.names.aliases import given_aliases, given_nicknames, is_spouse, says_alias
from beritaie.normalise.names.forms import Form, form_of, words_of
from beritaie.normalise.names.honorifics import strip_titles
from beritaie.normalise.names.people import People
from beritaie.schema import Label, Mention, PersonValue, Unresolved
from beritaie.schema.checks import shown

# What joins the two names of a ticket: `Enos-Yudha`, `Anies Baswedan - Sandiaga Uno`.
JOINT = re.compile(r"(?<=\S)\s*[-‐‑–—/&]\s*(?=[^\W\d_])")

# Particles whose hyphen joins no two persons: `Al-Habsyi`, `Asy-Syafi'i`, `Fahd El - Fouz`.
PARTICLE_BEFORE = re.compile(r"(?:^|[\s.'’-])(?:Al|El|Ad|Adh|An|As|Ash|Asy|At|Ath|Az)$", re.IGNORECASE)
LONGEST_PARTICLE = 4

BRACKET = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a mention says: the forms of its names, what joins them, and other names in brackets behind them."""

    forms: tuple[Form, ...]
    joints: tuple[str, ...] = ()
    others: tuple[tuple[Form, Form], ...] = ()


def resolve_names(text: str, mentions: Sequence[Mention]) -> list[PersonValue | Unresolved]:
    """Return the name of each PERSON of `mentions`, in their order: the person's fullest name in the article.

    Degrees and honorifics are left out; a ticket (`Enos-Yudha`) has the names of both persons, or its own fullest form
    where the article gives one of them by a single word only. A mention without a letter is `Unresolved`. Raises
    `InputError` for a text that is none.
    """
    if not isinstance(text, str):
        raise InputError(f"text {shown(text)} is not a string", "give the text of the article")
    persons = [mention for mention in mentions if mention.label is Label.PERSON]
    known = {mention.text: read(mention.text) for mention in persons}
    in_order = sorted(persons, key=lambda mention: mention.order)
    known |= ticket_names(text, in_order, known)
    singles = [(mention, known[mention.text].forms[0]) for mention in in_order if len(known[mention.text].forms) == 1]
    people = People(
        (form for mention in in_order for form in known[mention.text].forms),
        [pair for reading in known.values() for pair in reading.others] + list(given_aliases(text, singles)),
        given_nicknames(text, singles),
        frozenset(form for mention, form in singles if is_spouse(text, mention, form)),
    )
    found = {id(mention): tuple(map(people.find, known[mention.text].forms)) for mention in in_order}
    names = {number: people.name(number) for numbers in found.values() for number in numbers}
    return list(values([known[m.text] for m in persons], [found[id(m)] for m in persons], names))


def values(
    readings: Sequence[Reading], found: Sequence[tuple[int, ...]], names: Mapping[int, str]
) -> Iterator[PersonValue | Unresolved]:
    """Yield the value of each reading, whose persons are `found`, by their `names`."""
    tickets: dict[tuple[int, ...], Reading] = {}
    for reading, numbers in zip(readings, found, strict=True):
        if len(numbers) > 1:
            tickets[numbers] = max(tickets.get(numbers, reading), reading, key=words_in)
    for reading, numbers in zip(readings, found, strict=True):
        full = [names[number] for number in numbers]
        if not full:
            yield Unresolved("no name in the text of the mention")
        elif len(full) > 1 and any(len(words_of(name)) == 1 for name in full):
            written = tickets[numbers]
            yield PersonValue(joined([form.name for form in written.forms], written.joints))
        else:
            yield PersonValue(joined(full, reading.joints))


def ticket_names(text: str, persons: Sequence[Mention], known: Mapping[str, Reading]) -> dict[str, Reading]:
    """Return what names of one word mean that the text gives to a ticket: `Mahfud Anwar-Rini Handayani (Mahir)`."""
    names = {}
    for one, other in pairwise(persons):
        ticket, name = sorted((one, other), key=lambda mention: -len(known[mention.text].forms))
        forms = known[name.text].forms
        if len(known[ticket.text].forms) > 1 == len(forms) == len(forms[0].words) and says_alias(text, one.end, other):
            names[name.text] = known[ticket.text]
    return names


def words_in(reading: Reading) -> int:
    """Return how many words the names of a mention have."""
    return sum(len(form.words) for form in reading.forms)


def joined(names: Sequence[str], joints: Sequence[str]) -> str:
    """Return `names` with the `joints` between them."""
    return "".join(part for pair in zip(names, (*joints, ""), strict=True) for part in pair)


def read(text: str) -> Reading:
    """Return the forms in the text of a mention, none where a part of it has no letter."""
    parts, joints = split_ticket(text)
    names = [[form_of(name) for name in names_of(part)] for part in parts]
    if not all(any(map(str.isalpha, form.name)) for forms in names for form in forms):
        return Reading(())
    others = tuple((forms[0], other) for forms in names for other in forms[1:])
    return Reading(tuple(forms[0] for forms in names), tuple(joints), others)


def split_ticket(text: str) -> tuple[list[str], list[str]]:
    """Return the names that `text` joins, and what joins them."""
    parts, joints, start = [], [], 0
    for joint in JOINT.finditer(text):
        particle = PARTICLE_BEFORE.search(text, max(start, joint.start() - LONGEST_PARTICLE), joint.start())
        if text[joint.end()].isupper() and not particle:
            parts.append(text[start : joint.start()])
            joints.append(joint.group())
            start = joint.end()
    return [*parts, text[start:]], joints


def names_of(part: str) -> list[str]:
    """Return the name without titles, then the names in brackets beside it."""
    outer, *inner = (strip_titles(name) for name in (BRACKET.sub("", part), *BRACKET.findall(part)))
    return [outer, *filter(words_of, inner)] if words_of(outer) else [strip_titles(part)]
