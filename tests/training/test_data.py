from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beritaie.tagger.decode import spans_of
from beritaie.tagger.pieces import PieceTokenizer
from beritaie.text import split_words
from beritaie.training.augment import Span
from beritaie.training.data import IGNORED, Window, batches, windows_of, word_tags
from strategies import any_text
from tiny import unigram

TOKENIZER = PieceTokenizer(unigram())
LABELS = ("PERSON", "REGION")
BOTH = frozenset(LABELS)
TEXT = "Romi Maradona, OKI"


@pytest.mark.parametrize(
    ("spans", "person", "region"),
    [
        ([], "OOOO", "OOOO"),
        ([(0, 13, "PERSON")], "BIOO", "OOOO"),
        ([(0, 4, "PERSON"), (5, 13, "PERSON")], "BBOO", "OOOO"),
        ([(0, 13, "PERSON"), (15, 18, "REGION")], "BIOO", "OOOB"),
        ([(0, 18, "REGION"), (5, 13, "PERSON")], "OBOO", "BIII"),  # heads nest
        ([(2, 7, "PERSON")], "BIOO", "OOOO"),  # a span that cuts words takes them whole
        ([(4, 5, "PERSON")], "OOOO", "OOOO"),  # and one that holds no word none
        ([(0, 2, "PERSON"), (2, 4, "PERSON")], "BOOO", "OOOO"),
        ([(13, 14, "PERSON")], "OOBO", "OOOO"),
        ([(15, 99, "REGION")], "OOOO", "OOOB"),
        ([(0, 4, "CUE")], "OOOO", "OOOO"),  # a label without a head
    ],
)
def test_tags(spans: list[Span], person: str, region: str) -> None:
    tags = word_tags(spans, split_words(TEXT), LABELS, BOTH)
    assert ["".join("OBI"[tag] for tag in column) for column in tags.T] == [person, region]


def test_heads_that_are_not_taught_are_ignored() -> None:
    spans = [(0, 13, "PERSON"), (15, 18, "REGION")]
    words = split_words(TEXT)
    tags = word_tags(spans, words, LABELS, frozenset({"REGION"}))
    assert (tags[:, 0] == IGNORED).all()
    assert (tags[:, 1] == word_tags(spans, words, LABELS, BOTH)[:, 1]).all()
    assert (word_tags(spans, words, LABELS, frozenset()) == IGNORED).all()


@st.composite
def tagged(draw: st.DrawFn) -> tuple[str, list[Span]]:
    """A text with spans over whole words."""
    text = draw(any_text)
    words = split_words(text)
    spans: list[Span] = []
    for label in LABELS:
        edges = sorted(draw(st.sets(st.integers(0, len(words)), max_size=6)))
        spans += [(words[a].start, words[b - 1].end, label) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    return text, spans


@settings(max_examples=200, deadline=None)
@given(tagged())
def test_tags_give_the_spans_back(drawn: tuple[str, list[Span]]) -> None:
    text, spans = drawn
    words = split_words(text)
    tags = word_tags(spans, words, LABELS, BOTH)
    found = spans_of(tags, np.zeros((*tags.shape, 3)))
    assert sorted((words[s.first].start, words[s.last - 1].end, LABELS[s.label]) for s in found) == sorted(spans)


@settings(max_examples=200, deadline=None)
@given(tagged(), st.integers(1, 40), st.integers(0, 39))
def test_windows_teach_each_word_once(drawn: tuple[str, list[Span]], most: int, overlap: int) -> None:
    text, spans = drawn
    words = split_words(text)
    tags = word_tags(spans, words, LABELS, BOTH)
    pieces = TOKENIZER.encode(text, words)
    taught = []
    for window in windows_of(text, spans, TOKENIZER, LABELS, BOTH, most=most, overlap=overlap % most):
        assert (window.ids[0], window.ids[-1]) == (TOKENIZER.bos_id, TOKENIZER.eos_id)
        assert len(window.ids) <= most + 2 or len(window.first_piece) == 1
        assert len(window.first_piece) == len(window.tags)
        for first_piece, row in zip(window.first_piece, window.tags, strict=True):
            assert (row == IGNORED).all() or (row != IGNORED).all()
            if (row != IGNORED).all():
                taught.append((int(window.ids[first_piece]), *row.tolist()))
    firsts = pieces.ids[pieces.first_piece].tolist()
    assert taught == [(first, *row) for first, row in zip(firsts, tags.tolist(), strict=True)]


def windows(lengths: list[int]) -> list[Window]:
    return [Window(np.full(n, n), np.zeros(0, np.int64), np.zeros((0, 2), np.int64)) for n in lengths]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(3, 60), max_size=40), st.integers(1, 300), st.integers(0, 1000))
def test_batches_hold_every_window_once(lengths: list[int], budget: int, seed: int) -> None:
    made = list(batches(windows(lengths), budget, np.random.default_rng(seed)))
    assert Counter(len(w.ids) for batch in made for w in batch) == Counter(lengths)
    for batch in made:
        assert batch
        assert len(batch) * max(len(w.ids) for w in batch) <= budget or len(batch) == 1


def test_batches_are_shuffled_and_can_be_repeated() -> None:
    given_windows = windows(list(range(3, 60)) * 3)

    def order(seed: int) -> list[list[int]]:
        return [[len(w.ids) for w in b] for b in batches(given_windows, 200, np.random.default_rng(seed))]

    assert order(1) == order(1)
    assert order(1) != order(2)
    assert order(1) != sorted(order(1))
    padding = sum(len(batch) * max(batch) - sum(batch) for batch in order(1))
    assert padding < 0.2 * sum(map(sum, order(1)))
