"""The evidence that narrows the areas a name may mean, in the order of its strength.

Each piece of evidence keeps those candidates that it speaks for, and none where it says nothing. The order follows what
careful readers do: the office or the list beside the name, then the size of what it may mean (`Serang` is no village of
that name), then the regions around it; a name that is both regency and city means the city only as a dateline, as the
capital of a province, or where the text says so, and else stays open.
"""

from collections.abc import Callable, Sequence
from functools import cache

from beritaie.normalise.regions.clues import Clues
from beritaie.normalise.regions.gazetteer import Area
from beritaie.normalise.regions.names import UPPER_LEVELS
from beritaie.normalise.tables import own_table

Evidence = Callable[[Sequence[Area], Clues], Sequence[Area]]

# Lengths of the codes of a province, a regency or city, and a district.
_PROVINCE, _REGENCY, _DISTRICT = 2, 5, 8
_DOWNWARD = (_DISTRICT, _REGENCY, _PROVINCE)


def is_inside(code: str, parent: str) -> bool:
    """Whether the area with `code` lies in the one with the code `parent` and is not that area."""
    return code.startswith(parent + ".")


def shared_length(code: str, other: str) -> int:
    """Return how long the code is of the smallest region, a district at most, that holds or is both; 0 for none."""
    return next((length for length in _DOWNWARD if len(other) >= length and code[:length] == other[:length]), 0)


def parent_of(code: str) -> str:
    """Return the code of the area that holds the one with `code`, "" for a province."""
    return code.rpartition(".")[0]


def of_office(found: Sequence[Area], clues: Clues) -> Sequence[Area]:
    """`Bupati Serang` names a regency, `Pemkot Serang` a city, `Camat Serang` a district."""
    return [area for area in found if area.level in clues.office]


def of_dateline(found: Sequence[Area], clues: Clues) -> Sequence[Area]:
    """`Bengkulu (ANTARA) -` is sent from the city."""
    return [area for area in found if clues.dateline and area.level == "city"]


def of_peers(found: Sequence[Area], clues: Clues) -> Sequence[Area]:
    """The names of a list lie in one area: `Sukoharjo, Ambarawa dan Pagelaran` are districts of Pringsewu."""
    votes = [sum(parent_of(area.code) in peer for peer in clues.peers) for area in found]
    most = max(votes)
    if not most or 2 * most < len(clues.peers):
        return []
    return [area for area, vote in zip(found, votes, strict=True) if vote == most]


def of_list(found: Sequence[Area], clues: Clues) -> Sequence[Area]:
    """The kind word of a list counts for all its names: `Kecamatan Punggur dan Kalirejo`."""
    return [area for area in found if area.level in clues.listed]


def of_province(found: Sequence[Area], clues: Clues) -> Sequence[Area]:
    """`Bengkulu` alone is the province."""
    return [area for area in found if area.level == "province"]


def of_parent(found: Sequence[Area], clues: Clues) -> Sequence[Area]:
    """`Sukabumi, Bandar Lampung` is a district of that city, not the regency."""
    held = [sum(any(is_inside(area.code, code) for code in parent) for parent in clues.parents) for area in found]
    return [area for area, count in zip(found, held, strict=True) if count and count == max(held)]


def of_locality(found: Sequence[Area], clues: Clues) -> Sequence[Area]:
    """Where a regency is named that has a district of the name, a regency in a province never named is not meant."""
    if any(shared_length(area.code, code) for area in found if area.level in UPPER_LEVELS for code in clues.around):
        return []
    return [a for a in found if a.level == "district" and any(shared_length(a.code, c) >= _REGENCY for c in clues.near)]


def of_upper_level(found: Sequence[Area], clues: Clues) -> Sequence[Area]:
    """Provinces, regencies and cities are named without a kind word, smaller areas less so."""
    return [area for area in found if area.level in UPPER_LEVELS]


def of_sense(found: Sequence[Area], clues: Clues) -> Sequence[Area]:
    """`Serang` after `Kota Serang` is the city."""
    return [area for area in found if area.code in clues.senses]


def of_near(found: Sequence[Area], clues: Clues) -> Sequence[Area]:
    """The area that shares the smallest region with one named, of several the nearest in the text."""
    for length in _DOWNWARD:
        for code in clues.near:
            kept = [area for area in found if len(code) >= length and area.code[:length] == code[:length]]
            if kept:
                return kept
    return []


def of_home(found: Sequence[Area], clues: Clues) -> Sequence[Area]:
    """A paper means what lies in its own region."""
    lengths = [shared_length(area.code, clues.home) for area in found]
    return [area for area, length in zip(found, lengths, strict=True) if length and length == max(lengths)]


def of_capital(found: Sequence[Area], clues: Clues) -> Sequence[Area]:
    """`Bandung`, capital of its province, is the city and not the regency around it."""
    return [area for area in found if area.code in _capitals()]


def of_size(found: Sequence[Area], clues: Clues) -> Sequence[Area]:
    """A district rather than a village; regencies and cities are of one size."""
    size = min(len(area.code) for area in found)
    return [area for area in found if len(area.code) == size]


@cache
def _capitals() -> frozenset[str]:
    return frozenset(code for code, _ in own_table("region_capitals"))


EVIDENCE: tuple[Evidence, ...] = (
    of_office,
    of_dateline,
    of_peers,
    of_list,
    of_province,
    of_parent,
    of_locality,
    of_upper_level,
    of_sense,
    of_near,
    of_home,
    of_capital,
    of_size,
)
