"""Which officials of many articles are one person."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b

from beritaie.batch.likeness import DuplicateFinder, find_duplicates
from beritaie.errors import InputError
from beritaie.normalise.names.forms import form_of
from beritaie.normalise.names.honorifics import strip_titles
from beritaie.normalise.names.resolve import read
from beritaie.normalise.names.spelling import covers, sound
from beritaie.schema import Article, Mention, Official, RoleValue
from beritaie.schema.article import fold
from beritaie.schema.checks import region_code, shown

__all__ = [
    "Appearance",
    "DuplicateFinder",
    "KnownPerson",
    "find_duplicates",
    "join_officials",
    "official_id",
    "person_id",
]

# The office that a person holds says more of who it is than one that the person has left or wants.
STATUS_ORDER = ("definitive", "acting", "candidate", "former")

# The length of a regency's or city's code, `16.02`.
REGENCY = 5

# An office that more people of one region hold tells nobody apart: members of a council, of a committee.
MOST_HOLDERS = 40

Words = tuple[str, ...]
# A name as it is compared, and where in the state it is the name of one person.
Key = tuple[Words, str]
# A region and a title: `("16.02", "bupati")`.
Office = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Appearance:
    """A person in one article: its `id`, the name that it gives, the offices, and where the person is named."""

    article: str | None
    name: str
    roles: tuple[RoleValue, ...]
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """An official with all appearances, in the order of the articles.

    `ids` are the `official_id`s of the appearances, by which rows of a table can be joined, and `id` is the first.
    """

    id: str
    ids: tuple[str, ...]
    appearances: tuple[Appearance, ...]

    @property
    def name(self) -> str:
        """The longest name that an article gives, of several the first in the alphabet."""
        return min({appearance.name for appearance in self.appearances}, key=lambda name: (-len(name), name))

    @property
    def roles(self) -> tuple[RoleValue, ...]:
        """All offices, each once, in the order of the articles."""
        return tuple(dict.fromkeys(role for appearance in self.appearances for role in appearance.roles))


def person_id(name: str, title: str | None = None, region: str | None = None) -> str:
    """Return the id of the official called `name` who holds the office `title` in `region`, a code.

    Names are compared without degrees, honorifics, case, punctuation and ways of spelling (`Djoko`, `Joko`). A name of
    several words is one person within a regency or city, whatever the office and its level below, within a province,
    and in national offices; so the id stays when the office changes. A name of one word is common: it is one person
    within the very region of its office, and nationwide only with the same title. The id is `p` and 16 hexadecimal
    digits, the same on every machine; it changes only with the tables of names.

    Two people of one full name in one regency get one id. A person who moves to another region, and a name that an
    article shortens, get another: `join_officials` finds those that a corpus has evidence for. Raises `InputError` for
    an empty name, and for a malformed code.
    """
    if not isinstance(name, str) or not name.strip():
        raise InputError(f"name {shown(name)} is empty or no string", "give the name of a person")
    region_code("region", region)
    words, place = _key(name, title, region)
    return "p" + blake2b("|".join((*words, place)).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def official_id(official: Official | Appearance) -> str:
    """Return the `person_id` of an official: by the office that is held now and has the narrowest region.

    An article may give several offices; this makes them one row.
    """
    office = _first_office(official.roles)
    return person_id(official.name, office.title, office.region)


def join_officials(articles: Iterable[Article]) -> tuple[KnownPerson, ...]:
    """Return everybody who holds an office in `articles`, each person once, in the order in which they appear.

    Those with one `official_id` are one person. So are, for a corpus knows more than a row: the same name in the
    regions of several offices that one article gives (`mantan Bupati OKI, calon Gubernur Sumsel`); the same name
    without a region where all else of that name is one person; and a shorter name, an initial, or a slip (`Asmar`,
    `A. Wijaya`) where it fits exactly one holder of the same office in the same region. The order of the articles does
    not matter to who is joined with whom. They are read as a stream; what is kept grows with the mentions of officials.
    """
    corpus = _Corpus()
    for article in articles:
        for official in article.officials or ():
            corpus.add(Appearance(article.id, official.name, official.roles, official.mentions))
    return tuple(corpus.people())


def _first_office(roles: Iterable[RoleValue]) -> RoleValue:
    return min(roles, key=lambda role: (STATUS_ORDER.index(role.status), -len(role.region or "")))


def _key(name: str, title: str | None, region: str | None) -> Key:
    words = _words(name)
    if len(words) > 1:
        return words, (region or "")[:REGENCY]
    return words, region or f"={fold(title or '')}"


def _words(name: str) -> Words:
    """Return the words of `name` by their sound; what has no letter stands for itself."""
    return tuple(map(sound, form_of(strip_titles(name)).words)) or (fold(name),)


@dataclass(slots=True)
class _Corpus:
    """All appearances, and which of their keys are one person: a forest in which each key points towards its root."""

    appearances: list[tuple[Key, Appearance]] = field(default_factory=list)
    parents: dict[Key, Key] = field(default_factory=dict)
    holders: defaultdict[Office, set[Key]] = field(default_factory=lambda: defaultdict(set))

    def add(self, appearance: Appearance) -> None:
        first = _first_office(appearance.roles)
        key = _key(appearance.name, first.title, first.region)
        self.appearances.append((key, appearance))
        ticket = len(read(appearance.name).forms) > 1  # it would fit the names of both
        for role in appearance.roles:
            other = _key(appearance.name, role.title, role.region)
            if not ticket:
                self.holders[role.region or "", fold(role.title)].add(other)
            self._meet(key, other)

    def _meet(self, key: Key, other: Key) -> None:
        """Note that one article gives both keys to one person.

        An office without a region may be one whose region is unknown, and would join all bearers of a common name.
        """
        self.parents.setdefault(key, key)
        self.parents.setdefault(other, other)
        if _is_local(key) == _is_local(other):
            self._join(key, other)

    def people(self) -> Iterator[KnownPerson]:
        self._join_shorter()
        self._join_nationwide()
        found: dict[Key, list[Appearance]] = {}
        for key, appearance in self.appearances:
            found.setdefault(self._root(key), []).append(appearance)
        for appearances in found.values():
            ids = sorted(set(map(official_id, appearances)))
            yield KnownPerson(ids[0], tuple(ids), tuple(appearances))

    def _join_shorter(self) -> None:
        """Join each name with the one fuller name that holds the same office."""
        for keys in self.holders.values():
            if len(keys) > MOST_HOLDERS:
                continue
            fullest_first = sorted(keys, key=lambda key: (-len(key[0]), -len("".join(key[0])), key))
            for at, short in enumerate(fullest_first):
                fitting = {self._root(full) for full in fullest_first[:at] if covers(full[0], short[0]) is not None}
                if len(fitting) == 1:
                    self._join(short, fitting.pop())

    def _join_nationwide(self) -> None:
        """Join each full name without a region with the one person of that name, if there is but one."""
        by_words: defaultdict[Words, set[Key]] = defaultdict(set)
        for key in self.parents:
            by_words[key[0]].add(self._root(key))
        for key in sorted(key for key in self.parents if len(key[0]) > 1 and not _is_local(key)):
            local = {self._root(other) for other in by_words[key[0]] if self._root(other) != self._root(key)}
            if len(local) == 1:
                self._join(key, local.pop())

    def _join(self, key: Key, other: Key) -> None:
        first, second = sorted((self._root(key), self._root(other)))
        self.parents[second] = first

    def _root(self, key: Key) -> Key:
        while self.parents[key] != key:
            self.parents[key] = key = self.parents[self.parents[key]]
        return key


def _is_local(key: Key) -> bool:
    return key[1][:1].isdigit()
