"""The run: rows in chunks through one reader, or through one in each of several processes, in order."""

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from beritaie.batch.reading import Failure, Row
from beritaie.errors import BeritaError, InputError, ModelError
from beritaie.schema import Article

# Characters that go to a worker at once: enough to fill batches of like length, little enough to share out evenly.
CHUNK_CHARACTERS = 60_000
MOST_ROWS = 500
# Chunks that wait for each worker, so that none is idle while the slowest finishes; what is read ahead is bounded.
_AHEAD = 3
_SECONDS_BETWEEN_LOOKS = 1.0

T = TypeVar("T")


class Reader(Protocol):
    """What reads: an `Extractor`, or whatever has its `pipe`."""

    def pipe(self, records: Iterable[Any], *, min_score: float = 0.0) -> Iterator[Article]:
        """Read records in order."""
        ...


Outcome: TypeAlias = Article | Failure


@dataclass(frozen=True)
class Work(Generic[T]):
    """What is done with a chunk of rows, wherever: `load` makes the reader, `finish` what comes back."""

    load: Callable[[], Reader]
    finish: Callable[[Sequence[Row], Sequence[Outcome]], T]
    min_score: float = 0.0

    def __call__(self, reader: Reader, rows: Sequence[Row]) -> T:
        """Read the rows of a chunk."""
        return self.finish(rows, read_chunk(reader, rows, self.min_score))


def read_chunk(reader: Reader, rows: Sequence[Row], min_score: float) -> list[Outcome]:
    """Return the article of each row, or why there is none; a row that fails takes no other with it.

    Raises `ModelError`, for then no row can be read.
    """
    good = [row for row in rows if row.fault is None]
    read = dict(zip((row.number for row in good), _read(reader, good, min_score), strict=True))
    return [_failure(row, row.fault) if row.fault else read[row.number] for row in rows]


def _read(reader: Reader, rows: Sequence[Row], min_score: float) -> list[Outcome]:
    try:
        return list(reader.pipe([row.record for row in rows], min_score=min_score))
    except ModelError:
        raise
    except Exception as error:
        if len(rows) == 1:
            return [_failure(rows[0], error)]
    # One of them is to blame: find out which, by halves.
    middle = len(rows) // 2
    return _read(reader, rows[:middle], min_score) + _read(reader, rows[middle:], min_score)


def _failure(row: Row, error: Exception) -> Failure:
    if not isinstance(error, BeritaError):
        error = InputError(f"the article broke the extractor ({type(error).__name__}: {error})", "please report it")
    return Failure(row.number, row.id, row.place, error)


def chunks_of(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Cut a stream of rows into chunks of CHUNK_CHARACTERS, or of one article that is longer."""
    chunk: list[Row] = []
    size = 0
    for row in rows:
        if chunk and (size + row.size > CHUNK_CHARACTERS or len(chunk) == MOST_ROWS):
            yield chunk
            chunk, size = [], 0
        chunk.append(row)
        size += row.size
    if chunk:
        yield chunk


def n_processes() -> int:
    """Return how many workers are fastest: one for each core that this process may use."""
    try:
        import loky
    except ImportError:
        return 1
    return int(loky.cpu_count())


def run(work: Work[T], chunks: Iterable[Sequence[Row]], workers: int) -> Iterator[T]:
    """Yield what `work` makes of each chunk, in order; in this process where `workers` is 1.

    Raises `ModelError` where the reader cannot be loaded, and `BeritaError` where a worker dies.
    """
    if workers == 1:
        return _alone(work, chunks)
    return _together(work, chunks, workers)


def _alone(work: Work[T], chunks: Iterable[Sequence[Row]]) -> Iterator[T]:
    reader = work.load()
    for chunk in chunks:
        yield work(reader, chunk)


def _together(work: Work[T], chunks: Iterable[Sequence[Row]], workers: int) -> Iterator[T]:
    try:
        from loky import ProcessPoolExecutor
        from loky.process_executor import BrokenProcessPool
    except ImportError as error:
        raise InputError("several workers need loky", "pip install 'beritaie[batch]', or give workers=1") from error
    # Its workers are fresh processes: a fork would copy onnxruntime without its threads, and spawn would run the
    # caller's script again.
    pool = ProcessPoolExecutor(
        max_workers=workers, timeout=None, initializer=_start_worker, initargs=(work, os.getpid())
    )
    waiting: deque[Any] = deque()
    done = False
    try:
        for chunk in chunks:
            waiting.append(pool.submit(_in_worker, chunk))
            if len(waiting) > workers * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
        done = True
    except BrokenProcessPool as error:
        raise BeritaError(f"a worker died ({error})", "free memory or give fewer workers, then resume") from error
    finally:
        with suppress(Exception):
            pool.shutdown(wait=True, kill_workers=not done)


# What this worker does, and its reader, which is made with the first chunk: an error of the pool's own start says
# nothing of its cause.
_work: Work[Any] | None = None
_reader: Reader | None = None


def _start_worker(work: Work[Any], parent: int) -> None:
    global _work
    _work = work
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted too, and ends its workers
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """End this worker when its parent is gone: one that was killed cannot end it, and it would wait for ever."""
    while os.getppid() == parent:
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    os._exit(1)


def _in_worker(chunk: Sequence[Row]) -> Any:
    global _reader
    assert _work is not None
    if _reader is None:
        _reader = _work.load()
    return _work(_reader, chunk)
