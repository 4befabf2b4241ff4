"""Fine-tune a tagger.

python training/train.py training/configs/default.toml [--resume]
"""

import json
import logging
import shutil
from pathlib import Path
from typing import Annotated

import typer
from transformers import PreTrainedModel

from beritaie.corpus import read_corpus
from beritaie.extractor import Extractor
from beritaie.schema import LABELS
from beritaie.tagger.folder import TOKENIZER_FILE, Settings, write_settings
from beritaie.tagger.pieces import PieceTokenizer
from beritaie.tagger.tagger import Tagger
from beritaie.tagger.torch_backend import TorchBackend
from beritaie.training.augment import NamePool
from beritaie.training.config import read_config
from beritaie.training.evaluate import f1_table, score
from beritaie.training.fit import Fit, new_model

log = logging.getLogger("train")


def main(
    config: Annotated[Path, typer.Argument(help="TOML of the run")],
    resume: Annotated[bool, typer.Option(help="go on from the folder's last epoch")] = False,
) -> None:
    """Train, log every epoch's scores on the development set, and write a model folder for the torch backend."""
    run = read_config(config)
    if run.out.exists() and not resume:
        raise typer.BadParameter(f"{run.out} exists: give --resume, or remove it")
    run.out.mkdir(parents=True, exist_ok=True)
    handlers: list[logging.Handler] = [logging.StreamHandler(), logging.FileHandler(run.out / "train.log")]
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", handlers=handlers)
    shutil.copyfile(config, run.out / "config.toml")
    shutil.copyfile(run.encoder / TOKENIZER_FILE, run.out / TOKENIZER_FILE)
    labels = tuple(map(str, LABELS))
    settings = Settings(labels, run.schedule.window, run.schedule.overlap, name=run.out.name)
    write_settings(run.out, settings)
    tokenizer = PieceTokenizer.from_folder(run.encoder)
    texts = [text for source in run.sources for text in source.read()]
    pool = NamePool(text.text[a:b] for text in texts for a, b, label in text.spans if label == "PERSON")
    log.info("%s", json.dumps({"texts": len(texts), "name_words": len(set(pool.words))}))
    gold = list(read_corpus(run.dev))

    def judge(model: PreTrainedModel) -> dict[str, float]:
        tagger = Tagger(TorchBackend(model), tokenizer, labels, window=settings.window, overlap=settings.overlap)
        return f1_table(score(gold, Extractor(tagger, settings).pipe([article.text for article in gold])))

    model = new_model(run.encoder, labels, dropout=run.schedule.dropout)
    Fit(model, tokenizer, labels, run.schedule, run.out).run(texts, pool, judge)


if __name__ == "__main__":
    typer.run(main)
