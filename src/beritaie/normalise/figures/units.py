"""Units: what the noun of a FIGURE counts, and what kind of figure that makes."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from beritaie.normalise.tables import own_table

# A form of the table has no more words than this, and neither has the unit of a noun that is not in it.
MOST_WORDS = 4

# No more of a noun phrase than this is read, in code points.
LONGEST = 160


class Unit(NamedTuple):
    """A unit and its kind, one of `values.KINDS`. `measure`: it comes in fractions, as tons do and people do not."""

    name: str
    kind: str
    measure: bool = False


class _Form(NamedTuple):
    """A row of `units.tsv`: the unit, and whether the words behind it belong to it."""

    unit: Unit
    keeps_tail: bool


_FORMS = {
    form: _Form(Unit(unit, kind, tail == "measure"), tail == "whole") for form, unit, kind, tail in own_table("units")
}
_QUALIFIERS = frozenset(word for word, _ in own_table("qualifiers"))
# Words before the noun proper: `jumlah pemilih`, `lima orang saksi`, `dua buah kolam`, `dua mantan anggota dewan`.
_OPENERS = frozenset(("jumlah", "total", "lagi", "lebih", "buah", "setel", "sekian", "para", "mantan"))
_PEOPLE_COUNTERS = frozenset(("orang", "nama"))
_PEOPLE_KINDS = frozenset(("people", "voters", "beneficiaries"))

_WORD = re.compile(r"[^\W_]+(?:[-/.'’][^\W_]+)*[²³]?", re.UNICODE)
_SHORT_FORM = re.compile(r"\(([A-Za-z][\w/.-]{1,14})\)")
_ASIDE = re.compile(r"^\s{0,3}\([^()]{1,40}\)\s{0,3}(?=\w)")  # `7 (pitu) program`


def read_unit(noun: str) -> Unit | None:
    """Return the unit of a noun phrase as it stands behind a number, None where it has no word.

    A short form in brackets is the unit (`keluarga penerima manfaat (KPM)`) unless the table has another. Units are in
    lower case but for abbreviations.
    """
    noun = _ASIDE.sub("", noun[:LONGEST])
    short = _SHORT_FORM.search(noun)
    words = _phrase(noun[: short.start()] if short and short.start() else noun)
    if not words:
        return None
    return _by_short_form(short[1], words) if short and short.start() else _by_words(words)


def known_unit(words: Sequence[str]) -> Unit | None:
    """Return the unit of the longest form of the table with which `words` begin."""
    found = _longest_form(words)
    return found[0].unit if found else None


def _phrase(noun: str) -> list[str]:
    """Return the words of the noun, from its head to the first that says only which."""
    words = [word[0] for word in _WORD.finditer(noun)][: 2 * MOST_WORDS]
    while len(words) > 1 and _is_opener(words):
        words = words[1:]
    for at, word in enumerate(words):
        if word.lower() in _QUALIFIERS and not _longest_form(words, reach=at + 1):
            return words[:at]
    return words


def _is_opener(words: Sequence[str]) -> bool:
    first = words[0].lower()
    if first in _PEOPLE_COUNTERS:
        behind = known_unit(words[1:])
        return behind is not None and behind.kind in _PEOPLE_KINDS
    return first in _OPENERS and words[1].lower() not in _QUALIFIERS


def _by_short_form(short: str, words: Sequence[str]) -> Unit:
    known = _FORMS.get(short.lower())
    if known:
        return known.unit
    written_out = _FORMS.get(" ".join(words).lower())
    if written_out:
        return written_out.unit
    unit = _by_words(words)
    return Unit(short, unit.kind) if short.isupper() else unit


def _by_words(words: Sequence[str]) -> Unit:
    found = _longest_form(words)
    if found is None:
        return Unit(_cased(_without_names(words[: MOST_WORDS - 1])), "other")
    form, length = found
    if not form.keeps_tail or length == len(words):
        return form.unit
    tail = _without_names([words[0], *words[length : length + 2]])[1:]
    shouted = words[0].isupper() and form.unit.name.islower()
    following = " ".join(tail).lower() if shouted else _cased(tail)
    return Unit(f"{form.unit.name} {following}".strip(), form.unit.kind)


def _longest_form(words: Sequence[str], reach: int = 1) -> tuple[_Form, int] | None:
    """Return the longest form, of at least `reach` words, with which `words` begin, and how many words it has."""
    folded = [word.lower() for word in words[: MOST_WORDS + 1]]
    for length in range(len(folded), reach - 1, -1):
        *head, last = folded[:length]
        for ending in (last, last.removesuffix("nya")):
            form = _FORMS.get(" ".join((*head, ending)))
            if form:
                return form, length
    return None


def _without_names(words: Sequence[str]) -> Sequence[str]:
    """Cut the phrase where a name follows a common noun: `pengguna Twitter`."""
    if not words[0].islower():
        return words
    named = (at for at, word in enumerate(words) if at and word[0].isupper() and not _is_short_form(word))
    return words[: next(named, len(words))]


def _is_short_form(word: str) -> bool:
    return sum(letter.isupper() for letter in word) > 1


def _cased(words: Sequence[str]) -> str:
    """Join the words in lower case; an abbreviation keeps its own unless everything is in capitals."""
    shouted = all(word.isupper() for word in words) and any(len(word) > MOST_WORDS + 1 for word in words)
    return " ".join(word if _is_short_form(word) and not shouted else word.lower() for word in words)
