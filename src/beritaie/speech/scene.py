"""What stands around the quotes and claims of an article: who is named where, sentence by sentence."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from beritaie.schema import Label, Mention, PersonValue
from beritaie.speech.cues import Span, link_cues
from beritaie.speech.institutions import fullest_orgs, fullest_roles
from beritaie.speech.words import word_group, words_of

PERSON, ROLE, ORG = "P", "R", "O"

_SENTENCE_END = re.compile(r"[.?!][\"”’')\]]{0,3}\s{1,9}(?=[\"“‘'(\[”]{0,3}[A-Z0-9])|\n+")
_LAST_WORD = re.compile(r"[^\W\d_]{1,12}\Z")
# A full stop behind these, or behind a single letter, ends no sentence.
_ABBREVIATED = word_group("abbreviation")
_DATELINE_DASH = re.compile(r"\)?\s{0,3}(?:--?|[–—])\s")
_LONGEST_DATELINE = 40  # characters of a line before the outlet
_LONGEST_TITLE_GAP = 40  # characters between a role and the name beside it: `Kombes Pol`
_SPEAKERS = (Label.PERSON, Label.ROLE, Label.ORG)


@dataclass(frozen=True, slots=True)
class Source:
    """Someone or something that may speak. `kind`: PERSON, also where a role stands for one; ROLE or ORG."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a source is named: `start` and `end` in code points, a title before the name included."""

    start: int
    end: int
    source: Source
    titled: bool


class Scene:
    """An article as the search for speakers sees it.

    `speech`: its QUOTE and CLAIM mentions from the left; `cues`: their cues; `places`: where sources are named outside
    of speech, from the left, a name inside another left out.
    """

    def __init__(self, text: str, mentions: Sequence[Mention], held: Mapping[Span, str]) -> None:
        ordered = sorted(mentions, key=lambda mention: mention.order)
        self.text = text
        self.speech = [mention for mention in ordered if mention.label in (Label.QUOTE, Label.CLAIM)]
        self.cues = link_cues(text, self.speech, [mention for mention in ordered if mention.label is Label.CUE])
        named = list(_outermost(mention for mention in ordered if mention.label in _SPEAKERS))
        places = (place for place in _places(named, ordered, held) if not _in_dateline(text, place))
        self.places = _joined(text, self._outside(places))
        self.place_starts = [place.start for place in self.places]
        self.place_ends = [place.end for place in self.places]
        self.first_named = {place.source: place.start for place in reversed(self.places)}
        self._sentences = _sentence_starts(text, named)
        self._lines = [match.start() for match in re.finditer("\n", text)]

    def sentence_start(self, at: int) -> int:
        """Return where the sentence at a place of the text begins."""
        return self._sentences[bisect_right(self._sentences, at) - 1]

    def sentence_end(self, at: int) -> int:
        """Return where the sentence at a place of the text ends."""
        following = bisect_right(self._sentences, at)
        return self._sentences[following] if following < len(self._sentences) else len(self.text)

    def places_between(self, start: int, end: int) -> list[Place]:
        """Return the places that begin and end between two places of the text."""
        first = bisect_left(self.place_starts, start)
        return self.places[first : max(first, bisect_right(self.place_ends, end))]

    def lines_between(self, start: int, end: int) -> int:
        """Return how many line breaks stand between two places of the text."""
        return max(0, bisect_left(self._lines, end) - bisect_left(self._lines, start))

    def _outside(self, places: Iterator[Place]) -> list[Place]:
        ends, starts = _running_ends(self.speech), [mention.start for mention in self.speech]
        kept = []
        for place in places:
            before = bisect_right(starts, place.start) - 1
            if before < 0 or ends[before] <= place.start:
                kept.append(place)
        return kept


def _running_ends(speech: Sequence[Mention]) -> list[int]:
    ends: list[int] = []
    for mention in speech:
        ends.append(max(mention.end, ends[-1] if ends else 0))
    return ends


def _outermost(mentions: Iterator[Mention]) -> Iterator[Mention]:
    end = 0
    for mention in mentions:
        if mention.end > end:
            end = mention.end
            yield mention


def _places(named: Sequence[Mention], mentions: Sequence[Mention], held: Mapping[Span, str]) -> Iterator[Place]:
    orgs, roles = fullest_orgs(mentions), fullest_roles(mentions)
    for mention in named:
        holder = held.get((mention.start, mention.end)) if mention.label is Label.ROLE else None
        if isinstance(mention.value, PersonValue):
            yield Place(mention.start, mention.end, Source(PERSON, mention.value.name), False)
        elif holder is not None:
            yield Place(mention.start, mention.end, Source(PERSON, holder), True)
        elif mention.label is Label.ROLE:
            yield Place(mention.start, mention.end, Source(ROLE, roles[mention.text]), True)
        elif mention.label is Label.ORG:
            yield Place(mention.start, mention.end, Source(ORG, orgs[mention.text]), False)


def _in_dateline(text: str, place: Place) -> bool:
    """Tell whether an outlet is named before a report: `Jakarta, CNN Indonesia -- …`, `Serang (ANTARA) - …`."""
    if place.source.kind != ORG or not _DATELINE_DASH.match(text, place.end):
        return False
    return text.count("\n", max(0, place.start - _LONGEST_DATELINE), place.start) > 0 or place.start < _LONGEST_DATELINE


def _joined(text: str, places: Sequence[Place]) -> list[Place]:
    """Return `places` with a title and the name beside it as one: `Kapolres OKI, AKBP Budi`."""
    joined: list[Place] = []
    for place in places:
        last = joined[-1] if joined else None
        if last is not None and _beside(text, last, place):
            source = place.source if place.source.kind == PERSON else last.source
            joined[-1] = replace(last, end=place.end, source=source, titled=True)
        else:
            joined.append(place)
    return joined


def _beside(text: str, one: Place, other: Place) -> bool:
    gap = text[one.end : other.start] if other.start - one.end <= _LONGEST_TITLE_GAP else "."
    if PERSON not in (one.source.kind, other.source.kind) or not (one.titled or other.titled) or "\n" in gap:
        return False
    words = words_of(gap)
    if one.source == other.source:
        return len(words) <= 4 and "." not in words
    return one.source.kind == ROLE and other.source.kind == PERSON and not [word for word in words if word != ","]


def _sentence_starts(text: str, named: Sequence[Mention]) -> list[int]:
    starts, ends = [mention.start for mention in named], [mention.end for mention in named]
    found = [0]
    for match in _SENTENCE_END.finditer(text):
        around = bisect_right(starts, match.start()) - 1
        inside_name = around >= 0 and match.start() < ends[around] - 1
        if text[match.start()] == "\n" or not (inside_name or _abbreviated(text, match.start())):
            found.append(match.end())
    return found


def _abbreviated(text: str, stop: int) -> bool:
    word = _LAST_WORD.search(text[max(0, stop - 13) : stop])
    return text[stop] == "." and word is not None and (len(word[0]) == 1 or word[0].lower() in _ABBREVIATED)
