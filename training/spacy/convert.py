"""Write our corpora as spaCy's: train.spacy and dev.spacy.

python training/spacy/convert.py build/spacy
python -m spacy train training/spacy/config.cfg --output build/spacy/cnn
python training/spacy/benchmark.py build/spacy/cnn/model-best
"""

from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from beritaie import Article, read_corpus
from beritaie.spacy_component import Layout, blank, to_docbin
from beritaie.spacy_factory import ENTITIES
from beritaie.training.config import data_folder
from beritaie.training.sources import read_standoff

# A CUE is one word and never overlaps an entity, so a flat recogniser can learn it too.
LAYOUT = Layout(ents=(*ENTITIES, "CUE"))


def main(out: Annotated[Path, typer.Argument(help="folder for train.spacy and dev.spacy")]) -> None:
    """Convert what the tagger is trained and judged on."""
    data = data_folder()
    out.mkdir(parents=True, exist_ok=True)
    train = chain(
        read_corpus(data / "corpus/train.jsonl"),
        read_corpus("corpora/local/train.jsonl"),
        read_standoff(Path("corpora/news/standoff.jsonl"), data / "data/news/raw.jsonl.gz"),
    )
    write(out / "train.spacy", train)
    write(out / "dev.spacy", read_corpus(data / "corpus/dev.jsonl"))


def write(path: Path, articles: Iterable[Article]) -> None:
    docbin = to_docbin(articles, blank(), LAYOUT)
    docbin.to_disk(path)
    print(f"{path}: {len(docbin)} articles")


if __name__ == "__main__":
    typer.run(main)
