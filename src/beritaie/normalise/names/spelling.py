"""When two words of a name are one word spelt in two ways."""

import re
from functools import lru_cache
from itertools import groupby

# Letters of the spellings of 1901 (van Ophuijsen) and 1947 (Soewandi), of Arabic sounds, and those that news mixes up.
LOOSE_LETTERS = (
    ("oe", "u"),
    ("dj", "j"),
    ("tj", "c"),
    ("sj", "s"),
    ("sy", "s"),
    ("ie", "i"),
    ("ch", "h"),
    ("kh", "h"),
    ("gh", "g"),
    ("dh", "d"),
    ("th", "t"),
    ("bh", "b"),
    ("sh", "s"),
    ("ph", "f"),
    ("dz", "z"),
    ("ck", "k"),
    ("q", "k"),
    ("v", "f"),
    ("y", "i"),
)

# Shorter words differ by a letter too often while they name two people (Adi and Ade, Heru and Hery).
NEAR_LETTERS = 5

# Ways to write one first name, by the way that stands for all.
SHORT_WORDS = {
    "muhammad": "md mhd moh mohd moch mochamad mochammad mohamad mohammad mohamed muh much muhamad muhamed hm",
    "abdul": "abd abdoel",
    "ahmad": "ach achmad akhmad akhmat achmat ahmed",
    "siti": "st sitti",
    "tubagus": "tb",
    "raden": "rd",
    "teuku": "tk",
    "syarifuddin": "sarifuddin syarifudin",
    "franciscus": "fx fransiskus xaverius",
}
LONG_WORDS = {short: word for word, shorts in SHORT_WORDS.items() for short in shorts.split()}

DIGIT = re.compile(r"\d")


@lru_cache(maxsize=4096)
def sound(word: str) -> str:
    """Return what the spellings of `word`, in lower case, have in common: `djoko` and `joko` give `joko`."""
    word = LONG_WORDS.get(word, word)
    for loose, plain in LOOSE_LETTERS:
        word = word.replace(loose, plain)
    return "".join(letter for letter, _ in groupby(word))


@lru_cache(maxsize=4096)
def slips(word: str) -> tuple[str, ...]:
    """Return the sound of `word`, and for longer words what is left of it without one letter behind the first.

    Two words are near each other where they share one of these: a letter more, less, another, or swapped.
    """
    heard = sound(word)
    if len(heard) < NEAR_LETTERS or DIGIT.search(heard):
        return (heard,)
    return heard, *(heard[:at] + heard[at + 1 :] for at in range(1, len(heard)))


def covers(full: tuple[str, ...], short: tuple[str, ...]) -> int | None:
    """Return how badly `short` fits as a shorter form of `full`, 0 for word by word as it is, None where it does not.

    Its words stand in `full` in their order, each as it is, as an initial, in another spelling, or one of them with a
    slip. All are in lower case.
    """
    if len(short) > len(full):
        return None
    badness = slipped = at = 0
    for word in short:
        while at < len(full) and (unlike := unlikeness(full[at], word)) is None:
            at += 1
        if at == len(full) or unlike is None:
            return None
        badness, slipped, at = badness + unlike, slipped + (unlike == SLIP), at + 1
    return badness if slipped <= 1 else None


SPELLING, INITIAL, SLIP = 1, 2, 4


def unlikeness(word: str, other: str) -> int | None:
    """Return 0 for equal words, more for one in another spelling, an initial, or a slip; None for other words."""
    if word == other:
        return 0
    if len(word) == 1 or len(other) == 1:
        return INITIAL if word[0] == other[0] else None
    if sound(word) == sound(other):
        return SPELLING
    return None if set(slips(word)).isdisjoint(slips(other)) else SLIP
