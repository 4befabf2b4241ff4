"""Whether an office is one of a public body."""

import re
from functools import cache

from beritaie.normalise.tables import own_table
from beritaie.schema.values import RoleValue


def is_public(role: RoleValue) -> bool:
    """Whether `role` is one in the state, an election body, a party or a ticket, not in a private body.

    The first row of the table `public_bodies` whose words the title or the institution has decides; an office that no
    row knows counts as public, as most offices in the news are.
    """
    rank, kinds = _table()
    found = [rank[match] for match in _words().findall(f"{role.title}\n{role.institution or ''}".casefold())]
    return not found or kinds[min(found)] == "public"


@cache
def _table() -> tuple[dict[str, int], list[str]]:
    rows = own_table("public_bodies")
    return {words: rank for rank, (words, _, _) in enumerate(rows)}, [kind for _, kind, _ in rows]


@cache
def _words() -> re.Pattern[str]:
    longest_first = sorted(_table()[0], key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
