"""What memory a batch of generated articles takes while it runs, on two workers with a reader without a model.

python training/benchmarks/batch_memory.py OUT --articles 200000
"""

import argparse
import os
import random
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from beritaie.batch.columns import Columns
from beritaie.batch.folder import Folder
from beritaie.batch.parts import part_of
from beritaie.batch.reading import rows_of, sheets_of
from beritaie.batch.run import Work, chunks_of, run
from beritaie.schema import Article, Label, Mention, PersonValue

WORDS = [f"kata{number}" for number in range(5000)]


@dataclass(frozen=True)
class Stub:
    """Finds the first word of every line, so that tables have rows."""

    def __call__(self) -> "Stub":
        return self

    def pipe(self, records: Iterable[Mapping[str, Any]], *, min_score: float = 0.0) -> Iterator[Article]:
        for record in records:
            text = record["text"]
            starts = [0, *(place + 1 for place, sign in enumerate(text) if sign == "\n")]
            ends = [text.index(" ", start) for start in starts]
            spans = zip(starts, ends, strict=True)
            found = [Mention(a, b, Label.PERSON, text[a:b], 0.9, PersonValue(text[a:b])) for a, b in spans]
            yield Article(text, tuple(found), record["id"])


def articles(number: int) -> Iterator[dict[str, str]]:
    chance = random.Random(1)
    for place in range(number):
        lines = [" ".join(chance.choices(WORDS, k=25)) for _ in range(10)]
        yield {"id": f"a{place}", "text": "\n".join(lines)}


def resident(process: int | str = "self") -> float:
    """Return the resident memory of a process in MiB."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def workers_of(process: int) -> list[int]:
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [int(one) for one in children if b"popen_loky" in Path(f"/proc/{one}/cmdline").read_bytes()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--articles", type=int, default=200_000)
    given = parser.parse_args()
    folder = Folder(given.out, {}, resume=False)
    rows = folder.rest_of(rows_of(sheets_of(articles(given.articles)), Columns()))
    start, done, told = time.perf_counter(), 0, 0
    for part in folder.write(run(Work(Stub(), part_of), chunks_of(rows), 2)):
        done += part.n_rows
        if done >= told:
            told = done + given.articles // 10
            sizes = ", ".join(f"{resident(one):.0f}" for one in workers_of(os.getpid()))
            print(f"{done:8} {time.perf_counter() - start:6.0f} s  {resident():6.0f} MiB, workers {sizes}", flush=True)
    print(f"{done:8} {time.perf_counter() - start:6.0f} s  {resident():6.0f} MiB, all read", flush=True)
    folder.finish()
    print(
        f"         {time.perf_counter() - start:6.0f} s  {resident():6.0f} MiB, one file per table, duplicates marked"
    )


if __name__ == "__main__":
    main()
