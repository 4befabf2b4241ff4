from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beritaie.tagger.windows import Window, plan_windows, sentence_starts
from beritaie.text import split_words
from strategies import any_text


def plan(lengths: list[int], most: int, overlap: int, starts: list[int] | None = None) -> list[Window]:
    """Plan for words of `lengths` pieces, sentences starting at the words `starts`."""
    edge = np.cumsum([0, *lengths])
    marks = np.zeros(len(lengths), dtype=bool)
    marks[starts or []] = True
    return plan_windows(edge[:-1], int(edge[-1]), marks, most, overlap)


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("", ""),
        ("Romi berkata.", "Romi"),
        ("Ia datang. Romi pergi", "Ia|Romi"),
        ("Ia datang? Romi! Asmar… Enos", "Ia|Romi|Asmar|Enos"),
        ("Ia datang.Romi pergi", "Ia"),  # a lost space is no sentence end: nor is an abbreviation's
        ("Ir. Asmar", "Ir|Asmar"),  # abbreviations are not known here
        ("“Aman.” Romi", "“"),  # nor is what follows a closing mark
        ("Rp 1.5 juta", "Rp"),
        ("Judul\nIsi", "Judul|Isi"),
        ("Judul\n(Isi)", "Judul|("),
        ("satu, dua; tiga: empat", "satu"),
    ],
)
def test_sentence_starts(text: str, starts: str) -> None:
    words = split_words(text)
    marks = sentence_starts(text, words)
    found = [text[w.start : w.end] for w, mark in zip(words, marks, strict=True) if mark]
    assert found == [word for word in starts.split("|") if word]


@given(any_text)
def test_every_line_starts_a_sentence(text: str) -> None:
    words = split_words(text)
    marks = sentence_starts(text, words)
    assert marks.shape == (len(words),)
    assert not words or marks[0]


@pytest.mark.parametrize(
    ("lengths", "most", "overlap", "starts", "windows"),
    [
        ([1], 10, 3, [0], [(0, 1, 0, 1)]),
        ([1] * 10, 10, 3, [0], [(0, 10, 0, 10)]),  # what fits is one window
        ([1] * 11, 10, 4, [0], [(0, 10, 0, 8), (6, 11, 8, 11)]),  # one piece more is two
        ([1] * 11, 10, 4, [0, 8], [(0, 8, 0, 6), (4, 11, 6, 11)]),  # cut where a sentence starts
        ([1] * 11, 10, 4, [0, 6], [(0, 10, 0, 8), (6, 11, 8, 11)]),  # not before the last third, but begin there
        ([1] * 11, 10, 4, [0, 7], [(0, 7, 0, 5), (3, 11, 5, 11)]),  # the last third begins here
        ([1] * 11, 10, 0, [0], [(0, 10, 0, 10), (10, 11, 10, 11)]),  # no overlap asked for, none made
        ([5, 20, 5], 10, 3, [0], [(0, 1, 0, 1), (1, 2, 1, 2), (2, 3, 2, 3)]),  # a word that no window holds
        ([4, 4, 4], 8, 4, [0], [(0, 2, 0, 1), (1, 3, 1, 3)]),
        ([4, 4, 4], 8, 3, [0], [(0, 2, 0, 2), (2, 3, 2, 3)]),  # a word wider than the overlap is not read again
    ],
)
def test_plan(lengths: list[int], most: int, overlap: int, starts: list[int], windows: list[tuple[int, ...]]) -> None:
    assert plan(lengths, most, overlap, starts) == [Window(*window) for window in windows]


@st.composite
def plans(draw: st.DrawFn) -> tuple[list[int], int, int, list[int]]:
    lengths = draw(st.lists(st.integers(1, 6) | st.integers(1, 40), min_size=1, max_size=120))
    most = draw(st.integers(1, 60))
    overlap = draw(st.integers(0, most - 1))
    starts = draw(st.lists(st.integers(0, len(lengths) - 1), max_size=20))
    return lengths, most, overlap, starts


@settings(max_examples=500, deadline=None)
@given(plans())
def test_plan_keeps_its_promises(drawn: tuple[list[int], int, int, list[int]]) -> None:
    lengths, most, overlap, starts = drawn
    windows = plan(lengths, most, overlap, starts)
    kept = [word for window in windows for word in range(window.keep_first, window.keep_last)]
    assert kept == list(range(len(lengths)))  # every word once, in order
    for first, last, keep_first, keep_last in windows:
        assert 0 <= first <= keep_first <= keep_last <= last <= len(lengths)
        assert sum(lengths[first:last]) <= most or last == first + 1
    for before, after in pairwise(windows):
        assert before.first < after.first <= before.last <= after.last
        shared = lengths[after.first : before.last]
        assert sum(shared) <= overlap
        # Something is read twice, unless the word at the end is wider than the overlap or all that the window has.
        assert shared or lengths[before.last - 1] > overlap or before.last == before.first + 1


@settings(max_examples=200, deadline=None)
@given(plans())
def test_words_stand_away_from_edges(drawn: tuple[list[int], int, int, list[int]]) -> None:
    """Where two windows share words, each takes the half that stands further from its own edge."""
    windows = plan(*drawn)
    for before, after in pairwise(windows):
        cut = before.keep_last
        assert cut == after.keep_first
        assert abs((before.last - cut) - (cut - after.first)) <= 1
