"""The words of a name, and what may stand for it in one word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from beritaie.normalise.names.honorifics import familiar_words, without_familiar
from beritaie.normalise.names.spelling import slips

WORD = re.compile(r"[^\W_]+(?:['’‘`´ʼ][^\W_]+)*")
APOSTROPHES = str.maketrans("", "", "'’‘`´ʼ")

# Names have fewer words, and words fewer letters; it bounds the work on junk.
MOST_WORDS, MOST_LETTERS = 16, 24

# How much of a word a short form keeps: `Zul` of Zulkifli, `Harto` of Soeharto.
FRONT, BACK = 3, 4

# How much of two words a coined form keeps: `Aher` of Ahmad Heryawan, `Setnov` of Setya Novanto.
COINED_FRONT, COINED_BACK, COINED = range(1, 5), range(2, 6), 4


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which the article writes a name.

    `name`: without titles; `spoken`: its words in lower case; `words`: the same without familiar ones (`gus`).
    """

    name: str
    spoken: tuple[str, ...]
    words: tuple[str, ...]


def form_of(name: str) -> Form:
    """Return the form of a name without titles."""
    spoken = words_of(name)
    return Form(name, spoken, without_familiar(spoken))


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name in lower case, without dots and apostrophes."""
    words = islice(WORD.finditer(name), MOST_WORDS)
    return tuple(word.group().lower().translate(APOSTROPHES)[:MOST_LETTERS] for word in words)


def said(words: Sequence[str]) -> Iterator[str]:
    """Yield the words of a name as they are, no initials."""
    yield from (word for word in words if len(word) > 1 and (len(words) == 1 or word not in familiar_words()))


def heard(words: Sequence[str]) -> Iterator[str]:
    """Yield what other spellings of the words have in common with them."""
    for word in said(words):
        yield from slips(word)


def clipped(words: Sequence[str]) -> Iterator[str]:
    """Yield the beginnings and ends of words that may stand for them."""
    for word in said(words):
        yield from (word[:end] for end in range(FRONT, len(word)))
        yield from (word[start:] for start in range(1, len(word) - BACK + 1))


def coined(words: Sequence[str]) -> Iterator[str]:
    """Yield words made of the beginnings of two words, and the handle made of all words."""
    names = list(said(words))
    for front, back in pairwise(names):
        yield from (front[:i] + back[:j] for i in COINED_FRONT for j in COINED_BACK if i + j >= COINED)
    yield "".join(names)
