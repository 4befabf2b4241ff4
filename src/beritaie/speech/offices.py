"""Who holds which office."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain as one_by_one

from beritaie.schema.article import Mention, Official
from beritaie.schema.values import RoleValue
from beritaie.speech.appositions import apposed
from beritaie.speech.backrefs import carried, demonstrated, recalled
from beritaie.speech.chain import Link, Span, chain
from beritaie.speech.public_bodies import is_public
from beritaie.speech.shared_offices import shared_offices


def holders(text: str, mentions: Sequence[Mention]) -> dict[Span, str]:
    """Return ROLE span → name of the person who holds it, where the article says; other roles are left out.

    A role belongs to the person beside it (`Ketua KPU, Romi`, `Romi selaku Ketua KPU`), else to who holds the same
    office elsewhere in the article, else to the person that `itu` or `ia` points to. `mentions` carry their values and
    may come in any order; a PERSON without a name is passed over. Raises `InputError` for arguments of a wrong type
    and mentions that end behind the text.
    """
    links = chain(text, mentions)
    held = apposed(links)
    held |= recalled(links, held)
    held |= demonstrated(text, links, mentions, held)
    held |= carried(links, held)
    return held | recalled(links, held)


def find_officials(
    text: str, mentions: Sequence[Mention], held: Mapping[Span, str] | None = None
) -> tuple[Official, ...]:
    """Return every person with at least one role in a public body, with all such roles that the article gives them.

    People come in the order of their first mention, each (title, status) once. `held` are the roles' holders, by
    default those of `holders`; roles without a value are passed over. Raises `InputError` as `holders` does.
    """
    held = holders(text, mentions) if held is None else held
    links = chain(text, mentions)
    roles: dict[str, dict[tuple[str, str], RoleValue]] = {link.name: {} for link in links if not link.is_role}
    for name, role in one_by_one(_marked(links, held), shared_offices(links, held)):
        if is_public(role):
            roles.setdefault(name, {}).setdefault((role.title.casefold(), role.status), role)
    return tuple(Official(name, tuple(own.values())) for name, own in roles.items() if own)


def _marked(links: list[Link], held: Mapping[Span, str]) -> Iterator[tuple[str, RoleValue]]:
    for link in links:
        if link.span in held and isinstance(link.mention.value, RoleValue):
            yield held[link.span], link.mention.value
