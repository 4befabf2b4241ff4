"""What is known around an expression of time."""

import re
from dataclasses import dataclass
from datetime import date

from beritaie.normalise.dates.periods import Period

# How far the words around an expression are read, in code points.
REACH = 90


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known around an expression.

    `published`: the article's day; `spoken`: the day from which `hari ini` counts, else `published`; `event`: the day
    from which H-17 counts; `previous`: the date named before; `year`: the year that what stands around states, which
    beats the nearest; `toward`: -1 where the words around point back (`lalu`), 1 where they point ahead (`mendatang`),
    else 0; `ahead`: whether the sentence speaks of what is to come.
    """

    published: date | None = None
    spoken: date | None = None
    event: date | None = None
    previous: Period | None = None
    year: int | None = None
    toward: int = 0
    ahead: bool = False

    @property
    def now(self) -> date | None:
        """The day that deictic words count from."""
        return self.spoken or self.published


_SENTENCE_ENDS = re.compile(r"[.!?;]\s+|\n")
_POINTER = re.compile(
    r"[\s),]{0,3}(?:\(\d[\d/.-]{2,9}\)\s)?(?:(?:pagi|siang|sore|malam|petang|dini hari)\s)?(?:yang\s)?"
    r"(?:(?P<back>lalu|silam|kemarin|kemaren|tadi|lampau|sebelumnya)"
    r"|(?P<ahead>mendatang|nanti|depan|besok|ke depan|akan datang|berikutnya))\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:akan|bakal|(?:di|men)jadwalkan|(?:di|me)rencanakan|rencananya|paling lambat|selambat-lambatnya|paling cepat"
    r"|nanti|nantinya|mendatang|hendak|menanti|menunggu|batas akhir|tenggat|(?:di|mem)perkirakan|besok|dipastikan"
    r"|target|targetnya|ditargetkan|menargetkan|diundur|ditunda|dimajukan)\b",
    re.IGNORECASE,
)


def sentence_before(text: str) -> str:
    """Return the end of `text`, from its last full stop on."""
    return _SENTENCE_ENDS.split(text[-REACH:])[-1]


def pointed(after: str) -> int:
    """Return -1 where the words after a date say that it is past (`lalu`), 1 where to come (`mendatang`), else 0."""
    match = _POINTER.match(after)
    if match is None:
        return 0
    return -1 if match["back"] else 1


def speaks_ahead(before: str) -> bool:
    """Tell whether the words before a date, in its sentence, speak of what is to come."""
    return _AHEAD.search(sentence_before(before)) is not None
