"""The administrative areas of Indonesia, provinces to villages, found by code and by name.

The table is one string of lines `code<TAB>name` in the order of the codes, so that the areas inside an area stand
together; an index holds the start of every line in the order of the names' keys. Both are searched by halving, so
loading is decompression alone. Source: cahyadsn/wilayah@b7ad440a (MIT), facts of the Ministry of Home Affairs, 2026-08;
`training/make_regions.py` writes both files.
"""

import lzma
import re
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from beritaie.errors import InputError
from beritaie.schema import RegionValue

TABLE_FILE = "regions.tsv.xz"
INDEX_FILE = "regions.index.xz"

_NOT_IN_KEY = re.compile(r"[\W_]+")
_KIND_OF_NAME = re.compile(r"(?:Kabupaten|Kota)(?: Administrasi)? ")
_LEVEL_BY_LENGTH = {2: "province", 8: "district", 13: "village"}
_REGENCY_LENGTH = 5
_FIRST_CITY = "71"  # the second part of a city's code is 71 or above
_CACHED_NAMES = 8192
_CACHED_BLOCKS = 256


class Area(NamedTuple):
    """An administrative area. `code`: of the Ministry of Home Affairs; `name`: the official one, with `Kabupaten`."""

    code: str
    name: str

    @property
    def level(self) -> str:
        """One of `schema.values.LEVELS`, never `country`."""
        if len(self.code) == _REGENCY_LENGTH:
            return "city" if self.code[3:] >= _FIRST_CITY else "regency"
        return _LEVEL_BY_LENGTH[len(self.code)]

    @property
    def short_name(self) -> str:
        """The name without `Kabupaten` or `Kota`."""
        return _KIND_OF_NAME.sub("", self.name, count=1) if len(self.code) == _REGENCY_LENGTH else self.name

    @property
    def value(self) -> RegionValue:
        """The area as the value of a mention."""
        return RegionValue(self.code, self.level, self.name)


def fold(name: str) -> str:
    """Return the key of a name: its letters and digits in lower case, so that `Sumber Jaya` is `Sumberjaya`."""
    return _NOT_IN_KEY.sub("", name.casefold())


class Gazetteer:
    """Areas by code and by name. `table` and `index` are as the module describes them."""

    def __init__(self, table: str, index: Sequence[int]) -> None:
        self._table = table
        self._index = index
        self._named: dict[str, tuple[Area, ...]] = {}
        self._inside: dict[str, tuple[Area, ...]] = {}
        self._upper: tuple[Area, ...] = ()

    def __len__(self) -> int:
        return len(self._index)

    def __iter__(self) -> Iterator[Area]:
        return _areas(self._table, 0, len(self._table))

    def at(self, code: str) -> Area | None:
        """Return the area with `code`, None where there is none."""
        area = next(_areas(self._table, self._start(code), len(self._table)), None)
        return area if area is not None and area.code == code else None

    def named(self, name: str) -> tuple[Area, ...]:
        """Return the areas whose short name has the same key as `name`, in the order of their codes."""
        key = fold(name)
        if key not in self._named:
            if len(self._named) >= _CACHED_NAMES:
                self._named.clear()
            self._named[key] = tuple(self._find(key))
        return self._named[key]

    def inside(self, code: str) -> tuple[Area, ...]:
        """Return the areas inside the area with `code`, at every level below it, in the order of their codes."""
        if code not in self._inside:
            if len(self._inside) >= _CACHED_BLOCKS:
                self._inside.clear()
            # In ASCII, `/` is the next after `.`, so the lines between are those whose code goes on with a dot.
            self._inside[code] = tuple(_areas(self._table, self._start(code + "."), self._start(code + "/")))
        return self._inside[code]

    def upper(self) -> tuple[Area, ...]:
        """Return the provinces, regencies and cities, in the order of their codes."""
        if not self._upper:
            self._upper = tuple(self._skip_districts())
        return self._upper

    def _skip_districts(self) -> Iterator[Area]:
        start = 0
        while start < len(self._table):
            area = _area(self._table, start)
            yield area
            start = self._start(area.code + ("/" if len(area.code) == _REGENCY_LENGTH else "."))

    def _find(self, key: str) -> Iterator[Area]:
        place = bisect_left(self._index, key, key=self._key)
        while key and place < len(self._index) and self._key(self._index[place]) == key:
            yield _area(self._table, self._index[place])
            place += 1

    def _key(self, start: int) -> str:
        return fold(_area(self._table, start).short_name)

    def _start(self, code: str) -> int:
        """The start of the first line whose code is not below `code`."""
        low, high = 0, len(self._table)
        while low < high:
            middle = max(low, self._table.rfind("\n", low, (low + high) // 2) + 1)
            end = self._table.index("\n", middle) + 1
            if self._table[middle:end] < code:
                low = end
            else:
                high = middle
        return low


@cache
def gazetteer() -> Gazetteer:
    """Return the table of the package, read at the first call. Raises `InputError` where it is missing or broken."""
    try:
        table = _unpacked(TABLE_FILE).decode("utf-8")
        index = array("I", _unpacked(INDEX_FILE))
    except (OSError, lzma.LZMAError, ValueError) as error:
        raise InputError(f"the table of regions cannot be read ({error})", "install beritaie again") from error
    if sys.byteorder == "big":
        index.byteswap()
    if len(index) != table.count("\n") or max(index, default=0) >= max(len(table), 1):
        raise InputError(f"{INDEX_FILE} does not belong to {TABLE_FILE}", "install beritaie again")
    return Gazetteer(table, index)


def index_of(table: str) -> bytes:
    """Return the index of `table`: for each line its start, four bytes, little-endian, sorted by key, then by code."""
    starts = [match.start() for match in re.finditer(r"^", table, re.MULTILINE) if match.start() < len(table)]
    index = array("I", sorted(starts, key=lambda start: fold(_area(table, start).short_name)))
    if sys.byteorder == "big":
        index.byteswap()
    return index.tobytes()


def _unpacked(name: str) -> bytes:
    return lzma.decompress((files("beritaie.normalise") / "tables" / name).read_bytes())


def _area(table: str, start: int) -> Area:
    code, _, name = table[start : table.index("\n", start)].partition("\t")
    return Area(code, name)


def _areas(table: str, start: int, end: int) -> Iterator[Area]:
    while start < end:
        yield _area(table, start)
        start = table.index("\n", start) + 1
