"""Training data: articles, cut into words and pieces, with a tag for each word and head."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from beritaie.tagger.decode import BEGIN, INSIDE
from beritaie.tagger.pieces import PieceTokenizer
from beritaie.tagger.windows import plan_windows, sentence_starts
from beritaie.text import Word, split_words

IGNORED = -100


@dataclass(frozen=True, slots=True)
class Window:
    """What one row of a batch is made of.

    *Shape:* `ids` (pieces,) with `<s>` and `</s>`; `first_piece` (words,) indexes `ids`; `tags` (words, labels), each
    OUTSIDE, BEGIN, INSIDE, or IGNORED where the corpus does not annotate the label.
    """

    ids: np.ndarray
    first_piece: np.ndarray
    tags: np.ndarray


def word_tags(
    spans: Iterable[tuple[int, int, str]], words: Sequence[Word], labels: Sequence[str], taught: frozenset[str]
) -> np.ndarray:
    """Return the tags of `words`; a span that cuts a word takes the whole word. *Shape:* (words, labels)."""
    tags = np.full((len(words), len(labels)), IGNORED, dtype=np.int64)
    column = {label: place for place, label in enumerate(labels)}
    taught &= set(labels)
    for label in taught:
        tags[:, column[label]] = 0
    starts = np.array([word.start for word in words])
    ends = np.array([word.end for word in words])
    for start, end, label in spans:
        if label not in taught:
            continue
        first = int(np.searchsorted(ends, start, side="right"))
        last = int(np.searchsorted(starts, end, side="left"))
        if first < last:
            tags[first, column[label]] = BEGIN
            tags[first + 1 : last, column[label]] = INSIDE
    return tags


def windows_of(
    text: str,
    spans: Iterable[tuple[int, int, str]],
    tokenizer: PieceTokenizer,
    labels: Sequence[str],
    taught: frozenset[str],
    *,
    most: int,
    overlap: int,
) -> Iterator[Window]:
    """Cut an article into training windows of at most `most` pieces beside `<s>` and `</s>`."""
    words = split_words(text)
    if not words:
        return
    pieces = tokenizer.encode(text, words)
    tags = word_tags(spans, words, labels, taught)
    plan = plan_windows(pieces.first_piece, len(pieces.ids), sentence_starts(text, words), most, overlap)
    for first, last, keep_first, keep_last in plan:
        kept = np.full((last - first, len(labels)), IGNORED, dtype=np.int64)
        kept[keep_first - first : keep_last - first] = tags[keep_first:keep_last]
        yield Window(*tokenizer.window(pieces, first, last), kept)


def batches(windows: Sequence[Window], budget: int, random: np.random.Generator) -> Iterator[list[Window]]:
    """Yield batches of windows of like length, at most `budget` pieces each with padding, in random order."""
    if not windows:
        return
    noise = random.uniform(0.85, 1.15, len(windows))
    order = np.argsort([len(window.ids) * jitter for window, jitter in zip(windows, noise, strict=True)])
    groups: list[list[Window]] = [[]]
    longest = 0
    for place in order:
        window = windows[place]
        longest = max(longest, len(window.ids))
        if groups[-1] and longest * (len(groups[-1]) + 1) > budget:
            groups.append([])
            longest = len(window.ids)
        groups[-1].append(window)
    for place in random.permutation(len(groups)):
        yield groups[place]
