"""Which word of saying belongs to which quote or claim."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from beritaie.schema import Label, Mention

Span = tuple[int, int]


def link_cues(text: str, speech: Sequence[Mention], cues: Sequence[Mention]) -> list[Span | None]:
    """Return the span of the CUE for each QUOTE and CLAIM of `speech`, None where it has none.

    Both sequences are sorted by start. Claims choose first, for theirs is the last cue before them; a quote takes the
    first cue behind it, else a free one before it, in its paragraph, and never across another quote or claim.
    """
    links = _Links(text, speech, cues)
    for label, steps in _STEPS.items():
        for step in steps:
            for index, mention in enumerate(speech):
                if mention.label is label and links.chosen[index] is None:
                    step(links, index)
    return links.chosen


class _Links:
    """The cues chosen so far; `taken` are indices of cues."""

    def __init__(self, text: str, speech: Sequence[Mention], cues: Sequence[Mention]) -> None:
        self.text = text
        self.speech = speech
        self.spans = [(cue.start, cue.end) for cue in cues]
        self.starts = [cue.start for cue in cues]
        self.ends = [cue.end for cue in cues]
        self.taken: set[int] = set()
        self.chosen: list[Span | None] = [None] * len(speech)

    def before(self, index: int) -> None:
        """Take the free cue before a quote or claim in its paragraph."""
        cue = bisect_right(self.ends, self.speech[index].start) - 1
        floor = self.speech[index - 1].end if index else 0
        if cue >= 0 and cue not in self.taken and self.starts[cue] >= floor:
            self._take(index, cue, self.ends[cue], self.speech[index].start)

    def after(self, index: int) -> None:
        """Take the free cue behind a quote or claim in its paragraph."""
        cue = bisect_left(self.starts, self.speech[index].end)
        roof = self.speech[index + 1].start if index + 1 < len(self.speech) else len(self.text)
        if cue < len(self.starts) and cue not in self.taken and self.ends[cue] <= roof:
            self._take(index, cue, self.speech[index].end, self.starts[cue])

    def shared(self, index: int) -> None:
        """Share the cue of the quote just before, in the same paragraph: `"A," ujar X. "B."`."""
        cue = self.chosen[index - 1] if index else None
        if cue is not None and self.speech[index - 1].label is Label.QUOTE:
            start = max(cue[1], self.speech[index - 1].end)
            if "\n" not in self.text[start : self.speech[index].start]:
                self.chosen[index] = cue

    def _take(self, index: int, cue: int, gap_start: int, gap_end: int) -> None:
        if "\n" not in self.text[gap_start:gap_end]:
            self.taken.add(cue)
            self.chosen[index] = self.spans[cue]


_STEPS = {Label.CLAIM: (_Links.before, _Links.after), Label.QUOTE: (_Links.after, _Links.before, _Links.shared)}
