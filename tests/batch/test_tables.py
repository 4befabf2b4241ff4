from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings

import beritaie.batch
from batch.stub import Stub
from beritaie.batch.reading import Failure
from beritaie.batch.results import Results
from beritaie.batch.tables import SCHEMAS, article_tables, error_table
from beritaie.errors import InputError
from beritaie.schema import (
    Article,
    DateValue,
    FigureValue,
    Label,
    Mention,
    Official,
    PersonValue,
    RegionValue,
    RoleValue,
    SpeechValue,
    Unresolved,
)
from strategies import articles as any_article

TEXT = "Bupati OKI Romi kata 1,5 juta, Rabu di Bogor"


def mention(word: str, label: Label, value: object = None) -> Mention:
    start = TEXT.index(word)
    return Mention(start, start + len(word), label, word, 0.98765, value)  # type: ignore[arg-type]


BUPATI = RoleValue("Bupati", "definitive", "Pemerintah Kabupaten Ogan Komering Ilir", "16.02")
MENTIONS = (
    mention("Bupati OKI", Label.ROLE, BUPATI),
    mention("OKI", Label.REGION, RegionValue("16.02", "regency", "Kabupaten Ogan Komering Ilir")),
    mention("Romi", Label.PERSON, PersonValue("Romi Maradona")),
    mention("kata", Label.CUE),
    mention("1,5 juta", Label.FIGURE, FigureValue(Decimal("1500000.10"), unit="IDR", kind="money", region="16.02")),
    mention("Rabu", Label.DATE, DateValue("2023-02/2024")),
    mention("Bogor", Label.REGION, Unresolved("two", (RegionValue("32.01", "regency", "Kabupaten Bogor"),))),
    mention(
        "juta", Label.CLAIM, SpeechValue("Romi Maradona", (TEXT.index("kata"), TEXT.index("kata") + 4), 0.5, "why")
    ),
)
OFFICIALS = (Official("Romi Maradona", (BUPATI, RoleValue("Ketua Umum Partai X", "former"))),)
ARTICLE = Article(TEXT, MENTIONS, "a1", "Judul", "2024-10-16", "koran", {"k": Decimal("0.10")}, OFFICIALS, {"n": 1})


def rows(name: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = article_tables([ARTICLE], [5])[name].to_pylist()
    return found


def cells(name: str, place: int, *columns: str) -> tuple[object, ...]:
    return tuple(rows(name)[place][column] for column in columns)


def test_articles() -> None:
    assert cells("articles", 0, "row", "article_id", "title", "outlet", "text") == (5, "a1", "Judul", "koran", TEXT)
    assert cells("articles", 0, "n_mentions", "source", "extra") == (8, '{"k": 0.10}', '{"n": 1}')
    assert str(rows("articles")[0]["published"]) == "2024-10-16"


def test_mentions_keep_their_places() -> None:
    found = rows("mentions")
    assert [row["mention"] for row in found] == list(range(8))
    assert all(TEXT[row["start"] : row["end"]] == row["text"] for row in found)  # type: ignore[misc]
    assert found[2]["value"] == '{"name": "Romi Maradona"}'
    assert {row["score"] for row in found} == {0.9877}
    assert [row["reason"] for row in found if row["reason"]] == ["two"]


def test_values() -> None:
    assert cells("figures", 0, "value", "exact", "unit", "kind") == (1500000.1, "1500000.10", "IDR", "money")
    assert cells("figures", 0, "region", "region_name") == ("16.02", "Kabupaten Ogan Komering Ilir")
    assert [str(day) for day in cells("dates", 0, "first_day", "last_day")] == ["2023-02-01", "2024-12-31"]
    assert cells("regions", 0, "code", "province", "reason", "candidates") == ("16.02", "16", None, None)
    assert cells("regions", 1, "code", "reason", "candidates") == (None, "two", ["32.01"])


def test_officials_have_a_row_per_office_and_quotes_their_person() -> None:
    assert [row["title"] for row in rows("officials")] == ["Bupati", "Ketua Umum Partai X"]
    (one,) = {row["person_id"] for row in rows("officials")}
    assert cells("officials", 0, "n_mentions", "n_quotes") == (1, 1)
    assert cells("quotes", 0, "kind", "speaker", "speaker_score", "person_id") == ("CLAIM", "Romi Maradona", 0.5, one)
    assert cells("quotes", 0, "cue", "reason", "text") == ("kata", "why", "juta")


def test_errors() -> None:
    table = error_table([Failure(3, "x", "a.csv:4", InputError("bad", "mend it"))])
    assert table.to_pylist() == [
        {"row": 3, "article_id": "x", "place": "a.csv:4", "reason": "bad", "remedy": "mend it"}
    ]


def test_tables_without_rows_have_their_columns() -> None:
    empty = article_tables([]) | {"errors": error_table([])}
    assert {name: table.schema for name, table in empty.items()} == SCHEMAS
    assert article_tables([ARTICLE])["quotes"]["row"].to_pylist() == [None]


def test_what_utf8_cannot_hold_is_replaced_sign_by_sign() -> None:
    text = "\ud800 Romi \x00"
    article = Article(text, (Mention(0, 6, Label.PERSON, text[:6]),))
    tables = article_tables([article])
    assert tables["articles"]["text"].to_pylist() == ["\ufffd Romi \x00"]
    assert tables["mentions"]["text"].to_pylist() == ["\ufffd Romi"]


@settings(deadline=None, max_examples=50)
@given(any_article())
def test_every_article_fits(article: Article) -> None:
    tables = article_tables([article])
    assert {name: table.schema for name, table in tables.items()} == {
        name: schema for name, schema in SCHEMAS.items() if name != "errors"
    }
    assert tables["mentions"].num_rows == len(article.mentions)
    assert tables["quotes"].num_rows == len(article.quotes)


def test_huge_figures_keep_their_digits() -> None:
    value = FigureValue(low=-(10**400), high=10**400)
    article = Article("x", (Mention(0, 1, Label.FIGURE, "x", None, value),))
    (row,) = article_tables([article])["figures"].to_pylist()
    assert (row["low"], row["high"], row["exact"]) == (float("-inf"), float("inf"), f"-{10**400}/{10**400}")


@pytest.fixture(scope="module")
def results() -> Results:
    copy = " ".join(f"Romi kata ke-{number}" for number in range(30))
    return beritaie.batch.extract(["Romi", "", copy, "Asmar", copy + " lagi"], model=Stub(), published="2024-10-16")


def test_results_as_frames(results: Results) -> None:
    assert len(results) == 4
    assert list(results.mentions["row"]) == [0, *[2] * 30, *[4] * 30]
    assert str(results.articles["published"].dtype).startswith("datetime64")
    assert isinstance(results.polars("mentions"), pl.DataFrame)
    assert isinstance(results.arrow("quotes"), pa.Table)
    assert list(results.errors["reason"]) == ["text is empty"]
    assert results.arrow("articles")["duplicate_of"].to_pylist() == [None, None, None, "2"]
    assert [article.id for article in results.records()] == ["0", "2", "3", "4"]
    assert "mentions: 61" in repr(results)
    assert "<td>61</td>" in results._repr_html_()
    with pytest.raises(InputError, match="'quote' is unknown; use one of articles, mentions"):
        results.arrow("quote")


def test_results_on_disk(results: Results, tmp_path: Path) -> None:
    results.to_parquet(tmp_path / "out")
    again = Results.read(tmp_path / "out")
    for name, schema in SCHEMAS.items():
        assert pq.read_schema(tmp_path / "out" / f"{name}.parquet").equals(schema)
        assert again.arrow(name).equals(results.arrow(name))
    assert [article.id for article in again.records()] == ["0", "2", "3", "4"]
    count = duckdb.sql(f"SELECT count(*) FROM '{tmp_path}/out/mentions.parquet' WHERE value->>'name' = 'Romi'")
    assert count.fetchall() == [(61,)]
    with pytest.raises(InputError, match=r"has no articles\.parquet"):
        Results.read(tmp_path)
