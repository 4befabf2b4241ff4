"""Settling: from what the heads say of each word to the spans of the article."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from beritaie.schema import Label
from beritaie.tagger.decode import BEGIN, INSIDE, OUTSIDE, WordSpan, spans_of, viterbi
from beritaie.tagger.tagger import Tagged
from beritaie.text import Word

# Names that mean the same thing wherever an article writes them.
NAMES = (Label.PERSON, Label.ORG, Label.REGION)

# A name is a span everywhere when the mean probability of all its places in the article reaches this.
AGREEMENT = 0.5

# Single marks are left out: most of them are apostrophes, or set a word off.
QUOTATION_MARKS = frozenset("\"“”„«»")

# A stretch between two marks is a quote when the mean probability of its words to be in one reaches this.
MOSTLY = 0.5


def settle(text: str, tagged: Tagged, labels: Sequence[str]) -> list[WordSpan]:
    """Return the spans of a text: decoded head by head, then brought to agree with each other over the article."""
    spans = spans_of(viterbi(tagged.log_probs), tagged.log_probs)
    surfaces = [text[word.start : word.end] for word in tagged.words]
    for label in NAMES:
        if label in labels:
            spans = agree(spans, surfaces, tagged.log_probs, list(labels).index(label))
    if Label.QUOTE in labels:
        spans = fit_to_marks(spans, surfaces, tagged.log_probs, list(labels).index(Label.QUOTE))
    return spans


def fit_to_marks(
    spans: list[WordSpan], surfaces: Sequence[str], log_probs: np.ndarray, label: int
) -> list[WordSpan]:
    """Let quotation marks bound the quotes, and the head say which stretches between two marks are quotes.

    A stretch is what stands between a mark and the next one; it is a quote when the head, over its words, mostly says
    so. Where marks are lost or never closed, the head's own bounds stand. *Shape:* `log_probs` (words, labels, 3).
    """
    inside = 1 - np.exp(log_probs[:, label, OUTSIDE])
    marks = [place for place, surface in enumerate(surfaces) if surface in QUOTATION_MARKS]
    fitted = [
        WordSpan(opening + 1, closing, label, float(inside[opening + 1 : closing].mean()))
        for opening, closing in zip(marks[:-1], marks[1:], strict=True)
        if closing > opening + 1 and inside[opening + 1 : closing].mean() >= MOSTLY
    ]
    kept = [
        span
        for span in spans
        if span.label != label or not any(f.first < span.last and span.first < f.last for f in fitted)
    ]
    return kept + fitted


def agree(spans: list[WordSpan], surfaces: Sequence[str], log_probs: np.ndarray, label: int) -> list[WordSpan]:
    """Let every place of a name that an article repeats have the answer that most of them have.

    *Shape:* `log_probs` (words, labels, 3).
    """
    own = [span for span in spans if span.label == label]
    taken = np.zeros(len(surfaces), dtype=bool)
    for span in own:
        taken[span.first : span.last] = True
    by_name: dict[tuple[str, ...], list[WordSpan]] = defaultdict(list)
    for span in own:
        by_name[tuple(surfaces[span.first : span.last])].append(span)
    places: dict[str, list[int]] = defaultdict(list)
    for place, surface in enumerate(surfaces):
        places[surface].append(place)
    added, dropped = [], set()
    for name, found in sorted(by_name.items(), key=lambda item: -len(item[0])):
        missed = []
        for first in places[name[0]]:
            last = first + len(name)
            if tuple(surfaces[first:last]) == name and not taken[first:last].any():
                missed.append(WordSpan(first, last, label, probability_of(log_probs[:, label], first, last)))
        if not missed:
            continue
        if np.mean([span.probability for span in (*found, *missed)]) >= AGREEMENT:
            added += missed
            for span in missed:
                taken[span.first : span.last] = True
        else:
            dropped.update(found)
    return [span for span in spans if span not in dropped] + added


def probability_of(log_probs: np.ndarray, first: int, last: int) -> float:
    """Probability that exactly the words `[first, last)` are a span. *Shape:* (words, 3)."""
    total = log_probs[first, BEGIN] + log_probs[first + 1 : last, INSIDE].sum()
    if last < len(log_probs):
        total += np.log1p(-min(np.exp(float(log_probs[last, INSIDE])), 1 - 1e-7))
    return float(np.exp(total))
