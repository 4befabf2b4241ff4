"""Names that no area bears exactly: misspelt, cut short or abbreviated, looked for where the text places them.

Close names are common among 91,000, so each is compared only with the areas inside the regions that the text names,
and counts only where a single one is like it.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from beritaie.normalise.regions.gazetteer import Area, fold, gazetteer
from beritaie.normalise.regions.names import RegionName, areas_of, fits

_WORD = re.compile(r"\w+")
_SHORTEST_PART = 5  # letters of a name that stands for a longer one: `Giham` for `Giham Sukamaju`
_SHORTEST_MISSPELT = 5
_SHORTEST_ALONE = 8  # letters of a misspelt name that nothing in the text places
_LONGEST_INITIALS = 5
_MOST_SCOPES = 12
_NUMERALS = dict(zip("12345", ("i", "ii", "iii", "iv", "v"), strict=True))


def resembling(name: RegionName, around: Iterable[str], levels: tuple[str, ...]) -> Area | None:
    """Return the area that `name` is like: in one of the regions `around`, the first first, else of the upper levels.

    `levels` are those allowed. Only a name with a kind word or office may be a village of a whole regency.
    """
    if not name.key:
        return None
    for scope in _scopes(around):
        areas = tuple(area for area in gazetteer().inside(scope) if fits(area, levels or _bare_levels(scope)))
        found = _only_one(name, areas, MEASURES)
        if found:
            return found
    if len(name.key) < _SHORTEST_ALONE or areas_of(name):
        return None
    return _only_one(name, tuple(area for area in gazetteer().upper() if fits(area, levels)), (slip,))


def _bare_levels(scope: str) -> tuple[str, ...]:
    return ("village",) if len(scope) == len("16.02.01") else ("district",)


def _scopes(around: Iterable[str]) -> Iterator[str]:
    """The districts and regencies around, each once: those of a district after it, so the closer comes first."""
    seen: dict[str, None] = {}
    for code in around:
        for length in (8, 5):
            if len(code) >= length:
                seen.setdefault(code[:length])
    return iter(list(seen)[:_MOST_SCOPES])


def _only_one(name: RegionName, areas: tuple[Area, ...], measures: Iterable["Measure"]) -> Area | None:
    for measure in measures:
        like = [area for area in areas if measure(name.core, area.short_name)]
        if like:
            return like[0] if len(like) == 1 else None
    return None


def same_words(name: str, other: str) -> bool:
    """`Sukadana Pasar` is `Pasar Sukadana`, `Gaya Baru 1` is `Gaya Baru I`."""
    return sorted(_words(name)) == sorted(_words(other))


def initials(name: str, other: str) -> bool:
    """`BNS` is `Bandar Negeri Suoh`."""
    words = other.split()
    return name.isupper() and 2 < len(words) == len(name) <= _LONGEST_INITIALS and name == "".join(w[0] for w in words)


def slip(name: str, other: str) -> bool:
    """`Jakata Barat` is `Jakarta Barat`: one letter is missing, added or another."""
    return _stretch(fold(name), fold(other)) == 1


def misspelt(name: str, other: str) -> bool:
    """`Salimpek` is `Salimpat`: the two differ in one stretch, of a letter or, in longer names, of two."""
    key = fold(name)
    return 0 < _stretch(key, fold(other)) <= (2 if len(key) >= _SHORTEST_ALONE else 1)


def part(name: str, other: str) -> bool:
    """`Giham` is `Giham Sukamaju`, `Ujungrembun` is `Suka Banjar II Ujung Rembun`."""
    key, target = fold(name), fold(other)
    return len(key) >= _SHORTEST_PART and (target.startswith(key) or target.endswith(key))


def _words(name: str) -> list[str]:
    return [_NUMERALS.get(word, word) for word in _WORD.findall(name.casefold())]


def _stretch(key: str, target: str) -> int:
    """How long the one stretch is in which two keys differ; a key that is too short or begins otherwise: 0."""
    longest, shortest = max(len(key), len(target)), min(len(key), len(target))
    if len(key) < _SHORTEST_MISSPELT or key[0] != target[:1] or longest - shortest > 2:
        return 0
    start = _common(key, target)
    return longest - start - min(_common(key[::-1], target[::-1]), shortest - start)


def _common(one: str, other: str) -> int:
    """How many letters at the start are the same."""
    pairs = zip(one, other, strict=False)
    return next((place for place, (left, right) in enumerate(pairs) if left != right), min(len(one), len(other)))


Measure = Callable[[str, str], bool]
MEASURES: tuple[Measure, ...] = (same_words, initials, misspelt, part)
