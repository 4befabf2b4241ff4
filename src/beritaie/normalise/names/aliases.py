"""What the text says about names: that two are one person's, that one is a nickname, that one is a spouse's."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from beritaie.normalise.names.forms import Form
from beritaie.normalise.names.honorifics import words_of_kinds
from beritaie.schema import Mention

# `disapa Bang Iid`: what may stand between a cue and a name, in no span.
FAMILIAR = "|".join(words_of_kinds("familiar", "polite"))

# `Saifullah Yusuf (Gus Ipul)`.
OPENING = re.compile(r"\s*[(\[]\s*[\"'“‘]?")
CLOSING = re.compile(r"[\"'”’]?\s*[)\]]")

# `Haerul alias Davis`, `Pius Dato atau yang biasa disapa "kak Aya"`.
ALIAS_LONGEST = 60
ALIAS_CUE = re.compile(
    r"\b(?:alias|disapa|dipanggil|dijuluki|sapaan|panggilan|inisial|berinisial|dikenal|a\.?k\.?a)\b", re.IGNORECASE
)
ALIAS_WORD = (
    r"atau|yang|alias|akrab|akrabnya|biasa|lebih|kerap|sering|karib|populer|dikenal|disapa|dipanggil|dijuluki|sapaan"
    r"|panggilan|nama|dengan|sebagai|juga|inisial|berinisial|bernama|lengkap|asli|dari|a\.?k\.?a"
)
ALIAS_GAP = re.compile(
    rf"[\s,(\"'“‘]*(?:(?:{ALIAS_WORD}|{FAMILIAR})\b[\s,.:\"'“‘]*)+",
    re.IGNORECASE,
)

# `pria yang akrab disapa Bang Iid`; `Endi, begitu sapaan akrabnya`.
NICKNAME_LONGEST = 40
NICKNAME_BEFORE = re.compile(
    r"\b(?:disapa|menyapanya|dipanggil|memanggilnya|dijuluki|(?:sapaan|panggilan)(?:\s+akrab)?)[\s\"'“‘]+"
    rf"(?:(?:{FAMILIAR})\s+)?$",
    re.IGNORECASE,
)
NICKNAME_AFTER = re.compile(
    r"[\"'”’]?[\s,]+(?:begitu|demikian|sapaan|panggilan)\s+(?:\w+\s+){0,3}?"
    r"(?:disapa|dipanggil|sapaan|panggilan|akrab|akrabnya)",
    re.IGNORECASE,
)

# `Ketua TP PKK Partini Hasan Basri`: offices that the wife of a head of region or state holds, and words for a wife.
SPOUSE_BEFORE = re.compile(
    r"\b(?:[Ii]stri|[Ii]sterinya|[Ii]strinya|[Ss]uami|[Ss]uaminya|PKK|Dekranasda|Bunda PAUD|[Ii]bu [Nn]egara"
    r"|Bhayangkari|Persit|Dharma Wanita|DWP|GOW|Ny|Nyonya)\b"
)
SPOUSE_LONGEST = 60

# A husband's name has two words or more, a wife's own at least one.
SPOUSE_WORDS = 3

Named = tuple[Mention, Form]


def given_aliases(text: str, named: Sequence[Named]) -> Iterator[tuple[Form, Form]]:
    """Yield pairs of forms, mentions next to each other, that the text gives to one person."""
    for (one, form), (other, other_form) in pairwise(named):
        if says_alias(text, one.end, other):
            yield form, other_form


def says_alias(text: str, end: int, mention: Mention) -> bool:
    """Tell whether `mention` is another name of the person whose name ends at `end`."""
    if not 0 < mention.start - end <= ALIAS_LONGEST:
        return False
    if OPENING.fullmatch(text, end, mention.start):
        return CLOSING.match(text, mention.end) is not None
    return bool(ALIAS_CUE.search(text, end, mention.start) and ALIAS_GAP.fullmatch(text, end, mention.start))


def given_nicknames(text: str, named: Sequence[Named]) -> Iterator[tuple[Form, Form]]:
    """Yield forms with the nickname that the text has after them, perhaps the same person's."""
    for (_, form), (mention, nickname) in pairwise(named):
        before = NICKNAME_BEFORE.search(text, max(0, mention.start - NICKNAME_LONGEST), mention.start)
        if before or NICKNAME_AFTER.match(text, mention.end, mention.end + NICKNAME_LONGEST):
            yield form, nickname


def is_spouse(text: str, mention: Mention, form: Form) -> bool:
    """Tell whether the text says that `mention`, with the name `form`, is somebody's wife or husband."""
    if len(form.words) < SPOUSE_WORDS:
        return False
    return SPOUSE_BEFORE.search(text, max(0, mention.start - SPOUSE_LONGEST), mention.start) is not None
