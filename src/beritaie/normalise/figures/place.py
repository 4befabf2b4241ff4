"""The region and the time that the clause of a FIGURE gives it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from beritaie.normalise.regions.clues import REACH as LINE
from beritaie.normalise.regions.clues import is_dateline
from beritaie.schema import DateValue, Label, Mention, RegionValue

# A sentence is followed no further than this from a FIGURE, in code points.
REACH = 600

_SENTENCE_END = re.compile(r"(?<!\b[A-Z])[.!?][\"'”’)]{0,2}\s+(?=[^a-z])|\n")
_CONJUNCTION = r"[;:](?![0-9])|\b(?:sedangkan|sementara|tetapi|tapi|namun|dan|serta)\b"
_CLAUSE_END = re.compile(_CONJUNCTION, re.IGNORECASE)
_PHRASE_END = re.compile(rf",(?![0-9])|{_CONJUNCTION}", re.IGNORECASE)

# A region inside one of these is part of a name: what `Bawaslu OKI` counts need not lie in OKI, nor in `Sumatera
# Selatan` after a comma behind it.
_NAMES = (Label.ORG, Label.ROLE, Label.PERSON, Label.DATE)
_APPOSITION = re.compile(r"[\s(,]{1,3}")


class _Part(NamedTuple):
    """What a clause may be about: where it stands, and a region code or an ISO period."""

    start: int
    end: int
    about: str


class Surroundings:
    """The sentences of an article with their regions and dates, to be asked for those of a figure."""

    def __init__(self, text: str, mentions: Sequence[Mention]) -> None:
        self._text = text
        self._sentences = [0, *(found.end() for found in _SENTENCE_END.finditer(text)), len(text) + 1]
        self._figures = sorted(mention.start for mention in mentions if mention.label is Label.FIGURE)
        self._regions = sorted(_regions(text, mentions))
        self._dates = sorted(
            _Part(mention.start, mention.end, mention.value.iso)
            for mention in mentions
            if mention.label is Label.DATE and isinstance(mention.value, DateValue)
        )

    def of(self, figure: Mention) -> tuple[str | None, str | None]:
        """Return the region code and the ISO period of a figure, None for what is absent or doubtful.

        What stands between the same commas as the figure comes before what the whole clause names; two regions that do
        not lie in one another, or two dates, leave it open.
        """
        at = bisect_right(self._sentences, figure.start)
        start = max(self._sentences[at - 1], figure.start - REACH)
        end = min(self._sentences[at], figure.end + REACH)
        own = min(end, self._next_figure(figure))  # `12 laporan, tiga di antaranya di OKI`: OKI has three
        spans = [self._between(_PHRASE_END, figure, start, end), self._between(_CLAUSE_END, figure, start, own)]
        return _first_settled(self._regions, spans, _innermost), _first_settled(self._dates, spans, _only)

    def _next_figure(self, figure: Mention) -> int:
        at = bisect_left(self._figures, figure.end)
        return self._figures[at] if at < len(self._figures) else len(self._text)

    def _between(self, mark: re.Pattern[str], figure: Mention, start: int, end: int) -> tuple[int, int]:
        before = [found.end() for found in mark.finditer(self._text, start, figure.start)]
        behind = mark.search(self._text, figure.end, end)
        return (before[-1] if before else start), (behind.start() if behind else end)


def _regions(text: str, mentions: Sequence[Mention]) -> Iterable[_Part]:
    """Yield the regions with a code that stand outside of every name and of the dateline."""
    names = _merged([(mention.start, mention.end) for mention in mentions if mention.label in _NAMES])
    for mention in mentions:
        value = mention.value
        if mention.label is not Label.REGION or not isinstance(value, RegionValue) or value.code is None:
            continue
        at = bisect_right(names, mention.start, key=_start_of) - 1
        named = at >= 0 and (mention.end <= names[at][1] or _APPOSITION.fullmatch(text, names[at][1], mention.start))
        before, after = text[max(0, mention.start - LINE) : mention.start], text[mention.end : mention.end + LINE]
        if not named and not is_dateline(before, after):
            yield _Part(mention.start, mention.end, value.code)


def _start_of(span: tuple[int, int] | _Part) -> int:
    return span[0]


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans in order, those that overlap made one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _first_settled(
    parts: Sequence[_Part], spans: Iterable[tuple[int, int]], choose: Callable[[Sequence[str]], str | None]
) -> str | None:
    """Return what the first span that holds any of `parts` is about."""
    for start, end in spans:
        first, last = bisect_left(parts, start, key=_start_of), bisect_left(parts, end, key=_start_of)
        found = [part.about for part in parts[first:last] if part.end <= end]
        if found:
            return choose(found)
    return None


def _innermost(codes: Sequence[str]) -> str | None:
    """Return the code that lies in all the others (`16.02.01` in `16.02`), None where they lie apart."""
    longest = max(codes, key=len)
    return longest if all(longest == code or longest.startswith(f"{code}.") for code in codes) else None


def _only(periods: Sequence[str]) -> str | None:
    return periods[0] if len(set(periods)) == 1 else None
