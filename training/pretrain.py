"""Go on with masked-word pre-training on raw news.

python training/pretrain.py build/encoder build/encoder-news --epochs 2
"""

import gzip
import json
import logging
import shutil
from pathlib import Path
from typing import Annotated

import typer
from transformers import BertModel

from beritaie.corpus import read_corpus
from beritaie.tagger.folder import TOKENIZER_FILE
from beritaie.tagger.pieces import PieceTokenizer
from beritaie.training.config import data_folder
from beritaie.training.pretrain import pretrain

# Sections whose words are least like political news.
LEFT_OUT = {"cat:olahraga", "cat:showbiz", "cat:hiburan"}


def main(
    encoder: Annotated[Path, typer.Argument(help="folder of make_encoder.py")],
    out: Annotated[Path, typer.Argument(help="folder to write; a run that was cut off goes on from it")],
    epochs: Annotated[int, typer.Option()] = 2,
) -> None:
    """Read the raw news, but for the articles of the development set, and pre-train on it."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    data = data_folder()
    held_back = {article.id for article in read_corpus(data / "corpus/dev.jsonl")}
    with gzip.open(data / "data/news/raw.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = [r for r in map(json.loads, lines) if r["id"] not in held_back and not LEFT_OUT & set(r["flags"])]
    model = BertModel.from_pretrained(
        encoder,
        add_pooling_layer=False,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        attn_implementation="eager",
    )
    out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(encoder / TOKENIZER_FILE, out / TOKENIZER_FILE)
    pretrain(model, PieceTokenizer.from_folder(encoder), [r["text"] for r in records], out, epochs=epochs)


if __name__ == "__main__":
    typer.run(main)
