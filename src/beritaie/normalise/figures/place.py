"""The region and the time that the clause of a FIGURE gives it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from beritaie.schema import DateValue, Label, Mention, RegionValue

# A sentence is followed no further than this from a FIGURE, in code points.
REACH = 600

_SENTENCE_END = re.compile(r"(?<!\b[A-Z])[.!?][\"'”’)]{0,2}\s+(?=[^a-z])|\n")
_CLAUSE_END = re.compile(r"[,;:](?![0-9])|\b(?:sedangkan|sementara|tetapi|tapi|namun|dan|serta)\b", re.IGNORECASE)

# A region inside one of these is part of a name: what `Bawaslu OKI` counts need not lie in OKI.
_NAMES = (Label.ORG, Label.ROLE, Label.PERSON, Label.DATE)


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
        self._regions = sorted(_regions(mentions))
        self._dates = sorted(
            _Part(mention.start, mention.end, mention.value.iso)
            for mention in mentions
            if mention.label is Label.DATE and isinstance(mention.value, DateValue)
        )

    def of(self, figure: Mention) -> tuple[str | None, str | None]:
        """Return the region code and the ISO period of a figure, None for what is absent or doubtful.

        What the clause of the figure names comes before what its sentence names; two regions that do not lie in one
        another, or two dates, leave it open.
        """
        at = bisect_right(self._sentences, figure.start)
        start = max(self._sentences[at - 1], figure.start - REACH)
        end = min(self._sentences[at], figure.end + REACH)
        spans = (self._clause(figure, start, end), (start, end))
        return _first_settled(self._regions, spans, _innermost), _first_settled(self._dates, spans, _only)

    def _clause(self, figure: Mention, start: int, end: int) -> tuple[int, int]:
        before = [mark.end() for mark in _CLAUSE_END.finditer(self._text, start, figure.start)]
        behind = _CLAUSE_END.search(self._text, figure.end, end)
        return (before[-1] if before else start), (behind.start() if behind else end)


def _regions(mentions: Sequence[Mention]) -> Iterable[_Part]:
    """Yield the regions with a code that stand outside of every name."""
    names = _merged([(mention.start, mention.end) for mention in mentions if mention.label in _NAMES])
    for mention in mentions:
        value = mention.value
        if mention.label is not Label.REGION or not isinstance(value, RegionValue) or value.code is None:
            continue
        at = bisect_right(names, mention.start, key=_start_of) - 1
        if at < 0 or mention.end > names[at][1]:
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
