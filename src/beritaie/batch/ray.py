"""Beyond one machine: the extractor for Ray Data, and Ray as the engine of a run into a folder."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from beritaie.batch.columns import Columns
from beritaie.batch.engine import Loader, Plan
from beritaie.batch.folder import Folder
from beritaie.batch.parts import Part, part_of
from beritaie.batch.progress import with_progress
from beritaie.batch.reading import Row, read_rows, rows_of, sheets_of
from beritaie.batch.run import Outcome, Work, chunks_of, read_chunk
from beritaie.batch.schemas import SCHEMAS
from beritaie.errors import BeritaError, InputError
from beritaie.schema import Article
from beritaie.schema.checks import shown

# The tables that come back as lists, one a row of the input.
NESTED = ("mentions", "officials", "figures", "dates", "regions", "quotes")
# Columns of those tables that the row around them has.
_AROUND = ("row", "article_id", "published")


def _nested_schema() -> pa.Schema:
    lists = [
        (name, pa.list_(pa.struct([field for field in SCHEMAS[name] if field.name not in _AROUND]))) for name in NESTED
    ]
    return pa.schema([*((name, pa.string()) for name in ("id", "record", "error", "remedy")), *lists])


# What `RayExtractor` gives: one row for each row that comes in.
RAY_SCHEMA = _nested_schema()

# Chunks that an actor has at once, so that it never waits for the next; chunks read ahead, for each actor.
_QUEUED, _AHEAD = 2, 6
# A chunk that ends its actor this often, by a fault of native code or for want of memory, ends the run.
_TRIES = 3


class RayExtractor:
    """Reads articles in Ray Data: one model for each actor, one thread, Arrow in and out.

    ray.data.read_parquet("s3://news/").map_batches(
        RayExtractor, batch_format="pyarrow", compute=ray.data.ActorPoolStrategy(min_size=1, max_size=64)
    ).write_parquet("s3://out/")

    Options are given as `fn_constructor_kwargs`: `model` and `roles` as `beritaie.load` takes them, on every node;
    `text` to `outlet` name columns, those left out are found by their names; `published` may also be a day for articles
    without one. There must be a column with ids. Raises `InputError` and `ModelError` as `beritaie.load` does.
    """

    def __init__(
        self,
        model: str | Path | None = None,
        *,
        text: str | None = None,
        published: str | date | None = None,
        id: str | None = None,  # noqa: A002  the name of the field
        title: str | None = None,
        outlet: str | None = None,
        min_score: float = 0.0,
        roles: str | Path | Mapping[str, str] | None = None,
    ) -> None:
        self.columns = Columns.of(published, text=text, id=id, title=title, outlet=outlet)
        self.min_score = min_score
        self.reader = Loader(None if model is None else str(model), 1, roles)()

    def __call__(self, batch: pa.Table) -> pa.Table:
        """Return one row for each row of `batch`, in order, with the columns of `RAY_SCHEMA`.

        `record` is the article in the corpus format, as JSON; the lists are the rows of the tables of `docs/batch.md`.
        A row that cannot be read has `error` and `remedy` instead. Raises `InputError` where there is no column of text
        or of ids.
        """
        if batch.num_rows == 0:
            return RAY_SCHEMA.empty_table()
        if "id" not in self.columns.found_in(batch.column_names, "the batch"):
            raise InputError("the batch has no column that is known to be the id", "give id=, so that rows stay apart")
        rows = list(read_rows(batch, self.columns))
        outcomes = read_chunk(self.reader, rows, self.min_score)
        columns = [*_head(rows, outcomes), *_lists(part_of(rows, outcomes))]
        return pa.Table.from_arrays(columns, schema=RAY_SCHEMA)


def _head(rows: Sequence[Row], outcomes: Sequence[Outcome]) -> Iterator[pa.Array]:
    errors = [None if isinstance(one, Article) else one.error for one in outcomes]
    yield pa.array([row.id for row in rows], pa.string())
    yield pa.array([one.to_json() if isinstance(one, Article) else None for one in outcomes], pa.string())
    yield pa.array([error and error.what for error in errors], pa.string())
    yield pa.array([error and error.remedy for error in errors], pa.string())


def _lists(part: Part) -> Iterator[pa.Array]:
    """Yield the tables of a part, each as one list for each row of the input."""
    for name in NESTED:
        table = part.tables[name]
        n_each = np.bincount(table["row"].to_numpy().astype(np.int64), minlength=part.n_rows)
        ends = pa.array(np.concatenate([[0], n_each.cumsum()]), pa.int32())
        rows = table.drop_columns(list(_AROUND)).to_struct_array().combine_chunks()
        yield pa.ListArray.from_arrays(ends, rows)


def extract_with_ray(
    paths: Iterable[str | Path],
    out_dir: str | Path,
    *,
    address: str | None = None,
    columns: Columns | None = None,
    min_score: float = 0.0,
    model: str | Path | None = None,
    roles: str | Path | Mapping[str, str] | None = None,
    actors: int | None = None,
    resume: bool = False,
    progress: bool | None = None,
) -> None:
    """Read the articles of `paths` on a Ray cluster, and write what `to_parquet` writes to `out_dir`.

    `address` is the cluster's, as `ray.init` takes it, None for a new one on this machine, unless this process has one
    already. This process reads the rows and writes the tables; `actors` of one CPU each, by default as many as the
    cluster has CPUs, run the model. An actor that dies is started again, and what it was reading is read again. `model`
    and `roles` must be there on every node. Raises what `to_parquet` raises, and `BeritaError` where the cluster cannot
    be reached or a chunk ends its actor again and again.
    """
    plan = Plan(model, actors, min_score, roles)
    if not (model is None or isinstance(model, str | Path)):
        raise InputError(f"model {shown(model)} cannot be sent to a cluster", "give the path of a model folder")
    columns = columns or Columns()
    sheets = [sheet for path in paths for sheet in sheets_of(path)]
    folder = Folder(out_dir, plan.settings(columns), resume=resume)
    if folder.complete:
        return
    work = Work(Loader(None if model is None else str(model), 1, roles), part_of, min_score)
    with _cluster(address) as n_cpus:
        rows = folder.rest_of(rows_of(sheets, columns))
        for _ in with_progress(folder.write(_run(work, chunks_of(rows), actors or n_cpus)), progress, None):
            pass  # each part is written before it comes
    folder.finish()


def _ray() -> Any:
    try:
        import ray
    except ImportError as error:
        raise InputError("the engine ray needs Ray", "pip install 'beritaie[ray]'") from error
    return ray


@contextmanager
def _cluster(address: str | None) -> Iterator[int]:
    """Lend a cluster, and tell how many CPUs it has; one that was not there before is left again."""
    ray = _ray()
    ours = not ray.is_initialized()
    try:
        if ours:
            ray.init(address=address or "local", log_to_driver=False, configure_logging=False)
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise BeritaError(f"no Ray cluster at {address or 'this machine'} ({error})", "start one: ray start") from error
    try:
        yield max(1, int(ray.cluster_resources().get("CPU", 1)))
    finally:
        if ours:
            ray.shutdown()


class _Actor:
    """What runs in an actor: one reader, loaded with the first chunk."""

    def __init__(self, work: Work[Part]) -> None:
        self.work = work
        self.reader: Any = None

    def read(self, rows: Sequence[Row]) -> Part:
        if self.reader is None:
            self.reader = self.work.load()
        return self.work(self.reader, rows)


def _run(work: Work[Part], chunks: Iterable[Sequence[Row]], n_actors: int) -> Iterator[Part]:
    """Yield what `work` makes of each chunk, in order."""
    ray = _ray()
    remote = ray.remote(num_cpus=1, max_restarts=-1, max_task_retries=_TRIES)(_Actor)
    idle = deque([remote.remote(work) for _ in range(n_actors)] * _QUEUED)
    reading: dict[Any, Any] = {}  # which actor has a chunk, by the reference to its part
    waiting: deque[Any] = deque()  # the same references in order
    try:
        for chunk in chunks:
            if not idle:
                for done in ray.wait(list(reading), num_returns=1)[0]:
                    idle.append(reading.pop(done))
            actor = idle.popleft()
            part = actor.read.remote(chunk)
            reading[part] = actor
            waiting.append(part)
            if len(waiting) > n_actors * _AHEAD:
                yield ray.get(waiting.popleft())
        while waiting:
            yield ray.get(waiting.popleft())
    except ray.exceptions.RayTaskError as error:
        raise error.cause from error
    except ray.exceptions.RayActorError as error:
        raise BeritaError(f"a chunk ended its actor {_TRIES + 1} times ({error})", "give the nodes memory") from error
