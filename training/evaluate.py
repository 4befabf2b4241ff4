"""Score models on annotated articles.

python training/evaluate.py ../shared/corpus/dev.jsonl                        the model in the package
python training/evaluate.py corpora/local/test.jsonl build/runs/a build/runs/b
python training/evaluate.py ../shared/corpus/dev.jsonl --gold-spans           beside it, values on the gold's spans
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
from beritaie.tagger.folder import DEFAULT_MODEL, ONNX_FILE
from beritaie.training.evaluate import Counts, comparison_table, score, score_values


def main(
    gold: Annotated[Path, typer.Argument(help="records with gold spans")],
    models: Annotated[
        list[Path] | None, typer.Argument(help="model folders; by default the one in the package")
    ] = None,
    gold_spans: Annotated[bool, typer.Option(help="add a column for values given the gold's spans")] = False,
) -> None:
    """Print F1, precision, recall and counts of each model, label by label, for spans and then for values."""
    articles = list(read_corpus(gold))
    columns = {}
    for folder in models or [DEFAULT_MODEL]:
        backend = "onnx" if (folder / ONNX_FILE).exists() else "torch"
        predicted = load(folder, backend=backend).pipe(article.to_dict() for article in articles)
        columns[folder.name] = scores(articles, list(predicted))
    if gold_spans:
        columns["gold spans"] = scores(articles, [normalise(unvalued(article)) for article in articles])
    Console(width=max(100, 40 * (1 + len(columns)))).print(comparison_table(columns))


def scores(gold: list[Article], predicted: list[Article]) -> dict[str, Counts]:
    return score(gold, predicted) | score_values(gold, predicted)


def unvalued(article: Article) -> Article:
    return replace(article, mentions=tuple(replace(mention, value=None) for mention in article.mentions))


if __name__ == "__main__":
    typer.run(main)
