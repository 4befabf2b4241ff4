import pytest

from beritaie.errors import InputError
from beritaie.inputs import decode, read_items

NO_WARNING: list[str] = []


@pytest.mark.parametrize(
    ("content", "text", "warned"),
    [
        (b"Romi", "Romi", False),
        ("“Romi”".encode(), "“Romi”", False),
        (b"\xef\xbb\xbfRomi", "Romi", False),
        ("\ufeff\ufeffRomi".encode(), "\ufeffRomi", False),  # one mark is the file's, the next the text's
        (b"a\r\nb", "a\r\nb", False),
        (b"a\0b", "a\0b", False),
        ("“Romi” – é".encode("cp1252"), "“Romi” – é", True),
        (b"", "", False),
    ],
)
def test_bytes_become_text(content: bytes, text: str, warned: bool) -> None:
    warnings: list[str] = []
    assert decode(content, "a.txt", warnings.append) == text
    assert [warning.startswith("a.txt is not UTF-8; read as Windows-1252") for warning in warnings] == [True] * warned


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"%PDF-1.7\n\xe2", "a PDF file"),
        (b"PK\x03\x04\x14", "a ZIP or office file"),
        ("Romi".encode("utf-16"), "UTF-16"),
        (b"\x81\x8d Romi", "neither UTF-8 nor Windows-1252"),
        (b"\x89PNG\0\0", "is no text"),
    ],
)
def test_bytes_that_are_no_text(content: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says):
        decode(content, "a.txt", NO_WARNING.append)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", "Romi"),
        ("a.HTM", "Romi"),
        ("a.txt", "<!DOCTYPE html><p>Romi"),
        ("-", "\n  <html lang=id>"),
        ("a", "<HTML>"),
        ("a.json", "{}"),
    ],
)
def test_html_and_json_are_refused(name: str, text: str) -> None:
    with pytest.raises(InputError, match=r"; give the article's text|name the file \.jsonl"):
        read_items(text, name, NO_WARNING.append)


RECORD = '{"id": "a", "text": "Romi"}'


@pytest.mark.parametrize(
    ("name", "text", "lines", "warned"),
    [
        ("a.txt", RECORD, [None], 0),
        ("a.txt", "<htmlx>", [None], 0),
        ("a.txt", "", [None], 0),
        ("a.jsonl", "", [], 0),
        ("a.jsonl", f"\n{RECORD}\n\n{RECORD}\n", [2, 4], 0),
        ("a.NDJSON", RECORD, [1], 0),
        ("-", RECORD, [1], 0),
        ("-", f"{RECORD}\r\n\r\n{RECORD}", [1, 3], 0),
        ("-", '{"text": 3}', [1], 0),
        ("-", f"{RECORD}\nRomi", [None], 1),
        ("-", '{"teks": "Romi"}', [None], 0),
        ("-", "{Romi}", [None], 0),
        ("-", "Romi\n" + RECORD, [None], 0),
        ("-", "", [None], 0),
    ],
)
def test_what_counts_as_records(name: str, text: str, lines: list[int | None], warned: int) -> None:
    warnings: list[str] = []
    items = read_items(text, name, warnings.append)
    assert [item.line for item in items] == lines
    assert len(warnings) == warned
    if lines == [None]:
        assert items[0].record == {"text": text}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (RECORD, None),
        ('{"id": 7, "text": "Romi", "title": null, "published": ""}', None),
        ('{"text": "Romi", "published": "2024-10-15"}', None),
        ("{", "broken JSON at column 2"),
        ('{"text": "a", "text": "b"}', "key 'text' stands twice"),
        ("[]", "[] is no object"),
        ('{"id": "a"}', "key text is missing"),
        ('{"text": null}', "text None is no string"),
        ('{"text": "<html>"}', "text is HTML"),
        ('{"text": "a", "published": "15-10-2024"}', "published '15-10-2024' is no ISO date"),
        ('{"text": "a", "title": ["b"]}', "title ['b'] is not a string"),
        ('{"text": "a", "id": 1.5}', "id 1.5 is no string"),
        ('{"text": "a", "id": true}', "id True is no string"),
    ],
)
def test_faults_of_records(line: str, fault: str | None) -> None:
    (item,) = read_items(line, "a.jsonl", NO_WARNING.append)
    if fault is None:
        assert item.fault is None
    else:
        assert str(item.fault).startswith(fault)
        assert item.fault is not None
        assert item.fault.remedy
