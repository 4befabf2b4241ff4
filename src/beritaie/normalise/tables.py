"""Tables of knowledge: tab-separated UTF-8 files with comments that name their source."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

from beritaie.errors import InputError
from beritaie.schema.checks import shown

# One row: a cell for each column, stripped.
Row = tuple[str, ...]


@cache
def own_table(name: str) -> tuple[Row, ...]:
    """Return the rows of a table of the package, `tables/<name>.tsv`, without its head."""
    resource = files("beritaie.normalise") / "tables" / f"{name}.tsv"
    return tuple(parse_table(resource.read_text(encoding="utf-8"), f"{name}.tsv"))


def read_table(path: str | Path) -> list[Row]:
    """Return the rows of a table file. Raises `InputError` as `parse_table` does, `OSError` for an unreadable file."""
    return list(parse_table(Path(path).read_text(encoding="utf-8-sig"), str(path)))


def parse_table(text: str, name: str) -> Iterator[Row]:
    """Yield the rows below the head of a table.

    The first line that is neither empty nor a comment (`#`) names the columns; every row has as many cells, all but the
    first perhaps empty. Raises `InputError`, with file and line, for a row that has not.
    """
    head: Row | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        row = tuple(cell.strip() for cell in line.split("\t"))
        if head is None:
            head = row
        elif len(row) != len(head) or not row[0]:
            what = f"{name}:{number}: row {shown(line)} has {len(row)} cells"
            raise InputError(what, f"give {len(head)}, parted by tabs: {', '.join(head)}; the first may not be empty")
        else:
            yield row
