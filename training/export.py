"""Export a run as the model folder that ships, calibrated and compared with what was trained.

python training/export.py build/runs/default src/beritaie/tagger/weights/default
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from transformers import AutoModelForTokenClassification

from beritaie.corpus import read_corpus
from beritaie.loading import load
from beritaie.schema import LABELS, Article
from beritaie.tagger.calibrate import fit_scaling
from beritaie.tagger.folder import TOKENIZER_FILE, read_settings, write_settings
from beritaie.training.config import data_folder
from beritaie.training.evaluate import comparison_table, score
from beritaie.training.export import export_folder
from beritaie.training.reliability import reliability_table, span_reliability

log = logging.getLogger("export")


def scalings(gold: Sequence[Article], predicted: Sequence[Article]) -> dict[str, tuple[float, float]]:
    """Fit a calibration for every label that has spans to fit it on; `predicted` has uncalibrated scores."""
    fitted = {}
    for label in LABELS:
        pairs = [
            (mention.score or 0.0, (mention.start, mention.end) in {(m.start, m.end) for m in want.by_label(label)})
            for want, got in zip(gold, predicted, strict=True)
            for mention in got.by_label(label)
        ]
        if pairs:
            scores, right = zip(*pairs, strict=True)
            fitted[str(label)] = fit_scaling(scores, right)
    return fitted


def main(
    run: Annotated[Path, typer.Argument(help="folder of train.py")],
    out: Annotated[Path, typer.Argument(help="model folder to write")],
    dev: Annotated[Path | None, typer.Option(help="articles to calibrate on, by default the development set")] = None,
) -> None:
    """Write the ONNX folder, fit its calibration, and print its scores beside the trained model's."""
    logging.basicConfig(level=logging.WARNING)
    gold = list(read_corpus(dev or data_folder() / "corpus/dev.jsonl"))
    texts = [article.text for article in gold]
    model = AutoModelForTokenClassification.from_pretrained(run, attn_implementation="eager").eval()
    plain = replace(read_settings(run), calibration={}, files={})
    export_folder(model, run / TOKENIZER_FILE, plain, out)
    predicted = list(load(out).pipe(texts))
    write_settings(out, replace(read_settings(out), calibration=scalings(gold, predicted)))
    columns = {
        "torch float32": score(gold, load(run, backend="torch").pipe(texts)),
        "onnx, int8 stored": score(gold, predicted),
    }
    console = Console(width=120)
    console.print(comparison_table(columns))
    console.print(reliability_table("spans", span_reliability(gold, load(out).pipe(texts))))


if __name__ == "__main__":
    typer.run(main)
