"""Decoding: logits of words into spans that are legal by construction, with their probabilities."""

from typing import NamedTuple

import numpy as np

OUTSIDE, BEGIN, INSIDE = 0, 1, 2
N_TAGS = 3


class WordSpan(NamedTuple):
    """Words `[first, last)` of an article under label number `label`, with the probability of exactly this span."""

    first: int
    last: int
    label: int
    probability: float


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """Log-probabilities over the last axis, in float32. *Shape:* as `logits`."""
    logits = logits.astype(np.float32, copy=False)
    shifted = logits - logits.max(axis=-1, keepdims=True)
    log_probs: np.ndarray = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return log_probs


def viterbi(log_probs: np.ndarray) -> np.ndarray:
    """Return the most probable legal tags: INSIDE never follows OUTSIDE, nor stands first.

    *Shape:* (words, labels, 3) to (words, labels).
    """
    n_words, n_labels, _ = log_probs.shape
    tags = np.zeros((n_words, n_labels), dtype=np.int8)
    if not n_words:
        return tags
    # Where no head's own argmax breaks the law, the argmax is the best path; most articles end here.
    best = log_probs.argmax(axis=-1).astype(np.int8)
    before = np.vstack([np.zeros((1, n_labels), dtype=np.int8), best[:-1]])
    broken = ((best == INSIDE) & (before == OUTSIDE)).any(axis=0)
    tags[:] = best
    for label in np.flatnonzero(broken):
        tags[:, label] = _viterbi_one(log_probs[:, label])
    return tags


def _viterbi_one(log_probs: np.ndarray) -> np.ndarray:
    """Viterbi over one head. *Shape:* (words, 3) to (words,)."""
    n_words = len(log_probs)
    rows = log_probs.tolist()
    outside, begin, inside = rows[0][OUTSIDE], rows[0][BEGIN], -np.inf
    came = np.zeros((n_words, N_TAGS), dtype=np.int8)
    for word in range(1, n_words):
        o, b, i = rows[word]
        named = BEGIN if begin >= inside else INSIDE
        in_span = max(begin, inside)
        any_tag, any_score = (OUTSIDE, outside) if outside >= in_span else (named, in_span)
        came[word] = any_tag, any_tag, named
        outside, begin, inside = any_score + o, any_score + b, in_span + i
    tags = np.zeros(n_words, dtype=np.int8)
    tags[-1] = int(np.argmax([outside, begin, inside]))
    for word in range(n_words - 1, 0, -1):
        tags[word - 1] = came[word, tags[word]]
    return tags


def spans_of(tags: np.ndarray, log_probs: np.ndarray) -> list[WordSpan]:
    """Read the spans out of legal `tags`, label by label. *Shape:* (words, labels) and (words, labels, 3)."""
    spans = []
    n_words = len(tags)
    for label in range(tags.shape[1]):
        column, head = tags[:, label], log_probs[:, label]
        begins = np.flatnonzero(column == BEGIN)
        stops = np.flatnonzero(column != INSIDE)
        ends = np.append(stops, n_words)[np.searchsorted(stops, begins, side="right")]
        for first, last in zip(begins.tolist(), ends.tolist(), strict=True):
            spans.append(WordSpan(first, last, label, probability_of(head, first, last)))
    return spans


def probability_of(head: np.ndarray, first: int, last: int) -> float:
    """Return the probability that exactly the words `[first, last)` are a span. *Shape:* `head` (words, 3).

    It is that of the first word beginning it, each further word going on, and the next word not: the words are taken
    as independent, as the heads take them.
    """
    total = float(head[first, BEGIN]) + float(head[first + 1 : last, INSIDE].sum(dtype=np.float64))
    if last < len(head):
        total += float(np.log1p(-min(np.exp(float(head[last, INSIDE])), 1 - 1e-7)))
    return float(np.exp(total))
