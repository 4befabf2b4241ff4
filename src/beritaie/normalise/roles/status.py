"""Whether an office is held, was held, is held for a while or is run for, by the words of the title and beside it."""

import re
from collections.abc import Sequence

from beritaie.normalise.roles.mentions import Draft
from beritaie.normalise.roles.titles import Title
from beritaie.normalise.tables import own_table

# The strongest first, where a title has several: a former acting governor is a former one.
STRENGTH = ("former", "candidate", "acting")

# How far beside a role the words may stand that say its status, in characters.
BESIDE = 60

FORMER_BEFORE = re.compile(
    r"\b(?:mantan|eks|bekas|era|zaman|kepemimpinan|mengundurkan\s+diri\s+sebagai|"
    r"(?:pernah|sempat|sebelumnya|dulu|dahulu|saat|kala\s+itu|saat\s+itu|ketika|semasa|sewaktu|dirinya)\s+"
    r"(?:masih\s+)?(?:menjabat|menjadi|memimpin)(?:\s+(?:sebagai|selaku))?)\s+$",
    re.IGNORECASE,
)
CANDIDATE_BEFORE = re.compile(
    r"\b(?:calon|"
    r"calon\s+(?:gubernur|bupati|wali\s?kota|presiden)\s*(?:dan|maupun|-|/)|"
    r"(?:men|pen|di)calon\w*(?:\s+(?:diri|dirinya|kembali))?(?:\s+(?:sebagai|sebagi|menjadi|untuk\s+menjadi))?|"
    r"(?:maju|mendaftar|diusung|didukung|dipasangkan)(?:\s+(?:kembali|lagi))?\s+(?:sebagai|menjadi|untuk\s+menjadi)|"
    r"untuk\s+jadi)\s+$",
    re.IGNORECASE,
)
# `bakal calon gubernur dan wakil gubernur`: the first is a role of its own.
PAIR = re.compile(r"\s*(?:dan|maupun|-|/)\s*\Z", re.IGNORECASE)
FORMER_AFTER = re.compile(r"\s+sebelum\w*nya\b", re.IGNORECASE)

# `Presiden ke-6`: the presidents before the one in office.
ORDINAL = re.compile(
    r"\bpresiden(?:\s+(?:ri|republik\s+indonesia|indonesia))?\s+(?:ke\s*-?\s*[1-7]\b|pertama|kedua|ketiga|keempat|kelima"
    r"|keenam|ketujuh)",
    re.IGNORECASE,
)
TERM = re.compile(
    r"[\s,(]*(?:periode|tahun|masa\s+jabatan)?[\s(]*(?:19|20)\d\d\s*[-–—]\s*((?:19|20)\d\d)\b", re.IGNORECASE
)


def stated(title: Title) -> str:
    """Return the status that the words of a title say, `definitive` where they say none."""
    return next((status for status in STRENGTH if status in title.statuses), "definitive")


def statuses_of(text: str, drafts: Sequence[Draft], day: str | None) -> list[str]:
    """Return the status of each role, in the order of the text; `day` is about when the article was written."""
    statuses: list[str] = []
    for at, draft in enumerate(drafts):
        status = _status(text, draft, day)
        if status == "definitive" and at and _is_pair(text, drafts[at - 1], draft):
            status = statuses[-1] if statuses[-1] == "candidate" else status
        statuses.append(status)
    return statuses


def _is_pair(text: str, first: Draft, second: Draft) -> bool:
    between = text[first.mention.end : second.mention.start]
    return second.title.head == f"Wakil {first.title.head}" and PAIR.match(between) is not None


def _status(text: str, draft: Draft, day: str | None) -> str:
    said = stated(draft.title)
    start, end = draft.mention.start, draft.mention.end
    before, after = text[max(0, start - BESIDE) : start], text[end : end + BESIDE]
    if said != "definitive":
        return said
    if FORMER_BEFORE.search(before) or FORMER_AFTER.match(after) or _is_past(draft, after, day):
        return "former"
    return "candidate" if CANDIDATE_BEFORE.search(before) else said


def _is_past(draft: Draft, after: str, day: str | None) -> bool:
    """Tell whether the term of the office is over: by its years, the president's number, or who held it."""
    if ORDINAL.search(draft.mention.text + after[: len(" ke - 10")]):
        return True
    term = TERM.match(after)
    if term is not None and day is not None:
        return term[1] < day[:4]
    return draft.title.text in ("Presiden", "Wakil Presiden") and day is not None and _has_left(draft, day)


def _has_left(draft: Draft, day: str) -> bool:
    """Tell whether the president beside the title had left office by `day`."""
    name = (draft.person or "").casefold()
    last = [
        end for title, end, *names in own_table("presidents") if title == draft.title.text and _is_one(name, names[0])
    ]
    return bool(last) and day > last[0]


def _is_one(name: str, names: str) -> bool:
    return any(known.casefold() in name for known in names.split("|"))
