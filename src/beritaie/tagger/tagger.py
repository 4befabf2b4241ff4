"""The tagger: texts in, spans of words out, whatever the backend and however the texts are batched."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from beritaie.tagger.backend import Backend
from beritaie.tagger.decode import N_TAGS, log_softmax
from beritaie.tagger.pieces import PieceTokenizer
from beritaie.tagger.windows import Window, plan_windows, sentence_starts
from beritaie.text import Word, split_words

# Pieces of a window beside `<s>` and `</s>`, and how many of them the next window reads again.
WINDOW = 254
OVERLAP = 64
# Pieces, padding counted, that go through the encoder at once: enough to fill two cores, little enough for the cache.
BUDGET = 3072


class Tagged(NamedTuple):
    """The words of a text and what the heads say of them. *Shape:* `log_probs` (words, labels, 3)."""

    words: list[Word]
    log_probs: np.ndarray


class _Row(NamedTuple):
    """One window of one text, ready for the encoder. *Shape:* `ids` (pieces,), `first_piece` (kept words,)."""

    text: int
    window: Window
    ids: np.ndarray
    first_piece: np.ndarray


class Tagger:
    """Runs the heads over texts of any length; knows windows and batches, and nothing of labels' meaning."""

    def __init__(
        self,
        backend: Backend,
        tokenizer: PieceTokenizer,
        labels: Sequence[str],
        *,
        window: int = WINDOW,
        overlap: int = OVERLAP,
        budget: int = BUDGET,
    ) -> None:
        self.backend = backend
        self.tokenizer = tokenizer
        self.labels = tuple(labels)
        self.window = window
        self.overlap = overlap
        self.budget = budget

    def tag(self, texts: Sequence[str]) -> list[Tagged]:
        """Return the log-probabilities of every word's tags, text by text; the same for any grouping of texts."""
        words = [split_words(text) for text in texts]
        out = [np.zeros((len(w), len(self.labels), N_TAGS), dtype=np.float32) for w in words]
        rows = [row for place, text in enumerate(texts) for row in self.rows(place, text, words[place])]
        for batch in self._batches(rows):
            for row, logits in zip(batch, self._run(batch), strict=True):
                kept = logits[row.first_piece]
                out[row.text][row.window.keep_first : row.window.keep_last] = log_softmax(kept)
        return [Tagged(w, log_probs) for w, log_probs in zip(words, out, strict=True)]

    def rows(self, place: int, text: str, words: Sequence[Word]) -> Iterable[_Row]:
        """Yield the windows of text number `place`, as the encoder will read them."""
        if not words:
            return
        pieces = self.tokenizer.encode(text, words)
        plan = plan_windows(
            pieces.first_piece, len(pieces.ids), sentence_starts(text, words), self.window, self.overlap
        )
        for window in plan:
            ids, first_piece = self.tokenizer.window(pieces, window.first, window.last)
            kept = slice(window.keep_first - window.first, window.keep_last - window.first)
            yield _Row(place, window, ids, first_piece[kept])

    def _batches(self, rows: Sequence[_Row]) -> Iterable[list[_Row]]:
        """Group rows of like length under the budget of pieces."""
        batch: list[_Row] = []
        for row in sorted(rows, key=lambda r: -len(r.ids)):
            if batch and len(batch[0].ids) * (len(batch) + 1) > self.budget:
                yield batch
                batch = []
            batch.append(row)
        if batch:
            yield batch

    def _run(self, batch: Sequence[_Row]) -> np.ndarray:
        lengths = np.array([len(row.ids) for row in batch], dtype=np.int64)
        ids = np.full((len(batch), int(lengths.max())), self.tokenizer.pad_id, dtype=np.int64)
        for place, row in enumerate(batch):
            ids[place, : len(row.ids)] = row.ids
        return self.backend.logits(ids, lengths)
