"""Offices that no ROLE of their own marks: `Bupati dan Wakil Bupati OKI, A dan B`, `anggota DPRD A, B dan C`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from beritaie.schema.values import RoleValue
from beritaie.speech.appositions import people_before, people_behind
from beritaie.speech.chain import Link, Span
from beritaie.speech.phrases import BEHIND_COMMA, NAMED, TOUCHING, fits

# Offices that several people of one list may hold.
_MANY = re.compile(r"(?:anggota|komisioner|pimpinan|wakil ketua|hakim|pengurus|staf)\b")
_PLURAL = re.compile(r"\b(?:dua|tiga|empat|lima|para|kedua|ketiga|sejumlah|beberapa)(?:\s+orang)?\s+$", re.I)

# The office before `dan Wakil Bupati`.
_PAIR = re.compile(r"([\w ]+?)(?:\s+(?:dan|serta)\s+|\s*[-–/&]\s*)$")


def shared_offices(links: list[Link], held: Mapping[Span, str]) -> Iterator[tuple[str, RoleValue]]:
    """Yield name and office of those who hold one without a ROLE to say so, in order."""
    for index, role in enumerate(links):
        value = role.mention.value
        if role.is_role and isinstance(value, RoleValue) and role.span in held:
            people = _listed(links, index)
            yield from _first_of_pair(role, value, people or people_before(links, index))
            if _MANY.match(role.title) or _PLURAL.search(role.lead):
                yield from ((person.name, value) for person in people)


def _listed(links: list[Link], index: int) -> list[Link]:
    return people_behind(links, index + 1) if fits(links[index].gap, TOUCHING, NAMED, BEHIND_COMMA) else []


def _first_of_pair(role: Link, value: RoleValue, people: list[Link]) -> Iterator[tuple[str, RoleValue]]:
    """Yield the first person with the office whose deputy the second is, where the text says `X dan Wakil X`."""
    pair, first = _PAIR.search(role.lead), value.title.removeprefix("Wakil ")
    said = pair is not None and f" {pair[1]}".casefold().endswith(f" {first}".casefold())
    if said and first != value.title and len(people) > 1:
        yield people[0].name, replace(value, title=first)
