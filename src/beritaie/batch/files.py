"""Files: each kind read as a stream of rows, with the place where each stands."""

import csv
import gzip
import io
import logging
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import IO, NamedTuple, TypeAlias

from beritaie.errors import BeritaError, CorpusError, InputError
from beritaie.inputs import decode
from beritaie.schema.checks import shown
from beritaie.schema.json_text import loads

# A row as its source has it: a text, a record, or why it is neither.
Raw: TypeAlias = str | Mapping[str, object] | BeritaError


class Found(NamedTuple):
    """A row, and where it stands: `news.csv:17`, or the name of a file that is one article."""

    place: str
    raw: Raw


# The longest cell of a CSV file: a quotation mark that is never closed must not swallow the file.
MOST_IN_A_CELL = 10_000_000
_DELIMITERS = ",;\t|"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_ROWS_AT_ONCE = 256
# What trafilatura calls the fields.
_OF_A_PAGE = {"text": "text", "title": "title", "published": "date", "outlet": "sitename", "url": "url"}


def read_file(path: Path, name: str) -> Iterator[Found]:
    """Yield the rows of a file, a few in memory at a time; the ending of its name says of what kind it is.

    Raises `InputError` for a file of no known kind or of broken content, `OSError` where it cannot be read.
    """
    kind = kind_of(name)
    if kind is None:
        raise InputError(f"{name} is of no known kind", f"give a file that ends in {', '.join(KINDS)}")
    return KINDS[kind](path, name)


def kind_of(name: str) -> str | None:
    """Return the ending of `name` where it is one of `KINDS`."""
    return next((kind for kind in KINDS if PurePath(name).name.lower().endswith(kind)), None)


def read_standard_input() -> Iterator[Found]:
    """Yield the rows of standard input: records where the first line is a JSON object, else one text."""
    stream = sys.stdin.buffer
    first = b""
    while not first.strip() and (line := stream.readline()):
        first += line
    if first.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        yield from _records(_chained(first, stream), "-")
    else:
        yield Found("-", _decoded(first + stream.read(), "standard input"))


def _chained(first: bytes, stream: IO[bytes]) -> Iterator[bytes]:
    yield from io.BytesIO(first)
    yield from stream


def _text_file(path: Path, name: str) -> Iterator[Found]:
    yield Found(name, _decoded(path.read_bytes(), name))


def _decoded(content: bytes, name: str) -> str | BeritaError:
    try:
        return decode(content, name, lambda message: None)
    except InputError as error:
        return error


def _html_file(path: Path, name: str) -> Iterator[Found]:
    """Yield the article of a page, or what kept it from being found: one bad page of a folder is a bad row."""
    try:
        import trafilatura
    except ImportError as error:
        raise InputError(f"{name}: reading HTML needs trafilatura", "pip install 'beritaie[batch]'") from error
    # It logs what it cannot read, and that is told as a row that failed.
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    content = path.read_bytes()
    page = trafilatura.bare_extraction(content, url=None, with_metadata=True, include_comments=False)
    parts = {} if page is None else page if isinstance(page, dict) else page.as_dict()
    if not parts.get("text"):
        yield Found(name, InputError(f"{name} has no article that can be told from the page", "give its text"))
        return
    kept = {field: parts.get(key) for field, key in _OF_A_PAGE.items()}
    yield Found(name, {"id": name} | {field: value for field, value in kept.items() if value})


def _jsonl_file(path: Path, name: str) -> Iterator[Found]:
    with _opened(path, name) as file:
        yield from _records(file, name)


def _records(lines: Iterator[bytes] | IO[bytes], name: str) -> Iterator[Found]:
    for number, line in enumerate(lines, 1):
        content = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if content.strip():
            yield Found(f"{name}:{number}", _record(content))


def _record(content: bytes) -> Raw:
    try:
        record = loads(_line(content))
    except CorpusError as error:
        return error
    if isinstance(record, str | dict):
        return record
    return InputError(f"{shown(record)} is no object", 'write {"id": …, "text": …}')


def _line(content: bytes) -> str:
    """Return a line as text. Scrapers mix encodings, so each line is judged by itself."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _csv_file(path: Path, name: str) -> Iterator[Found]:
    with _opened(path, name) as file:
        lines = _csv_lines(file)
        head = next((line for line in lines if line.strip()), None)
        if head is None:
            return
        delimiter = max(_DELIMITERS, key=lambda sign: (head.count(sign), -_DELIMITERS.index(sign)))
        with _long_cells():
            names = next(csv.reader([head], delimiter=delimiter))
        yield from _csv_rows(lines, [one.strip() for one in names], delimiter, name)


def _csv_rows(lines: Iterator[str], names: list[str], delimiter: str, name: str) -> Iterator[Found]:
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        place = f"{name}:{reader.line_num + 2}"  # the line on which the row begins, behind the head
        try:
            with _long_cells():
                cells = next(reader, None)
        except csv.Error as error:
            yield Found(place, InputError(f"broken CSV: {error}", "close the quotation marks of the row"))
            continue
        if cells is None:
            return
        if cells:
            yield Found(place, _csv_record(names, cells))


def _csv_record(names: list[str], cells: list[str]) -> Raw:
    if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
        return InputError(
            f"the row has {len(cells)} cells under a head of {len(names)}", "put cells that hold a comma in quotes"
        )
    return {key: cell for key, cell in zip(names, cells, strict=False) if cell.strip()}


@contextmanager
def _long_cells() -> Iterator[None]:
    """Let cells be as long as articles are; the limit belongs to the whole process, so it is put back."""
    before = csv.field_size_limit(MOST_IN_A_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _csv_lines(file: IO[bytes]) -> Iterator[str]:
    """Yield the lines of a CSV file in UTF-8, UTF-16 or Windows-1252, without its byte-order mark."""
    start = file.read(2)
    if start in _UTF16:
        file.seek(0)
        yield from io.TextIOWrapper(file, encoding="utf-16", newline="")
        return
    file.seek(0)
    for number, line in enumerate(file):
        yield _line(line.removeprefix(b"\xef\xbb\xbf") if number == 0 else line)


def _parquet_file(path: Path, name: str) -> Iterator[Found]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise InputError(f"{name}: reading Parquet needs pyarrow", "pip install 'beritaie[batch]'") from error
    try:
        with pq.ParquetFile(path) as file:
            number = 0
            for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE):
                for record in batch.to_pylist():
                    yield Found(f"{name}:{number}", record)
                    number += 1
    except pa.ArrowException as error:
        raise InputError(f"{name} is no Parquet file that can be read ({error})", "write it again") from error


@contextmanager
def _opened(path: Path, name: str) -> Iterator[IO[bytes]]:
    with path.open("rb") as file:
        if name.lower().endswith(".gz"):
            with gzip.open(file) as unpacked:
                yield unpacked  # type: ignore[misc]  # it reads as a file of bytes does
        else:
            yield file


KINDS: dict[str, Callable[[Path, str], Iterator[Found]]] = {
    ".txt": _text_file,
    ".jsonl": _jsonl_file,
    ".jsonl.gz": _jsonl_file,
    ".ndjson": _jsonl_file,
    ".csv": _csv_file,
    ".csv.gz": _csv_file,
    ".tsv": _csv_file,
    ".parquet": _parquet_file,
    ".html": _html_file,
    ".htm": _html_file,
}
