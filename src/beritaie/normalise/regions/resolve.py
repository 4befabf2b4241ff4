"""Regions: which administrative area a name in a text means.

A name has candidates, all areas that bear it. `EVIDENCE` narrows them, the strongest first; what is left must be placed
by the text, for the name of a village is borne by dozens. What the text does not settle stays `Unresolved`, with the
candidates.
"""

from collections.abc import Iterable, Sequence

from beritaie.errors import InputError
from beritaie.normalise.regions.clues import Clues, is_dateline, office_before, parents_after
from beritaie.normalise.regions.evidence import EVIDENCE, is_inside, shared_length
from beritaie.normalise.regions.gazetteer import Area
from beritaie.normalise.regions.likeness import resembling
from beritaie.normalise.regions.names import (
    INDONESIA,
    UPPER_LEVELS,
    RegionName,
    areas_of,
    is_abroad,
    is_indonesia,
    read_name,
)
from beritaie.normalise.regions.reading import Reading
from beritaie.schema import Mention, RegionValue, Unresolved, checks
from beritaie.schema.checks import shown

MOST_CANDIDATES = 8

_PROVINCE_LENGTH = 2
_REGENCY_LENGTH = 5


def link_region(text: str, *, before: str = "", after: str = "", near: Iterable[str] = ()) -> RegionValue | Unresolved:
    """Return the area that the name `text` means, between the texts `before` and `after`.

    `near`: codes of regions that the article names elsewhere, the nearest first. Raises `InputError` for what is no
    text, and for a malformed code.
    """
    for value in (text, before, after):
        _check_text(value)
    codes = tuple(near)
    for code in codes:
        checks.region_code("near", code)
    clues = Clues(
        office=office_before(before),
        parents=parents_after(after),
        dateline=is_dateline(before, after),
        near=codes,
    )
    return decide(read_name(text), clues)


def resolve_regions(
    text: str, mentions: Sequence[Mention], *, title: str | None = None, outlet: str | None = None
) -> list[RegionValue | Unresolved]:
    """Return a value for each REGION of `mentions`, in their order; a ROLE or ORG around one says its level.

    Regions that `title` and `outlet` name place the others. The larger regions are decided first, for the smaller lie
    in them. Raises `InputError` for what is no text.
    """
    for value in (text, title or "", outlet or ""):
        _check_text(value)
    reading = Reading.of(text, mentions, title=title or "", outlet=outlet or "")
    values: dict[int, RegionValue | Unresolved] = {}
    for place in reading.largest_first():
        values[place] = decide(reading.names[place], reading.clues(place))
        reading.learn(place, values[place])
    return [values[place] for place in range(len(values))]


def decide(name: RegionName, clues: Clues) -> RegionValue | Unresolved:
    """Return what `name` means under `clues`."""
    if is_indonesia(name):
        return INDONESIA
    if is_abroad(name):
        return Unresolved("the region lies outside Indonesia")
    bearers = areas_of(name)
    found = narrowed(bearers, clues)
    if len(found) == 1 and is_placed(found[0], name, clues):
        return found[0].value
    if not any(area.level in UPPER_LEVELS or is_near(area, clues) for area in bearers):
        alike = resembling(name, clues.around, name.levels or clues.office or clues.listed)
        if alike is not None:
            return alike.value
    return unresolved(found)


def narrowed(found: Sequence[Area], clues: Clues) -> Sequence[Area]:
    """Return the candidates that all evidence leaves; what would leave none is passed over."""
    for evidence in EVIDENCE:
        if len(found) > 1:
            found = evidence(found, clues) or found
    return found


def is_placed(area: Area, name: RegionName, clues: Clues) -> bool:
    """Whether the text lets the name be `area`: a small one only where a region around it is named too.

    The closer the name says what it is, the wider may the region around be; a bare name that stands before a region
    which does not hold the area (`Cipayung, Sukmajaya`) means another.
    """
    if area.level in UPPER_LEVELS:
        return True
    shared = max((shared_length(area.code, code) for code in clues.around), default=0)
    said = bool(name.levels or clues.office or clues.listed)
    if clues.parents and not said:
        return any(is_inside(area.code, code) for parent in clues.parents for code in parent)
    if area.level == "district":
        return shared >= _PROVINCE_LENGTH or len(areas_of(name)) == 1
    return shared >= (_PROVINCE_LENGTH if said else _REGENCY_LENGTH)


def is_near(area: Area, clues: Clues) -> bool:
    """Whether the text names a region in the province of `area`."""
    return any(shared_length(area.code, code) for code in clues.around)


def unresolved(found: Sequence[Area]) -> Unresolved:
    """Say why none of the areas found was chosen."""
    if not found:
        return Unresolved("no region of Indonesia bears this name")
    reason = "several regions bear this name" if len(found) > 1 else "no region around it places this name"
    return Unresolved(reason, tuple(area.value for area in found[:MOST_CANDIDATES]))


def _check_text(value: object) -> None:
    if not isinstance(value, str):
        raise InputError(f"{shown(value)} is no text", "give a string")
