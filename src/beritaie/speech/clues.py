"""Clues to who said a quote or claim: for each source in sight, what speaks for or against it, as short names.

A clue such as `L0|active|P|L` reads: the nearest name on the left of a cue of active form, a person, where the subject
stands on the left. What a clue weighs is learned (`weights/speakers.tsv`, written by training/train_speakers.py).
Right, Left: places in the cue's sentence; D: in the discourse before it; H: who spoke; N: places that come next;
T: what kind of source it is.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from beritaie.speech.question import NEAR, PRONOUNS, Question, places_before, places_behind
from beritaie.speech.scene import PERSON, Place, Scene, Source
from beritaie.speech.words import word_group, words_of

NOBODY = Source("0", "")

_MOST_LEFT, _MOST_BEFORE, _MOST_BEHIND, _MOST_SPEAKERS = 8, 25, 2, 4
_MOST_LINES = 5
_LONGEST_WORD = 12  # characters of a cue in a clue

_COMPANY, _DEPUTY = word_group("company"), word_group("deputy")
_FUNCTION_WORDS = word_group("function")

_Clues = Iterator[tuple[Source, list[str]]]


@dataclass(frozen=True, slots=True)
class Turn:
    """The last time that a source spoke, and where in the text that ended."""

    source: Source
    end: int


class Memory:
    """Who spoke so far, the last speaker first."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self._ends: list[int] = []

    def add(self, source: Source, end: int) -> None:
        """Remember that `source` said what ends at `end`."""
        self._ends.append(max(end, self._ends[-1] if self._ends else 0))
        if source != NOBODY:
            others = [turn for turn in self.turns if turn.source != source]
            self.turns = [Turn(source, end), *others][:_MOST_SPEAKERS]

    def since(self, at: int) -> int:
        """Return how many quotes and claims ended at or behind a place of the text."""
        return len(self._ends) - bisect_left(self._ends, at)


def find_clues(scene: Scene, question: Question, memory: Memory) -> dict[Source, list[str]]:
    """Return the clues to each source that comes into question, `NOBODY` among them."""
    clues: defaultdict[Source, list[str]] = defaultdict(list)
    for step in (_on_the_right, _on_the_left, _before, _remembered, _behind):
        for source, found in step(scene, question, memory):
            clues[source] += found
    for source, found in clues.items():
        kind = f"T{source.kind}"
        found += [
            kind,
            f"{kind}|{question.state}",
            f"{kind}|{question.base}",
            f"{kind}|{question.word[:_LONGEST_WORD]}",
        ]
        if source.kind == PERSON and not memory.turns:
            found.append(f"first|{question.state}")
    return dict(clues) | {NOBODY: _nobody(question, memory)}


def _on_the_right(scene: Scene, question: Question, memory: Memory) -> _Clues:
    form, end = question.form, question.cue[1]
    for rank, (source, place) in enumerate(_distinct(question.right).items()):
        rank, before = min(rank, 3), _word_before(scene, place, end)
        yield (
            source,
            [
                f"R{rank}|{question.base}",
                f"R{rank}|{form}|{source.kind}",
                f"R{rank}|{question.state}|{source.kind}",
                f"Rbefore {before}|{form}",
                f"Rclass {_class_of(before)}|{form}|{source.kind}|{place.titled}",
                f"Rbehind {_word_behind(scene, place)}|{form}|{min(rank, 1)}",
            ],
        )


def _on_the_left(scene: Scene, question: Question, memory: Memory) -> _Clues:
    form = question.form
    for rank, (source, place) in enumerate(_distinct(question.left[: -_MOST_LEFT - 1 : -1]).items()):
        kind, rank, further = source.kind, min(rank, 3), min(rank, 1)
        before, behind = _word_before(scene, place, question.left_start), _word_behind(scene, place)
        yield (
            source,
            [
                f"L{rank}|{question.base}",
                f"L{rank}|{form}|{kind}|{question.state}",
                f"L{rank}|{question.state}|{kind}",
                f"Lbefore {before}|{form}",
                f"Lbefore {before}|{kind}",
                f"Lcompany {_company(scene, question, place)}|{kind}",
                f"Ltitled {place.titled}|{kind}|{further}",
                f"Lclass {_class_of(before)}|{kind}|{further}",
                f"Lclass {_class_of(before)}|{kind}|{place.titled}|{_class_of(behind)}|{further}",
            ],
        )


def _before(scene: Scene, question: Question, memory: Memory) -> _Clues:
    state = question.state
    for rank, (source, place) in enumerate(_distinct(_recent(scene, question)).items()):
        kind, further = source.kind, min(rank, 1)
        lines = scene.lines_between(place.end, question.start)
        new = scene.first_named[source] == place.start
        verb = _verb_behind(scene, place)
        yield (
            source,
            [
                f"D{min(rank, 3)}|{state}|{kind}",
                f"Dlines {min(lines, 4)}|{state}|{kind}",
                f"Dsince {min(memory.since(place.end), 3)}|{state}|{kind}",
                f"Dbefore {_word_before(scene, place)}|{state in ('L', 'R')}",
                f"Dnew {new}|{state}|{place.titled}|{verb}|{further}|{min(lines, 2)}",
            ],
        )


def _remembered(scene: Scene, question: Question, memory: Memory) -> _Clues:
    state, recent = question.state, _recent(scene, question)
    last_sentence = scene.sentence_start(max(0, question.start - 3))
    for rank, turn in enumerate(memory.turns):
        lines = min(scene.lines_between(turn.end, question.start), 4)
        named = {place.source for place in recent if place.start >= turn.end}
        persons = min(sum(source.kind == PERSON for source in named - {turn.source}), 2)
        pronoun = _has_pronoun(scene, max(turn.end, question.start - NEAR), question.start)
        lately = _has_pronoun(scene, max(turn.end, last_sentence, question.start - NEAR), question.start)
        found = [
            f"H{rank}|{state}|{question.base}",
            f"H{rank}|{state}|{turn.source.kind}",
            f"H{rank}|{state}|lines{lines}",
            f"H{rank}|{state}|persons{persons}|lines{min(lines, 2)}",
            f"H{rank}|{state}|others{min(len(named - {turn.source}), 2)}|again{turn.source in named}",
            f"H{rank}|{state}|pronoun{pronoun}|persons{persons}",
            f"H{rank}|{state}|lately{lately}|persons{persons}",
            f"H{min(rank, 1)}|{state}|{question.pronoun or '-'}",
        ]
        if state in ("0", "that"):
            found += _no_subject(question, min(rank, 1))
        yield turn.source, found


def _no_subject(question: Question, rank: int) -> Iterator[str]:
    for word in question.left_words[-3:] or ("^",):
        yield f"H{rank}|0|{word}"
    for word in question.right_words or ("$",):
        yield f"H{rank}|0|right {word}|{question.form}"
    yield f"H{rank}|0|words{min(len(question.left_words), 3)}|{question.base}"


def _behind(scene: Scene, question: Question, memory: Memory) -> _Clues:
    state, at = question.state, max(question.mention.end, question.cue[1])
    for rank, place in enumerate(places_behind(scene, at, _MOST_BEHIND)):
        kind, lines = place.source.kind, min(scene.lines_between(at, place.start), 2)
        first = scene.sentence_start(place.start) == place.start
        known = scene.first_named[place.source] < place.start
        yield (
            place.source,
            [
                f"N{rank}|{state}|{kind}|{bool(memory.turns)}",
                f"N{rank}|{state}|{kind}|titled{place.titled}|lines{lines}",
                f"N{rank}|{state}|{kind}|first{first}|known{known}|lines{lines}",
            ],
        )


def _nobody(question: Question, memory: Memory) -> list[str]:
    state, label = question.state, question.mention.label[0]
    found = ["null", f"null|{state}", f"null|{question.base}", f"null|{question.word[:_LONGEST_WORD]}"]
    found += [f"null|left{min(len(question.left), 2)}|{label}|{state}", f"null|{bool(memory.turns)}|{state}"]
    found += [f"null|{question.pronoun or '-'}|{state}", f"null after {(question.tail or ('^',))[-1]}"]
    found += [f"null right {word}|{state}" for word in question.right_words[:3] or ("$",)]
    return found + [f"null near {word}" for word in question.left_words[-4:]]


def _distinct(places: Iterable[Place]) -> dict[Source, Place]:
    found: dict[Source, Place] = {}
    for place in places:
        found.setdefault(place.source, place)
    return found


def _recent(scene: Scene, question: Question) -> list[Place]:
    """Return the places before the question, the last first: those of a few paragraphs, or the last few."""
    recent = places_before(scene, question.start, _MOST_BEFORE)
    near = [place for place in recent if scene.lines_between(place.end, question.start) < _MOST_LINES]
    return near if len(near) >= _MOST_LINES else recent[:_MOST_LINES]


def _word_before(scene: Scene, place: Place, floor: int = 0) -> str:
    words = words_of(scene.text[max(floor, place.start - 25) : place.start])
    return words[-1] if words else "^"


def _word_behind(scene: Scene, place: Place) -> str:
    words = words_of(scene.text[place.end : place.end + 25])
    return words[0] if words else "$"


def _class_of(word: str) -> str:
    """Return what kind of word stands before a name: it tells a subject (`^`) from a possessor (`noun`)."""
    if not word[0].isalpha():
        return word
    return "function" if word in _FUNCTION_WORDS else "noun"


def _verb_behind(scene: Scene, place: Place) -> str:
    """Return the first two letters of the first verb behind a name: `me` acts, `di` suffers; `-` where none is near."""
    words = words_of(scene.text[place.end : place.end + 60])[:6]
    return next((word[:2] for word in words if len(word) > 4 and word.startswith(("me", "ber", "di"))), "-")


def _company(scene: Scene, question: Question, place: Place) -> str:
    """Say whether a name on the left has company or a deputy, or is that: `A didampingi B mengatakan`."""
    first = question.left[0]
    if place.source == first.source:
        behind = words_of(scene.text[place.end : min(place.end + 40, question.cue[0])])[:3]
        return "with " + _first_kind(behind)
    return "as " + _first_kind(reversed(words_of(scene.text[max(first.end, place.start - 120) : place.start])))


def _first_kind(words: Iterable[str]) -> str:
    kinds = ("company" if word in _COMPANY else "deputy" for word in words if word in _COMPANY or word in _DEPUTY)
    return next(kinds, "-")


def _has_pronoun(scene: Scene, start: int, end: int) -> bool:
    return bool(PRONOUNS.intersection(words_of(scene.text[start:end])))
