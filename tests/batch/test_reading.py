import gzip
import io
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from beritaie.batch.columns import Columns
from beritaie.batch.reading import is_many, read_rows
from beritaie.errors import InputError

RECORDS = [
    {"url": "a", "isi": "Kata Romi.", "tanggal": "2024-10-16"},
    {"url": "b", "isi": "Romi\ndatang", "tanggal": None},
]
FRAME = pd.DataFrame(RECORDS)
EXPECTED = [("a", "Kata Romi.", "2024-10-16"), ("b", "Romi\ndatang", None)]


def seen(source: object, **given: Any) -> list[tuple[str, Any, Any]]:
    rows = list(read_rows(source, Columns.of(given.pop("published", None), **given)))
    assert [row.number for row in rows] == list(range(len(rows)))
    return [(row.id, row.record.get("text"), row.record.get("published")) for row in rows]


def a_dataset(streaming: bool) -> Any:
    datasets = pytest.importorskip("datasets")
    dataset = datasets.Dataset.from_list(RECORDS)
    return dataset.to_iterable_dataset() if streaming else dataset


@pytest.mark.parametrize(
    "make",
    [
        lambda: RECORDS,
        lambda: iter(RECORDS),
        lambda: (dict(record) for record in RECORDS),
        lambda: FRAME,
        lambda: FRAME.set_index(np.array([7, 7])),
        lambda: pl.DataFrame(RECORDS),
        lambda: pl.LazyFrame(RECORDS),
        lambda: pa.Table.from_pylist(RECORDS),
        lambda: pa.Table.from_pylist(RECORDS).to_reader(),
        lambda: pa.RecordBatch.from_pylist(RECORDS),
        lambda: a_dataset(False),
        lambda: a_dataset(True),
    ],
)
def test_what_lies_in_memory(make: Callable[[], Any]) -> None:
    assert seen(make()) == EXPECTED


@pytest.mark.parametrize("make", [list, tuple, iter, pd.Series, pl.Series, np.array])
def test_texts_alone_are_numbered(make: Callable[[list[str]], Any]) -> None:
    assert seen(make(["Romi", "Asmar"])) == [("0", "Romi", None), ("1", "Asmar", None)]


def write_jsonl(path: Path) -> None:
    path.write_text("\n".join(map(json.dumps, RECORDS)) + "\n\n", encoding="utf-8-sig")


def write_jsonl_gz(path: Path) -> None:
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, RECORDS)).encode()))


def write_csv(encoding: str, delimiter: str = ",") -> Callable[[Path], None]:
    return lambda path: FRAME.to_csv(path, index=False, encoding=encoding, sep=delimiter)


def write_parquet(path: Path) -> None:
    pq.write_table(pa.Table.from_pylist(RECORDS), path)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.jsonl", write_jsonl),
        ("a.ndjson", write_jsonl),
        ("a.jsonl.gz", write_jsonl_gz),
        ("a.csv", write_csv("utf-8")),
        ("a.CSV", write_csv("utf-8-sig")),
        ("a.csv", write_csv("utf-16")),
        ("a.csv", write_csv("cp1252", ";")),
        ("a.csv", write_csv("utf-8", "\t")),
        ("a.csv.gz", lambda path: FRAME.to_csv(path, index=False)),
        ("a.tsv", write_csv("utf-8", "\t")),
        ("a.parquet", write_parquet),
    ],
)
def test_files(tmp_path: Path, name: str, write: Callable[[Path], None]) -> None:
    write(tmp_path / name)
    assert seen(tmp_path / name) == EXPECTED
    assert seen(str(tmp_path)) == EXPECTED


def test_csv_in_the_wild(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    long = "kata " * 100_000
    lines = [
        '\ufeffID;Tanggal;"Isi Berita"'.encode(),
        "1;16/10/2024;“Siap,” kata Romi".encode(),
        "2;Rabu, 16 Okt 2024 | 14:30 WIB;“Siap,” kata Romi".encode("cp1252"),
        b'3;2024-10-16 23:10:00;"baris\r\n\r\n""dua""; tiga"',
        b"4;;empat;lima",
        b"5;besok;lima",
        b"6;-;",
        f"7;;{long}".encode(),
        "",
        b'8;;"tidak ditutup',
    ]
    path.write_bytes(b"\r\n".join(line if isinstance(line, bytes) else line.encode() for line in lines))
    rows = list(read_rows(path, Columns()))
    assert [row.id for row in rows] == ["1", "2", "3", "a.csv:7", "5", "6", "7", "8"]
    assert [row.record.get("published") for row in rows[:3]] == ["2024-10-16"] * 3
    assert rows[0].record["text"] == rows[1].record["text"] == "“Siap,” kata Romi"
    assert rows[2].record["text"] == 'baris\r\n\r\n"dua"; tiga'
    assert [row.fault is not None for row in rows] == [False] * 3 + [True] * 3 + [False] * 2
    assert rows[3].fault is not None
    assert "4 cells under a head of 3" in str(rows[3].fault)
    assert "besok" in str(rows[4].fault)
    assert rows[6].record["text"] == long


PAGE = """<!doctype html><html><head><title>Bantuan di Belitang</title>
<meta property="article:published_time" content="2024-10-16T08:00:00+07:00"></head><body><nav>Beranda | Politik</nav>
<article><h1>Bantuan di Belitang</h1>%s</article><footer>Hak cipta</footer></body></html>"""
PARAGRAPH = (
    "<p>Penjabat bupati menyerahkan bantuan beras kepada warga di kantor kecamatan pada hari Rabu siang itu.</p>"
)


def test_pages(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura")
    (tmp_path / "a.html").write_text(PAGE % (PARAGRAPH * 5), encoding="utf-8")
    (tmp_path / "b.htm").write_text("", encoding="utf-8")
    good, bad = read_rows(tmp_path, Columns())
    assert (good.id, good.record["published"]) == ("a.html", "2024-10-16")
    assert str(good.record["text"]).count("Penjabat bupati") >= 1
    assert "Beranda" not in str(good.record["text"])
    assert "b.htm has no article" in str(bad.fault)


def test_folders_patterns_and_bad_files(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".tersembunyi").mkdir()
    (tmp_path / ".tersembunyi" / "x.txt").write_text("x")
    (tmp_path / "b" / "2.txt").write_text("dua")
    (tmp_path / "1.txt").write_text("satu")
    (tmp_path / "foto.jpg").write_bytes(b"\xff\xd8")
    (tmp_path / "3.jsonl.gz").write_bytes(gzip.compress(b'{"text": "tiga"}\n{"text": "empat"}')[:-9])
    (tmp_path / "4.parquet").write_bytes(b"PAR1")
    (tmp_path / "5.csv").write_text("nama,umur\nRomi,40\n")
    rows = list(read_rows(tmp_path, Columns()))
    assert [row.id for row in rows if row.fault is None][:1] == ["1.txt"]
    assert rows[-1].id == "b/2.txt"
    assert {row.place for row in rows if row.fault} == {"3.jsonl.gz", "4.parquet", "5.csv"}
    assert seen(str(tmp_path / "**" / "*.txt")) == [
        (str(tmp_path / "1.txt"), "satu", None),
        (str(tmp_path / "b" / "2.txt"), "dua", None),
    ]
    assert seen([tmp_path / "1.txt", tmp_path / "b"])[1] == ("2.txt", "dua", None)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'\n{"text": "Romi", "id": 7}\n{"text": "Asmar"}\n', [("7", "Romi", None), ("-:3", "Asmar", None)]),
        (b"Romi\ndatang", [("-", "Romi\ndatang", None)]),
    ],
)
def test_standard_input(monkeypatch: pytest.MonkeyPatch, content: bytes, expected: list[Any]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert seen("-") == expected


def test_columns_are_given() -> None:
    records = [{"a": "Romi", "text": "lain", "b": "x", "c": date(2024, 10, 16), "d": datetime(2024, 1, 2, 3)}]
    assert seen(records, text="a", id="b", published="c") == [("x", "Romi", "2024-10-16")]
    (row,) = read_rows(records, Columns.of("d", text="a"))
    assert row.record == {"text": "Romi", "text_input": "lain", "b": "x", "c": "2024-10-16"} | {
        "published": "2024-01-02",
        "id": "0",
    }


def test_a_day_for_all() -> None:
    records = [{"text": "a", "date": ""}, {"text": "b", "date": "2024-10-17"}]
    assert [day for *_, day in seen(records, published="2024-10-16")] == ["2024-10-16", "2024-10-17"]
    assert [day for *_, day in seen(["a"], published=date(2024, 10, 16))] == ["2024-10-16"]


@pytest.mark.parametrize(
    ("source", "given", "says"),
    [
        (RECORDS, {"text": "body"}, "no column 'body'; its columns are url, isi, tanggal"),
        (RECORDS, {"published": "waktu"}, "no column 'waktu'; its columns are url, isi, tanggal"),
        (RECORDS, {"published": "2024-13-01"}, "no day of the calendar"),
        (RECORDS, {"text": 3}, "text=3 is no name of a column"),
        ([{"a": 1}], {}, "no column that is known to be text; give text=, one of a"),
        (FRAME[["url"]], {}, "no column that is known to be text; give text=, one of url"),
        ({"text": "Romi"}, {}, "no collection of articles"),
        (b"Romi", {}, "no collection of articles"),
        (7, {}, "no collection of articles"),
        ("/tidak/ada/*.csv", {}, "has no file to read"),
        (__file__, {}, "of no known kind; give a file that ends in .txt"),
    ],
)
def test_wrong_sources_are_refused(source: object, given: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=r".") as caught:
        seen(source, **given)
    assert says in str(caught.value)


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(FileNotFoundError):
        seen("tidak-ada.txt")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"id": 1, "text": None}, "text is empty"),
        ({"id": 1, "text": float("nan")}, "text is empty"),
        ({"id": 1, "text": " \n"}, "text is empty"),
        ({"id": 1}, "text is empty"),
        ({"id": 1, "text": 5}, "text 5 is no string"),
        ({"id": 1, "text": "<html><p>x"}, "text is HTML"),
        ({"id": 1, "text": "a", "date": "kapan-kapan"}, "date 'kapan-kapan' cannot be read"),
        (7, "7 is neither text nor a record"),
        (None, "None is neither text nor a record"),
    ],
)
def test_bad_rows_have_a_fault(row: object, says: str) -> None:
    good = {"id": "x", "text": "Romi", "date": pd.NaT}
    _, bad, last = read_rows([good, row, good], Columns())
    assert says in str(bad.fault)
    assert bad.id == "1"
    assert last.record["text"] == "Romi"


def test_other_columns_are_kept_as_json() -> None:
    record = {"text": "a", "n": np.int64(3), "x": np.array([1.5]), "when": pd.Timestamp("2024-10-16"), "gone": pd.NA}
    record |= {"nan": float("nan"), "source": {"k": (1, None)}, "spans": [1], "none": None}
    (row,) = read_rows([record], Columns())
    assert row.record == {
        "id": "0",
        "text": "a",
        "published": None,
        "n": 3,
        "x": [1.5],
        "when": "2024-10-16T00:00:00",
        "source": {"k": [1, None]},
    }


def test_an_error_of_the_source_itself_is_not_hidden() -> None:
    def broken() -> Iterator[str]:
        yield "Romi"
        raise OSError("putus")

    with pytest.raises(OSError, match="putus"):
        list(read_rows(broken(), Columns()))


@pytest.mark.parametrize(
    ("path", "many"),
    [("-", False), ("a.txt", False), ("a.jsonl", False), ("a.csv", True), ("*.txt", True), (".", True)],
)
def test_is_many(path: str, many: bool) -> None:
    assert is_many(path) is many
