"""The full title of a short mention: `Ketua Umum` in an article about the `Ketua Umum Partai Golkar`."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from beritaie.normalise.roles.mentions import Draft, Row
from beritaie.normalise.roles.offices import OfficeTable, Part
from beritaie.normalise.roles.titles import CHAMBER, IN_CHAMBER, MEMBER, Title, read_institution
from beritaie.schema.article import Mention
from beritaie.schema.labels import Label

EXECUTIVE = ("Gubernur", "Bupati", "Wali Kota", "Presiden")

# Positions of a whole party or institution, not of a part of it.
NATIONAL = ("Ketua Umum", "Wakil Ketua Umum", "Sekretaris Jenderal", "Wakil Sekretaris Jenderal", "Bendahara Umum")

# Positions that an institution, or a part of it, may have.
MEMBERS = (
    *("Ketua", "Wakil Ketua", "Ketua Harian", "Anggota", "Komisioner", "Juru Bicara", "Sekretaris Jenderal"),
    *("Sekretaris", "Wakil Sekretaris", "Bendahara", "Wakil Bendahara"),
)

# How many titles and institutions around a role are looked at.
MOST_LOOKED_AT = 12

# An institution in the same clause is no farther away than this, in characters.
CLAUSE = 60
CLAUSE_END = re.compile(r"[.;:\n]")


class Completion:
    """Completes the titles of one article. `drafts`: its roles, from the left."""

    def __init__(self, text: str, drafts: Sequence[Draft], mentions: Sequence[Mention], table: OfficeTable) -> None:
        self._text = text
        self._table = table
        self._orgs = Row(mentions, Label.ORG)
        self._regions = Row(mentions, Label.REGION)
        self._whole = [draft for draft in drafts if not draft.title.open]
        self._starts = [draft.mention.start for draft in self._whole]
        self._names: dict[int, Part | None] = {}
        self._by_person: dict[str, list[Draft]] = {}
        for draft in self._whole:
            if draft.person is not None:
                self._by_person.setdefault(draft.person, []).append(draft)

    def title(self, draft: Draft) -> Title:
        """Return the title of a role with what it leaves out, as far as the article tells."""
        title = draft.title
        if not title.open:
            return title
        if title.text == "Wakil" or (title.statuses and not title.text):
            return next(self._stood_for(draft), title)
        full = next(self._fuller(draft), None)
        return title if full is None else replace(full, statuses=title.statuses)

    def _stood_for(self, draft: Draft) -> Iterator[Title]:
        """Yield the offices that a bare `bakal calon`, `Plt` or `wakilnya` may be about, the likeliest first."""
        for other in self._others(draft):
            office = other.title.head.removeprefix("Wakil ")
            if office in EXECUTIVE:
                text = f"Wakil {office}" if draft.title.text else other.title.text
                yield replace(other.title, text=text, head=text, statuses=draft.title.statuses)

    def _fuller(self, draft: Draft) -> Iterator[Title]:
        """Yield fuller titles, the likeliest first: of the person, of the clause, of other roles, of the article."""
        title = draft.title
        same = self._by_person.get(draft.person or "", ())[:MOST_LOOKED_AT]
        others = list(self._others(draft))
        yield from (other.title for other in same if _is_fuller(other.title, title))
        yield from self._of_orgs(draft, in_clause=True)
        yield from (other.title for other in others if _is_fuller(other.title, title))
        yield from (full for other in others if (full := _with_name(title, _name_of(other.title))) is not None)
        yield from self._of_orgs(draft, in_clause=False)

    def _others(self, draft: Draft) -> Iterator[Draft]:
        """Yield the complete roles around `draft`: those before it, the nearest first, then those behind."""
        at = bisect_left(self._starts, draft.mention.start)
        yield from self._whole[max(0, at - MOST_LOOKED_AT) : at][::-1]
        yield from self._whole[at : at + MOST_LOOKED_AT]

    def _of_orgs(self, draft: Draft, *, in_clause: bool) -> Iterator[Title]:
        """Yield the title with each of the institutions before it, the nearest first, then with those behind it.

        In the clause only those before it count.
        """
        start = draft.mention.start
        behind = [] if in_clause else self._orgs.behind(start, MOST_LOOKED_AT)
        for org in (*self._orgs.before(start, MOST_LOOKED_AT), *behind):
            if in_clause and (start - org.end > CLAUSE or CLAUSE_END.search(self._text, org.end, start)):
                return
            name = self._name(org)
            full = None if name is None else _with_name(draft.title, name.text)
            if name is not None and full is not None:
                yield replace(full, institution=name.text, level=name.level)

    def _name(self, org: Mention) -> Part | None:
        """Return the long name of an ORG, None where it is unknown or the party of a person, in brackets."""
        if org.start not in self._names:
            regions = [(region.start - org.start, region.end - org.start) for region in self._regions.inside(org)]
            bracketed = self._text[org.start - 1 : org.start] == "("
            self._names[org.start] = None if bracketed else read_institution(org.text, self._table, regions)
        return self._names[org.start]


def _is_fuller(long: Title, short: Title) -> bool:
    if short.text == MEMBER:
        return long.head == "Anggota" and CHAMBER in long.text
    return long.text.startswith(short.text + " ") and (long.head == short.head or long.kind == "office")


def _name_of(title: Title) -> str:
    """Return what a title is of: `Partai Golkar` for `Ketua Umum Partai Golkar`."""
    return title.text.removeprefix(title.head + " ") if title.head in (*NATIONAL, *MEMBERS, "Kepala") else ""


def _with_name(title: Title, name: str) -> Title | None:
    """Return `title` with the institution `name`, None where they do not go together."""
    if not name:
        return None
    part = title.text.removeprefix(title.head).strip()
    return next((replace(title, text=text, open=False) for rule in RULES if (text := rule(title, part, name))), None)


def _as_member(title: Title, part: str, name: str) -> str:
    return f"Anggota {name}" if title.text == MEMBER and name.startswith(CHAMBER) else ""


def _as_chamber(title: Title, part: str, name: str) -> str:
    at = name.find(CHAMBER)
    return f"{title.text} {name[at:]}" if IN_CHAMBER.match(part) and at >= 0 else ""


def _as_party(title: Title, part: str, name: str) -> str:
    at = name.find("Partai ")
    wanted = part.startswith(("Dewan P", "Badan Pemenangan", "Majelis")) or (title.head in NATIONAL and not part)
    return f"{title.text} {name[at:]}" if wanted and at >= 0 else ""


def _as_opened(title: Title, part: str, name: str) -> str:
    return f"{title.head} {name}" if part and name.startswith(part + " ") else ""


def _as_named(title: Title, part: str, name: str) -> str:
    return f"{title.text} {name}" if title.head in MEMBERS and not part else ""


RULES: tuple[Callable[[Title, str, str], str], ...] = (_as_member, _as_chamber, _as_party, _as_opened, _as_named)
