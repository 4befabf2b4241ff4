"""Amounts: the number, the range and the currency at the head of a FIGURE, and the words that are left."""

import re
from typing import NamedTuple

from beritaie.normalise.figures.numbers import Reading, read_number
from beritaie.normalise.tables import own_table
from beritaie.schema.checks import Number

# The noun between the ends of a range is no longer than this: `30 cm hingga 70 cm`.
_NOUN = r"(?:(?!dari\b)[^\W\d_]{1,20} ?){1,2}?|%"
_LINK = r"[-–—~]|\b(?:hingga|sampai(?: dengan)?|s/d|s\.d\.?|sd|atau|bahkan|to)\b\.?"
_RANGE_LINK = re.compile(rf"\s{{0,3}}(?P<noun>{_NOUN})?\s{{0,3}}(?:{_LINK})\s{{0,3}}", re.IGNORECASE)
_PLUS_MINUS = re.compile(r"\s{0,3}%?\s{0,3}(?:Â?±|\+/-|\+-|plus[ -]minus)\s{0,3}", re.IGNORECASE)

_ECHO = re.compile(r"\s{0,3}\(\s{0,3}|\s{1,3}")
_ECHO_END = re.compile(r"\s{0,3}(?:rupiah|persen|,?%)?\s{0,3}\)", re.IGNORECASE)
_OF = re.compile(
    r"\s{0,3}(?:\bdari|/)(?:\s{1,3}(?:total|jumlah|sekitar|sebanyak|keseluruhan|seluruh)){0,3}\s{1,3}", re.I
)
_MONEY_TAIL = re.compile(r"[,.]?[-–—]+(?=$|\)|[ .](?! ?[R0-9]))")
_MORE = re.compile(r"\s{0,3}(?:-?an|lebih)\b", re.IGNORECASE)
_TIMES = re.compile(r"\s{0,3}[x×]\s{0,3}(?=[0-9])", re.IGNORECASE)
_AREA = re.compile(r"\s?(?:meter persegi|m2|m²)", re.IGNORECASE)
_MINUS = re.compile(r"(?<![\w.,])[-−](?=[0-9])")
_JUNK = re.compile(r"[\s(\"'“”‘’:+]{1,5}|(?:sebanyak|sejumlah|seluruh|total)\b", re.IGNORECASE)
_FORMAT_MARKS = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")

_CURRENCIES: dict[str, str] = {form.lower(): code for form, code in own_table("currencies")}
_CURRENCY_FORMS = "|".join(
    re.escape(form) + (r"(?![a-z])" if form[-1].isalpha() else "")
    for form in sorted(_CURRENCIES, key=len, reverse=True)
)
_CURRENCY_BEFORE = re.compile(rf"({_CURRENCY_FORMS})[.,]?\s{{0,3}}(?=\S)", re.IGNORECASE)
_CURRENCY_AFTER = re.compile(rf"\s{{0,3}}({_CURRENCY_FORMS})", re.IGNORECASE)
_HEDGES = {side: [form for form, at in own_table("hedges") if at == side] for side in ("before", "after")}
_HEDGE_FORMS = "|".join(map(re.escape, sorted(_HEDGES["before"], key=len, reverse=True)))
_HEDGE_BEFORE = re.compile(rf"(?:^|(?<=[^\w-]))(?:{_HEDGE_FORMS})[\s\"(“]{{0,3}}", re.IGNORECASE)
_HEDGE_AFTER = re.compile(rf"\s?(?:{'|'.join(map(re.escape, _HEDGES['after']))})\b", re.IGNORECASE)


class Amount(NamedTuple):
    """What stands at the head of a FIGURE.

    `low` and `high` are the same unless a range is given. `currency`: ISO 4217, None where none is written. `noun`: the
    words left, which say what is counted; `inner` is the noun between the ends of a range, empty where none stands.
    `scaled`: a magnitude word such as `juta` is part of the number.
    """

    low: Number
    high: Number
    approximate: bool
    currency: str | None
    noun: str
    inner: str
    scaled: bool


class _Side(NamedTuple):
    """One end of a range: the number, the currency at it, where it ends, and the noun before it."""

    reading: Reading
    currency: str | None
    end: int
    noun: str = ""


def read_amount(text: str, *, whole: bool = False) -> Amount | None:
    """Return the amount at the head of `text`, None where no number stands there.

    `whole`: what is counted has no fractions, so `1,234` is an English thousand.
    """
    text = _FORMAT_MARKS.sub("", text)
    head = _head_end(text)
    minus = _MINUS.match(text, head)
    first = _read_side(text, minus.end() if minus else head, whole=whole)
    if first is None:
        return None
    low, high, last = _with_range(text, first, whole=whole)
    if minus:
        low, high = (-low, -high) if low == high else (-low, high)
    end, more = _behind(text, last)
    approximate = more or first.reading.rounded or last.reading.rounded or hedged_before(text[:head])
    scaled = max(first.reading.scale, last.reading.scale) > 1
    low, high = min(low, high), max(low, high)  # `turun menjadi Rp6.000 hingga Rp4.000` is a range from 4.000
    currency = last.currency or first.currency
    return Amount(low, high, approximate, currency, _counted(text[end:]), last.noun, scaled)


def hedged_before(before: str) -> bool:
    """Whether the text that ends before a number calls it inexact: `sekitar`, `lebih dari`."""
    tail = before[-24:]
    return any(found.end() == len(tail) for found in _HEDGE_BEFORE.finditer(tail))


def hedged_after(after: str) -> bool:
    """Whether the text behind a number calls it inexact: `Rp2 miliar lebih`, `500-an`."""
    return _HEDGE_AFTER.match(after) is not None


def _head_end(text: str) -> int:
    """Return where the number begins: behind quotation marks and hedges that the span should have left out."""
    end = 0
    while found := _JUNK.match(text, end) or _HEDGE_BEFORE.match(text, end):
        end = found.end()
    return end


def _read_side(text: str, start: int, *, whole: bool) -> _Side | None:
    before = _CURRENCY_BEFORE.match(text, start)
    reading = read_number(text, before.end() if before else start, whole=whole)
    if reading is None:
        return None
    end = reading.end
    tail = _MONEY_TAIL.match(text, end) if before else None
    end = tail.end() if tail else end
    after = _CURRENCY_AFTER.match(text, end)
    found = before or after
    return _Side(reading, _CURRENCIES[found[1].lower()] if found else None, after.end() if after else end)


def _with_range(text: str, first: _Side, *, whole: bool) -> tuple[Number, Number, _Side]:
    """Return low, high and the side that stands last; `satu dua` and `2,5±1` are ranges too."""
    low, high = first.reading.low, first.reading.high
    if margin := _PLUS_MINUS.match(text, first.end):
        second = _read_side(text, margin.end(), whole=whole)
        return (low, high, first) if second is None else (low - second.reading.low, high + second.reading.low, second)
    if times := _TIMES.match(text, first.end):
        return _size(text, first, _read_side(text, times.end(), whole=whole))
    link = _RANGE_LINK.match(text, first.end)
    second = _read_side(text, link.end(), whole=whole) if link else None
    if link and second:
        second = second._replace(noun=link["noun"] or "")
        return _shared_scale(first.reading, second.reading), second.reading.high, second
    spoken = _read_side(text, first.end + 1, whole=whole) if text[first.end : first.end + 1] == " " else None
    if spoken is not None and low < spoken.reading.low < 10 and low == high:
        return low, spoken.reading.high, spoken
    return low, high, first


def _size(text: str, length: _Side, width: _Side | None) -> tuple[Number, Number, _Side]:
    """Return `40 x 20 meter persegi` as its area, and the length alone of `350 x 3 meter`."""
    last = width or length
    value = length.reading.low
    if width is not None and _AREA.match(text, width.end):
        value *= width.reading.low
    return value, value, last


def _shared_scale(first: Reading, second: Reading) -> Number:
    """Return the lower end; in `10-12 ribu` both ends are thousands."""
    if first.scale == 1 < second.scale and first.low * second.scale <= second.high:
        return first.low * second.scale
    return first.low


def _behind(text: str, last: _Side) -> tuple[int, bool]:
    """Return where the noun begins, behind an echo of the number (`5 (lima)`) and `lebih`; whether `lebih` stood."""
    end = last.end
    if echo := _ECHO.match(text, end):
        again = _read_side(text, echo.end(), whole=False)
        closed = _ECHO_END.match(text, again.end) if again else None
        if again is not None and again.reading.low == last.reading.low and (closed or "(" not in echo[0]):
            end = closed.end() if closed else again.end
    more = _MORE.match(text, end)
    return (more.end() if more else end), more is not None


def _counted(rest: str) -> str:
    """Return the noun: of `30 daerah dari 52 daerah` the first, of `10 dari 17 provinsi` that of the second number."""
    of = _OF.search(rest)
    total = read_number(rest, of.end()) if of else None
    if of is None or total is None:
        return rest.strip()
    return rest[: of.start()].strip() or rest[total.end :].strip()
