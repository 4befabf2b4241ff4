"""Learn what the clues to a speaker weigh, and write the table that the package reads.

python training/train_speakers.py ../shared/corpus/train.jsonl corpora/local/train.jsonl \
    --standoff corpora/news/standoff.jsonl --texts ../shared/data/news/raw.jsonl.gz --folds 8

A conditional logistic regression: of the sources in sight of a quote or claim, the likeliest is who said it. Articles
are read with their gold values; holders of roles are found as in extraction. Who spoke before is gold in training.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import numpy as np
import typer

from beritaie.corpus import read_corpus
from beritaie.schema import Article, SpeechValue
from beritaie.schema.article import fold
from beritaie.speech import speakers
from beritaie.speech.clues import NOBODY, Memory, find_clues
from beritaie.speech.offices import holders
from beritaie.speech.question import ask
from beritaie.speech.scene import PERSON, Scene, Source
from beritaie.training.sources import read_standoff

TABLE = Path(speakers.__file__).parent / speakers.WEIGHTS
HEAD = """\
# What each clue to a speaker weighs: written by training/train_speakers.py from the annotated corpora; do not edit.
# Clues are named in beritaie/speech/clues.py. A clue that is not here weighs nothing.
clue\tweight
"""
RAREST = 3  # a clue that fewer candidates have is left out
SMALLEST = 0.005  # so is one that weighs less
PENALTY = 1.0  # of the squared weights
STEPS, STEP, SLOWER_FROM = 250, 0.1, 100


class Choice(NamedTuple):
    """The clues to each candidate for one quote or claim, and which candidates are right."""

    clues: list[list[str]]
    right: list[bool]


def main(
    corpora: Annotated[list[Path], typer.Argument(help="records with gold spans and values")],
    standoff: Annotated[Path | None, typer.Option(help="stand-off records")] = None,
    texts: Annotated[Path | None, typer.Option(help="gzipped texts of the stand-off records")] = None,
    folds: Annotated[int, typer.Option(help="cross-validate by article in so many parts; 0: not at all")] = 0,
    out: Annotated[Path, typer.Option(help="table to write")] = TABLE,
) -> None:
    """Train on all articles and write the table; with `--folds`, say first how well such weights do on new articles."""
    articles = [article for path in corpora for article in read_corpus(path)]
    if standoff is not None and texts is not None:
        articles += read_standoff(standoff, texts)
    choices = [list(read_choices(article)) for article in articles]
    if folds:
        cross_validate(articles, choices, folds)
    weights = fit([choice for of_article in choices for choice in of_article])
    rows = [f"{clue}\t{weight:.3f}\n" for clue, weight in sorted(weights.items()) if abs(weight) >= SMALLEST]
    out.write_text(HEAD + "".join(rows), encoding="utf-8")
    print(f"{len(articles)} articles, {sum(map(len, choices))} quotes and claims: {len(rows)} clues in {out}")


def read_choices(article: Article) -> Iterator[Choice]:
    scene, memory = Scene(article.text, article.mentions, holders(article.text, article.mentions)), Memory()
    named = {fold(place.source.name): place.source for place in reversed(scene.places)}
    for index, mention in enumerate(scene.speech):
        assert isinstance(mention.value, SpeechValue)
        speaker = fold(mention.value.speaker or "")
        clues = find_clues(scene, ask(scene, index), memory)
        right = [fold(source.name) == speaker for source in clues]
        if any(right):
            yield Choice(list(clues.values()), right)
        memory.add(named.get(speaker, Source(PERSON, mention.value.speaker or "")) if speaker else NOBODY, mention.end)


def fit(choices: Sequence[Choice]) -> dict[str, float]:
    """Return the weights that make the right candidates likeliest, by Adam on all choices at once."""
    counts = Counter(clue for choice in choices for found in choice.clues for clue in found)
    clues = {clue: number for number, clue in enumerate(sorted(c for c, count in counts.items() if count >= RAREST))}
    rows = [[clues[clue] for clue in found if clue in clues] for choice in choices for found in choice.clues]
    column, row = np.concatenate([*map(np.array, rows)]).astype(int), np.repeat(range(len(rows)), [*map(len, rows)])
    first = np.cumsum([0, *(len(choice.clues) for choice in choices[:-1])])
    choice_of = np.repeat(range(len(choices)), [len(choice.clues) for choice in choices])
    right = np.array([hit for choice in choices for hit in choice.right], dtype=float)

    weights, mean, square = np.zeros(len(clues)), np.zeros(len(clues)), np.zeros(len(clues))
    for step in range(1, STEPS + 1):
        scores = np.bincount(row, weights[column], minlength=len(rows))
        odds = np.exp(scores - np.maximum.reduceat(scores, first)[choice_of])
        likely = odds / np.add.reduceat(odds, first)[choice_of]
        wanted = likely * right / np.add.reduceat(likely * right, first)[choice_of]
        slope = np.bincount(column, (likely - wanted)[row], minlength=len(clues)) + PENALTY * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        speed = STEP if step < SLOWER_FROM else STEP / 3
        weights -= speed * mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.99**step)) + 1e-3)
    return dict(zip(clues, weights.tolist(), strict=True))


def cross_validate(articles: Sequence[Article], choices: Sequence[list[Choice]], folds: int) -> None:
    right, total = Counter[str](), Counter[str]()
    for part in range(folds):
        weights = fit([c for number, of_one in enumerate(choices) if number % folds != part for c in of_one])
        for article in articles[part::folds]:
            for label, hit in read_off(article, weights):
                right[label] += hit
                total[label] += 1
    for label in sorted(total):
        print(f"{label}: {right[label]} of {total[label]} right, {100 * right[label] / total[label]:.1f} %")


def read_off(article: Article, weights: dict[str, float]) -> Iterator[tuple[str, bool]]:
    """Yield the label of each quote and claim and whether its speaker is found, with who was found to speak before."""
    scene, memory = Scene(article.text, article.mentions, holders(article.text, article.mentions)), Memory()
    for index, mention in enumerate(scene.speech):
        assert isinstance(mention.value, SpeechValue)
        source = next(iter(speakers.rank(find_clues(scene, ask(scene, index), memory), weights)))
        memory.add(source, mention.end)
        yield str(mention.label), fold(source.name) == fold(mention.value.speaker or "")


if __name__ == "__main__":
    typer.run(main)
