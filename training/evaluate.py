"""Score models on annotated articles.

python training/evaluate.py ../shared/corpus/dev.jsonl                        the model in the package
python training/evaluate.py corpora/local/test.jsonl build/runs/a build/runs/b
python training/evaluate.py ../shared/corpus/dev.jsonl --gold-spans           beside it, the rest on the gold's spans
"""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from beritaie.corpus import read_corpus
from beritaie.loading import load
from beritaie.normalise.article import normalise
from beritaie.schema import Article
from beritaie.speech.article import attribute_speech
from beritaie.tagger.folder import DEFAULT_MODEL, ONNX_FILE
from beritaie.training.evaluate import (
    Counts,
    comparison_table,
    score,
    score_officials,
    score_speakers,
    score_values,
)
from beritaie.training.reliability import reliability_table, span_reliability, speaker_reliability


def main(
    gold: Annotated[Path, typer.Argument(help="records with gold spans")],
    models: Annotated[
        list[Path] | None, typer.Argument(help="model folders; by default the one in the package")
    ] = None,
    gold_spans: Annotated[bool, typer.Option(help="add a column: all the rest, given the gold's spans")] = False,
    reliability: Annotated[bool, typer.Option(help="print how often scores keep what they promise")] = False,
) -> None:
    """Print F1, precision, recall and counts of each model, label by label: spans, values, officials, speakers."""
    articles = list(read_corpus(gold))
    console = Console(width=max(100, 40 * (2 + len(models or ()))))
    columns = {}
    for folder in models or [DEFAULT_MODEL]:
        backend = "onnx" if (folder / ONNX_FILE).exists() else "torch"
        predicted = list(load(folder, backend=backend).pipe(article.to_dict() for article in articles))
        columns[folder.name] = scores(articles, predicted)
        if reliability:
            console.print(reliability_table("spans", span_reliability(articles, predicted)))
            console.print(reliability_table("speakers", speaker_reliability(articles, predicted)))
    if gold_spans:
        columns["gold spans"] = scores(articles, [attribute_speech(normalise(unvalued(a))) for a in articles])
    console.print(comparison_table(columns))


def scores(gold: list[Article], predicted: list[Article]) -> dict[str, Counts]:
    steps = (score, score_values, score_officials, score_speakers)
    return {name: counts for step in steps for name, counts in step(gold, predicted).items()}


def unvalued(article: Article) -> Article:
    return replace(
        article, mentions=tuple(replace(mention, value=None) for mention in article.mentions), officials=None
    )


if __name__ == "__main__":
    typer.run(main)
