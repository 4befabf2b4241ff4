"""Where the marks of a page go: a text cut where mentions begin and end, and a height for every underline."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from beritaie.schema import LONG_LABELS, Article, Mention


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the text with the same mentions over all its characters; `mentions` are indices into the article's."""

    text: str
    mentions: tuple[int, ...]


def segments(article: Article, *, also: int = 0) -> list[Segment]:
    """Return the text cut at every start and end of a mention, so that spans may overlap without nesting.

    `also` is one more place to cut.
    """
    cuts = {0, also, len(article.text)}
    starting: dict[int, list[int]] = {}
    for index, mention in enumerate(article.mentions):
        cuts |= {mention.start, mention.end}
        starting.setdefault(mention.start, []).append(index)
    found: list[Segment] = []
    active: list[int] = []
    points = sorted(cuts)
    for start, end in pairwise(points):
        active = [index for index in active if article.mentions[index].end > start] + starting.get(start, [])
        found.append(Segment(article.text[start:end], tuple(active)))
    return found


def lanes(mentions: Sequence[Mention]) -> list[int]:
    """Return the height of each mention's underline: 0 is next to the text, holders lie under what they hold.

    QUOTE and CLAIM are shaded, not underlined, and have lane 0.
    """
    taken: list[list[Mention]] = []
    heights = [0] * len(mentions)
    shortest_first = sorted(
        range(len(mentions)), key=lambda i: (mentions[i].end - mentions[i].start, mentions[i].order)
    )
    for index in shortest_first:
        mention = mentions[index]
        if mention.label in LONG_LABELS:
            continue
        lane = 1 + max((k for k, row in enumerate(taken) if any(_meet(mention, other) for other in row)), default=-1)
        if lane == len(taken):
            taken.append([])
        taken[lane].append(mention)
        heights[index] = lane
    return heights


def _meet(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end
