from itertools import product
from math import exp, prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beritaie.tagger.decode import BEGIN, INSIDE, OUTSIDE, WordSpan, log_softmax, spans_of, viterbi


def legal(tags: tuple[int, ...]) -> bool:
    return all(after != INSIDE or before != OUTSIDE for before, after in zip((OUTSIDE, *tags), tags, strict=False))


def by_loop(column: list[int]) -> list[tuple[int, int]]:
    """The spans of one head's tags, word by word."""
    spans: list[tuple[int, int]] = []
    begun = None
    for place, tag in enumerate([*column, OUTSIDE]):
        if tag != INSIDE and begun is not None:
            spans.append((begun, place))
            begun = None
        if tag == BEGIN:
            begun = place
    return spans


def log_probs_of(seed: int, n_words: int, n_labels: int, width: float = 2.0) -> np.ndarray:
    return log_softmax(np.random.default_rng(seed).normal(0, width, (n_words, n_labels, 3)))


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 5), st.integers(1, 3))
def test_viterbi_finds_the_best_legal_tags(seed: int, n_words: int, n_labels: int) -> None:
    log_probs = log_probs_of(seed, n_words, n_labels)
    tags = viterbi(log_probs)
    assert tags.shape == (n_words, n_labels)
    for label in range(n_labels):
        column = log_probs[:, label].astype(float)
        score = {t: sum(column[w, t[w]] for w in range(n_words)) for t in product(range(3), repeat=n_words) if legal(t)}
        found = tuple(tags[:, label].tolist())
        assert found in score
        assert score[found] == pytest.approx(max(score.values()))


@pytest.mark.parametrize(
    ("likes", "tags"),
    [
        ("O", "O"),
        ("B", "B"),
        ("I", "B"),  # INSIDE never stands first; BEGIN is the next best
        ("OI", "BI"),  # an O that is not sure gives way to the I behind it
        ("oI", "oB"),  # a sure one does not
        ("oi", "oo"),
        ("OiO", "OOO"),
        ("OII", "BII"),
        ("oII", "oBI"),
        ("BI", "BI"),
        ("BB", "BB"),
        ("BOI", "BBI"),
        ("BIIO", "BIIO"),
    ],
)
def test_viterbi_on_what_the_words_like(likes: str, tags: str) -> None:
    # The log-odds of O, B and I; small letters are a sure O and an I that is nearly an O.
    table = {
        "O": (2.0, 0.8, 0.0),
        "B": (0.0, 2.0, 0.5),
        "I": (0.3, 0.5, 2.0),
        "o": (6.0, 0.8, 0.0),
        "i": (1.9, 0.3, 2.0),
    }
    log_probs = log_softmax(np.array([[table[c]] for c in likes]))
    assert "".join("OBI"[tag] for tag in viterbi(log_probs)[:, 0]) == tags.upper()


def test_heads_do_not_see_each_other() -> None:
    log_probs = log_probs_of(1, 40, 4)
    together = viterbi(log_probs)
    for label in range(4):
        assert (viterbi(log_probs[:, [label]])[:, 0] == together[:, label]).all()


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 60))
def test_tags_are_legal_however_sure_the_heads_are(seed: int, n_words: int) -> None:
    for width in (0.0, 1.0, 300.0, 1e6):
        tags = viterbi(log_probs_of(seed, n_words, 3, width))
        assert all(legal(tuple(tags[:, label].tolist())) for label in range(3))


def test_no_words_have_no_tags() -> None:
    empty = np.zeros((0, 9, 3), dtype=np.float32)
    assert viterbi(empty).shape == (0, 9)
    assert spans_of(viterbi(empty), empty) == []


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 12), st.integers(1, 3))
def test_spans_are_those_of_a_plain_loop(seed: int, n_words: int, n_labels: int) -> None:
    log_probs = log_probs_of(seed, n_words, n_labels)
    tags = viterbi(log_probs)
    found = [(span.label, span.first, span.last) for span in spans_of(tags, log_probs)]
    assert found == [(label, *span) for label in range(n_labels) for span in by_loop(tags[:, label].tolist())]


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 5))
def test_probability_is_the_sum_over_all_tags_with_exactly_that_span(seed: int, n_words: int) -> None:
    log_probs = log_probs_of(seed, n_words, 1)
    p = np.exp(log_probs[:, 0].astype(float))
    for first, last, _, probability in spans_of(viterbi(log_probs), log_probs):
        with_it = (
            prod(p[word, tag] for word, tag in enumerate(tags))
            for tags in product(range(3), repeat=n_words)
            if tags[first] == BEGIN
            and all(tag == INSIDE for tag in tags[first + 1 : last])
            and (last == n_words or tags[last] != INSIDE)
        )
        assert probability == pytest.approx(sum(with_it), rel=1e-5)


@pytest.mark.parametrize(
    ("tags", "spans"),
    [
        ("", []),
        ("OOO", []),
        ("B", [(0, 1)]),
        ("BB", [(0, 1), (1, 2)]),
        ("BIBIO", [(0, 2), (2, 4)]),
        ("OBII", [(1, 4)]),
        ("OBIOB", [(1, 3), (4, 5)]),
    ],
)
def test_spans(tags: str, spans: list[tuple[int, int]]) -> None:
    column = np.array(["OBI".index(c) for c in tags], dtype=np.int8)[:, None]
    log_probs = np.full((len(tags), 1, 3), np.log(1 / 3), dtype=np.float32)
    found = spans_of(column, log_probs)
    assert [(span.first, span.last) for span in found] == spans
    for span in found:
        after = 1.0 if span.last == len(tags) else 2 / 3
        assert span.probability == pytest.approx((1 / 3) ** (span.last - span.first) * after)


def test_probability_is_one_at_most_and_never_nan() -> None:
    sure = np.full((6, 1, 3), -200.0)
    for place, tag in enumerate("BIIIBI"):
        sure[place, 0, "OBI".index(tag)] = 200.0
    for width in (1.0, 1e6):
        for span in spans_of(viterbi(log_softmax(sure * width)), log_softmax(sure * width)):
            assert isinstance(span, WordSpan)
            assert 0.0 <= span.probability <= 1.0
            assert span.probability == pytest.approx(1.0)


def test_probability_far_down_a_long_text_is_that_of_a_short_one() -> None:
    near = log_probs_of(3, 12, 1)
    far = np.concatenate([log_probs_of(4, 20_000, 1, 30.0), near])
    far[19_999, 0] = log_softmax(np.array([5.0, 0.0, -5.0]))  # an O, so that nothing runs on into what follows
    tags = viterbi(near)
    moved = np.concatenate([np.zeros((20_000, 1), dtype=np.int8), tags])
    for a, b in zip(spans_of(tags, near), spans_of(moved, far), strict=True):
        assert (a.first + 20_000, a.last + 20_000) == (b.first, b.last)
        assert a.probability == pytest.approx(b.probability, rel=1e-6)


@pytest.mark.parametrize("scale", [0.0, 1.0, 1e4])
def test_log_softmax(scale: float) -> None:
    logits = np.random.default_rng(0).normal(0, 1, (5, 2, 3)) * scale
    found = log_softmax(logits)
    assert found.dtype == np.float32
    assert np.isfinite(found).all()
    assert np.exp(found.astype(float)).sum(-1) == pytest.approx(np.ones((5, 2)), rel=1e-5)
    if scale == 1.0:
        assert found[0, 0, 0] == pytest.approx(logits[0, 0, 0] - np.log(sum(exp(x) for x in logits[0, 0])), rel=1e-5)
    assert log_softmax(logits.astype(np.float16)).dtype == np.float32
