"""What a batch found, as tables."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from beritaie.batch.identity import DuplicateFinder
from beritaie.batch.parts import RECORDS, Part, table_file, write_table
from beritaie.batch.schemas import SCHEMAS
from beritaie.corpus import write_atomically
from beritaie.errors import InputError
from beritaie.schema import Article, article_from_json
from beritaie.schema.checks import shown

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl


class Results:
    """The tables of a batch, each as a pandas frame by its name, or with `arrow` and `polars`.

    `docs/batch.md` tells their columns. They are read from their files when they are first asked for.
    """

    def __init__(self, load: Callable[[str], pa.Table], records: Callable[[], Iterator[str]]) -> None:
        self._load = load
        self._lines = records
        self._tables: dict[str, pa.Table] = {}

    @classmethod
    def of(cls, parts: Iterable[Part], *, duplicates: bool = True) -> "Results":
        """Return the results of all parts of a run, near-duplicates marked where `duplicates` is true."""
        several = list(parts)
        tables = {name: _joined(name, [part.tables[name] for part in several]) for name in SCHEMAS}
        if duplicates:
            tables["articles"] = flag_duplicates(tables["articles"], DuplicateFinder())
        return cls(tables.__getitem__, lambda: (line for part in several for line in part.records))

    @classmethod
    def read(cls, folder: str | Path) -> "Results":
        """Return the results that a finished run wrote into `folder`. Raises `InputError` where there are none."""
        at = Path(folder)
        missing = [name for name in SCHEMAS if not table_file(at, name).is_file()]
        if missing:
            raise InputError(f"{folder} has no {missing[0]}.parquet", "give the folder of a finished run")
        return cls(lambda name: pq.read_table(table_file(at, name), memory_map=True), lambda: _lines(at / RECORDS))

    def arrow(self, name: str) -> pa.Table:
        """Return the table `name`. Raises `InputError` for an unknown name."""
        if name not in SCHEMAS:
            raise InputError(f"table {shown(name)} is unknown", f"use one of {', '.join(SCHEMAS)}")
        if name not in self._tables:
            self._tables[name] = self._load(name)
        return self._tables[name]

    def polars(self, name: str) -> "pl.DataFrame":
        """Return the table `name` as a polars frame."""
        import polars as pl

        frame = pl.from_arrow(self.arrow(name))
        assert isinstance(frame, pl.DataFrame)
        return frame

    def pandas(self, name: str) -> "pd.DataFrame":
        """Return the table `name` as a pandas frame, days as `datetime64`."""
        frame: pd.DataFrame = self.arrow(name).to_pandas(date_as_object=False)
        return frame

    @cached_property
    def articles(self) -> "pd.DataFrame":
        """One row per article."""
        return self.pandas("articles")

    @cached_property
    def mentions(self) -> "pd.DataFrame":
        """One row per mention of any label."""
        return self.pandas("mentions")

    @cached_property
    def officials(self) -> "pd.DataFrame":
        """One row per office that an article gives a person."""
        return self.pandas("officials")

    @cached_property
    def figures(self) -> "pd.DataFrame":
        """One row per figure."""
        return self.pandas("figures")

    @cached_property
    def dates(self) -> "pd.DataFrame":
        """One row per date."""
        return self.pandas("dates")

    @cached_property
    def regions(self) -> "pd.DataFrame":
        """One row per region that is named."""
        return self.pandas("regions")

    @cached_property
    def quotes(self) -> "pd.DataFrame":
        """One row per quote and claim."""
        return self.pandas("quotes")

    @cached_property
    def errors(self) -> "pd.DataFrame":
        """One row per row of the input that could not be read."""
        return self.pandas("errors")

    def records(self) -> Iterator[Article]:
        """Yield the articles, as their records have them."""
        return map(article_from_json, self._lines())

    def to_jsonl(self, path: str | Path) -> None:
        """Write one record per article; the file is there complete or as it was before."""
        write_atomically(path, (line + "\n" for line in self._lines()))

    def to_parquet(self, folder: str | Path) -> None:
        """Write each table to `folder`, which is made where it is missing, and the records as `records.jsonl`."""
        at = Path(folder)
        at.mkdir(parents=True, exist_ok=True)
        for name in SCHEMAS:
            write_table(table_file(at, name), [self.arrow(name)], SCHEMAS[name])
        self.to_jsonl(at / RECORDS)

    def __len__(self) -> int:
        return int(self.arrow("articles").num_rows)

    def _counts(self) -> Mapping[str, int]:
        return {name: self.arrow(name).num_rows for name in SCHEMAS}

    def __repr__(self) -> str:
        return f"Results({', '.join(f'{name}: {count:,}' for name, count in self._counts().items())})"

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><th>{escape(name)}</th><td>{count:,}</td></tr>" for name, count in self._counts().items())
        return f"<table><thead><tr><th>table</th><th>rows</th></tr></thead><tbody>{rows}</tbody></table>"


def flag_duplicates(articles: pa.Table, finder: DuplicateFinder) -> pa.Table:
    """Return the table `articles` with its column `duplicate_of` filled in."""
    pairs: Iterable[tuple[Any, Any]] = zip(
        articles["article_id"].to_pylist(), articles["text"].to_pylist(), strict=True
    )
    found = [finder.add(identity, text) for identity, text in pairs]
    place = articles.schema.get_field_index("duplicate_of")
    return articles.set_column(place, SCHEMAS["articles"].field(place), pa.array(found, pa.string()))


def _joined(name: str, tables: Sequence[pa.Table]) -> pa.Table:
    return pa.concat_tables(tables) if tables else SCHEMAS[name].empty_table()


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            yield line.rstrip("\n")
