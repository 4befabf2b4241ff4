"""How fast batches are: the bare extractor, one worker, two workers, and threads over one model.

python training/benchmarks/batch.py corpora/local/train.jsonl --times 3 --turns 3
"""

import argparse
import statistics
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import beritaie
from beritaie.batch.engine import Loader
from beritaie.batch.parts import part_of
from beritaie.batch.reading import Row
from beritaie.batch.run import Work, chunks_of, run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--times", type=int, default=3, help="how often each article is read")
    parser.add_argument("--turns", type=int, default=3)
    given = parser.parse_args()
    records = [
        {"id": article.id, "text": article.text, "published": article.published, "title": article.title}
        for article in beritaie.read_corpus(given.corpus)
    ] * given.times
    rows = [Row(number, str(number), str(record["id"]), record) for number, record in enumerate(records)]
    bare, both = beritaie.load(threads=1), beritaie.load(threads=2)
    ways: dict[str, Callable[[], object]] = {
        "bare extractor, 1 thread": lambda: list(bare.pipe(records)),
        "batch, 1 worker": lambda: list(run(Work(lambda: bare, part_of), chunks_of(rows), 1)),
        "bare extractor, 2 threads": lambda: list(both.pipe(records)),
        "2 Python threads over one model, 1 thread each": lambda: by_threads(bare, rows),
    }
    seconds: dict[str, list[float]] = {}
    for _ in range(given.turns):
        for name, way in ways.items():
            seconds.setdefault(name, []).append(timed(way))
        for name, took in by_processes(rows).items():
            seconds.setdefault(name, []).append(took)
    n_words = sum(len(str(record["text"]).split()) for record in records)
    for name, took in seconds.items():
        middle = statistics.median(took)
        print(f"{name:48} {middle:6.2f} s ({min(took):.2f} to {max(took):.2f}) {n_words / middle:8,.0f} words a second")


def timed(way: Callable[[], object]) -> float:
    start = time.perf_counter()
    way()
    return time.perf_counter() - start


def by_threads(reader: Any, rows: Iterable[Row]) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda chunk: Work(lambda: reader, part_of)(reader, chunk), chunks_of(rows)))


def by_processes(rows: list[Row]) -> dict[str, float]:
    """Time two workers with and without their start, which one chunk for each of them measures."""
    work = Work(Loader(None, 1, None), part_of)
    start = time.perf_counter()
    chunks = [[rows[0]], [rows[0]], *chunks_of(rows)]
    results = run(work, chunks, 2)
    next(results)
    next(results)
    ready = time.perf_counter()
    for _ in results:
        pass
    end = time.perf_counter()
    return {"2 workers, started": end - ready, "2 workers, with their start": end - start}


if __name__ == "__main__":
    main()
