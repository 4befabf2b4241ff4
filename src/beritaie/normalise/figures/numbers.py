"""Numbers: digits as Indonesian newspapers print them, and number words, read exactly.

Everything is an int or a Decimal. A comma is the decimal mark and a full stop parts thousands, unless the groups of
digits say that the writer followed the English habit.
"""

import re
from collections.abc import Sequence
from decimal import Context, Decimal
from typing import NamedTuple

from beritaie.errors import InputError
from beritaie.normalise.tables import own_table
from beritaie.schema.checks import Number, shown

# A number with more digits or words than these is junk: a telephone number, a bank account, a keyboard at rest.
MOST_DIGITS = 24
MOST_WORDS = 40

# Wide enough that no product or sum of two numbers that are allowed here is ever rounded.
_EXACT = Context(prec=120)
_HUNDRED = 100

# Words of these roles take `-an`: `ratusan`, `belasan`, `seratusan`; `satuan` is a unit, not a number.
_ROUND = ("scale", "teen", "one")
_TEN = 10


class Word(NamedTuple):
    """A number word: what it is worth, how it works (see `number_words.tsv`), and whether it ends in `-an`."""

    value: Number
    role: str
    rounded: bool = False


class Reading(NamedTuple):
    """A number that was read from a text.

    `low` and `high` are the same except for `ratusan` and its kind. `scale` is the magnitude word that stands last, 1
    where there is none. `rounded`: it ends in `-an` (`30-an`, `50 ribuan`). `end` counts code points of the text read.
    """

    low: Number
    high: Number
    scale: Number
    rounded: bool
    end: int


def _settled(value: Decimal) -> Number:
    """Return `value` as an int where it has no fraction, else without trailing zeros."""
    return int(value) if value == value.to_integral_value() else value.normalize(_EXACT)


_WORDS: dict[str, Word] = {
    word: Word(_settled(Decimal(value)), role) for word, value, role in own_table("number_words")
}
_SPOKEN = "|".join(sorted((word for word in _WORDS if _WORDS[word].role != "short"), key=len, reverse=True))
_SHORT = "".join(word for word in _WORDS if _WORDS[word].role == "short")

# `25`, `44.355`, `5.975,74`, `9. 967`, `1.549, 22 miliar`; then `1/4`. A longer run of digits is no number.
_INNER = r"[.,](?: (?=[0-9]{3}(?![0-9])|[0-9]{1,2} ?(?:juta|mil|tril|[jJ]t|[MT]\b)))?+"
_DIGITS = re.compile(
    rf"(?<![0-9])((?:[0-9]{{1,{MOST_DIGITS}}}+(?:{_INNER}[0-9]{{1,{MOST_DIGITS}}}+){{0,12}}+))(?![0-9])"
    r"(?:/([1-9][0-9]?)(?![0-9/.,]))?"
)
_VULGAR = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_VULGAR_SIGN = re.compile(rf"[{''.join(_VULGAR)}]")
_SPOKEN_RUN = re.compile(
    rf"(?:{_SPOKEN}){{1,8}}+(?:-?an)?(?![a-z])|(?-i:[{_SHORT}])(?![a-z])", re.IGNORECASE | re.ASCII
)
_SPOKEN_WORD = re.compile(rf"({_SPOKEN})(-?an(?![a-z]))?", re.IGNORECASE | re.ASCII)
_AN = re.compile(r" ?-?an\b", re.IGNORECASE)
_GAP = re.compile(r"[ \t\u00a0]{0,3}")


def parse_number(text: str) -> Number | None:
    """Return the one number that `text` is, None where it is none or a vague one (`ratusan`).

    Reads digits (`44.355`, `5.975,74`), words (`dua puluh lima ribu`, `setengah juta`) and both (`1,2 juta`, `Rp` not
    included). `1,234` is one and a fraction: only what is counted can tell otherwise, see `parse_figure`. Raises
    `InputError` for what is no string.
    """
    if not isinstance(text, str):
        raise InputError(f"number {shown(text)} is not a string", "give the text of the number")
    stripped = text.strip()
    reading = read_number(stripped)
    if reading is None or reading.end != len(stripped) or reading.low != reading.high:
        return None
    return reading.low


def read_number(text: str, start: int = 0, *, whole: bool = False) -> Reading | None:
    """Return the number that begins at `start`, as long as it goes on; None where none begins there.

    `whole`: a fraction makes no sense here (people, votes), so `1,234` is an English thousand.
    """
    words: list[Word] = []
    end = start
    while len(words) <= MOST_WORDS:
        gap = _GAP.match(text, end) if words else None
        found = _next_words(text, gap.end() if gap else start, whole=whole)
        if found is None or _value([*words, *found[0]]) is None:
            break
        words += found[0]
        end = found[1]
    return _reading(words, end) if words else None


def _next_words(text: str, start: int, *, whole: bool) -> tuple[list[Word], int] | None:
    """Return the digits, the sign, or the run of joined number words at `start`, and where it ends."""
    if found := _DIGITS.match(text, start):
        value = _from_digits(found[1].replace(" ", ""), whole=whole)
        if value is None:
            return None
        if found[2]:
            value = _EXACT.divide(Decimal(value), Decimal(found[2]))
            if len(value.as_tuple().digits) > MOST_DIGITS:
                return None  # a third has no exact value
            value = _settled(value)
        about = _AN.match(text, found.end())
        return [Word(value, "digits", about is not None)], about.end() if about else found.end()
    if found := _VULGAR_SIGN.match(text, start):
        return [Word(_VULGAR[found[0]], "half")], found.end()
    if found := _SPOKEN_RUN.match(text, start):
        words = _spoken_words(found[0])
        return None if any(word.rounded and word.role not in _ROUND for word in words) else (words, found.end())
    return None


def _spoken_words(run: str) -> list[Word]:
    if run in _WORDS:
        return [_WORDS[run]]
    return [_WORDS[word[1].lower()]._replace(rounded=word[2] is not None) for word in _SPOKEN_WORD.finditer(run)]


def _from_digits(digits: str, *, whole: bool) -> Number | None:
    """Return what groups of digits are worth; None where the groups follow neither habit."""
    marks = [mark for mark in digits if mark in ".,"]
    if not marks:
        return int(digits)
    groups = re.split("[.,]", digits)
    if _decimal_last(marks, groups, whole=whole):
        fraction = groups.pop()
        marks.pop()
    else:
        fraction = "0"
    if marks and (len(groups[0]) > 3 or any(len(group) != 3 for group in groups[1:])):
        return None
    return _settled(Decimal("".join(groups) + "." + fraction))


def _decimal_last(marks: Sequence[str], groups: Sequence[str], *, whole: bool) -> bool:
    """Whether the last mark parts a fraction, not thousands."""
    if len(marks) > 1:
        return marks.count(marks[-1]) == 1 or len(groups[-1]) == 2  # `1.000.000,50`, `1.000.000.00`
    could_be_thousand = len(groups[1]) == 3 and 1 <= len(groups[0]) <= 3 and groups[0].strip("0") != ""
    return not (could_be_thousand and (whole or marks[0] == "."))


def _reading(words: Sequence[Word], end: int) -> Reading:
    low = high = _value(words) or 0
    if _is_vague(words[0]):
        low, high = _vague_ends(words)
    last = words[-1]
    scale = last.value if last.role in ("scale", "short") and last.value > _HUNDRED else 1
    return Reading(low, high, scale, any(word.rounded for word in words), end)


def _is_vague(first: Word) -> bool:
    return first.rounded and first.role in ("scale", "teen")


def _vague_ends(words: Sequence[Word]) -> tuple[Number, Number]:
    """Return the ends of `belasan` (11 to 19), `puluhan` (20 to 99), `ratusan` (100 to 999) and so on, and of them
    multiplied: `ratusan ribu` is 100 to 999 thousand.
    """
    base = words[0].value
    low, high = base, base * _TEN - 1
    if words[0].role == "teen":
        low, high = 11, 19
    elif base == _TEN:
        low = 20
    for word in words[1:]:
        low, high = low * word.value, high * word.value
    return low, high


def _value(words: Sequence[Word]) -> Number | None:
    """Return what the words are worth together, None where they make no number.

    The largest scale parts them: what stands before multiplies it, what stands behind is added and must be smaller.
    """
    if _is_vague(words[0]):
        return words[0].value if all(word.role == "scale" for word in words[1:]) else None
    at = max(range(len(words)), key=lambda i: (_scale_of(words[i]), i))
    word = words[at]
    if not _scale_of(word):
        return _small_value(words)
    coefficient = _coefficient(word, words[:at])
    rest = _rest(word, words[at + 1 :])
    if coefficient is None or rest is None:
        return None
    return _settled(_EXACT.add(_EXACT.multiply(Decimal(coefficient), Decimal(word.value)), Decimal(rest)))


def _scale_of(word: Word) -> Number:
    return word.value if word.role in ("scale", "one", "short") else 0


def _coefficient(scale: Word, before: Sequence[Word]) -> Number | None:
    if scale.role == "one":
        return None if before else 1
    value = _value(before) if before else None
    if value is None or scale.value > _HUNDRED:
        return value
    return value if value in range(1, _TEN) else None


def _rest(scale: Word, behind: Sequence[Word]) -> Number | None:
    if not behind:
        return 0
    if len(behind) == 1 and behind[0].role == "half" and scale.value > _HUNDRED:
        return _EXACT.multiply(Decimal(behind[0].value), Decimal(scale.value))  # `dua juta setengah`
    value = _value(behind)
    return value if value is not None and value < scale.value else None


def _small_value(words: Sequence[Word]) -> Number | None:
    """Return what words without a scale are worth: `lima`, `dua belas`, `dua setengah`, `tiga perempat`."""
    first, *others = words
    if first.role in ("teen", "part"):
        return None
    if not others:
        return first.value
    if len(others) > 1:
        return None
    second = others[0]
    if second.role == "teen":
        return first.value + second.value if first.role == "digit" and first.value > 1 else None
    if second.role == "half" and first.role != "half":
        return first.value + second.value
    return first.value * second.value if second.role == "part" and first.role != "half" else None
