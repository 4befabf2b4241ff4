"""The people and roles of an article as one row, with what stands between them."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from beritaie.errors import InputError
from beritaie.schema.article import Mention
from beritaie.schema.checks import shown
from beritaie.schema.labels import Label
from beritaie.schema.values import PersonValue, RoleValue

Span = tuple[int, int]

# Longest text, in code points, between two mentions that one phrase can still join.
GAP_LIMIT = 160
# Text looked at before and behind a mention, in code points.
SIDE_LIMIT = 40

_TICKET_DASH = re.compile(r"\s[-–]\s|(?<=\w)[-–](?=[^\W\d_]{3})")


@dataclass(frozen=True, slots=True)
class Link:
    """A PERSON or ROLE in the row.

    `name` is the person's name, empty for a ROLE. `lead` and `tail` are the text before and behind it, `gap` the text
    up to the next link without the places and days in it, None where that is further than `GAP_LIMIT` away or there is
    none.
    """

    mention: Mention
    name: str
    lead: str
    tail: str
    gap: str | None

    @property
    def span(self) -> Span:
        """Start and end of the mention, code points of the text."""
        return self.mention.start, self.mention.end

    @property
    def is_role(self) -> bool:
        """Whether the mention is a ROLE, not a PERSON."""
        return not self.name

    @property
    def title(self) -> str:
        """The canonical title in lower case; the text of a role without one."""
        value = self.mention.value
        return (value.title if isinstance(value, RoleValue) else self.mention.text).casefold()


def chain(text: str, mentions: Sequence[Mention]) -> list[Link]:
    """Return the people that have a name and the roles, in order, none inside another.

    A person inside a role (`Ketua Relawan Budi`) is not the one who holds it, so the longer mention stays. A ticket
    (`Enos-Yudha`) is two people with one mention, where the article names one of them elsewhere. Raises `InputError`
    for a text that is no string, and for mentions that are none or end behind the text.
    """
    check_arguments(text, mentions)
    row = list(_outermost(m for m in mentions if m.label is Label.ROLE or _name(m)))
    fillers = sorted((m.start, m.end) for m in mentions if m.label in (Label.REGION, Label.DATE))
    gaps = [_gap(text, left.end, right.start, fillers) for left, right in pairwise(row)]
    links = [_link(text, mention, gap) for mention, gap in zip(row, [*gaps, None], strict=False)]
    return list(_split_tickets(links))


def check_arguments(text: object, mentions: object) -> None:
    """Raise `InputError` unless `text` is a string and `mentions` a sequence of `Mention` inside of it."""
    if not isinstance(text, str):
        raise InputError(f"text {shown(text)} is not a string", "give the text of the article")
    if isinstance(mentions, str) or not isinstance(mentions, Sequence):
        raise InputError(f"mentions {shown(mentions)} are no sequence", "give a list of Mention")
    for mention in mentions:
        if not isinstance(mention, Mention):
            raise InputError(f"mention {shown(mention)} is no Mention", "give a list of Mention")
        if mention.end > len(text):
            raise InputError(f"mention {shown(mention.text)} ends behind the text", "give the text it was found in")


def _name(mention: Mention) -> str:
    return mention.value.name if isinstance(mention.value, PersonValue) else ""


def _outermost(mentions: Iterable[Mention]) -> Iterator[Mention]:
    end = 0
    for mention in sorted(mentions, key=lambda mention: mention.order):
        if mention.start >= end:
            end = mention.end
            yield mention


def _link(text: str, mention: Mention, gap: str | None) -> Link:
    lead = text[max(0, mention.start - SIDE_LIMIT) : mention.start]
    return Link(mention, _name(mention), lead, text[mention.end : mention.end + SIDE_LIMIT], gap)


def _gap(text: str, start: int, end: int, fillers: list[Span]) -> str | None:
    if end > start + GAP_LIMIT:
        return None
    kept = []
    index = bisect_left(fillers, (start, start))
    while index < len(fillers) and fillers[index][0] < end:
        filler_start, filler_end = fillers[index]
        kept.append(text[start:filler_start])
        start = max(start, min(filler_end, end))
        index += 1
    return "".join(kept) + text[start:end]


def _split_tickets(links: list[Link]) -> Iterator[Link]:
    people: dict[str, str] = {}
    for name in dict.fromkeys(link.name for link in links if not link.is_role):
        if len(_TICKET_DASH.split(name)) == 1:
            for part in name.casefold().split():
                people.setdefault(part, name)
    for link in links:
        halves = _TICKET_DASH.split(link.name)
        known = [people.get(half.casefold().split()[0]) if half.strip() else None for half in halves]
        if len(halves) == 2 and any(known) and all(half.strip() for half in halves):
            yield replace(link, name=known[0] or halves[0].strip(), gap=" - ")
            yield replace(link, name=known[1] or halves[1].strip())
        else:
            yield link
