"""Roles and the people who stand beside them: `Ketua Bawaslu OKI, Romi`, `Toyalis selaku Kepala Dinas Sosial`."""

from collections.abc import Iterator

from beritaie.speech.chain import Link, Span
from beritaie.speech.phrases import (
    ALIAS,
    AND,
    AS,
    BEFORE_COMMA,
    BEHIND_COMMA,
    COUPLED,
    DIRECT,
    JOINT,
    LISTED,
    NAMED,
    OPEN,
    RELATIVE,
    TOUCHING,
    fits,
)

# A role and the person who holds it.
Pair = tuple[Link, Link]


def apposed(links: list[Link]) -> dict[Span, str]:
    """Return the roles that a person stands beside, as spans, with that person's name."""
    held: dict[Span, str] = {}
    taken: set[Span] = set()
    for start, end in _role_runs(links):
        for side in (_behind, _before):
            free = [role for role in links[start:end] if role.span not in held]
            for role, person in side(links, start, end, free, taken):
                held[role.span] = person.name
                taken.add(person.span)
    return held


def people_behind(links: list[Link], index: int) -> list[Link]:
    """Return the people of the list that begins at `index`, each once, other names of the same person left out."""
    people: list[Link] = []
    while index < len(links) and not links[index].is_role:
        link = links[index]
        if not people or people[-1].name != link.name:
            people.append(link)
        renamed = index + 1 < len(links) and links[index + 1].name == link.name and fits(link.gap, ALIAS)
        if not renamed and not fits(link.gap, LISTED):
            break
        index += 1
    return people


def people_before(links: list[Link], index: int) -> list[Link]:
    """Return the person before `index`, and before them the one that is joined to them, if any."""
    if not index or links[index - 1].is_role:
        return []
    person = links[index - 1]
    partner = links[index - 2] if index > 1 else person
    return [partner, person] if partner.name not in ("", person.name) and fits(partner.gap, LISTED) else [person]


def _role_runs(links: list[Link]) -> Iterator[tuple[int, int]]:
    """Yield first and last index, the last excluded, of roles that are joined in a row."""
    start = 0
    while start < len(links):
        end = start + 1
        if links[start].is_role:
            while end < len(links) and links[end].is_role and fits(links[end - 1].gap, AND, JOINT):
                end += 1
            yield start, end
        start = end


def _behind(links: list[Link], start: int, end: int, roles: list[Link], _: set[Span]) -> list[Pair]:
    people, last = people_behind(links, end), links[end - 1]
    if not people:
        return []
    if not fits(last.gap, TOUCHING, NAMED):
        said_before = start and not links[start - 1].is_role and fits(links[start - 1].gap, AS, OPEN)
        if said_before or RELATIVE.search(last.lead) or not fits(last.gap, BEHIND_COMMA):
            return []
    if 1 < len(roles) <= len(people) and all(fits(role.gap, AND) for role in roles[:-1]):
        return list(zip(roles, people, strict=False))
    return [(role, _one_of(people, role)) for role in _of_one_person(roles)]


def _of_one_person(roles: list[Link]) -> list[Link]:
    """Return the last role and those before it that the same person holds."""
    first = len(roles) - 1
    while first and fits(roles[first - 1].gap, JOINT):
        first -= 1
    return roles[first:]


def _one_of(people: list[Link], role: Link) -> Link:
    """Return the second person for the second office of a pair, else the first."""
    is_second = COUPLED.search(role.lead) or (_is_ticket(people) and role.title.startswith("wakil"))
    return people[1] if is_second and len(people) > 1 else people[0]


def _is_ticket(people: list[Link]) -> bool:
    return len(people) > 1 and people[0].span == people[1].span


def _before(links: list[Link], start: int, end: int, roles: list[Link], taken: set[Span]) -> list[Pair]:
    people = people_before(links, start)
    if not people or not roles or roles[0] is not links[start]:
        return []
    person = people[-1]
    if not fits(person.gap, AS, OPEN, DIRECT) and (person.span in taken or not fits(person.gap, BEFORE_COMMA)):
        return []
    if len(people) > 1 and len(roles) > 1:
        return list(zip(roles, people, strict=False))
    if _is_ticket(people) and not roles[0].title.startswith("wakil"):
        return [(roles[0], people[0])]
    return [(role, person) for role in roles]
