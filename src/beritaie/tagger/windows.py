"""Windows: how an article longer than the encoder's reach is cut, and how what the windows say is put together.

    sentences   |----|-------|---|------------|-----|----|--------|
    window 1    [=====================]
    window 2              [======================]        starts and ends at sentence ends where it can
    window 3                              [===============]
    taken       111111111111111|222222222222222|33333333333

A word takes the logits of the window in which it stands furthest from an edge.
"""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from beritaie.text import Gap, Word


class Window(NamedTuple):
    """Words `[first, last)` of an article, of which `[keep_first, keep_last)` are decided here."""

    first: int
    last: int
    keep_first: int
    keep_last: int


_SENTENCE_END = frozenset(".!?\u2026")


def sentence_starts(text: str, words: Sequence[Word]) -> np.ndarray:
    """Tell for each word whether a line or, by its mark, a sentence begins there. *Shape:* (words,), bool."""
    starts = np.zeros(len(words), dtype=bool)
    ended = True
    for place, (start, _, gap) in enumerate(words):
        starts[place] = gap is Gap.LINE or (ended and gap is not Gap.NONE)
        ended = text[start] in _SENTENCE_END
    return starts


def plan_windows(first_piece: np.ndarray, n_pieces: int, starts: np.ndarray, most: int, overlap: int) -> list[Window]:
    """Cover all words with windows of at most `most` pieces, each sharing about `overlap` pieces with the next.

    `first_piece` and `starts` have an entry a word (*Shape:* (words,)); cuts fall on sentence starts where a sentence
    starts in the last third of a window, else between any two words.
    """
    n_words = len(first_piece)
    edge = np.append(first_piece, n_pieces)  # edge[i]: pieces before word i
    bounds = []
    first = 0
    while True:
        last = max(int(np.searchsorted(edge, edge[first] + most, side="right")) - 1, first + 1)
        if last >= n_words:
            bounds.append((first, n_words))
            return _share(bounds)
        last = _last_start(starts, first + 2 * (last - first) // 3 + 1, last)
        bounds.append((first, last))
        back = int(np.searchsorted(edge, edge[last] - overlap, side="left"))
        first = _first_start(starts, max(back, first + 1), last)


def _last_start(starts: np.ndarray, low: int, high: int) -> int:
    """Return the last sentence start in `[low, high]`, or `high` where there is none."""
    found = np.flatnonzero(starts[low : high + 1])
    return low + int(found[-1]) if len(found) else high


def _first_start(starts: np.ndarray, low: int, high: int) -> int:
    """Return the first sentence start in `[low, high)`, or `low` where there is none."""
    found = np.flatnonzero(starts[low:high])
    return low + int(found[0]) if len(found) else low


def _share(bounds: list[tuple[int, int]]) -> list[Window]:
    """Give each word to one window: where two overlap, the middle of what they share divides them."""
    cuts = [(after[0] + before[1]) // 2 for before, after in itertools.pairwise(bounds)]
    return [
        Window(first, last, keep_first, keep_last)
        for (first, last), keep_first, keep_last in zip(
            bounds, [bounds[0][0], *cuts], [*cuts, bounds[-1][1]], strict=True
        )
    ]
