"""Near-duplicate articles: MinHash and locality-sensitive hashing by datasketch."""

import re
from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING, TypeVar

from beritaie.errors import InputError
from beritaie.schema.checks import shown

if TYPE_CHECKING:
    from datasketch import MinHash

WORD = re.compile(r"[^\W_]+")

# Articles are alike as far as they share sequences of this many words: an inserted word costs three of them.
SHINGLE = 3

# 64 numbers stand for an article: its likeness to another is estimated with a standard error of at most 0.06. Sixteen
# bands of four of them find 89 % of the pairs with a likeness of 0.6, 99 % at 0.7, and all but one in 3,000 at 0.8.
PERMUTATIONS, BANDS, ROWS = 64, 16, 4
SEED = 1

# Of the 273,000 pairs of training articles eight are above, copies and new versions of one report with its quotations;
# the next has 0.41, then come different reports of one event, below 0.35.
THRESHOLD = 0.6

K = TypeVar("K", bound=Hashable)


class DuplicateFinder:
    """Tells of each article of a stream which earlier one it repeats. The same stream gives the same answers.

    Two articles are near-duplicates where they share `threshold` (over 0, up to 1) of their three-word sequences,
    counted without case and punctuation and estimated by MinHash. Each is compared to the articles that were first, not
    to their copies, so a chain of small changes does not grow without end. Only the first ones are kept: some 5 KB
    each, whatever their length. Raises `InputError` for a threshold out of range.
    """

    def __init__(self, *, threshold: float = THRESHOLD) -> None:
        if not 0.0 < threshold <= 1.0:
            raise InputError(f"threshold {threshold} is out of range", "give a number over 0, up to 1")
        from datasketch import MinHash, MinHashLSH  # it imports scipy, a third of a second

        self.threshold = threshold
        self._blank = MinHash(PERMUTATIONS, seed=SEED)
        self._index = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS))
        self._first: list[tuple[Hashable, MinHash]] = []

    def add(self, key: Hashable, text: str) -> Hashable | None:
        """Return the key of the first article that `text` repeats, the likest of several; None for a new one.

        A text without words repeats nothing. Raises `InputError` for a text that is no string.
        """
        if not isinstance(text, str):
            raise InputError(f"text {shown(text)} is not a string", "give the text of the article")
        if not (shingles := _shingles(text)):
            return None
        sketch = self._sketch(shingles)
        alike = [(-self._first[at][1].jaccard(sketch), at) for at in self._index.query(sketch)]
        best = min(alike, default=(0.0, 0))
        if -best[0] >= self.threshold:
            return self._first[best[1]][0]
        self._index.insert(len(self._first), sketch, check_duplication=False)
        self._first.append((key, sketch))
        return None

    def _sketch(self, shingles: Iterable[bytes]) -> "MinHash":
        sketch = self._blank.copy()
        sketch.update_batch(shingles)
        return sketch


def find_duplicates(records: Iterable[tuple[K, str]], *, threshold: float = THRESHOLD) -> dict[K, K]:
    """Return the key of each near-duplicate with the key of the first article that it repeats.

    `records` are pairs of key and text, read as a stream. See `DuplicateFinder`.
    """
    finder = DuplicateFinder(threshold=threshold)
    found = ((key, finder.add(key, text)) for key, text in records)
    return {key: first for key, first in found if first is not None}  # type: ignore[misc]  # it is one of the keys


def _shingles(text: str) -> set[bytes]:
    words = [word.encode("utf-8", "surrogatepass") for word in WORD.findall(text.casefold())]
    last = max(1, len(words) - SHINGLE + 1)
    return {b" ".join(words[at : at + SHINGLE]) for at in range(last)} if words else set()
