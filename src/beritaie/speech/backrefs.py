"""Roles that point back to a person: `Bupati` of a later sentence, `politisi PKB itu`."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from beritaie.schema.article import Mention
from beritaie.schema.labels import Label
from beritaie.schema.values import RoleValue
from beritaie.speech.chain import Link, Span
from beritaie.speech.phrases import AS, fits

# Between a role and `itu` may stand what describes its holder.
_THAT = re.compile(
    r"(?:,?\s+(?:asal|dari|era|pada|periode|dua periode|berusia|kelahiran|petahana|incumbent|non-?aktif|ter\w+"
    r"|yang baru|yang juga)\b[^,.;:\"”\n]{0,30}?)?,?\s+(?:itu|ini|tersebut|tsb|tu)\b",
    re.I,
)
# `pengalaman beliau sebagai`, `ia adalah`, `sang`: the person was named before.
_PRONOUN = re.compile(
    r"(?:nya|\b(?:beliau|dia|ia|dirinya))\b[^.;\"“”\n]*\b(?:sebagai|selaku|menjabat|menjadi|jabatan)\s+$"
    r"|\b(?:beliau|dia|ia) (?:adalah|merupakan) $|\bsang $",
    re.I,
)
_SENTENCE_END = re.compile(r"[.?!\n]")
# Furthest that a cue stands from its source, in code points.
_CUE_REACH = 25
# Longest that a sentence is looked through, in code points.
_SENTENCE = 300

Office = tuple[str | None, ...]


def recalled(links: Sequence[Link], held: Mapping[Span, str]) -> dict[Span, str]:
    """Return the roles outside of `held` that repeat an office in it, with its last holder before, else the first."""
    found: dict[Span, str] = {}
    known: dict[Office, str] = {}
    roles = [link for link in links if link.is_role]
    for role in roles:
        for office in _keys(role) if role.span in held else ():
            known.setdefault(office, held[role.span])
    for role in roles:
        if role.span in held:
            known |= dict.fromkeys(_keys(role), held[role.span])
            continue
        name = next((known[office] for office in _same(role) if office in known), None)
        if name is not None:
            found[role.span] = name
    return found


def _keys(role: Link) -> tuple[Office, ...]:
    """Return what a held office is known by: with its region, and of any region."""
    value = role.mention.value
    if not isinstance(value, RoleValue):
        return ((role.title,),)
    return (role.title, value.status, value.region), (role.title, value.status)


def _same(role: Link) -> tuple[Office, ...]:
    """Return the keys that a repeated office may have, the surest first; a region counts only where both have one."""
    value = role.mention.value
    if isinstance(value, RoleValue) and value.region is not None:
        return (role.title, value.status, value.region), (role.title, value.status, None)
    return _keys(role)


def demonstrated(
    text: str, links: Sequence[Link], mentions: Sequence[Mention], held: Mapping[Span, str]
) -> dict[Span, str]:
    """Return the roles outside of `held` that `itu`, `beliau` and the like tie to a person before them.

    A role that speaks is the last person who spoke. Any other is the last one named, but not the one who speaks of it
    in the same sentence. What is quoted does not count.
    """
    cues = _Cues(mentions)
    found: dict[Span, str] = {}
    named = spoke = silent = None
    for link in _unquoted(links, mentions):
        if not link.is_role:
            named = link
            spoke, silent = (link, silent) if cues.beside_source(link) else (spoke, link)
        elif link.span not in held and named is not None and (_THAT.match(link.tail) or _PRONOUN.search(link.lead)):
            holder = named
            if cues.beside_source(link):
                holder = spoke or named
            elif named is spoke and _same_sentence(text, named.mention.end, link.mention.start):
                holder = silent or named
            found[link.span] = holder.name
    return found


def _same_sentence(text: str, start: int, end: int) -> bool:
    return end - start <= _SENTENCE and not _SENTENCE_END.search(text[start:end])


def _unquoted(links: Sequence[Link], mentions: Sequence[Mention]) -> Iterator[Link]:
    quotes = sorted((m.start, m.end) for m in mentions if m.label is Label.QUOTE)
    for link in links:
        index = bisect_right(quotes, (link.mention.start, link.mention.end))
        if not index or link.mention.start >= quotes[index - 1][1]:
            yield link


class _Cues:
    """The words of speech of an article, to be asked for those beside a mention."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self._cues = sorted((m for m in mentions if m.label is Label.CUE), key=lambda cue: cue.order)
        self._starts = [cue.start for cue in self._cues]

    def beside_source(self, link: Link) -> bool:
        """Whether `link` is the source of a cue: `Romi mengatakan`, but `kata Romi`."""
        start, end = link.span
        first = bisect_left(self._starts, start - _CUE_REACH)
        last = bisect_right(self._starts, end + _CUE_REACH)
        for cue in self._cues[first:last]:
            behind = cue.start >= end
            between = link.tail[: cue.start - end] if behind else link.lead[cue.end - start :]
            if (
                (behind or cue.end < start)
                and behind == _follows_source(cue.text)
                and not _SENTENCE_END.search(between)
            ):
                return True
        return False


def _follows_source(cue: str) -> bool:
    return cue.casefold().startswith("me") and not cue.casefold().startswith("menurut")


def carried(links: Sequence[Link], held: Mapping[Span, str]) -> dict[Span, str]:
    """Return the roles outside of `held` that a role in it takes: `Wali Kota itu maju sebagai calon gubernur`."""
    found: dict[Span, str] = {}
    for left, right in pairwise(links):
        name = held.get(left.span) or found.get(left.span)
        takes = left.is_role and right.is_role and fits(left.gap, AS)
        if takes and name is not None and right.span not in held:
            found[right.span] = name
    return found
