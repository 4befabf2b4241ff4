"""Augmentation: the dirt of real outlets, put into clean articles with every span kept in place.

Each function takes a text with its spans and a random generator and returns the edits it would make; `apply_edits`
makes them and moves the spans.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

Span = tuple[int, int, str]
Edit = tuple[int, int, str]

OPENING = "\"“”‘'«"
CLOSING = "\"”“’'»"
MARK_PAIRS = (("“", "”"), ('"', '"'), ("”", "”"), ("‘", "’"), ("'", "'"), ("“", "“"), ("«", "»"))

# Degrees, honorifics and particles keep their place when a name is exchanged.
_NOT_A_NAME = frozenset(
    """haji hajah ir drs dra dr prof kh hj sh mh se mm si sos spd mpd sip map msi ssos st mt skm mkes spt amd amk
    bin binti van von de da la der al el gus tuan raden
    """.split()  # noqa: SIM905  a word list reads better than a list of strings
)
_NAME_WORD = re.compile(r"[A-Z][^\W\d_]{2,}")
_SPACE_AFTER_STOP = re.compile(r"(?<=[a-z\d][.,]) (?=[A-Z“\"])")
_LINE = re.compile(r"[^\n]+")
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")


def apply_edits(text: str, spans: Iterable[Span], edits: Iterable[Edit]) -> tuple[str, list[Span]]:
    """Return the edited text and the spans moved with it; a span that an edit emptied is dropped.

    An edit over the edge of a span is left out, unless it keeps the length: words glued together may be two spans.
    """
    spans = list(spans)
    edges = sorted({edge for start, end, _ in spans for edge in (start, end)})
    parts: list[str] = []
    stops: list[int] = []  # where each edit ends in the old text
    shifts = [0]  # how far what follows has moved
    last = 0
    for start, end, replacement in sorted(edits):
        if start < last:  # two edits want the same place: the first keeps it
            continue
        if len(replacement) != end - start and bisect_right(edges, start) < bisect_left(edges, end):
            continue
        parts += [text[last:start], replacement]
        last = end
        stops.append(end)
        shifts.append(shifts[-1] + len(replacement) - (end - start))
    parts.append(text[last:])
    places = np.asarray(stops)

    def moved(offset: int) -> int:
        return offset + shifts[int(np.searchsorted(places, offset, side="right"))]

    return "".join(parts), [(moved(s), moved(e), label) for s, e, label in spans if moved(s) < moved(e)]


class NamePool:
    """Words of personal names, drawn as often as they occur, at most `cap` times each."""

    def __init__(self, names: Iterable[str], cap: int = 3) -> None:
        counts = Counter(word for name in names for word in _name_words(name))
        self.words = sorted(word for word, count in counts.items() for _ in range(min(count, cap)))

    def draw(self, random: np.random.Generator) -> str:
        """Return one word."""
        return self.words[int(random.integers(len(self.words)))]


def _name_words(name: str) -> list[str]:
    return [m.group() for m in _NAME_WORD.finditer(name) if m.group().casefold() not in _NOT_A_NAME]


def exchange_names(text: str, spans: Sequence[Span], pool: NamePool, random: np.random.Generator) -> list[Edit]:
    """Give the article's people other names, the same word always the same new word."""
    new: dict[str, str] = {}
    edits = []
    for start, end, label in spans:
        if label != "PERSON":
            continue
        for match in _NAME_WORD.finditer(text, start, end):
            word = match.group()
            if word.casefold() in _NOT_A_NAME:
                continue
            drawn = new.setdefault(word.casefold(), pool.draw(random))
            edits.append((match.start(), match.end(), drawn.upper() if word.isupper() and len(word) > 3 else drawn))
    return edits


def shout_line(text: str, spans: Sequence[Span], random: np.random.Generator) -> list[Edit]:
    """Put one line, most often the first, into capitals."""
    lines = list(_LINE.finditer(text))
    if not lines:
        return []
    line = lines[0 if random.random() < 0.6 else int(random.integers(len(lines)))]
    upper = line.group().upper()
    if len(upper) != len(line.group()):  # `ß` and its like would move the offsets
        return []
    return [(i, i + 1, c) for i, c in enumerate(upper, line.start()) if c != text[i]]


def restyle_quotes(text: str, spans: Sequence[Span], random: np.random.Generator) -> list[Edit]:
    """Set the article's quotations in another pair of marks; now and then lose one mark or gain a space."""
    opening, closing = MARK_PAIRS[int(random.integers(len(MARK_PAIRS)))]
    loss = 0.08 if random.random() < 0.5 else 0.0
    edits = []
    for start, end, label in spans:
        if label != "QUOTE":
            continue
        if start and text[start - 1] in OPENING:
            kept = opening if random.random() >= loss else ""
            space = " " if random.random() < loss else ""
            edits.append((start - 1, start, kept and kept + space))  # a space alone could begin a span
        if text[end : end + 1] and text[end] in CLOSING:
            edits.append((end, end + 1, closing if random.random() >= loss else ""))
    return edits


def lose_spaces(text: str, spans: Sequence[Span], random: np.random.Generator) -> list[Edit]:
    """Glue sentences together at some full stops and commas."""
    rate = random.uniform(0.1, 0.5)
    return [(m.start(), m.end(), "") for m in _SPACE_AFTER_STOP.finditer(text) if random.random() < rate]


def mistype(text: str, spans: Sequence[Span], random: np.random.Generator) -> list[Edit]:
    """Drop, double or exchange letters inside a few words, as hasty typing and OCR do."""
    edits: list[Edit] = []
    rate = random.uniform(0.005, 0.03)
    for match in _LONG_WORD.finditer(text):
        if random.random() >= rate:
            continue
        at = match.start() + 1 + int(random.integers(len(match.group()) - 3))
        pair = text[at : at + 2]
        edits.append((at, at + 2, (pair[0], pair[0] + pair, pair[::-1])[int(random.integers(3))]))
    return edits


def lower_names(text: str, spans: Sequence[Span], random: np.random.Generator) -> list[Edit]:
    """Write some offices and institutions without capitals, as rough outlets do."""
    return [
        (start, end, text[start:end].lower())
        for start, end, label in spans
        if label == "ROLE" and random.random() < 0.3 and len(text[start:end].lower()) == end - start
    ]


Augmenter = Callable[[str, Sequence[Span], np.random.Generator], list[Edit]]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How often each kind of dirt is put into an article, as probabilities."""

    names: float = 0.0
    shout: float = 0.0
    quotes: float = 0.0
    spaces: float = 0.0
    typos: float = 0.0
    lower: float = 0.0


def augment(
    text: str, spans: list[Span], recipe: Recipe, pool: NamePool, random: np.random.Generator
) -> tuple[str, list[Span]]:
    """Return the article with a random choice of dirt, by `recipe`."""
    steps: list[tuple[float, Augmenter]] = [
        (recipe.names, lambda t, s, r: exchange_names(t, s, pool, r)),
        (recipe.quotes, restyle_quotes),
        (recipe.lower, lower_names),
        (recipe.shout, shout_line),
        (recipe.spaces, lose_spaces),
        (recipe.typos, mistype),
    ]
    for rate, step in steps:
        if random.random() < rate:
            text, spans = apply_edits(text, spans, step(text, spans, random))
    return text, spans
