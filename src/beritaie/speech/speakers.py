"""Who said each quote and claim."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from math import exp, fsum

from beritaie.errors import InputError
from beritaie.normalise.tables import parse_table
from beritaie.schema import Label, Mention, SpeechValue
from beritaie.schema.checks import shown
from beritaie.speech.chain import check_arguments
from beritaie.speech.clues import NOBODY, Memory, find_clues
from beritaie.speech.cues import Span
from beritaie.speech.question import Question, ask
from beritaie.speech.scene import Scene, Source

WEIGHTS = "weights/speakers.tsv"  # beside this file

_MOST_CANDIDATES = 3


def attribute(text: str, mentions: Sequence[Mention], held: Mapping[Span, str]) -> list[SpeechValue]:
    """Return who said each QUOTE and CLAIM, and its CUE, in the order of `mentions`.

    `mentions` carry their values and may come in any order; `held` maps the span of a ROLE to the name of the person
    who holds it (`beritaie.speech.offices.holders`). The speaker is the name of a person, else the fullest text of the
    ORG or ROLE that is the source, None where nothing settles it. A value has its probability and its reason, and
    without a speaker the likeliest candidates. Sources are ranked by clues with learned weights, a conditional logistic
    regression, from the first quote to the last, for who spoke before is a clue. Raises `InputError` for arguments of a
    wrong type and mentions that end behind the text.
    """
    check_arguments(text, mentions)
    if not isinstance(held, Mapping):
        raise InputError(f"held {shown(held)} is no mapping", "give what beritaie.speech.offices.holders returns")
    scene, memory = Scene(text, mentions, held), Memory()
    values = {}
    for index, mention in enumerate(scene.speech):
        question = ask(scene, index)
        ranking = rank(find_clues(scene, question, memory), own_weights())
        values[mention.order] = _value(scene, question, memory, ranking)
        memory.add(next(iter(ranking)), mention.end)
    return [values[mention.order] for mention in mentions if mention.label in (Label.QUOTE, Label.CLAIM)]


def rank(clues: Mapping[Source, Sequence[str]], weights: Mapping[str, float]) -> dict[Source, float]:
    """Return source → probability, the likeliest first; on a tie the one that was found first."""
    scores = {source: fsum(weights.get(clue, 0.0) for clue in found) for source, found in clues.items()}
    highest = max(scores.values())
    odds = {source: exp(score - highest) for source, score in scores.items()}
    total = fsum(odds.values())
    return {source: odds[source] / total for source in sorted(odds, key=lambda source: -odds[source])}


@cache
def own_weights() -> Mapping[str, float]:
    """Return what each clue weighs; a clue that is not in the table weighs nothing."""
    resource = files("beritaie.speech") / WEIGHTS
    rows = parse_table(resource.read_text(encoding="utf-8"), WEIGHTS)
    return {clue: float(weight) for clue, weight in rows}


def _value(scene: Scene, question: Question, memory: Memory, ranking: Mapping[Source, float]) -> SpeechValue:
    cue = question.cue if question.word else None
    source, *others = ranking
    if source != NOBODY:
        reason = f"{_lead(question, source)}{_link(scene, question, memory, source)}"
        return SpeechValue(source.name, cue, ranking[source], reason)
    candidates = tuple(dict.fromkeys(other.name for other in others[:_MOST_CANDIDATES]))
    missing = "none of those named fits" if candidates else "nobody is named"
    return SpeechValue(None, cue, ranking[source], f"{_lead(question, source)}: {missing}", candidates)


def _lead(question: Question, source: Source) -> str:
    """Say what the sentence of the cue tells of the speaker."""
    cue = f"the cue ‘{question.word}’" if question.word else "the speech, no cue"
    if any(place.source == source for place in question.left):
        return f"named before {cue}"
    if any(place.source == source for place in question.right):
        return f"named behind {cue}"
    if not question.word:
        return "no cue"
    if question.state.startswith("nya"):
        return f"-nya in {cue}"
    return f"the pronoun ‘{question.pronoun}’ beside {cue}" if question.pronoun else f"nobody named beside {cue}"


def _link(scene: Scene, question: Question, memory: Memory, source: Source) -> str:
    """Say how a source that is not named beside the cue was found."""
    if any(place.source == source for place in (*question.left, *question.right)):
        return ""
    if memory.turns and memory.turns[0].source == source:
        return ": the last speaker" if question.word else ": continues the last speaker"
    if any(turn.source == source for turn in memory.turns):
        return ": who spoke before"
    before = scene.first_named.get(source, len(scene.text)) < question.start
    return ": named before" if before else ": named later"
