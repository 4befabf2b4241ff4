"""Build the table of regions that ships: compressed names by code, and the index of the names.

python training/make_regions.py $BERITAIE_DATA/regions/wilayah.tsv

The source has a line `code<TAB>name` for each area: cahyadsn/wilayah@b7ad440a (MIT), facts of the Ministry of Home
Affairs, 2026-08. The same source gives the same bytes.
"""

import lzma
import os
import re
from pathlib import Path
from typing import Annotated

import typer

from beritaie.errors import InputError
from beritaie.normalise.regions.gazetteer import INDEX_FILE, TABLE_FILE, index_of

TABLES = Path(__file__).parents[1] / "src/beritaie/normalise/tables"
SOURCE = Path(os.environ.get("BERITAIE_DATA", "data")) / "regions/wilayah.tsv"

_LINE = re.compile(r"\d\d(?:\.\d\d(?:\.\d\d(?:\.\d{4})?)?)?\t[^\t]+")


def main(
    source: Annotated[Path, typer.Argument(help="wilayah.tsv")] = SOURCE,
    out: Annotated[Path, typer.Option(help="folder to write")] = TABLES,
) -> None:
    """Write the table and its index."""
    table = table_of(source.read_text(encoding="utf-8"))
    write(out / TABLE_FILE, table.encode("utf-8"))
    write(out / INDEX_FILE, index_of(table))


def table_of(text: str) -> str:
    """Return the lines sorted by code, with single spaces. Raises `InputError` for a line of another form."""
    lines = sorted(re.sub(r" +", " ", line.strip()) for line in text.splitlines() if line.strip())
    for line in lines:
        if not _LINE.fullmatch(line):
            raise InputError(f"line {line!r} is no code and name", "give lines such as 16.02<TAB>Kabupaten …")
    return "".join(line + "\n" for line in lines)


def write(path: Path, content: bytes) -> None:
    """Write `content`, compressed."""
    path.write_bytes(lzma.compress(content, preset=9 | lzma.PRESET_EXTREME))
    print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    typer.run(main)
