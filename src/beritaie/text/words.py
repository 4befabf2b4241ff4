"""Words: the units in which spans are decided.

A word is a run of letters, a number with its inner marks, or one other character. Text is split here, and only here,
for training and for extraction alike, so that no word piece ever straddles the end of a span (`),` does in most
SentencePiece vocabularies) and so that the offsets of a span never depend on what a tokenizer does to its text.
"""

import re
from enum import IntEnum
from typing import NamedTuple

# A run of more letters than this is no word: base64, a URL without its dots, a book without spaces.
LONGEST_WORD = 48

_LETTER = r"[^\W\d_]"
_LOST_SPACE = r"(?<=[a-z])(?=[A-Z])"  # as in `SosialOKI`
_WORD = re.compile(
    rf"""
      {_LETTER}(?:(?!{_LOST_SPACE}){_LETTER}){{0,{LONGEST_WORD - 1}}}
    | \d{{1,{LONGEST_WORD}}}(?:[.,]\d{{1,{LONGEST_WORD}}}){{0,8}}  # 44.355   5.975,74   12
    | \S  # punctuation, symbols, emoji: one at a time
    """,
    re.VERBOSE,
)


class Gap(IntEnum):
    """What stands before a word."""

    NONE = 0
    SPACE = 1
    LINE = 2


class Word(NamedTuple):
    """A word of a text, `text[start:end]`, in code points."""

    start: int
    end: int
    gap: Gap


def split_words(text: str) -> list[Word]:
    """Return every word of `text` in order; together they cover all that is not white space."""
    words = []
    last_end = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        if start == last_end:
            gap = Gap.NONE if start else Gap.LINE
        else:
            gap = Gap.LINE if "\n" in text[last_end:start] or not last_end else Gap.SPACE
        words.append(Word(start, end, gap))
        last_end = end
    return words
