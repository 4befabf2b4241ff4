import pytest

from beritaie.errors import InputError
from beritaie.normalise.tables import parse_table, read_table


def test_rows_are_read_past_comments_and_blank_lines() -> None:
    text = "# source: the ministry\n\nshort\tlong\n OKI \tOgan Komering Ilir\n# more\nOKU\t\n"
    assert list(parse_table(text, "t.tsv")) == [("OKI", "Ogan Komering Ilir"), ("OKU", "")]


@pytest.mark.parametrize("text", ["", "# nothing\n", "short\tlong\n"])
def test_table_without_rows_is_empty(text: str) -> None:
    assert list(parse_table(text, "t.tsv")) == []


@pytest.mark.parametrize(
    ("row", "says"),
    [("OKI", "t.tsv:2: row 'OKI' has 1 cells; give 2"), ("a\tb\tc", "has 3 cells"), ("\tb", "first may not be empty")],
)
def test_broken_row_is_named(row: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        list(parse_table(f"short\tlong\n{row}\n", "t.tsv"))


def test_file_with_byte_order_mark(tmp_path) -> None:
    path = tmp_path / "t.tsv"
    path.write_text("\ufeffshort\tlong\nOKI\tOgan Komering Ilir\n", encoding="utf-8")
    assert read_table(path) == [("OKI", "Ogan Komering Ilir")]
