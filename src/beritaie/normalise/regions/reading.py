"""The regions of one article: their names, and for each the clues of the text and of the regions decided before it."""

import re
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from beritaie.normalise.regions.clues import (
    REACH,
    Clues,
    home_of,
    is_dateline,
    office_before,
    office_inside,
    parents_after,
    regions_in,
)
from beritaie.normalise.regions.evidence import parent_of
from beritaie.normalise.regions.names import UPPER_LEVELS, RegionName, areas_of, fits, read_name
from beritaie.schema import Label, Mention, RegionValue, Unresolved

# A name whose level is not known is decided after the districts and before the villages.
_ANY_LEVEL = ""
_LARGEST_FIRST = ("province", "regency", "city", "district", _ANY_LEVEL, "village")
_LONGEST_PLACING = len("16.02")  # codes of regions that are known before anything is decided

_DEFINITION = re.compile(r"\s*\(([A-Z][\w.]{1,12})\)")
_LETTERS = re.compile(r"[^\W\d_]+")
_SENTENCE_END = re.compile(r"[.!?:]\s|\n\s*\n")
_JOINERS = ("dan", "serta", "hingga", "sampai", "maupun", "atau")
_SEPARATOR = re.compile(rf"[,;/&\n–-]|\b(?:{'|'.join(_JOINERS)})\b")
_LIST_SIGN = re.compile(rf"[;&\d\n–-]|\b(?:{'|'.join(_JOINERS)})\b")  # a comma alone may part an address
_LAST = re.compile(r"\b(?:dan|serta)\b|&")
_LONGEST_GAP = 40
_LONGEST_LIST = 60
_LONGEST_HOLDER = 300  # characters of a ROLE or ORG that are looked back for one around a region
_MOST_NEAR = 100  # regions before and behind one that are looked at
_SURE_LIST = 3  # so many names between commas, without a regency at the end, are a list and no address


@dataclass(slots=True)
class Reading:
    """REGION mentions, their names, and the clues of the text; `title`: codes of the regions that the title names.

    `known`: what places the others so far, sorted: position, code and key of the name. `senses`: by key of a name, the
    codes that it has with a kind word.
    """

    regions: list[Mention]
    names: list[RegionName]
    seen: list[Clues]
    title: tuple[str, ...]
    known: list[tuple[int, str, str]] = field(default_factory=list)
    senses: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, text: str, mentions: Sequence[Mention], *, title: str, outlet: str) -> "Reading":
        """Read the REGION mentions of a text."""
        regions = [mention for mention in mentions if mention.label is Label.REGION]
        defined = definitions(text, regions)
        names = [defined.get(mention.text, read_name(mention.text)) for mention in regions]
        seen = list(_text_clues(text, mentions, regions, names, home_of(outlet)))
        reading = cls(regions, names, seen, regions_in(title))
        for place in range(len(names)):
            reading.known += [(regions[place].start, code, names[place].key) for code in reading._placing(place)]
        reading.known.sort()
        return reading

    def largest_first(self) -> list[int]:
        """Return the places of the regions in the order in which they are to be decided."""
        return sorted(range(len(self.names)), key=self._rank)

    def clues(self, place: int) -> Clues:
        """Return all clues for one region, those of the regions decided so far among them."""
        start, key = self.regions[place].start, self.names[place].key
        here = bisect_left(self.known, (start, "", ""))
        window = self.known[max(0, here - _MOST_NEAR) : here + _MOST_NEAR]
        others = sorted((abs(position - start), code) for position, code, other in window if other != key)
        near = dict.fromkeys(code for _, code in others)
        return replace(self.seen[place], near=(*near, *self.title), senses=tuple(self.senses.get(key, ())))

    def learn(self, place: int, value: RegionValue | Unresolved) -> None:
        """Keep a decided region for those that are still to be decided."""
        if not isinstance(value, RegionValue) or value.code is None:
            return
        if len(value.code) > _LONGEST_PLACING:
            insort(self.known, (self.regions[place].start, value.code, self.names[place].key))
        if self.names[place].levels:
            self.senses[self.names[place].key].append(value.code)

    def _levels(self, place: int) -> tuple[str, ...]:
        return self.names[place].levels or self.seen[place].office or self.seen[place].listed

    def _rank(self, place: int) -> int:
        return min(_LARGEST_FIRST.index(level) for level in self._levels(place) or (_ANY_LEVEL,))

    def _placing(self, place: int) -> list[str]:
        """The codes of the provinces, regencies and cities that a name may mean: these place the smaller ones."""
        levels = self.names[place].levels or self.seen[place].office
        upper = [area for area in areas_of(self.names[place]) if area.level in UPPER_LEVELS and fits(area, levels)]
        return [area.code for area in upper if area.level == "province"] or [area.code for area in upper]


def definitions(text: str, regions: Sequence[Mention]) -> dict[str, RegionName]:
    """Return the names that the article itself abbreviates, by short form: `Bandar Negeri Suoh (BNS)`."""
    defined: dict[str, RegionName] = {}
    for mention in regions:
        name = read_name(mention.text)
        after = _DEFINITION.match(text, mention.end, mention.end + 20)
        short = name.short_form or (after[1] if after else "")
        if short and _abbreviates(short, name.core):
            defined.setdefault(short, name)
    return defined


def _abbreviates(short: str, name: str) -> bool:
    """Whether the letters of `short` stand in `name` in this order, the first at its start."""
    letters = iter(name.casefold())
    return name[:1].casefold() == short[:1].casefold() and all(letter in letters for letter in short.casefold())


def _text_clues(
    text: str, mentions: Sequence[Mention], regions: Sequence[Mention], names: Sequence[RegionName], home: str
) -> Iterator[Clues]:
    """Yield the clues of the text for each region, in their order."""
    holders = sorted((mention.start, mention.end) for mention in mentions if mention.label in (Label.ROLE, Label.ORG))
    lists = {place: group for group in _lists(text, regions, names) for place in group}
    for place, mention in enumerate(regions):
        before, after = text[max(0, mention.start - REACH) : mention.start], text[mention.end : mention.end + REACH]
        group = [other for other in lists.get(place, ()) if other != place]
        end = max([mention.end, *(regions[other].end for other in group)])
        yield Clues(
            office=_office_around(text, mention, holders) or office_before(before),
            listed=next((names[other].levels for other in group if names[other].levels), ()),
            peers=tuple(frozenset(parent_of(area.code) for area in areas_of(names[other])) for other in group),
            parents=parents_after(text[end : end + REACH]),
            dateline=is_dateline(before, after),
            home=home,
        )


def _office_around(text: str, mention: Mention, holders: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """The levels of the office or body in whose name the region stands, of the innermost that holds it."""
    first = bisect_left(holders, (mention.start - _LONGEST_HOLDER, 0))
    last = bisect_right(holders, (mention.start, len(text)))
    starts = [start for start, end in holders[first:last] if mention.end <= end]
    return office_inside(text[starts[-1] : mention.start]) if starts else ()


def _lists(text: str, regions: Sequence[Mention], names: Sequence[RegionName]) -> Iterator[list[int]]:
    """Yield the places of regions that stand in one list; an address (`Anyar, Serang, Banten`) is none."""
    group: list[int] = []
    for place in sorted(range(len(regions)), key=lambda place: regions[place].start):
        if group and _goes_on(text, regions, names, group, place):
            group.append(place)
            continue
        if _is_list(text, regions, names, group):
            yield group
        group = [place]
    if _is_list(text, regions, names, group):
        yield group


def _goes_on(
    text: str, regions: Sequence[Mention], names: Sequence[RegionName], group: Sequence[int], place: int
) -> bool:
    """Whether the region at `place` stands after `group` in one row, under the same kind word."""
    gap = text[regions[group[-1]].end : regions[place].start]
    if len(group) >= _LONGEST_LIST or not _joins(gap):
        return False
    # After `A, B dan C` a comma brings the region that holds them.
    last = len(group) > 1 and _LAST.search(text, regions[group[-2]].end, regions[group[-1]].start)
    if last and not _LAST.search(gap):
        return False
    kinds = {names[other].levels for other in (*group, place) if names[other].levels}
    return len(kinds) < 2


def _joins(gap: str) -> bool:
    """Whether what stands between two regions may stand between the names of a list."""
    if len(gap) > _LONGEST_GAP or _SENTENCE_END.search(gap) or not _SEPARATOR.search(gap):
        return False
    words = [word for word in _LETTERS.findall(gap) if word.lower() not in _JOINERS]
    # A word between them may be the unit of a number: `Suoh 1.922 KPM, Sukau 3.231 KPM`.
    return not words or (len(words) == 1 and any(letter.isdigit() for letter in gap))


def _is_list(text: str, regions: Sequence[Mention], names: Sequence[RegionName], group: Sequence[int]) -> bool:
    if len(group) < 2:
        return False
    if any(_LIST_SIGN.search(text, regions[one].end, regions[other].start) for one, other in pairwise(group)):
        return True
    return len(group) >= _SURE_LIST and not any(area.level in UPPER_LEVELS for area in areas_of(names[group[-1]]))
