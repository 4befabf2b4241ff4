"""What one title says, by itself: the long title, the status, and the names of institutions in it."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile

from beritaie.normalise.roles.offices import SMALL, OfficeTable, Part, Word, joined, split_words

HEADS = ("office", "post", "unit")
NAMES = ("body", "party", "organ", "opener")

# Words after which a name goes on: `Dinas Sosial dan Transmigrasi`.
JOINING = frozenset(("dan", "serta", "antar", "&", "atau"))

# Endings of the last word: `wakilnya`, `presidenmu`.
POSSESSIVE = ("nya", "mu")

# Parts of a chamber, which is their institution.
IN_CHAMBER = re.compile(
    r"(?:Komisi (?:[IVX]+|[A-Z])|Panitia Khusus|Panitia Kerja|Badan (?:Legislasi|Anggaran)|Fraksi)\b"
)

# Institutions that others belong to: a name that has begun ends before them.
SUPERIOR = ("Dinas", "Badan", "Kementerian", "Sekretariat", "Inspektorat")

# A member of a chamber that is not named, and how the names of chambers begin.
MEMBER = "Anggota Legislatif"
CHAMBER = "Dewan Perwakilan"

# A text that is longer, in words or characters, is no title.
MOST_WORDS = 60
MOST_CHARACTERS = 1000


@dataclass(frozen=True, slots=True)
class Title:
    """One title. `text`: its long form, empty where only a status is said (`bakal calon`).

    `statuses`: the values of its words of status, in order; `head`: the position (`Ketua`), empty where no known one is
    in it; `kind`, `institution` and `level` are the head's, see tables/titles.tsv; `names`: the institutions in it, in
    order, in their long form; `open`: another title or the article has to say of what institution it is.
    """

    text: str
    statuses: tuple[str, ...] = ()
    head: str = ""
    kind: str = ""
    institution: str = ""
    level: str = ""
    open: bool = False


def read_title(
    text: str, table: OfficeTable, regions: Sequence[tuple[int, int]] = (), orgs: Collection[int] = ()
) -> Title | None:
    """Return what the title `text` says, None where it has no words or far too many.

    `regions`: start and end of the names of regions in it; `orgs`: where names of institutions begin; code points.
    """
    words = split_words(text[: MOST_CHARACTERS + 1])
    if len(text) > MOST_CHARACTERS or not 0 < len(words) <= MOST_WORDS:
        return None
    parts = list(_parts(_stripped(words), table, regions))
    statuses = tuple(part.institution for part in parts if part.kind == "status")
    parts = [part for part in parts if part.text and part.kind != "status"]
    at = next((at for at, part in enumerate(parts) if part.kind in HEADS), None)
    if at is None:
        return Title(_spelt([part for part in parts if part.kind != "region"], text.isupper()), statuses, open=True)
    return _title(parts, at, statuses, orgs, shouted=text.isupper())


def _title(parts: Sequence[Part], at: int, statuses: tuple[str, ...], orgs: Collection[int], *, shouted: bool) -> Title:
    """Return the title whose position is part `at`."""
    head, rest = parts[at], parts[at + 1 :]
    if head.text == MEMBER:
        return _member(head, rest, statuses)
    taken = [*_before(parts[:at]), head, *_TAKE[head.kind](rest, orgs)]
    body = _institution(head, rest)
    return Title(
        text=_spelt(taken, shouted),
        statuses=statuses,
        head=head.text,
        kind=head.kind,
        institution=body.text,
        level=body.level,
        open=_is_open(taken),
    )


def _member(head: Part, rest: Sequence[Part], statuses: tuple[str, ...]) -> Title:
    """Return the title of a member of the chamber that is named: `caleg DPRD`, `legislator PKB di DPRD`."""
    chamber = next((name for name in _names(rest) if name.text.startswith(CHAMBER)), None)
    if chamber is None:
        return Title(MEMBER, statuses, head.text, head.kind, open=True)
    return Title(f"Anggota {chamber.text}", statuses, "Anggota", "post", chamber.text, chamber.level)


def read_institution(text: str, table: OfficeTable, regions: Sequence[tuple[int, int]] = ()) -> Part | None:
    """Return the institution that a name such as `DPRD OKU` begins with, in its long form; None where it is unknown."""
    words = split_words(text[:MOST_CHARACTERS])[:MOST_WORDS]
    return next(_names(list(_parts(words, table, regions))), None)


def _stripped(words: list[Word]) -> list[Word]:
    last = words[-1]
    ending = next((end for end in POSSESSIVE if last.key.endswith(end) and len(last.key) > len(end) + 3), "")
    return words if not ending else [*words[:-1], replace(last, text=last.text[: -len(ending)])]


def _parts(words: Sequence[Word], table: OfficeTable, regions: Sequence[tuple[int, int]]) -> Iterator[Part]:
    """Yield the parts of a title, each entry of the table in its long form, and every region as one part."""
    parts: list[Part] = []
    at = 0
    while at < len(words):
        word = words[at]
        length, found = table.find(words, at)
        end = next((end for start, end in regions if start <= word.start < end), 0)
        if end and (not length or words[at + length - 1].end <= end):
            found = (Part("region", word.text),)
            length = sum(word.start <= other.start < end for other in words[at : at + 20])
        length, found = length or 1, found or (Part("word", word.text),)
        _append(parts, [replace(found[0], gap=word.gap), *found[1:]], word.start)
        at += length
    yield from parts


def _append(parts: list[Part], found: Sequence[Part], start: int) -> None:
    """Add `found`, without what stands before it already: `Dinas` and `Dinas Perhubungan`."""
    if parts and parts[-1].kind in ("opener", "word") and _begins(found[0].text, parts[-1].text):
        found = [replace(found[0], gap=parts.pop().gap), *found[1:]]
    parts.extend(replace(part, start=start) for part in found)


def _begins(name: str, word: str) -> bool:
    return name.casefold().startswith(word.casefold() + " ")


def _before(parts: Sequence[Part]) -> list[Part]:
    """Return the words before the position: `Wakil` of `Wakil Panglima TNI`."""
    words = [part for part in parts if part.kind == "word"]
    return list(dropwhile(lambda part: part.text.casefold() in SMALL, words))


def _office(rest: Sequence[Part], orgs: Collection[int]) -> list[Part]:
    """An office is whole by itself."""
    return []


def _unit(rest: Sequence[Part], orgs: Collection[int]) -> list[Part]:
    """Return what a unit is of, up to its institution: `Bidang Perdagangan` before `Dinas Perdagangan`."""
    taken: list[Part] = []
    for part in rest:
        goes_on = bool(taken) and (taken[-1].text.casefold() in JOINING or taken[-1].start == part.start)
        ends = part.kind in (*NAMES, "of", "region") or (part.start in orgs and part.kind != "section")
        if ends and not goes_on:
            break
        taken.append(part)
    return _trimmed(taken)


def _post(rest: Sequence[Part], orgs: Collection[int]) -> list[Part]:
    """Return the institution of a position, with the larger one that belongs to its name."""
    taken: list[Part] = []
    whole = False
    for part in rest:
        before = taken[-1] if taken else Part("of", "")
        if part.kind == "section":
            whole = False
        elif part.kind in ("of", "region"):
            whole = whole or bool(taken)
            continue
        elif JOINING & {before.text.casefold(), part.text.casefold()}:
            whole = whole and part.kind in HEADS
        elif part.text in SUPERIOR and before.kind in ("opener", "word") and len(taken) > 1:
            whole = True
        if whole:
            continue
        taken.append(part)
        whole = part.kind in ("body", "party")
    return _trimmed(taken)


def _trimmed(parts: list[Part]) -> list[Part]:
    while parts and parts[-1].text.casefold() in SMALL:
        parts = parts[:-1]
    return parts


_TAKE = {"office": _office, "unit": _unit, "post": _post}


def _is_open(taken: Sequence[Part]) -> bool:
    """Tell whether a position stands alone, or an organ without its party or chamber."""
    names = [part.kind for part in taken[1:]]
    if taken[0].kind != "post":
        return False
    return not names or names[-1] == "opener" or ("organ" in names and not {"body", "party"} & set(names))


def _institution(head: Part, rest: Sequence[Part]) -> Part:
    """Return the institution of a title and the level of its region.

    An office has its own. Else it is the first that is named: `Bidang Humas pada Dinas Sosial` has `Dinas Sosial`; for
    a part of a chamber, such as `Komisi II`, the chamber.
    """
    own = Part("body", head.institution, level=head.level)
    if head.kind == "office":
        return own
    names = list(_names(rest))
    first = next((name for name in names if not IN_CHAMBER.match(name.text)), None)
    return first or own


def _names(rest: Sequence[Part]) -> Iterator[Part]:
    """Yield the institutions of a title, an organ with its party as one."""
    name: list[Part] = []
    for part in [*rest, Part("of", "")]:
        if name and not _goes_on(name[-1], part):
            yield Part("body", _spelt(_trimmed(name), False), level=name[0].level)
            name = []
        if part.kind in NAMES or name:
            name.append(part)


def _goes_on(before: Part, part: Part) -> bool:
    if part.kind in ("of", "region", "section"):
        return False
    if part.text.casefold() in JOINING or before.text.casefold() in JOINING or part.gap == ", ":
        return True
    if before.kind in ("body", "party"):
        return False
    return part.kind == "word" or before.kind in ("organ", "opener")


def _spelt(parts: Sequence[Part], shouted: bool) -> str:
    """Return the text of parts with capitals; words that no table knows keep theirs unless all is `shouted`."""
    return joined([_cased(part, shouted, first=at == 0) for at, part in enumerate(parts)])


def _cased(part: Part, shouted: bool, *, first: bool) -> Part:
    word = part.text
    if part.kind != "word":
        return part
    if word.casefold() in SMALL and not first:
        return replace(part, text=word.casefold())
    if word.islower() or (shouted and len(word) > 1):
        return replace(part, text=word.capitalize())
    return part
