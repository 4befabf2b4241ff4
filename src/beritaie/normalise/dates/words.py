"""The words of an expression of time."""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from beritaie.normalise.tables import own_table


class Token(NamedTuple):
    """A word of an expression: its kind, of `date_words.tsv` or a group of `_TOKEN`, what it means and what it says."""

    kind: str
    value: str
    text: str


_TOKEN = re.compile(
    r"""
      (?P<ymd>\b\d{4}[-/]\d{1,2}[-/]\d{1,2}\b)
    | (?P<dmy>\b\d{1,2}[ ]?[/.-][ ]?\d{1,2}[ ]?[/.-]?[ ]?(?:19|20)\d{2}\b)
    | (?P<dmyy>\b\d{1,2}(?P<mark>[/.-])\d{1,2}(?P=mark)\d{2}\b)
    | (?P<decade>\b[12]\d{2}0[ ]?-?[ ]?an\b)
    | (?P<year>\b(?:1\d|20)\d{2}\b)
    | (?P<dm>\b\d{1,2}[ ]?[/.][ ]?\d{1,2}\b)
    | (?P<number>\b\d{1,2}\b)
    | (?P<ordinal>\bke\d{1,2}\b)
    | (?P<to>[-/]|\bs[/.]?d\b\.?|\b(?:sampai[ ]dengan|sampai|hingga|dan|sama|to)\b)
    | (?P<word>[a-z_]+)
    | (?P<other>[^\s.,;:()\[\]"“”*])
    """,
    re.VERBOSE,
)
_FOLDS = (
    (re.compile(r"['’‘`´ʼ]"), ""),
    (re.compile(r"[‐-―−]"), "-"),
    (re.compile(r"\s+"), " "),
    (re.compile(r"\byang sama\b"), "tersebut"),
    (re.compile(r"\bt\.a\."), "ta"),
    (re.compile(r"\bq(?=[1-4]\b)"), "triwulan "),
    (re.compile(r"(\b\d{1,2}), ?(?=\d{1,2}\b)"), r"\1-"),  # `24, 25 dan 26 Oktober`
    (re.compile(r"\bke ?-? ?(?=\w)"), "ke"),  # `triwulan ke-4`, `ke empat`
    (re.compile(r"\bse(?=(?:hari|pekan|minggu|bulan|tahun|abad)\b)"), "satu "),  # `setahun lalu`
    (re.compile(r"(?<=[a-z]) nya\b"), "nya"),
    (re.compile(r"\b(kemarin|kemaren|tadi|besok) (lusa|dulu|malam)\b"), r"\1_\2"),
)
# A month or weekday with one letter wrong is read where it is this long: shorter words have too many neighbours.
_SHORTEST_MISSPELT = 5
_LONGEST_WORD = 12


def fold(text: str) -> str:
    """Return `text` in lower case, with plain dashes and spaces, without apostrophes."""
    text = text.casefold()
    for pattern, plain in _FOLDS:
        text = pattern.sub(plain, text)
    return text.strip()


def tokens_of(folded: str) -> list[Token] | None:
    """Return the tokens of a folded expression; None where it has a word that dates have not."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(folded):
        kind, text = str(match.lastgroup), match[0]
        token = Token(kind, text.removeprefix("ke"), text) if kind != "word" else _word(text, tokens)
        if token is None or kind == "other":
            return None
        if token.kind != "filler":
            tokens.append(token)
    return [_settled(token, tokens[max(0, i - 1) : i], tokens[i + 1 : i + 2]) for i, token in enumerate(tokens)]


def _word(text: str, before: Sequence[Token]) -> Token | None:
    meanings = _words().get(text) or _words().get(_respelt(text), {})
    # `kemarin` alone is a day, `Rabu kemarin` the Wednesday before.
    first = "toward" if before and before[-1].kind not in ("number", "to") else "today"
    kind = first if first in meanings else next(iter(meanings), None)
    return Token(kind, meanings[kind], text) if kind else None


def _settled(token: Token, before: Sequence[Token], after: Sequence[Token]) -> Token:
    """Return `token`, with `minggu` as a week where it is counted or pointed at, else as Sunday."""
    if token.text != "minggu":
        return token
    counted = any(near.kind == "number" for near in before)
    pointed = any(near.kind in ("toward", "next", "ordinal") for near in after)
    return Token("unit", "week", token.text) if counted or pointed else token


@cache
def _words() -> dict[str, dict[str, str]]:
    """Return what each word means, by kind, in the order of the table."""
    words: dict[str, dict[str, str]] = {}
    for kind, value, spellings in own_table("date_words"):
        for spelling in spellings.split():
            words.setdefault(spelling, {})[kind] = value
    return words


@cache
def _misspellings() -> dict[str, str]:
    """Return months and weekdays by their spellings with one letter left out."""
    return {
        form: word
        for word, kinds in _words().items()
        if len(word) >= _SHORTEST_MISSPELT and ("month" in kinds or "weekday" in kinds)
        for form in (word, *_without_a_letter(word))
    }


def _without_a_letter(word: str) -> list[str]:
    return [word[:i] + word[i + 1 :] for i in range(len(word))]


def _respelt(word: str) -> str:
    """Return the month or weekday that `word` is with one letter wrong, missing or too much; `word` where none is."""
    if not _SHORTEST_MISSPELT - 1 <= len(word) <= _LONGEST_WORD:
        return word
    known = _misspellings()
    return next((known[form] for form in (word, *_without_a_letter(word)) if form in known), word)
