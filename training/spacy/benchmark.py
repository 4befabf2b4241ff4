"""The pipe beside the bare extractor and beside spaCy's own network, on the same articles in one run.

python training/spacy/benchmark.py [build/spacy/cnn/model-best] [--repeats 5] [--threads 2]
"""

import statistics
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated

import spacy
import typer
from convert import LAYOUT
from rich.console import Console
from rich.table import Table
from spacy.language import Language
from spacy.tokens import Doc

from beritaie import Article, load, read_corpus
from beritaie.spacy_component import blank, spans_to_article, to_article, to_doc
from beritaie.spacy_factory import SPANS_KEY
from beritaie.tagger.onnx_backend import usable_cpus
from beritaie.training.config import data_folder
from beritaie.training.evaluate import comparison_table, score


def main(
    cnn: Annotated[Path | None, typer.Argument(help="pipeline that spacy train made")] = None,
    articles: Annotated[Path | None, typer.Option(help="records to read, by default the development set")] = None,
    repeats: Annotated[int, typer.Option(min=3)] = 5,
    threads: Annotated[int | None, typer.Option()] = None,
) -> None:
    """Print words a second of each, their ratio to the bare extractor turn by turn, and accuracy label by label."""
    threads = threads or usable_cpus()
    gold = list(read_corpus(articles or data_folder() / "corpus/dev.jsonl"))
    records = [{"text": article.text, "published": article.published} for article in gold]
    pairs = [(article.text, {"published": article.published}) for article in gold]
    reader = load(threads=threads)
    pipelines = {f"beritaie pipe, {name}": with_pipe(nlp, threads) for name, nlp in tokenizers().items()}
    if cnn:
        pipelines |= {"spaCy ner": spacy.load(cnn, exclude="spancat"), "spaCy ner and spancat": spacy.load(cnn)}
    runs: dict[str, Callable[[], object]] = {"bare extractor": lambda: list(reader.pipe(records))}
    for name, nlp in pipelines.items():
        runs[name] = lambda nlp=nlp: list(nlp.pipe(pairs, as_tuples=True))
    console = Console(width=140)
    n_words = sum(len(article.text.split()) for article in gold)
    console.print(f"{len(gold)} articles, {n_words} words, {threads} threads, {repeats} turns")
    console.print(speed_table(taken(runs, repeats), n_words))
    ours = read(pipelines["beritaie pipe, own tokens"], pairs)
    nested = {"beritaie": score(gold, map(to_article, ours))}
    flat = {"beritaie": score(flat_view(map(to_doc_flat, gold)), flat_view(ours))}
    if cnn:
        theirs = read(pipelines["spaCy ner and spancat"], pairs)
        nested["spaCy spancat"] = score(gold, [spans_to_article(doc, doc.spans[SPANS_KEY]) for doc in theirs])
        flat["spaCy ner"] = score(flat_view(map(to_doc_flat, gold)), flat_view(theirs))
    for title, columns in (("every span", nested), ("the flat view", flat)):
        console.print(title, comparison_table(columns))


def to_doc_flat(article: Article) -> Doc:
    return to_doc(article, blank(), LAYOUT)


def flat_view(docs: Iterable[Doc]) -> list[Article]:
    return [spans_to_article(doc, doc.ents) for doc in docs]


def tokenizers() -> dict[str, Language]:
    return {"own tokens": blank(), "spacy.blank": spacy.blank("id")}


def with_pipe(nlp: Language, threads: int) -> Language:
    nlp.add_pipe("beritaie", config={"threads": threads, "ents": list(LAYOUT.ents)})
    return nlp


def read(nlp: Language, pairs: list[tuple[str, dict[str, str | None]]]) -> list[Doc]:
    return [doc for doc, _ in nlp.pipe(pairs, as_tuples=True)]


def taken(runs: dict[str, Callable[[], object]], repeats: int) -> dict[str, list[float]]:
    """Seconds of every turn of every run; a turn before them warms up."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(repeats + 1):
        for name, work in runs.items():
            began = time.perf_counter()
            work()
            if turn:
                times[name].append(time.perf_counter() - began)
    return times


def speed_table(times: dict[str, list[float]], n_words: int) -> Table:
    table = Table(
        "path", "words a second (median)", "slowest", "fastest", "of the bare extractor (median)", "from", "to"
    )
    bare = next(iter(times.values()))
    for name, seconds in times.items():
        speeds = (f"{n_words / t:,.0f}" for t in (statistics.median(seconds), max(seconds), min(seconds)))
        ratios = [own / other for own, other in zip(bare, seconds, strict=True)]
        shares = (f"{100 * r:.0f}%" for r in (statistics.median(ratios), min(ratios), max(ratios)))
        table.add_row(name, *speeds, *shares)
    return table


if __name__ == "__main__":
    typer.run(main)
