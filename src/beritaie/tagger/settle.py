"""Settling: from what the heads say of each word to the spans of the article.

The heads decide word by word; here the spans are made to keep what the annotation guide says of every span, whatever
its words: no bare mark at an edge, brackets whole, no office or date broken in two, one answer for one name.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from beritaie.schema import Label
from beritaie.tagger.decode import WordSpan, probability_of, spans_of, viterbi
from beritaie.tagger.quotations import whole_quotes
from beritaie.tagger.tagger import Tagged
from beritaie.text import Gap, Word

# Two of these never stand side by side on a line: what looks like it is one, cut in the middle.
UNBROKEN = (Label.PERSON, Label.ROLE, Label.DATE, Label.QUOTE)

# Names that mean the same thing wherever an article writes them.
NAMES = (Label.PERSON, Label.ROLE)

# A name is a span everywhere when the mean probability of all its places in the article reaches this.
AGREEMENT = 0.5

# By the guide a DATE can be placed on the (Gregorian) calendar: what recurs cannot, nor is a year of the Hijri calendar
# one. Of 2,577 dates in the training corpora none stands after the former or before the latter.
_RECURRING = frozenset(("tiap", "setiap", "saban"))
_HIJRI = frozenset(("h", "hijriah", "hijriyah"))
_HIJRI_YEAR = re.compile(r"1[345]\d\d")
_CALENDAR_NOUNS = frozenset(("hari", "tanggal", "pekan", "minggu", "bulan", "tahun"))

# Marks that a span other than a QUOTE may end with; it begins with none.
_LAST_MARKS = frozenset(".)%-'")

# The sign of the glottal stop, inside names (`Syafi'in`, `Ma’ruf`) and days (`Jum'at`), as the press writes it.
_APOSTROPHES = frozenset("'’‘`´ʼ")


def settle(text: str, tagged: Tagged, labels: Sequence[str]) -> list[WordSpan]:
    """Return the spans of a text, those of one label never overlapping."""
    words, log_probs = tagged
    surfaces = [text[word.start : word.end] for word in words]
    settled: list[WordSpan] = []
    found = spans_of(viterbi(log_probs), log_probs)
    cues = {word for span in found if labels[span.label] == Label.CUE for word in range(span.first, span.last)}
    for number, label in enumerate(labels):
        spans = [span for span in found if span.label == number]
        head = log_probs[:, number]
        if label in UNBROKEN:
            spans = join(spans, words)
        if label == Label.QUOTE:
            spans = whole_quotes(spans, surfaces, words, cues)
        else:
            spans = tidy([whole_words(span, surfaces, words) for span in spans], surfaces)
        if label == Label.DATE:
            spans = [span for span in spans if is_on_the_calendar(span, surfaces)]
        if label in NAMES:
            spans = agree(spans, surfaces, head)
        settled += spans
    return settled


def join(spans: Sequence[WordSpan], words: Sequence[Word]) -> list[WordSpan]:
    """Put together spans of one label with nothing but a space between them."""
    joined: list[WordSpan] = []
    for span in spans:
        before = joined[-1] if joined else None
        if before and before.last == span.first and words[span.first].gap is not Gap.LINE:
            probability = min(before.probability, span.probability)
            joined[-1] = WordSpan(before.first, span.last, span.label, probability)
        else:
            joined.append(span)
    return joined


def whole_words(span: WordSpan, surfaces: Sequence[str], words: Sequence[Word]) -> WordSpan:
    """Take in the rest of a name that an apostrophe cuts: `Syafi'in` has three words, and is one name or none."""
    first, last = span.first, span.last
    while first > 0 and _glued(surfaces, words, first):
        first -= 1
    while last < len(words) and _glued(surfaces, words, last):
        last += 1
    return WordSpan(first, last, span.label, span.probability)


def _glued(surfaces: Sequence[str], words: Sequence[Word], at: int) -> bool:
    """Tell whether the words before and from `at` on are letters with nothing but an apostrophe between them."""
    mark = at if surfaces[at] in _APOSTROPHES else at - 1
    if not 0 < mark < len(words) - 1 or surfaces[mark] not in _APOSTROPHES:
        return False
    close = words[mark].gap is Gap.NONE and words[mark + 1].gap is Gap.NONE
    before, after = surfaces[mark - 1][-1], surfaces[mark + 1][0]
    return close and before.isalpha() and (after.islower() or (before.isupper() and after.isupper()))


def tidy(spans: Iterable[WordSpan], surfaces: Sequence[str]) -> list[WordSpan]:
    """Take bare marks off the edges of spans of one label, and make their brackets whole."""
    tidied = []
    taken = 0  # words up to here belong to spans before
    for span in spans:
        first, last = _whole_brackets(surfaces, max(span.first, taken), span.last)
        while first < last and not surfaces[first][0].isalnum():
            first += 1
        while first < last and not (surfaces[last - 1][-1].isalnum() or surfaces[last - 1] in _LAST_MARKS):
            last -= 1
        if first < last:
            tidied.append(WordSpan(first, last, span.label, span.probability))
            taken = last
    return tidied


def is_on_the_calendar(span: WordSpan, surfaces: Sequence[str]) -> bool:
    """Tell whether a DATE is neither a frequency (`tiap hari Jumat`) nor of the Hijri calendar (`1445 H`)."""
    before = [surface.lower() for surface in surfaces[max(0, span.first - 2) : span.first]]
    if len(before) > 1 and before[-1] in _CALENDAR_NOUNS:
        before.pop()
    recurring = bool(before) and before[-1] in _RECURRING
    tail = surfaces[max(span.first, span.last - 2) : span.last + 1]
    hijri = any(_HIJRI_YEAR.fullmatch(year) and era.lower() in _HIJRI for year, era in pairwise(tail))
    return not recurring and not hijri


def _whole_brackets(surfaces: Sequence[str], first: int, last: int) -> tuple[int, int]:
    """Drop a last `)` that closes nothing; take in the `)` of an open `(`, or end before that `(`."""
    opened: list[int] = []
    for place in range(first, last):
        if surfaces[place] == "(":
            opened.append(place)
        elif surfaces[place] == ")":
            if not opened:
                return (first, place) if place == last - 1 else (first, last)
            opened.pop()
    if not opened:
        return first, last
    if last < len(surfaces) and surfaces[last] == ")":
        return first, last + 1
    return first, opened[0]


def agree(spans: Sequence[WordSpan], surfaces: Sequence[str], head: np.ndarray) -> list[WordSpan]:
    """Let every place of a name that an article repeats have the answer that most of them have.

    `spans` are of one label; *Shape:* `head` (words, 3).
    """
    taken = np.zeros(len(surfaces), dtype=bool)
    by_name: dict[tuple[str, ...], list[WordSpan]] = defaultdict(list)
    for span in spans:
        taken[span.first : span.last] = True
        by_name[tuple(surfaces[span.first : span.last])].append(span)
    places: dict[str, list[int]] = defaultdict(list)
    for place, surface in enumerate(surfaces):
        places[surface].append(place)
    settled = []
    for name, found in sorted(by_name.items(), key=lambda item: (-len(item[0]), item[1][0].first)):
        missed = []
        for first in places[name[0]]:
            last = first + len(name)
            if tuple(surfaces[first:last]) == name and not taken[first:last].any():
                missed.append(WordSpan(first, last, found[0].label, probability_of(head, first, last)))
        everywhere = [*found, *missed]
        if not missed:
            settled += found
        elif np.mean([span.probability for span in everywhere]) >= AGREEMENT:
            settled += everywhere
            for span in missed:
                taken[span.first : span.last] = True
    return sorted(settled)
