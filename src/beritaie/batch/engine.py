"""The three ways through a batch: tables in memory, a stream of articles, a folder of Parquet files."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from beritaie.batch.columns import Columns
from beritaie.batch.progress import with_progress
from beritaie.batch.reading import Row, read_rows, rows_of, sheets_of, total_length
from beritaie.batch.run import Outcome, Reader, Work, chunks_of, n_processes, run
from beritaie.errors import InputError
from beritaie.schema import checks
from beritaie.schema.checks import shown

if TYPE_CHECKING:
    from beritaie.batch.results import Results

Model = str | Path | Reader | None
Roles = str | Path | Mapping[str, str] | None

# Below this many chunks a run is over before further processes have loaded their models.
FEW_CHUNKS = 4

T = TypeVar("T")


def extract(
    source: object,
    *,
    text: str | None = None,
    published: str | date | None = None,
    id: str | None = None,  # noqa: A002  the name of the field
    title: str | None = None,
    outlet: str | None = None,
    model: Model = None,
    workers: int | None = None,
    min_score: float = 0.0,
    roles: Roles = None,
    progress: bool | None = None,
    duplicates: bool = True,
) -> "Results":
    """Read all articles of `source` into tables in memory.

    `source` is an iterable of texts or records, a pandas or polars frame, a `pyarrow.Table`, a `datasets.Dataset`, or
    the path of a file, folder or glob, `-` for standard input. `text` to `outlet` name columns; those left out are
    found by their names. `published` may also be a day for articles without one. `model` is a model folder or a loaded
    extractor, which runs in this process; `workers` are processes of one thread each, None for what is fastest;
    `progress` shows a bar, None where somebody looks; `duplicates` marks near-duplicates. A row that cannot be read is
    a row of `Results.errors`. Raises `InputError` for a source or column that is not there, and `ModelError` for a
    model that cannot be loaded.
    """
    columns = Columns.of(published, text=text, id=id, title=title, outlet=outlet)
    _needs_arrow()
    from beritaie.batch.parts import part_of
    from beritaie.batch.results import Results

    sheets = sheets_of(source)
    plan = Plan(model, workers, min_score, roles)
    parts = plan.results(rows_of(sheets, columns), part_of)
    return Results.of(with_progress(parts, progress, total_length(sheets)), duplicates=duplicates)


def stream(
    source: object,
    *,
    text: str | None = None,
    published: str | date | None = None,
    id: str | None = None,  # noqa: A002
    title: str | None = None,
    outlet: str | None = None,
    model: Model = None,
    workers: int | None = None,
    min_score: float = 0.0,
    roles: Roles = None,
) -> Iterator[Outcome]:
    """Yield the `Article` of each row of `source` in order, or a `Failure`; memory does not grow with the source.

    Takes what `extract` takes and raises what it raises.
    """
    columns = Columns.of(published, text=text, id=id, title=title, outlet=outlet)
    plan = Plan(model, workers, min_score, roles)
    for outcomes in plan.results(read_rows(source, columns), outcomes_of):
        yield from outcomes


def to_parquet(
    source: object,
    out_dir: str | Path,
    *,
    resume: bool = False,
    text: str | None = None,
    published: str | date | None = None,
    id: str | None = None,  # noqa: A002
    title: str | None = None,
    outlet: str | None = None,
    model: Model = None,
    workers: int | None = None,
    min_score: float = 0.0,
    roles: Roles = None,
    progress: bool | None = None,
    duplicates: bool = True,
) -> "Results":
    """Read all articles of `source` into one Parquet file per table in `out_dir`, and `records.jsonl`.

    Memory does not grow with the source, but for some 7 KB an article where `duplicates` are marked. With `resume`, a
    run that ended too early goes on where it was, from the same source; a finished one is left as it is. Takes what
    `extract` takes; raises what it raises, `InputError` where the folder holds a run already or one with other
    options, and `OSError` where it cannot be written.
    """
    columns = Columns.of(published, text=text, id=id, title=title, outlet=outlet)
    _needs_arrow()
    from beritaie.batch.folder import Folder
    from beritaie.batch.parts import part_of
    from beritaie.batch.results import Results

    sheets = sheets_of(source)
    plan = Plan(model, workers, min_score, roles)
    folder = Folder(out_dir, plan.settings(columns), resume=resume)
    if not folder.complete:
        rows = folder.rest_of(rows_of(sheets, columns))
        for _ in with_progress(folder.write(plan.results(rows, part_of)), progress, total_length(sheets)):
            pass  # each part is written before it comes
        folder.finish(duplicates=duplicates)
    return Results.read(out_dir)


@dataclass(frozen=True)
class Loader:
    """Loads an extractor, in whatever process."""

    model: str | None
    threads: int | None
    roles: Roles

    def __call__(self) -> Reader:
        """Load it."""
        import beritaie

        return beritaie.load(self.model, threads=self.threads, roles=self.roles)


@dataclass(frozen=True)
class Plan:
    """How a batch is read. Raises `InputError` for numbers out of range."""

    model: Model
    workers: int | None
    min_score: float
    roles: Roles

    def __post_init__(self) -> None:
        checks.least_score(self.min_score)
        if self.workers is not None and self.workers < 1:
            raise InputError(f"workers {self.workers} is out of range", "give 1 or more, or leave it out")
        if self._loaded is not None and (self.workers or 1) > 1:
            raise InputError(f"a loaded extractor with workers={self.workers}", "give the folder of its model")
        if self._loaded is not None and self.roles is not None:
            raise InputError("a loaded extractor with roles", "give them to beritaie.load")
        if self._loaded is not None and not hasattr(self.model, "pipe"):
            raise InputError(f"model {shown(self.model)} is none", "give a model folder, or what beritaie.load returns")

    @property
    def _loaded(self) -> Reader | None:
        return None if self.model is None or isinstance(self.model, str | Path) else self.model

    def results(self, rows: Iterable[Row], finish: Callable[[Sequence[Row], Sequence[Outcome]], T]) -> Iterator[T]:
        """Yield what `finish` makes of each chunk of `rows`, in order."""
        chunks = chunks_of(rows)
        start = list(islice(chunks, FEW_CHUNKS))
        if not start:
            return
        workers = self._workers(len(start) < FEW_CHUNKS)
        yield from run(Work(self._load(workers), finish, self.min_score), chain(start, chunks), workers)

    def _workers(self, few: bool) -> int:
        if self._loaded is not None or (few and self.workers is None):
            return 1
        return self.workers or n_processes()

    def _load(self, workers: int) -> Callable[[], Reader]:
        loaded = self._loaded
        if loaded is not None:
            return lambda: loaded
        # One process alone may use all cores, unless one worker was asked for.
        threads = None if workers == 1 and self.workers is None else 1
        return Loader(None if self.model is None else str(self.model), threads, self.roles)

    def settings(self, columns: Columns) -> dict[str, object]:
        """Return what must be the same for a run to be gone on with."""
        import beritaie

        loaded = self._loaded is not None
        return {
            "beritaie": beritaie.__version__,
            "model": type(self.model).__name__ if loaded else None if self.model is None else str(self.model),
            "min_score": self.min_score,
            "roles": dict(self.roles) if isinstance(self.roles, Mapping) else self.roles and str(self.roles),
            **asdict(columns),
        }


def outcomes_of(rows: Sequence[Row], outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Return the outcomes as they are."""
    return list(outcomes)


def _needs_arrow() -> None:
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise InputError("tables need pyarrow", "pip install 'beritaie[batch]'") from error
