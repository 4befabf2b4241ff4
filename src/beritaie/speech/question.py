"""The sentence around a quote or claim and its cue, read for where the speaker may stand."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from beritaie.schema import Label, Mention
from beritaie.speech.cues import Span
from beritaie.speech.scene import Place, Scene
from beritaie.speech.words import word_group, words_of

NEAR = 400  # characters of a sentence that are read on each side of a cue
_MOST_RIGHT = 6  # places
_MOST_WORDS = 4  # words behind a cue

PRONOUNS = word_group("pronoun")
_POINTING = word_group("pointing")

# The form of a cue says where its subject stands. The first row that fits decides.
_FORMS = (
    ("none", re.compile(r"\Z")),
    ("root", re.compile(r"tanya\Z")),
    ("prenya", re.compile(r"(?:menurut|bagi)nya\Z")),
    ("dinya", re.compile(r"di\w*nya\Z")),
    ("nya", re.compile(r"[\w-]*nya\Z")),
    ("menurut", re.compile(r"(?:menurut|bagi)\Z")),
    ("cite", re.compile(r"(?:di|me)(?:kutip|lansir|ngutip)")),
    ("passive", re.compile(r"di")),
    ("active", re.compile(r"me|ber|(?:ingin|optimis|optimistis|pastikan|percaya|sepakat|setuju|yakin)\Z")),
)
_WITH_NYA = ("nya", "prenya", "dinya")
_INVERTED = ("root", "menurut", "passive")


@dataclass(frozen=True, slots=True)
class Question:
    """A quote or claim whose speaker is asked for.

    `cue`: start and end of its cue, an empty span where it has none; `word`, `form`: the cue's text and form; `base`:
    form, side of the cue and label; `left`, `right`: the places in the cue's sentence, outside of speech, from
    `left_start` on; `left_words`, `right_words`, `tail`: words before and behind the cue, and between the last name on
    the left and the cue; `state`: where the subject stands, see `_state`.
    """

    mention: Mention
    cue: Span
    word: str
    form: str
    base: str
    left_start: int
    left: Sequence[Place]
    right: Sequence[Place]
    left_words: Sequence[str]
    right_words: Sequence[str]
    tail: Sequence[str]
    state: str

    @property
    def start(self) -> int:
        """Where the quote or claim begins, or the sentence of its cue if that comes first."""
        return min(self.left_start, self.mention.start)

    @property
    def pronoun(self) -> str | None:
        """The pronoun beside the cue: `mereka` points to others than `dia` does."""
        words = [*self.right_words, *reversed(self.tail)] if self.state == "Rp" else [*reversed(self.tail)]
        return next((word for word in words if word in PRONOUNS), None)


def cue_form(word: str) -> str:
    """Return the form of a cue in lower case: `ujarnya` is "nya", `mengatakan` "active", `kata` "root" …"""
    return next((form for form, pattern in _FORMS if pattern.match(word)), "root")


def ask(scene: Scene, index: int) -> Question:
    """Return the question for the quote or claim `scene.speech[index]`."""
    mention, text = scene.speech[index], scene.text
    at = mention.end if mention.label is Label.QUOTE else mention.start
    start, end = scene.cues[index] or (at, at)
    post = start >= mention.end
    left_start = mention.end if post else _left_start(scene, index, start)
    right_end = _right_end(scene, index, end, post)
    left, right = scene.places_between(left_start, start), scene.places_between(end, right_end)
    word = text[start:end].lower()
    right_words = words_of(text[end : min(right_end, end + NEAR)])[:_MOST_WORDS]
    form = "nya" if right_words[:1] == ["nya"] else cue_form(word)  # `sambung nya`
    left_words = words_of(text[max(left_start, start - NEAR) : start])
    tail = words_of(text[max(left[-1].end, start - NEAR) : start]) if left else left_words
    gap = words_of(text[end : min(right[0].start if right else right_end, end + NEAR)])
    return Question(
        mention=mention,
        cue=(start, end),
        word=word,
        form=form,
        base=f"{form}{'post' if post else 'pre'}{mention.label[0]}",
        left_start=left_start,
        left=left,
        right=right[:_MOST_RIGHT],
        left_words=left_words,
        right_words=right_words,
        tail=tail,
        state=_state(form, left_words, tail, gap, bool(left), bool(right)),
    )


def _left_start(scene: Scene, index: int, cue_start: int) -> int:
    before = scene.speech[index - 1].end if index else 0
    return max(scene.sentence_start(cue_start), min(before, cue_start))


def _right_end(scene: Scene, index: int, cue_end: int, post: bool) -> int:
    ends = [scene.sentence_end(max(cue_end - 1, 0))]
    ends += [mention.start for mention in scene.speech[index + post : index + 2]]
    return min((end for end in ends if end >= cue_end), default=cue_end)


def _state(
    form: str, left_words: Sequence[str], tail: Sequence[str], gap: Sequence[str], left: bool, right: bool
) -> str:
    """Say where the subject of a cue stands.

    L, R: named on the left or right; Lp, Rp: a pronoun there; Lthat, Rthat: a demonstrative there behind a name or
    noun (`politikus Golkar itu`); nya, nyaL: in the cue, without and with a name on its left; r: named on the right of
    a cue that has its subject on the left; Lpp: a pronoun far on the left; that: a noun on the left (`ulama itu`); 0:
    nowhere.
    """
    if form in _WITH_NYA:
        return "nyaL" if left else "nya"
    if form in _INVERTED and PRONOUNS.intersection(gap[:4]):
        return "Rp"
    if form in _INVERTED and _POINTING.intersection(gap[:6]):
        return "Rthat"
    if (form in _INVERTED or form == "cite") and right and len(gap) <= 4:
        return "R"
    if PRONOUNS.intersection(tail[-6:]):
        return "Lp"
    if left:
        return "Lthat" if _POINTING.intersection(tail) else "L"
    if right and len(gap) <= 3:
        return "r"
    if PRONOUNS.intersection(left_words):
        return "Lpp"
    return "that" if _POINTING.intersection(left_words[-4:]) else "0"


def places_before(scene: Scene, at: int, most: int) -> list[Place]:
    """Return at most `most` places that end before a place of the text, the last first."""
    last = bisect_right(scene.place_ends, at)
    return scene.places[max(0, last - most) : last][::-1]


def places_behind(scene: Scene, at: int, most: int) -> list[Place]:
    """Return at most `most` places that start behind a place of the text."""
    first = bisect_left(scene.place_starts, at)
    return scene.places[first : first + most]
