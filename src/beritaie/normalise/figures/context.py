"""What the words around a FIGURE say of it: its kind, and the unit of a bare number."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from beritaie.normalise.figures.units import Unit, known_unit
from beritaie.normalise.tables import own_table
from beritaie.schema import FigureValue
from beritaie.schema.checks import Number

MONEY = Unit("IDR", "money")
PERCENT = Unit("percent", "share")

# How far a sentence is followed from a FIGURE, how near a figure must stand to go on with the one before, and how long
# words such as `kepada sebanyak` are, in code points.
NEAR = 240
SHORT_GAP = 24
LONGEST_FRAME = 64

BILLION = 1_000_000_000

# A bare number above this is no percentage.
MOST_PERCENT = 100

# Sizes are alike up to this ratio; small numbers, raised by the floor, all are.
LIKE_RATIO = 60
LIKE_FLOOR = 5

# Less than this is no amount of rupiah that a newspaper prints.
LEAST_RUPIAH = 1000

_SENTENCE_START = re.compile(r"(?<!Rp)[.!?][\"'”’)]{0,2}\s+(?=[^a-z])|\n")
_CLAUSE_END = re.compile(r"[,;.!?\n]\s|\n")
_PER_MEASURE = re.compile(
    r"\s?(?:/|\bper[ -]?)\s?(?:kg|kilo|kilogram|liter|ltr|ton|tabung|karung|sak|ekor|butir|porsi)", re.I
)
_WORD = re.compile(r"[^\W_]+(?:[-/.][^\W_]+)*")
_COUNT_FRAME = re.compile(r"\b(?:jumlah|total|perolehan|raihan)\s+", re.IGNORECASE)
_GIVEN_TO = re.compile(
    r"\b(?:kepada|penerima\w*|ke|menyasar)(?:\s+(?:sebanyak|sejumlah|sekitar|masing-masing)){0,2}\s+$", re.IGNORECASE
)
_RECEIVES = re.compile(
    r"(?:\s+\w+){0,4}?\s+(?:menerima|mendapat|mendapatkan|memperoleh|dibantu|penerima)\b"
    r"(?!\s+(?:suara|dukungan|laporan|teguran|sanksi|peringatan))",
    re.IGNORECASE,
)
_MAY_BE_ILLNESS = frozenset(("kasus", "temuan", "laporan"))
_HOUSEHOLDS = frozenset(("keluarga", "KK", "kepala keluarga"))
_MAY_VOTE = frozenset(("orang", "jiwa", "nama", "warga"))
_MAY_TURN = _HOUSEHOLDS | _MAY_VOTE | {"anak", "anak yatim", "lansia", "siswa", "korban", "janda", "santri", "balita"}


class Earlier(NamedTuple):
    """A figure that was read before: its unit, its number (the upper end of a range), and where it ends."""

    unit: Unit | None
    amount: Number
    end: int

    @classmethod
    def of(cls, value: FigureValue, end: int) -> "Earlier":
        """Return what later figures need to know of `value`."""
        amount = value.high if value.value is None else value.value
        unit = None if value.unit is None else Unit(value.unit, value.kind)
        return cls(unit, 0 if amount is None else amount, end)

    def like(self, amount: Number) -> bool:
        """Whether `amount` is of a like size: a million is not the rest of two."""
        small, large = sorted((abs(Decimal(self.amount)) + LIKE_FLOOR, abs(Decimal(amount)) + LIKE_FLOOR))
        return large <= small * LIKE_RATIO


def _cue_pattern(cue: str) -> re.Pattern[str]:
    forms = sorted((form for form, named in own_table("figure_cues") if named == cue), key=len, reverse=True)
    body = "|".join(re.escape(form).replace(r"\*", r"\w{0,12}") for form in forms)
    return re.compile(rf"(?<![\w-])(?:{body})(?![\w-])", re.IGNORECASE)


_CUES = {cue: _cue_pattern(cue) for cue in ("voters", "beneficiaries", "violations", "money", "illness")}


def is_money(amount: Number, *, scaled: bool, before: str, after: str) -> bool:
    """Whether a bare number is an amount of rupiah: in billions, per kilogram, or behind a word such as `anggaran`."""
    if amount < LEAST_RUPIAH:
        return False
    if _PER_MEASURE.match(after) or (scaled and amount >= BILLION):
        return True
    return _CUES["money"].search(_clause_before(before)) is not None


def kind_in_context(unit: Unit, before: str, after: str) -> Unit:
    """Return the unit with the kind that the text around it gives it.

    People may be voters or receive aid; cases and reports may be of an illness.
    """
    if unit.kind == "violations" and unit.name in _MAY_BE_ILLNESS:
        return Unit(unit.name, "other") if _is_of_illness(f"{before} # {after}") else unit
    if unit.kind != "people" or unit.name not in _MAY_TURN:
        return unit
    sentence = f"{_sentence_before(before)} # {_sentence_after(after)}"
    if unit.name in _MAY_VOTE and _CUES["voters"].search(sentence):
        return Unit(unit.name, "voters")
    household = unit.name in _HOUSEHOLDS and _CUES["beneficiaries"].search(sentence)
    given = household or _GIVEN_TO.search(before[-LONGEST_FRAME:]) or _RECEIVES.match(after)
    return Unit(unit.name, "beneficiaries") if given else unit


def _is_of_illness(around: str) -> bool:
    return _CUES["illness"].search(around) is not None and _CUES["violations"].search(around) is None


def bare_unit(amount: Number, before: str, after: str, earlier: Sequence[tuple[Earlier, int]]) -> Unit | None:
    """Return the unit of a number without a noun, None where nothing around it tells.

    `earlier`: the figures before it, each with its distance in code points. In this order: the noun that the words
    since the last figure announce (`jumlah pemilih`); a percentage or an amount of money right before (`44 persen
    berbanding 37`); the latest figure of a like size; a noun of the text before.
    """
    gap = min((distance for _, distance in earlier), default=len(before))
    sentence = _sentence_before(before)
    since = sentence[-gap:] if gap < len(sentence) else sentence
    announced = _announced(since)
    if announced:
        return announced
    if earlier and gap <= SHORT_GAP and _continues(earlier[-1][0], amount):
        return earlier[-1][0].unit
    counted = [one for one, _ in earlier if one.unit is not None and one.unit.kind not in ("money", "share")]
    like = [one for one in counted if one.like(amount)]
    if like:
        return like[-1].unit
    return _last_noun(sentence) or _last_noun(before[-NEAR:]) or _first_noun(_sentence_after(after))


def _announced(words: str) -> Unit | None:
    for frame in reversed(list(_COUNT_FRAME.finditer(words))):
        unit = known_unit(_words(words[frame.end() :])[:4])
        if unit is not None:
            return unit
    return None


def _continues(last: Earlier, amount: Number) -> bool:
    """Whether a bare number may go on with the percentage or the money before it."""
    if last.unit == PERCENT:
        return amount <= MOST_PERCENT
    return last.unit == MONEY and amount >= LEAST_RUPIAH


def _noun(words: Sequence[str], places: Iterable[int]) -> Unit | None:
    """Return the unit of the first of `places` where a noun of people, places, votes or violations stands."""
    units = (known_unit(words[at : at + 4]) for at in places)
    return next((unit for unit in units if unit is not None and unit.kind != "other"), None)


def _last_noun(text: str) -> Unit | None:
    words = _words(text)
    return _noun(words, range(len(words) - 1, -1, -1))


def _first_noun(text: str) -> Unit | None:
    words = _words(text)
    return _noun(words, range(len(words)))


def _words(text: str) -> list[str]:
    return [word[0] for word in _WORD.finditer(text)]


def _sentence_before(before: str) -> str:
    return before[_last_end(_SENTENCE_START, before[-NEAR:]) + max(0, len(before) - NEAR) :]


def _clause_before(before: str) -> str:
    return before[_last_end(_CLAUSE_END, before[-NEAR:]) + max(0, len(before) - NEAR) :]


def _last_end(pattern: re.Pattern[str], text: str) -> int:
    return max((found.end() for found in pattern.finditer(text)), default=0)


def _sentence_after(after: str) -> str:
    found = _SENTENCE_START.search(after, 0, NEAR)
    return after[: found.start() if found else NEAR]
