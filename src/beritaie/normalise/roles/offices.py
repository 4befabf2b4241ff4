"""The table of offices: what titles are made of, and the short forms of offices, institutions and parties."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import takewhile
from pathlib import Path

from beritaie.errors import InputError
from beritaie.normalise.tables import own_table, read_table
from beritaie.schema.checks import shown

WORD = re.compile(r"&|\w+(?:['’`]\w+)*")

# Words that stay small inside a title.
SMALL = frozenset(
    ("dan", "serta", "atau", "untuk", "pada", "di", "dari", "ke", "dengan", "yang", "merangkap", "terhadap", "bagi")
)

# Names that go on after their first word, and are whole where a short form gave them.
OPEN = ("opener", "word")

# How the short forms of institutions begin whose heads are called by them.
HEADED = ("Dis", "Din", "Bap", "Bak", "Bal")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a title. `start`, `end`: code points; `gap`: what stands before it, one of ` `, `, `, `/` and `-`."""

    text: str
    start: int
    end: int
    gap: str

    @property
    def key(self) -> str:
        """The word as tables are searched for it."""
        return self.text.casefold()


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a title in its long form; for `kind`, `institution` and `level` see tables/titles.tsv.

    `word` is a kind besides those of the table. `gap` is what stands before it; `start` is where the title
    has it, in code points.
    """

    kind: str
    text: str
    institution: str = ""
    level: str = ""
    gap: str = " "
    start: int = 0


def split_words(text: str) -> list[Word]:
    """Return the words of `text`, without what stands in brackets."""
    words: list[Word] = []
    end = depth = 0
    for found in WORD.finditer(text):
        gap = text[end : found.start()]
        depth = max(0, depth + gap.count("(") - gap.count(")"))
        if depth == 0:
            words.append(Word(found[0], found.start(), found.end(), _glue(gap)))
        end = found.end()
    return words


def _glue(gap: str) -> str:
    if "," in gap:
        return ", "
    return gap.strip() if gap.strip() in ("/", "-") else " "


Key = tuple[str, ...]
Entries = dict[Key, tuple[Part, ...]]
Found = tuple[int, tuple[Part, ...]]


class OfficeTable:
    """Knowledge of offices: the package's own, and rows of a user, which go first where both know a short form.

    `short_forms` maps short forms to long ones, such as `{"Kadisdik": "Kepala Dinas Pendidikan"}`; case, full stops and
    hyphens do not matter. Raises `InputError` for what is no such mapping, or a form without letters.
    """

    def __init__(self, short_forms: Mapping[str, str] | None = None) -> None:
        rows = _checked({} if short_forms is None else short_forms)
        self._lookup = Lookup(_own_entries() | _entries(rows))

    @classmethod
    def own(cls) -> "OfficeTable":
        """Return the package's own table."""
        return _own_table()

    @classmethod
    def read(cls, path: str | Path) -> "OfficeTable":
        """Return the package's table with the rows of a file: tab-separated `short` and `long` below a head line.

        Raises `InputError` for rows of another shape, `OSError` for a file that cannot be read.
        """
        rows = read_table(path)
        wide = next((row for row in rows if len(row) != 2), None)
        if wide is not None:
            raise InputError(f"{path}: row {shown(wide[0])} has {len(wide)} cells", "give two: short and long")
        return cls({row[0]: row[1] for row in rows})

    def find(self, words: Sequence[Word], at: int) -> Found:
        """Return the length, in words, and the parts of the entry that begins at word `at`; 0 where none does."""
        return self._lookup.find(words, at)


class Lookup:
    """Entries by the words that they begin with."""

    def __init__(self, entries: Entries) -> None:
        self._entries = entries
        self._keys: dict[str, list[Key]] = {}
        for key in sorted(entries, key=len, reverse=True):
            self._keys.setdefault(key[0], []).append(key)

    def find(self, words: Sequence[Word], at: int) -> Found:
        """Return the length, in words, and the parts of the longest entry that begins at word `at`; 0 where none does.

        An entry that cuts a longer name gives way: `Anggota Dewan` to `Anggota` before `Dewan Pakar`.
        """
        fitting = self._fitting(words, at)
        uncut = [key for key in fitting if not any(self._cuts(words, at, key, step) for step in range(1, len(key)))]
        key = next(iter(uncut or fitting), ())
        return len(key), self._entries.get(key, ())

    def _fitting(self, words: Sequence[Word], at: int) -> list[Key]:
        keys = self._keys.get(words[at].key)
        return [] if keys is None else [key for key in keys if _fits(key, words, at)]

    def _cuts(self, words: Sequence[Word], at: int, key: Key, step: int) -> bool:
        inner = self._fitting(words, at + step)
        return bool(inner) and len(inner[0]) > 1 and step + len(inner[0]) > len(key)


def _fits(key: Key, words: Sequence[Word], at: int) -> bool:
    return len(key) <= len(words) - at and all(words[at + step].key == word for step, word in enumerate(key))


def _key(text: str) -> Key:
    return tuple(word.key for word in split_words(text))


def _checked(rows: object) -> Mapping[str, str]:
    if not isinstance(rows, Mapping):
        raise InputError(f"offices {shown(rows)} are no mapping", "map short forms to long ones")
    for short, long in rows.items():
        if not isinstance(short, str) or not isinstance(long, str) or not _key(short) or not _key(long):
            raise InputError(f"office {shown(short)} with {shown(long)}", "map a short form to its long form")
    return rows


@cache
def _own_table() -> OfficeTable:
    return OfficeTable()


@cache
def _own_names() -> Lookup:
    return Lookup(_name_entries())


@cache
def _name_entries() -> Entries:
    return {
        _key(name): (Part(kind, name, institution, level),) for name, kind, institution, level in own_table("titles")
    }


@cache
def _own_entries() -> Entries:
    rows = {row[0]: row[1] for row in own_table("offices")}
    heads = {f"Ka{short}": f"Kepala {long}" for short, long in rows.items() if _has_head(short, long)}
    return _name_entries() | _entries(heads | rows)


def _has_head(short: str, long: str) -> bool:
    """Tell whether the head of the institution is called by its short form: `Dinsos`, so `Kadinsos`."""
    return short.isalpha() and short.startswith(HEADED) and long.startswith(("Dinas ", "Badan "))


def _entries(rows: Mapping[str, str]) -> Entries:
    return {_key(short): tuple(_whole(_parts_of(long))) for short, long in rows.items()}


def _parts_of(long: str) -> Iterator[Part]:
    words, at = split_words(long), 0
    while at < len(words):
        length, found = _own_names().find(words, at)
        part = found[0] if found else Part("word", words[at].text)
        yield replace(part, gap=words[at].gap)
        at += length or 1


def _whole(parts: Iterable[Part]) -> Iterator[Part]:
    """Yield the parts of a long form, the name of an institution as one."""
    rest = list(parts)
    while rest:
        name = list(takewhile(lambda part: part.kind in OPEN, rest)) if rest[0].kind == "opener" else rest[:1]
        yield name[0] if len(name) == 1 else replace(name[0], kind="body", text=joined(name))
        rest = rest[len(name) :]


def joined(parts: Sequence[Part]) -> str:
    """Return the text of parts in a row."""
    return "".join(part.text if at == 0 else part.gap + part.text for at, part in enumerate(parts))
