"""Parts of a run: what some rows gave, in memory, and in files that are there whole or not at all."""

import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from beritaie.batch.reading import Failure, Row
from beritaie.batch.run import Outcome
from beritaie.batch.schemas import SCHEMAS
from beritaie.batch.tables import article_tables, error_table
from beritaie.schema import Article

RECORDS = "records.jsonl"
_COMPRESSION = "zstd"
# Rows or bytes that are gathered for one row group.
_GROUP_ROWS, _GROUP_BYTES = 100_000, 32_000_000


@dataclass(frozen=True, slots=True)
class Part:
    """What some rows of the input gave: their digests, the characters read, the tables, a record for each article."""

    digests: tuple[bytes, ...]
    n_characters: int
    tables: dict[str, pa.Table]
    records: tuple[str, ...]

    @property
    def n_rows(self) -> int:
        """How many rows of the input these are."""
        return len(self.digests)

    @property
    def n_failed(self) -> int:
        """How many of the rows could not be read."""
        return int(self.tables["errors"].num_rows)


def part_of(rows: Sequence[Row], outcomes: Sequence[Outcome]) -> Part:
    """Return the part that a chunk of rows makes."""
    read = [(row.number, one) for row, one in zip(rows, outcomes, strict=True) if isinstance(one, Article)]
    articles = [article for _, article in read]
    tables = article_tables(articles, [number for number, _ in read])
    tables["errors"] = error_table(one for one in outcomes if isinstance(one, Failure))
    records = tuple(article.to_json() for article in articles)
    return Part(tuple(map(digest_of, rows)), sum(row.size for row in rows), tables, records)


def digest_of(row: Row) -> bytes:
    """Return what tells whether a row is the same as in an earlier run."""
    fields = (row.id, *(row.record.get(field) for field in ("published", "title", "outlet", "text")), row.fault)
    return blake2b(repr(fields).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def join_parts(parts: Sequence[Part]) -> Part:
    """Return several parts as one."""
    tables = {name: pa.concat_tables([part.tables[name] for part in parts]) for name in SCHEMAS}
    return Part(
        tuple(digest for part in parts for digest in part.digests),
        sum(part.n_characters for part in parts),
        tables,
        tuple(line for part in parts for line in part.records),
    )


def table_file(folder: Path, name: str) -> Path:
    """Return the file of the table `name` in `folder`."""
    return folder / f"{name}.parquet"


def write_part(part: Part, folder: Path) -> None:
    """Write a part to `folder`, which is there whole or not at all; tables without rows have no file."""
    making = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    for name, table in part.tables.items():
        if table.num_rows:
            pq.write_table(table, table_file(making, name), compression=_COMPRESSION)
    lines = "".join(line + "\n" for line in part.records)
    (making / RECORDS).write_text(lines, encoding="utf-8", newline="\n")
    making.rename(folder)


def write_table(path: Path, tables: Iterable[pa.Table], schema: pa.Schema) -> None:
    """Write tables as one file, some row groups in memory at a time; it is there whole or as it was before."""
    making = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with pq.ParquetWriter(making, schema, compression=_COMPRESSION) as writer:
            for group in _groups(tables):
                writer.write_table(pa.concat_tables(group))
        making.replace(path)
    except BaseException:
        making.unlink(missing_ok=True)
        raise


def _groups(tables: Iterable[pa.Table]) -> Iterable[list[pa.Table]]:
    group: list[pa.Table] = []
    for table in tables:
        group.append(table)
        if sum(one.num_rows for one in group) >= _GROUP_ROWS or sum(one.nbytes for one in group) >= _GROUP_BYTES:
            yield group
            group = []
    if group:
        yield group
