import itertools

import numpy as np
import pytest

from beritaie.tagger.decode import BEGIN, INSIDE, OUTSIDE, WordSpan
from beritaie.tagger.settle import agree, is_on_the_calendar, join, settle, tidy, whole_words
from beritaie.tagger.tagger import Tagged
from beritaie.text import split_words


def surfaces_of(text: str) -> list[str]:
    return [text[word.start : word.end] for word in split_words(text)]


def head_of(n_words: int, spans: list[tuple[int, int]], sure: float = 0.98) -> np.ndarray:
    """Log-probabilities of a head that is `sure` of `spans` and of everything outside them."""
    head = np.full((n_words, 3), np.log((1 - sure) / 2), dtype=np.float32)
    tags = np.zeros(n_words, dtype=int)
    for first, last in spans:
        tags[first] = BEGIN
        tags[first + 1 : last] = INSIDE
    head[np.arange(n_words), tags] = np.log(sure)
    return head


# Text, the words `[first, last)` that the head found, and those that are left.
TIDIED = [
    ("pada 3 April 2024) Kepala", (1, 5), (1, 4)),
    ("pada ( 3 April 2024 ) Kepala", (2, 6), (2, 5)),
    ("Kamis (12/9) lalu", (0, 6), (0, 6)),  # whole brackets stay
    ("Kamis (12/9) lalu", (0, 5), (0, 6)),  # an open one takes in its end
    ("Dinas Sosial (Dinsos Kabupaten OKI", (0, 6), (0, 2)),  # or is given up
    ("Dinas Sosial (Dinsos) OKI", (0, 6), (0, 6)),
    ("oleh Romi, Ketua", (1, 3), (1, 2)),
    ("oleh Sumarno SH. Ketua", (1, 4), (1, 4)),  # the full stop of a degree stays
    ("sebesar 47,3 % dari", (1, 3), (1, 3)),
    ("- Bali yang", (0, 2), (1, 2)),
    ("kata , dia", (1, 2), None),
    ("kata ) dia", (1, 2), None),
]


@pytest.mark.parametrize(("text", "found", "left"), TIDIED)
def test_edges_are_tidied(text: str, found: tuple[int, int], left: tuple[int, int] | None) -> None:
    surfaces = surfaces_of(text)
    spans = tidy([WordSpan(*found, 4, 0.9)], surfaces)
    assert [(s.first, s.last) for s in spans] == ([left] if left else [])


def test_a_bracket_taken_in_is_not_given_twice() -> None:
    surfaces = surfaces_of("Bawaslu (KPU ) OKI")
    spans = [WordSpan(0, 3, 2, 0.9), WordSpan(3, 5, 2, 0.9)]
    tidied = tidy(spans, surfaces)
    assert [(s.first, s.last) for s in tidied] == [(0, 4), (4, 5)]


# Text, the words that the head found, and the name or none that they are part of.
APOSTROPHES = [
    ("kata Syafi'in itu", (1, 2), (1, 4)),
    ("kata Syafi’in itu", (1, 3), (1, 4)),
    ("kata Syafi'in itu", (3, 4), (1, 4)),
    ("KH MA'RUF AMIN", (1, 2), (1, 4)),
    ("pada Jum'at (11/10)", (1, 2), (1, 4)),
    ("Nur Syafi'i' itu", (0, 4), (0, 4)),
    ("oleh Asmar' kata", (1, 2), (1, 2)),
    ("oleh Asmar'Kami", (1, 2), (1, 2)),
    ("oleh 'Asmar' itu", (2, 3), (2, 3)),
    ("tahun 2024'an", (1, 2), (1, 2)),
    ("Asmar'", (0, 1), (0, 1)),
    ("'a", (1, 2), (1, 2)),
]


@pytest.mark.parametrize(("text", "found", "whole"), APOSTROPHES)
def test_apostrophes_cut_no_name(text: str, found: tuple[int, int], whole: tuple[int, int]) -> None:
    span = whole_words(WordSpan(*found, 0, 0.9), surfaces_of(text), split_words(text))
    assert (span.first, span.last) == whole


# Text, the words of the DATE that the head found, whether it stays.
CALENDAR = [
    ("digelar tiap hari Jumat di sini", (3, 4), False),
    ("digelar setiap Jumat di sini", (2, 3), False),
    ("Setiap tahun", (1, 2), False),
    ("digelar hari Jumat di sini", (2, 3), True),
    ("setiap warga hari Jumat", (3, 4), True),
    ("setiap warga Jumat", (2, 3), True),
    ("pada 1 Ramadan 1445 H lalu", (1, 4), False),
    ("pada 1 Ramadan 1445 Hijriah", (1, 5), False),
    ("pada H-17 lalu", (1, 4), True),
    ("pada 3 April 2024 H Reswandi hadir", (1, 4), True),  # a pilgrim's title
    ("pada 27 November 2024", (1, 4), True),
    ("2024", (0, 1), True),
]


@pytest.mark.parametrize(("text", "found", "stays"), CALENDAR)
def test_what_recurs_is_no_date(text: str, found: tuple[int, int], stays: bool) -> None:
    assert is_on_the_calendar(WordSpan(*found, 4, 0.9), surfaces_of(text)) is stays


# Text, what the head found, what it is put together as.
JOINED = [
    ("Kamis, 4 April 2024", [(0, 2), (2, 5)], [(0, 5)]),
    ("Kamis, 4 April 2024", [(0, 1), (2, 5)], [(0, 1), (2, 5)]),  # something stands between
    ("Megawati\nRafif", [(0, 1), (1, 2)], [(0, 1), (1, 2)]),  # a line ends between
    ("tadi sore itu", [(0, 1), (1, 2), (2, 3)], [(0, 3)]),
    ("Kamis", [], []),
]


@pytest.mark.parametrize(("text", "found", "joined"), JOINED)
def test_what_was_cut_is_joined(text: str, found: list[tuple[int, int]], joined: list[tuple[int, int]]) -> None:
    spans = [WordSpan(first, last, 4, 0.5 + 0.1 * first) for first, last in found]
    got = join(spans, split_words(text))
    assert [(s.first, s.last) for s in got] == joined
    if len(got) == 1 and spans:
        assert got[0].probability == min(span.probability for span in spans)


TWICE = "Asmar hadir. Kata Asmar begitu. Asmar pulang"  # words 0, 4 and 7 are the name


@pytest.mark.parametrize(
    ("probabilities", "kept"),
    [
        ((0.9, 0.9, 0.1), [0, 4, 7]),  # two sure places carry the third
        ((0.6, 0.2, 0.2), []),  # one doubtful place is outvoted
        ((0.9, 0.6, 0.6), [0, 4, 7]),
        ((0.1, 0.2, 0.1), []),
    ],
)
def test_an_article_agrees_with_itself(probabilities: tuple[float, ...], kept: list[int]) -> None:
    surfaces = surfaces_of(TWICE)
    head = head_of(len(surfaces), [], sure=0.999)
    for place, probability in zip((0, 4, 7), probabilities, strict=True):
        head[place] = np.log([1 - probability - 1e-4, probability, 1e-4])
    found = [WordSpan(place, place + 1, 0, p) for place, p in zip((0, 4, 7), probabilities, strict=True) if p >= 0.5]
    assert [span.first for span in agree(found, surfaces, head)] == kept


def test_names_inside_longer_names_are_left_alone() -> None:
    surfaces = surfaces_of("Asmar dan Asmar Wijaya")
    found = [WordSpan(0, 1, 0, 0.9), WordSpan(2, 4, 0, 0.9)]
    assert agree(found, surfaces, head_of(4, [(0, 1), (2, 4)])) == found


def test_settled_spans_are_in_the_text_and_never_overlap_within_a_label() -> None:
    random = np.random.default_rng(0)
    text = 'Pj Bupati OKI (Asmar), Kamis (12/9): "Asmar hadir." kata Asmar\nKamis, 4 April 2024) - ('
    words = split_words(text)
    labels = ("PERSON", "ROLE", "ORG", "DATE", "QUOTE")
    for _ in range(300):
        logits = random.normal(size=(len(words), len(labels), 3)) * 3
        log_probs = (logits - np.log(np.exp(logits).sum(-1, keepdims=True))).astype(np.float32)
        spans = settle(text, Tagged(words, log_probs), labels)
        for number in range(len(labels)):
            own = sorted(span for span in spans if span.label == number)
            assert all(0 <= span.first < span.last <= len(words) for span in own)
            assert all(a.last <= b.first for a, b in itertools.pairwise(own))
            assert all(0 <= span.probability <= 1 for span in own)


def test_nothing_is_settled_where_nothing_was_found() -> None:
    words = split_words("Romi hadir")
    log_probs = np.log(np.full((2, 1, 3), 0.01, dtype=np.float32))
    log_probs[..., OUTSIDE] = np.log(0.98)
    assert settle("Romi hadir", Tagged(words, log_probs), ("PERSON",)) == []
    assert settle("", Tagged([], log_probs[:0]), ("PERSON",)) == []
