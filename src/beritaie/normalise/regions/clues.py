"""What the text around a region says about it: offices, lists, the areas named after it, the place of the paper."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from beritaie.normalise.regions.gazetteer import fold, gazetteer
from beritaie.normalise.regions.names import (
    OFFICE,
    OWN_KIND,
    RegionName,
    areas_of,
    levels_of,
    read_name,
    short_forms,
)
from beritaie.normalise.tables import own_table

REACH = 80  # characters before and after a region that are read

_ANY_OFFICE = re.compile(rf"\b(?P<kind>{OFFICE})\b", re.IGNORECASE)
_OFFICE_BEFORE = re.compile(rf"\b(?P<kind>{OFFICE})(?:\s+\(\w{{1,12}}\))?\s*$", re.IGNORECASE)
_LINE_START = re.compile(r"(?:^|\n)[\s\"“”'*_]*$")
_DATELINE_END = re.compile(r"\s*(?:,[^,()\n]{2,30})?\s*(?:\([^()\n]{2,40}\)|[-–—]\s)")
_NEXT = re.compile(
    rf"""
    \s*(?:[,(–-]|\bdi\b|(?=(?i:{OWN_KIND})\b))\s*(?:di\s+)?     # `, `, ` di `, ` (` or a kind word
    (?!(?i:{OFFICE})\b)
    (?P<name>(?:(?i:{OWN_KIND})\b\.?\s*)?(?:[A-Z][\w'’/-]*\s?){{1,4}})
    """,
    re.VERBOSE,
)
_MOST_PARENTS = 3
_SHORTEST_PLAIN = 5  # letters of a name that is looked for in a title or in the name of a paper
_MOST_WORDS = 4
_LONGEST_TITLE = 300
_CACHED_OUTLETS = 1024
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Clues:
    """What the text says about one region, beside its name; codes and levels are those of the Ministry's table.

    `office`: levels of the office or body before it; `listed`: levels of the list it stands in; `peers`: for each other
    region of that list, the codes of the areas that it may lie in; `parents`: for each region that the text goes on
    with, the codes that it may have; `dateline`: whether the report is sent from it; `senses`: codes that the same name
    has elsewhere with a kind word; `near`: codes of the other regions, the nearest first; `home`: the code of the
    paper's own region.
    """

    office: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    peers: tuple[frozenset[str], ...] = ()
    parents: tuple[tuple[str, ...], ...] = ()
    dateline: bool = False
    senses: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    home: str = ""

    @property
    def around(self) -> tuple[str, ...]:
        """The codes of all regions that may hold this one, the surest first."""
        return (*chain.from_iterable(self.parents), *self.near, *((self.home,) if self.home else ()))


def office_inside(before: str) -> tuple[str, ...]:
    """Return the levels of the last office in `before`, the part of a ROLE or ORG that stands before the region."""
    words = _ANY_OFFICE.findall(before[-REACH:])
    return levels_of(words[-1]) if words else ()


def office_before(before: str) -> tuple[str, ...]:
    """Return the levels of the office that `before` ends with."""
    found = _OFFICE_BEFORE.search(before[-REACH:])
    return levels_of(found["kind"]) if found else ()


def is_dateline(before: str, after: str) -> bool:
    """Whether a region between these texts opens a report: `Serang (ANTARA) - `."""
    return bool(_LINE_START.search(before[-REACH:]) and _DATELINE_END.match(after[:REACH]))


def parents_after(after: str) -> tuple[tuple[str, ...], ...]:
    """Return the codes of each region that `after` goes on with: `, Kecamatan Anyar, Serang`."""
    return tuple(codes for name in _names_after(after[:REACH]) if (codes := _codes(name)))


def _names_after(after: str) -> Iterator[RegionName]:
    position = 0
    for _ in range(_MOST_PARENTS):
        found = _NEXT.match(after, position)
        name = _longest_known(found["name"].split()) if found else None
        if found is None or name is None:
            return
        yield name
        position = after.index(name.text.split()[-1], found.start("name")) + len(name.text.split()[-1])


def _longest_known(words: list[str]) -> RegionName | None:
    names = (read_name(" ".join(words[:count])) for count in range(len(words), 0, -1))
    return next((name for name in names if areas_of(name)), None)


def _codes(name: RegionName) -> tuple[str, ...]:
    """The codes that a name may have, without those of villages, which hold no other region."""
    return tuple(area.code for area in areas_of(name) if area.level != "village")


def regions_in(title: str) -> tuple[str, ...]:
    """Return the codes of the provinces, regencies and cities that a title names, in its order."""
    words = _WORD.findall(title[:_LONGEST_TITLE])
    runs = (words[start : start + count] for start in range(len(words)) for count in range(_MOST_WORDS, 0, -1))
    codes = (code for run in runs for code in _plain_names().get(fold("".join(run)), ()))
    return tuple(dict.fromkeys(codes))


@lru_cache(_CACHED_OUTLETS)
def home_of(outlet: str) -> str:
    """Return the code of the region that the name or address of a paper holds, "" where it holds none."""
    key = outlet[:_LONGEST_TITLE].casefold()
    found = [(len(part), code) for part, code in _home_parts().items() if part in key]
    return max(found)[1].strip("-") if found else ""


@cache
def _home_parts() -> dict[str, str]:
    """Parts of names of papers, each with the region that it tells."""
    told = {part: codes[0] for part, codes in _plain_names().items() if len(codes) == 1}
    return told | {part: code for part, code, _ in own_table("region_outlets")}


@cache
def _plain_names() -> dict[str, tuple[str, ...]]:
    """Codes by the folded names and short forms of provinces, regencies and cities that are long enough to be sure."""
    names: dict[str, tuple[str, ...]] = {}
    for area in gazetteer().upper():
        key = fold(area.short_name)
        names[key] = (*names.get(key, ()), area.code)
    return {key: codes for key, codes in (names | short_forms()).items() if len(key) >= _SHORTEST_PLAIN}
