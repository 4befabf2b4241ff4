"""The fullest name that an article gives an institution, and the fullest text of an office that nobody holds."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from beritaie.schema import Label, Mention, RegionValue, RoleValue
from beritaie.speech.words import word_group

# Only so many different names are compared with each other: an article has a few dozen.
MOST_NAMES = 120
_LONGEST_NAME = 200  # characters; a longer one stands for itself

_BRACKET = re.compile(r"\(([^()]*)\)?")
_WORD = re.compile(r"\w+")

# Words that one name of an institution has and another leaves out: `Golkar`, `Partai Golkar`.
_OPTIONAL = word_group("optional")
_SHORTEST_ABBREVIATION = 2
_LONGEST_ABBREVIATION = 24
_LONGEST_INITIALS = 4
_MOST_WORDS = 16


@dataclass(frozen=True, slots=True)
class _Name:
    """A name taken apart. `head`: its words without regions, brackets and optional words; `places`: its regions."""

    text: str
    words: tuple[str, ...]
    head: tuple[str, ...]
    short: frozenset[str]
    places: frozenset[str]


def fullest_orgs(mentions: Sequence[Mention]) -> dict[str, str]:
    """Return for the text of each ORG the longest text that names the same institution, itself where none does.

    Two names are one institution where their words without regions are the same, or one abbreviates the other, and
    their regions do not differ: `DKPP` and `Dewan Kehormatan Penyelenggara Pemilu (DKPP)`, `BPS NTB` and
    `Badan Pusat Statistik (BPS) Nusa Tenggara Barat`. Beyond `MOST_NAMES` names a text stands for itself.
    """
    regions = [mention for mention in mentions if mention.label is Label.REGION]
    orgs = {mention.text: mention for mention in reversed(mentions) if mention.label is Label.ORG}
    kept = [org for org in reversed(orgs.values()) if len(org.text) <= _LONGEST_NAME][:MOST_NAMES]
    names = [_take_apart(org, _within(org, regions)) for org in kept]
    fullest = {text: text for text in orgs}
    return fullest | {name.text: _fullest(name, names) for name in names}


def fullest_roles(mentions: Iterable[Mention]) -> dict[str, str]:
    """Return for the text of each ROLE the longest text of the same office, itself where it has no value."""
    longest: dict[object, str] = {}
    keys: dict[str, object] = {}
    for mention in mentions:
        if mention.label is Label.ROLE:
            value = mention.value
            key = (value.title, value.status) if isinstance(value, RoleValue) else mention.text
            keys.setdefault(mention.text, key)
            longest[key] = max(longest.get(key, ""), mention.text, key=len)
    return {text: longest[key] for text, key in keys.items()}


def _within(org: Mention, regions: Sequence[Mention]) -> list[Mention]:
    return [region for region in regions if org.start <= region.start and region.end <= org.end]


def _take_apart(org: Mention, regions: Sequence[Mention]) -> _Name:
    letters = list(org.text)
    places = set()
    for region in regions:
        if place := _place(region):
            letters[region.start - org.start : region.end - org.start] = " " * (region.end - region.start)
            places.add(place)
    text = "".join(letters).casefold()
    words = tuple(_WORD.findall(_BRACKET.sub(" ", text)))
    return _Name(org.text, words, _head(words), frozenset(_short_forms(text)), frozenset(places))


def _head(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in _OPTIONAL) or tuple(words)


def _short_forms(text: str) -> Iterator[str]:
    """Yield what a bracket stands for with all that follows it: `poldajambi` of `kepolisian daerah (polda) jambi`.

    A bracket that begins with another letter than the name is short for a part of it.
    """
    for bracket in _BRACKET.finditer(text):
        rest = _WORD.findall(bracket[1]) + _WORD.findall(_BRACKET.sub(" ", text[bracket.end() :]))
        if rest and rest[0][0] in (text[:1], text.removeprefix("ke")[:1]):
            yield rest[0]
            yield "".join(_head(rest))


def _place(region: Mention) -> str | None:
    value = region.value
    if not isinstance(value, RegionValue):
        return region.text.casefold()
    return None if value.level == "country" else value.code or region.text.casefold()


def _fullest(name: _Name, names: Sequence[_Name]) -> str:
    same = [other for other in names if _alike(name, other)]
    placed = list(dict.fromkeys(other.places for other in same if other.places))
    if not name.places and len(placed) > 1:  # `KPU` among the KPU of two regencies: of the country, else of the first
        unplaced = [other for other in same if not other.places]
        fuller = any(len(other.text) > len(name.text) for other in unplaced)
        same = unplaced if fuller else [other for other in same if other.places in (frozenset(), placed[0])]
    return max((other.text for other in same), key=len, default=name.text)


def _alike(one: _Name, other: _Name) -> bool:
    if one.places and other.places and not one.places & other.places:
        return False
    if one.head == other.head:
        return bool(one.head) or one.text == other.text
    if "".join(one.head) in other.short or "".join(other.head) in one.short or one.short & other.short:
        return True
    return shortens(one.words, other.words) or shortens(other.words, one.words)


def shortens(short: Sequence[str], words: Sequence[str]) -> bool:
    """Tell whether `short` says the same as `words`, some of them abbreviated: `dinas pu`, `dinas pekerjaan umum`."""
    if not (0 < len(short) < len(words) <= _MOST_WORDS and short[0][0] == words[0][0]):
        return False
    reached = {0}
    for word in short:
        reached = {end for start in reached for end in _read_words(word, words, start)}
    return len(words) in reached


def _read_words(short: str, words: Sequence[str], start: int) -> Iterator[int]:
    """Yield where `words` may go on when `short` stands for those from `start`."""
    if start < len(words) and words[start] == short:
        yield start + 1
    for end in range(start + 2, len(words) + 1):
        if abbreviates(short, words[start:end]):
            yield end


def abbreviates(short: str, words: Sequence[str]) -> bool:
    """Tell whether `short` is made of initials (`kpu`), or of two letters and more of each word in order (`bawaslu`).

    All is in lower case. Words that names leave out may give nothing (`dan`), words of up to four letters all they have
    (`pdip` for `pdi perjuangan`).
    """
    longest = min(_LONGEST_ABBREVIATION, sum(map(len, words)) * 2 // 3)
    if len(words) < 2 or not _SHORTEST_ABBREVIATION <= len(short) <= longest or short[0] != words[0][0]:
        return False
    read_on = _read_initial if len(short) <= _LONGEST_INITIALS else _read_letters
    reached = {0}
    for word in words:
        reached = read_on(short, reached, word) | (reached if word in _OPTIONAL else set())
    return len(short) in reached


def _read_initial(short: str, reached: Iterable[int], word: str) -> set[int]:
    """Return how far `short` may be read after one more word, from each place in `reached`."""
    parts = {word[0], word} if len(word) <= _LONGEST_INITIALS else {word[0]}
    return {start + len(part) for start in reached for part in parts if short.startswith(part, start)}


def _read_letters(short: str, reached: Iterable[int], word: str) -> set[int]:
    """Return the same where a word gives at least two letters that stand in it in this order."""
    ends = set()
    for start in reached:
        at = start
        for letter in word:
            if at < len(short) and letter == short[at]:
                at += 1
                if at - start > 1:
                    ends.add(at)
    return ends
