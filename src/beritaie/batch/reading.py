"""In: whatever people hold articles in, read as one stream of numbered rows."""

import glob
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

from beritaie.batch.columns import Columns, id_of, record_of
from beritaie.batch.files import KINDS, Found, kind_of, read_file, read_standard_input
from beritaie.errors import BeritaError, InputError
from beritaie.schema.checks import shown

# Rows that are looked at for the names of the columns: not every record has every key.
_LOOKED_AT = 100
_ROWS_AT_ONCE = 256
_BROKEN_FILE = (OSError, EOFError, zlib.error, BeritaError)


@dataclass(frozen=True, slots=True)
class Row:
    """A row to read: its number in the input from 0, its place there, its id, and its record or why there is none."""

    number: int
    place: str
    id: str
    record: Mapping[str, object]
    fault: BeritaError | None = None

    @property
    def size(self) -> int:
        """The characters of the text."""
        text = self.record.get("text")
        return len(text) if isinstance(text, str) else 0


@dataclass(frozen=True, slots=True)
class Failure:
    """A row that could not be read: its number from 0, its id, its place in the input, and why."""

    row: int
    id: str
    place: str
    error: BeritaError


class Sheet(NamedTuple):
    """A part of the input with its own columns: a file, or an object in memory. `length` is None where unknown."""

    name: str
    rows: Callable[[], Iterator[Found]]
    length: int | None = None
    is_file: bool = False


def total_length(sheets: Iterable[Sheet]) -> int | None:
    """Return how many rows the sheets have together, None where one does not say."""
    lengths = [sheet.length for sheet in sheets]
    return None if None in lengths else sum(length for length in lengths if length is not None)


def read_rows(source: object, columns: Columns) -> Iterator[Row]:
    """Yield every row of `source` in order; see `docs/batch.md` for what it may be.

    A row, or one file among many, that cannot be read is a row with a fault. Raises `InputError` for a source of an
    unknown kind, without anything to read, or whose columns are not there, and `OSError` for a single file that cannot
    be read.
    """
    return rows_of(sheets_of(source), columns)


def rows_of(sheets: Iterable[Sheet], columns: Columns) -> Iterator[Row]:
    """Yield the rows of several sheets, numbered throughout."""
    several = list(islice(sheets := iter(sheets), 2))
    alone = len(several) == 1
    number = 0
    for sheet in chain(several, sheets):
        for row in _sheet_rows(sheet, columns, number, alone):
            yield row
            number = row.number + 1


def _sheet_rows(sheet: Sheet, columns: Columns, number: int, alone: bool) -> Iterator[Row]:
    first = number
    try:
        for row in _read_sheet(sheet, columns, number):
            yield row
            number = row.number + 1
    except _BROKEN_FILE as error:
        if not sheet.is_file or (alone and number == first):
            raise
        fault = error if isinstance(error, BeritaError) else InputError(f"{sheet.name}: {error}", "check the file")
        yield Row(number, sheet.name, sheet.name, {}, fault)


def _read_sheet(sheet: Sheet, columns: Columns, number: int) -> Iterator[Row]:
    rows = sheet.rows()
    start = list(islice(rows, _LOOKED_AT))
    there = dict.fromkeys(key for _, raw in start if isinstance(raw, Mapping) for key in raw)
    found = columns.found_in(there, sheet.name) if there else {"text": "text"}
    for place, (where, raw) in enumerate(chain(start, rows), number):
        yield _row(place, where or str(place), raw, found, columns.day)


def _row(number: int, place: str, raw: object, found: Mapping[str, str], day: str | None) -> Row:
    identity = id_of(raw, found) or place
    if isinstance(raw, BeritaError):
        return Row(number, place, identity, {}, raw)
    record = {"text": raw} if isinstance(raw, str) else raw
    if not isinstance(record, Mapping):
        fault = InputError(f"{shown(raw)} is neither text nor a record", "give a string, or a mapping with the text")
        return Row(number, place, identity, {}, fault)
    try:
        read = record_of(record, {"text": "text"} if isinstance(raw, str) else found, day)
    except InputError as error:
        return Row(number, place, identity, {}, error)
    return Row(number, place, identity, read | {"id": identity})


def sheets_of(source: Any) -> list[Sheet]:
    """Return the sheets of a source. Raises `InputError` for one of an unknown kind, or with nothing to read."""
    if isinstance(source, str | Path):
        return _file_sheets(str(source))
    readable = any(hasattr(source, way) for way in ("__iter__", "__arrow_c_stream__", "collect"))
    if isinstance(source, bytes | Mapping) or not readable:
        raise InputError(f"{shown(source)} is no collection of articles", _REMEDY)
    if isinstance(source, list | tuple) and source and all(isinstance(one, Path) for one in source):
        return [sheet for one in source for sheet in _file_sheets(str(one))]
    length = len(source) if hasattr(source, "__len__") else None
    return [Sheet(f"the {type(source).__name__}", lambda: (Found("", raw) for raw in _in_memory(source)), length)]


_REMEDY = "give texts, records, a data frame, a pyarrow.Table, a Dataset, or the path of a file or folder"


def _in_memory(source: Any) -> Iterator[Any]:
    """Yield the rows of an object in memory; what it is, its module says, so that none of them need be installed."""
    library, kind = type(source).__module__.split(".")[0], type(source).__name__
    if kind == "LazyFrame":
        return _in_memory(source.collect())
    if kind == "DataFrame" and library == "pandas":
        return _pandas_rows(source)
    if kind == "DataFrame" and library == "polars":
        return (row for part in source.iter_slices(_ROWS_AT_ONCE) for row in part.to_dicts())
    if library in ("pandas", "polars", "datasets") or not hasattr(source, "__arrow_c_stream__"):
        return iter(source)
    return _arrow_rows(source)


def _arrow_rows(source: Any) -> Iterator[Mapping[str, object]]:
    import pyarrow as pa

    for batch in pa.RecordBatchReader.from_stream(source):
        for start in range(0, batch.num_rows, _ROWS_AT_ONCE):
            yield from batch.slice(start, _ROWS_AT_ONCE).to_pylist()


def _pandas_rows(frame: Any) -> Iterator[Mapping[str, object]]:
    for start in range(0, len(frame), _ROWS_AT_ONCE):
        yield from frame.iloc[start : start + _ROWS_AT_ONCE].to_dict("records")


def is_many(path: str) -> bool:
    """Return whether `path` is a folder, a pattern, or a file that is no plain text and not JSON lines."""
    if path == "-":
        return False
    plain = kind_of(path) in (None, ".txt", ".jsonl", ".ndjson")
    return Path(path).is_dir() or not plain or (not Path(path).exists() and glob.has_magic(path))


def _file_sheets(path: str) -> list[Sheet]:
    if path == "-":
        return [Sheet("standard input", read_standard_input)]
    at = Path(path)
    if at.is_dir():
        inside = sorted(one for one in at.rglob("*") if one.is_file() and not _hidden(one.relative_to(at)))
        return _sheets_in(inside, at, path)
    if at.exists() or not glob.has_magic(path):
        return [_sheet(at, at.name)]
    found = sorted(Path(one) for one in glob.glob(path, recursive=True) if Path(one).is_file())  # noqa: PTH207
    return _sheets_in(found, None, path)


def _sheets_in(paths: Iterable[Path], folder: Path | None, name: str) -> list[Sheet]:
    kept = [path for path in paths if kind_of(path.name)]
    if not kept:
        raise InputError(f"{name} has no file to read", f"files end in {', '.join(KINDS)}")
    return [_sheet(path, (path.relative_to(folder) if folder else path).as_posix()) for path in kept]


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _sheet(path: Path, name: str) -> Sheet:
    return Sheet(name, lambda: read_file(path, name), is_file=True)
