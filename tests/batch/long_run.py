"""A run that a test kills: its readers are slow, and note the id of every article that they read.

Arguments: folder, number of articles, seconds an article takes, workers, and `resume` to go on with one.
"""

import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import beritaie.batch.folder
from beritaie.batch import engine, run
from beritaie.schema import Article


@dataclass(frozen=True)
class SlowLoader:
    log: str
    seconds: float

    def __call__(self) -> "SlowLoader":
        return self

    def pipe(self, records: Iterable[Mapping[str, Any]], *, min_score: float = 0.0) -> Iterator[Article]:
        for record in records:
            time.sleep(self.seconds)
            with Path(self.log).open("a") as log:
                log.write(f"{os.getpid()} {record['id']}\n")
            yield Article(str(record["text"]), id=str(record["id"]))


def main(folder: str, n_articles: str, seconds: str, workers: str, resume: str = "") -> None:
    loader = SlowLoader(f"{folder}.log", float(seconds))
    engine.Plan._load = lambda self, workers: loader  # type: ignore[method-assign]
    run.CHUNK_CHARACTERS = 30
    beritaie.batch.folder.PART_CHARACTERS = 60
    texts = ({"id": f"a{number}", "text": f"Romi {number:04}"} for number in range(int(n_articles)))
    try:
        engine.to_parquet(texts, folder, workers=int(workers), resume=bool(resume), progress=False)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main(*sys.argv[1:])
