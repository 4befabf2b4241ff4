"""Degrees, ranks and honorifics around a name, and the familiar words that belong to some nicknames."""

import re
from functools import cache

from beritaie.errors import InputError
from beritaie.normalise.tables import own_table
from beritaie.schema.checks import shown

# Kinds of honorifics.tsv whose words are never part of a name, besides ranks.
FOREIGN_KINDS = ("academic", "religious", "polite")

# What may stand between a title and the name: the arm of service, `(Purn)`, `HC`.
AFTER_RANK = r"(?:\.?\s+(?:Pol|TNI|AD|AL|AU|Inf|Kav|Arm|Art|Czi|Mar|Pnb|Tek|Purn)\b|\.?\s*\([^()]{1,16}\))*"
AFTER_DEGREE = r"(?:\.?\s*\(?H\.?C\b\.?\)?)?"

# What stands behind the first comma of a name is dropped where it begins like a degree: capitals, or letters and dots.
DEGREE_SHAPE = re.compile(r"\s*(?:[A-Z][A-Za-z]{0,5}\.|[A-Z]{2,6}\b|[A-Z][A-Za-z]{0,3}\b\s*(?:$|,))")

# Without dots these are initials or names more often than degrees.
AMBIGUOUS = frozenset(["SM", "AP", "CA", "SA", "SS", "Sab", "San", "Sap", "Sag", "Mag", "Map", "Mar"])

# Between the later parts of a degree: `S.Pd.I`, `Spd. Sd`.
OPEN_JOINT = r"\.?\s?"

# A degree with all its dots has at most this many letters, spaces and dots.
LONGEST_DEGREE = 20

EDGE = " \t\r\n\f\v\u00a0,;:"


def strip_titles(name: str) -> str:
    """Return `name` without degrees, religious honorifics, ranks and words of address at its ends.

    `H. Ir. Asmar Wijaya, M.Si.` gives `Asmar Wijaya`. Familiar words (`Gus`, `Cak`) stay; what is nothing but titles
    stays as it is, without white space around it. The words are those of `tables/honorifics.tsv` and
    `tables/degrees.tsv`. Raises `InputError` for what is no string.
    """
    if not isinstance(name, str):
        raise InputError(f"name {shown(name)} is not a string", "give the text of a mention")
    name = name.strip(EDGE)
    start = titles_end(name)
    end = degrees_start(name, start)
    return name[start:end].strip(EDGE) or name


def titles_end(name: str) -> int:
    """Return where the honorifics before a name end."""
    start = 0
    while (title := title_before_name().match(name, start)) and title.end() < len(name):
        start = title.end()
    return start


def degrees_start(name: str, start: int) -> int:
    """Return where the degrees behind the name that begins at `start` begin."""
    end = len(name)
    comma = name.find(",", start + 1)
    if comma > 0 and DEGREE_SHAPE.match(name, comma + 1):
        end = comma
    while degree := degree_after_name().search(name, max(start, end - LONGEST_DEGREE), end):
        if degree.start() <= start:
            break
        end = degree.start()
    return end


def without_familiar(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the lower-case `words` of a name without the familiar ones before it, all where there is nothing else."""
    first = next((at for at, word in enumerate(words) if word not in familiar_words()), 0)
    return words[first:]


@cache
def familiar_words() -> frozenset[str]:
    """Return the words, in lower case, that are part of a nickname but not of the name."""
    return frozenset(word.lower() for word in words_of_kinds("familiar"))


def words_of_kinds(*kinds: str) -> list[str]:
    """Return the honorifics of `kinds`, the longest first."""
    return sorted((word for word, kind, _ in own_table("honorifics") if kind in kinds), key=len, reverse=True)


@cache
def title_before_name() -> re.Pattern[str]:
    """Return the pattern of one honorific, up to the next one or the name."""
    ranks, others = one_of(words_of_kinds("rank")), one_of(words_of_kinds(*FOREIGN_KINDS))
    # A title ends at its dot or at white space, so `H.` of `H.M.` is one too.
    return re.compile(
        rf"(?:{ranks}{AFTER_RANK}|{others}{AFTER_DEGREE})(?:\.\s*|\s+|(?<=\))\s*)[.,\s]*(?=[^\W\d_]|['’‘])"
    )


def one_of(words: list[str]) -> str:
    """Return a pattern of one of `words`: as it is, or all in capitals or small letters."""
    forms = (form for word in words for form in dict.fromkeys((word, word.upper(), word.lower())))
    return rf"(?:{'|'.join(re.escape(form) for form in forms if len(form) > 1 or form.isupper())})"


@cache
def degree_after_name() -> re.Pattern[str]:
    """Return the pattern of the last degree of a name, with the white space or comma before it."""
    forms = {form for degree, _ in own_table("degrees") for form in degree_forms(degree)}
    one = "|".join(sorted(forms, key=len, reverse=True))
    return re.compile(rf"(?:\s*,\s*|\s+|(?<=\.))(?:{one})[.,\s]*$")


def degree_forms(degree: str) -> tuple[str, ...]:
    """Return patterns of the ways to write `degree`: `S.Sos`, `S. Sos`, `SSos`, `SSOS`, `Ssos`."""
    parts = [re.escape(part) for part in degree.split(".")]
    if len(parts) == 1:
        return (parts[0], parts[0].upper())
    first, *more = parts
    joint = r"\.?" if len(more) > 1 and len(more[0]) > 1 else r"\.\s?"
    dotted = rf"(?i:{first}{joint}{OPEN_JOINT.join(more)})"
    plain = "".join(parts)
    written = {plain, plain.upper(), plain.capitalize() if len(plain) > 2 else plain}
    return (dotted, *sorted(written - AMBIGUOUS))
