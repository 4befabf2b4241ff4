"""Direct speech: where the QUOTE head and the quotation marks settle the bounds together.

The head says where someone's words begin and end; it has learned the marks of the press (`“ ”`, `" "`, `' '`, `« »`,
reversed, opened twice, never closed) and tells speech from slogans and nicknames. The marks then mend what it breaks:
of 2,263 quotations in the training corpora none touches the next one, and where a mark opens a quotation, the first
mark after it on the line closes it but for three.
"""

from collections.abc import Collection, Sequence

from beritaie.tagger.decode import WordSpan
from beritaie.text import Gap, Word

# An apostrophe stands in words and names too, so single marks close nothing here.
MARKS = frozenset('"“”„‟«»')


def whole_quotes(
    spans: Sequence[WordSpan], surfaces: Sequence[str], words: Sequence[Word], cues: Collection[int]
) -> list[WordSpan]:
    """Stretch each quotation that a mark opens to the mark that closes it on the same line.

    `spans` are those of QUOTE in order, no two of them touching; `cues` are the words of CUE spans: what is said stands
    before or after them.
    """
    starts = {span.first for span in spans}
    stretched = []
    for span in spans:
        opened = span.first > 0 and surfaces[span.first - 1] in MARKS
        last = _closing(span.last, surfaces, words, starts.union(cues)) if opened else span.last
        stretched.append(WordSpan(span.first, last, span.label, span.probability))
    return stretched


def _closing(last: int, surfaces: Sequence[str], words: Sequence[Word], foreign: Collection[int]) -> int:
    """Return the place of the first mark from `last` on; `last` where something else comes first."""
    for place in range(last, len(surfaces)):
        if surfaces[place] in MARKS:
            return place
        if words[place].gap is Gap.LINE or place in foreign:
            break
    return last
