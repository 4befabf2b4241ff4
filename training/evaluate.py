"""Score models on annotated articles.

python training/evaluate.py ../shared/corpus/dev.jsonl                        the model in the package
python training/evaluate.py corpora/local/test.jsonl build/runs/a build/runs/b
"""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from beritaie.corpus import read_corpus
from beritaie.extractor import load
from beritaie.tagger.folder import DEFAULT_MODEL, ONNX_FILE
from beritaie.training.evaluate import comparison_table, score


def main(
    gold: Annotated[Path, typer.Argument(help="records with gold spans")],
    models: Annotated[
        list[Path] | None, typer.Argument(help="model folders; by default the one in the package")
    ] = None,
) -> None:
    """Print F1, precision, recall and counts of each model, label by label."""
    articles = list(read_corpus(gold))
    columns = {}
    for folder in models or [DEFAULT_MODEL]:
        backend = "onnx" if (folder / ONNX_FILE).exists() else "torch"
        predicted = load(folder, backend=backend).pipe([article.text for article in articles])
        columns[folder.name] = score(articles, predicted)
    Console(width=max(100, 40 * (1 + len(columns)))).print(comparison_table(columns))


if __name__ == "__main__":
    typer.run(main)
