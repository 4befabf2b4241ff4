"""What the name of a region says by itself: its kind word, its short form, and the areas that bear the name."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from beritaie.normalise.regions.gazetteer import Area, fold, gazetteer
from beritaie.normalise.tables import own_table
from beritaie.schema import RegionValue

INDONESIA = RegionValue(None, "country", "Indonesia")
UPPER_LEVELS = ("province", "regency", "city")

# A name longer than this is no name: the text of a mention may be anything.
_LONGEST_NAME = 120
_CACHED_NAMES = 4096
_BRACKET = re.compile(r"\s*\(([^()]{1,40})\)")
_SPACES = re.compile(r"\s+")

# What a name may leave out: `Soe` is the district `Kota Soe`, `Mentawai` the regency `Kepulauan Mentawai`.
_LEFT_OUT = ("Kepulauan", "Pulau", "Kota")


@dataclass(frozen=True, slots=True)
class RegionName:
    """A name as read. `text`: without its bracket; `core`: also without its kind word, whose levels are `levels`."""

    text: str
    core: str
    levels: tuple[str, ...] = ()
    short_form: str = ""

    @property
    def key(self) -> str:
        """The folded core."""
        return fold(self.core)


def alternatives(use: str) -> str:
    """Return a pattern for any word that is used so, `own` or `office` in `region_kinds.tsv`, the longer first."""
    words = sorted((word for word, kind, _ in own_table("region_kinds") if kind == use), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)


def levels_of(word: str) -> tuple[str, ...]:
    """Return the levels of a word that a pattern of `alternatives` has found."""
    return _levels_by_word().get(_SPACES.sub(" ", word.lower()), ())


@cache
def _levels_by_word() -> dict[str, tuple[str, ...]]:
    return {word: tuple(levels.split()) for word, _, levels in own_table("region_kinds")}


OWN_KIND = alternatives("own")
OFFICE = alternatives("office")
_KIND_AND_NAME = re.compile(rf"\s*(?P<kind>{OWN_KIND}|{OFFICE})\b\.?\s*(?=\w)", re.IGNORECASE)


@lru_cache(_CACHED_NAMES)
def read_name(text: str) -> RegionName:
    """Read kind word or office, name and short form: `Kabupaten Ogan Komering Ilir (OKI)`, `Pemkot Serang`."""
    text = text.strip()
    if len(text) > _LONGEST_NAME:
        return RegionName("", "")
    bracket = _BRACKET.search(text)
    whole = text[: bracket.start()] + text[bracket.end() :] if bracket else text
    short_form = bracket[1].strip() if bracket else ""
    kind = _KIND_AND_NAME.match(whole)
    if kind is None:
        return RegionName(whole, whole, (), short_form)
    return RegionName(whole, whole[kind.end() :], levels_of(kind["kind"]), short_form)


@lru_cache(_CACHED_NAMES)
def areas_of(name: RegionName) -> tuple[Area, ...]:
    """Return the areas that bear the name, at the levels that its kind word allows.

    A kind word may belong to the name, as in `Kota Agung`, `Banjar Baru` or `Kampung Melayu`: such areas count at
    every level, unless the word gives an area of its own kind.
    """
    if not name.key:
        return ()
    own = [area for area in _bearing(name.core) if not name.levels or area.level in name.levels]
    whole = _bearing(name.text) if name.levels else []
    left_out = [] if own or whole else [area for word in _LEFT_OUT for area in gazetteer().named(f"{word} {name.core}")]
    return tuple(dict.fromkeys([*own, *whole, *(area for area in left_out if fits(area, name.levels))]))


def fits(area: Area, levels: tuple[str, ...]) -> bool:
    """Whether `area` is at one of `levels`, or there are none to be at."""
    return not levels or area.level in levels


def is_indonesia(name: RegionName) -> bool:
    """Whether the name means the country: `Indonesia`, `RI`, `NKRI`."""
    return fold(name.text) in _countries("indonesia")


def is_abroad(name: RegionName) -> bool:
    """Whether the name is that of a foreign country or city, which has no code."""
    return fold(name.text) in _countries("abroad")


@cache
def _countries(where: str) -> frozenset[str]:
    return frozenset(fold(form) for form, place in own_table("region_countries") if place == where)


def _bearing(form: str) -> list[Area]:
    """The areas of a short form, then those with the name."""
    table = gazetteer()
    short = (table.at(code) for code in short_forms().get(fold(form), ()))
    return [*(area for area in short if area is not None), *table.named(form)]


@cache
def short_forms() -> dict[str, tuple[str, ...]]:
    """Return the codes of the areas that each folded short form, former name or usual spelling means."""
    return {fold(form): tuple(codes.split()) for form, codes, _ in own_table("region_shorts")}
