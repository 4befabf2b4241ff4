from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beritaie.tagger.decode import log_softmax
from beritaie.tagger.pieces import PieceTokenizer
from beritaie.tagger.tagger import Tagger
from beritaie.text import split_words
from strategies import any_text
from tiny import TableBackend, random_backend, unigram

TOKENIZER = PieceTokenizer(unigram())
LABELS = ("PERSON", "REGION")
SENTENCE = "Ketua Bawaslu OKI Romi Maradona berkata, “Aman.” "
TEXTS = [
    SENTENCE,
    "",
    SENTENCE * 40,
    " \n ",
    "Romi",
    "Judul\n" + (SENTENCE * 3 + "\n") * 5,
    "x" * 3000,
    "a\ud800b\0c👩\u200d\u202e",
    "\n".join("abcdefgh"),
]

texts = st.one_of(any_text, st.sampled_from(TEXTS), st.integers(0, 12).map(lambda n: SENTENCE * n))


def tagger(window: int = 30, overlap: int = 8, budget: int = 200, backend: TableBackend | None = None) -> Tagger:
    backend = backend or random_backend(TOKENIZER, len(LABELS))
    return Tagger(backend, TOKENIZER, LABELS, window=window, overlap=overlap, budget=budget)


def looked_up(text: str) -> np.ndarray:
    """What the table says of each word's first piece: no windows, no batches."""
    ids, first_piece = TOKENIZER.encode(text, split_words(text))
    return log_softmax(random_backend(TOKENIZER, len(LABELS)).table[ids[first_piece]])


def check(given_texts: Sequence[str], made: Tagger) -> None:
    tagged = made.tag(given_texts)
    assert len(tagged) == len(given_texts)
    for text, (words, log_probs) in zip(given_texts, tagged, strict=True):
        assert words == split_words(text)
        assert log_probs.shape == (len(words), len(LABELS), 3)
        assert log_probs.dtype == np.float32
        assert (log_probs == looked_up(text)).all()


@settings(max_examples=150, deadline=None)
@given(st.lists(texts, max_size=6), st.integers(1, 60), st.integers(0, 59), st.integers(1, 500))
def test_windows_and_batches_leave_no_trace(given_texts: list[str], window: int, overlap: int, budget: int) -> None:
    check(given_texts, tagger(window, overlap % window, budget))


@settings(max_examples=50, deadline=None)
@given(st.permutations(range(len(TEXTS))), st.integers(1, len(TEXTS)))
def test_order_and_grouping_leave_no_trace(order: list[int], size: int) -> None:
    made = tagger()
    found = {}
    for start in range(0, len(order), size):
        group = order[start : start + size]
        found |= dict(zip(group, made.tag([TEXTS[place] for place in group]), strict=True))
    for place, text in enumerate(TEXTS):
        assert (found[place].log_probs == looked_up(text)).all()


@pytest.mark.parametrize("window", [1, 2, 3, 17, 382])
def test_windows_of_any_size_decide_every_word(window: int) -> None:
    for overlap in {0, window // 4, window - 1}:
        check(TEXTS, tagger(window, overlap))


@pytest.mark.parametrize("budget", [1, 64, 200, 3072])
def test_batches_keep_to_the_budget(budget: int) -> None:
    backend = random_backend(TOKENIZER, len(LABELS))
    tagger(30, 8, budget, backend).tag(TEXTS)
    assert backend.shapes
    for rows, pieces in backend.shapes:
        assert rows * pieces <= budget or rows == 1
        assert pieces <= 30 + 2


def test_like_lengths_share_a_batch() -> None:
    """Padding costs little: a long text does not make each short one as wide as itself."""
    backend = random_backend(TOKENIZER, len(LABELS))
    tagger(300, 8, 320, backend).tag([SENTENCE * 10, *["Romi"] * 50])
    assert sum(rows * pieces for rows, pieces in backend.shapes) < 320 + 50 * 8


def test_no_text_asks_nothing_of_the_model() -> None:
    backend = random_backend(TOKENIZER, len(LABELS))
    made = tagger(backend=backend)
    assert made.tag([]) == []
    assert [len(tagged.words) for tagged in made.tag(["", " \n"])] == [0, 0]
    assert backend.shapes == []


def test_rows_are_framed_as_in_training() -> None:
    seen: list[np.ndarray] = []

    class Spy(TableBackend):
        def logits(self, ids: np.ndarray, lengths: np.ndarray) -> np.ndarray:
            seen.extend(row[:length] for row, length in zip(ids, lengths, strict=True))
            return super().logits(ids, lengths)

    tagger(30, 8, 200, Spy(random_backend(TOKENIZER, len(LABELS)).table, TOKENIZER.pad_id)).tag([SENTENCE * 5])
    assert len(seen) > 1
    for row in seen:
        assert (row[0], row[-1]) == (TOKENIZER.bos_id, TOKENIZER.eos_id)
