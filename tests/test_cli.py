import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import beritaie
from beritaie.cli import app
from beritaie.errors import InputError, ModelError
from beritaie.normalise.tables import read_table
from beritaie.schema import Article, Label, Mention, json_schema

RUNNER = CliRunner()


class FakeExtractor:
    """Finds every `Romi`; refuses texts with `tolak`; its model breaks on `rusak`."""

    def __init__(self) -> None:
        self.seen: list[Mapping[str, Any]] = []

    def pipe(self, records: Iterable[Mapping[str, Any]], *, min_score: float = 0.0) -> Iterator[Article]:
        for record in records:
            self.seen.append(record)
            text = record["text"]
            if "tolak" in text:
                raise InputError("text is refused", "give another")
            if "rusak" in text:
                raise ModelError("weights are broken", "install them again")
            found = [
                Mention(m.start(), m.end(), Label.PERSON, "Romi", 0.87654)
                for m in re.finditer("Romi", text)
                if min_score <= 0.87654
            ]
            head = {key: record.get(key) for key in ("id", "title", "published", "outlet")}
            yield Article(text, tuple(found), **head)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeExtractor:
    extractor = FakeExtractor()

    def load(
        model: str | None = None, *, backend: str = "onnx", threads: int | None = None, roles: Path | None = None
    ) -> FakeExtractor:
        if model == "tidak-ada":
            raise ModelError("tidak-ada has no beritaie.json", "give a model folder")
        if roles is not None:
            list(read_table(roles))
        return extractor

    monkeypatch.setattr(beritaie, "load", load)
    return extractor


def run(*args: str | Path, stdin: str | bytes | None = None) -> tuple[int, str, str]:
    result = RUNNER.invoke(app, [str(arg) for arg in args], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    path = tmp_path / "berita.txt"
    path.write_text("Kata Romi.", encoding="utf-8")
    return path


SPANS = [{"start": 5, "end": 9, "label": "PERSON", "score": 0.8765}]


@pytest.mark.usefixtures("fake")
def test_text_becomes_one_record(text_file: Path) -> None:
    expected = {"schema": "beritaie/1", "published": "2024-10-16", "text": "Kata Romi.", "spans": SPANS}
    for form in ([], ["--format", "jsonl"], ["--format", "json"]):
        code, out, err = run("extract", text_file, "--published", "2024-10-16", *form)
        assert (code, err) == (0, "")
        assert json.loads(out) == expected
    assert "\n" in run("extract", text_file, "--format", "json")[1].strip()


@pytest.mark.usefixtures("fake")
def test_table_and_html(text_file: Path) -> None:
    code, out, err = run("extract", text_file, "--format", "table")
    assert (code, err) == (0, "")
    assert re.search(r"PERSON .* Romi .* 5–9 .* 0\.88", out)
    assert run("extract", text_file, "--format", "html")[1].startswith("<!doctype html>")


@pytest.mark.usefixtures("fake")
@pytest.mark.parametrize(
    ("name", "options", "begins"),
    [
        ("out.html", [], "<!doctype html>"),
        ("out.json", [], '{\n  "schema"'),
        ("out.jsonl", [], '{"schema": "beritaie/1", '),
        ("out.txt", [], '{"schema": "beritaie/1", '),
        ("out.txt", ["--format", "table"], "┏━"),
    ],
)
def test_out_takes_its_format_from_its_name(text_file: Path, name: str, options: list[str], begins: str) -> None:
    target = text_file.parent / name
    assert run("extract", text_file, "--out", target, *options) == (0, "", "")
    assert target.read_text(encoding="utf-8").startswith(begins)


def test_records_keep_order_keys_and_own_dates(fake: FakeExtractor, tmp_path: Path) -> None:
    lines = [
        {"id": "b", "text": "Romi", "published": "2024-01-02", "rubrik": ["x"], "title": "T", "source": {"url": "u"}},
        {"id": 7, "text": "Asmar", "spans": [{"start": 0, "end": 5, "label": "PERSON"}], "officials": []},
        {"text": "Romi", "harga": 0.1},
    ]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    code, out, err = run("extract", path, "--published", "2024-10-16")
    assert (code, err) == (0, "")
    first, second, third = map(json.loads, out.splitlines())
    assert first["id"] == "b"
    assert first["rubrik"] == ["x"]
    assert first["source"] == {"url": "u"}
    assert first["published"] == "2024-01-02"
    assert (second["id"], second["spans"]) == ("7", [])
    assert "officials" not in second
    assert "id" not in third
    assert third["harga"] == 0.1
    assert [record.get("published") for record in fake.seen] == ["2024-01-02", "2024-10-16", "2024-10-16"]
    assert len(json.loads(run("extract", path, "--format", "json")[1])) == 3
    assert run("extract", path, "--format", "html")[1].count("<article") == 3


@pytest.mark.usefixtures("fake")
def test_bad_records_are_told_and_the_others_go_on(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    bad = ["{", '{"id": "x"}', '{"id": "y", "text": "tolak"}', '{"text": "a", "published": "kemarin"}']
    good = [json.dumps({"id": str(number), "text": "Romi"}) for number in range(40)]
    path.write_text("\n".join([good[0], bad[0], "", bad[1], *good[1:30], bad[2], *good[30:], bad[3]]), encoding="utf-8")
    code, out, err = run("extract", path)
    assert code == 1
    assert [json.loads(line)["id"] for line in out.splitlines()] == [str(number) for number in range(40)]
    told = err.splitlines()
    assert [line.split(": ")[1].rsplit(":", 1)[1] for line in told] == ["2", "4", "34", "45"]
    assert all(line.startswith(f"beritaie: {path}:") and "; " in line for line in told)


@pytest.mark.usefixtures("fake")
def test_min_score(text_file: Path) -> None:
    assert json.loads(run("extract", text_file, "--min-score", "0.9")[1])["spans"] == []
    assert json.loads(run("extract", text_file, "--min-score", "0.8")[1])["spans"] == SPANS


@pytest.mark.usefixtures("fake")
def test_standard_input() -> None:
    assert json.loads(run("extract", "-", stdin="Kata Romi.")[1])["spans"] == SPANS
    records = '{"id": "a", "text": "Kata Romi."}\n\n{"id": "b", "text": ""}\n'
    assert [json.loads(line)["id"] for line in run("extract", "-", stdin=records)[1].splitlines()] == ["a", "b"]
    code, out, err = run("extract", "-", stdin=records + "bukan")
    assert (code, json.loads(out)["text"]) == (0, records + "bukan")
    assert "line 4 is no record" in err


@pytest.mark.usefixtures("fake")
@pytest.mark.parametrize(
    ("name", "content", "code", "says"),
    [
        ("a.txt", "“Romi”".encode("cp1252"), 0, "read as Windows-1252"),
        ("a.txt", b"\xef\xbb\xbfRomi", 0, ""),
        ("a.txt", b"", 0, ""),
        ("a.txt", b"\x81\x8d", 2, "neither UTF-8 nor Windows-1252"),
        ("a.html", b"Romi", 1, "has no article"),
        ("a.txt", b"<!DOCTYPE html>", 2, "is HTML"),
        ("a.txt", b"%PDF-1.4", 2, "a PDF file"),
        ("a.jsonl", b"\n", 2, "has no records"),
        ("a.jsonl", b"{", 1, "broken JSON"),
        ("a.txt", b"tolak", 2, "text is refused"),
        ("a.txt", b"rusak", 3, "weights are broken"),
        ("a.jsonl", b'{"text": "rusak"}', 3, "weights are broken"),
    ],
)
def test_exit_codes_of_inputs(tmp_path: Path, name: str, content: bytes, code: int, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    given_code, _, err = run("extract", path)
    assert given_code == code
    assert says in err
    assert err.count("\n") == (1 if says else 0)


@pytest.mark.usefixtures("fake")
@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["extract", "tidak-ada.txt"], 2, "tidak-ada.txt cannot be read"),
        (["extract", "tidak-ada/*.csv"], 2, "tidak-ada/*.csv has no file to read"),
        (["extract", "FILE", "--published", "kemarin"], 2, "--published 'kemarin' is no ISO date"),
        (["extract", "FILE", "--published", "2023-02-29"], 2, "no day of the calendar"),
        (["extract", "FILE", "--format", "xml"], 2, "xml"),
        (["extract", "FILE", "--min-score", "2"], 2, "--min-score"),
        (["extract", "FILE", "--backend", "jax"], 2, "--backend"),
        (["extract", "FILE", "--model", "tidak-ada"], 3, "has no beritaie.json; give a model folder"),
        (["extract", "FILE", "--out", "tidak/ada.json"], 2, "tidak/ada.json cannot be written"),
        (["extract"], 2, "PATH|-"),
        (["ekstrak"], 2, "No such command"),
        (["schema", "--nope"], 2, "No such option"),
        (["corpus", "check"], 2, "FILE"),
        (["corpus", "check", "tidak-ada.jsonl"], 2, "tidak-ada.jsonl cannot be read"),
    ],
)
def test_errors_are_one_line(text_file: Path, args: list[str], code: int, says: str) -> None:
    given_code, out, err = run(*[str(text_file) if arg == "FILE" else arg for arg in args])
    assert given_code == code
    assert says in err
    assert err.startswith("beritaie: ")
    assert (err.count("\n"), out) == (1, "")


def test_corpus_check(tmp_path: Path) -> None:
    good, bad = tmp_path / "baik.jsonl", tmp_path / "buruk.jsonl"
    good.write_text('{"id": "a", "text": "Romi", "spans": []}\n', encoding="utf-8")
    bad.write_text('{"id": "a", "text": "Romi", "spans": [{"start": 0, "end": 9, "label": "X"}]}\n{', encoding="utf-8")
    assert run("corpus", "check", good) == (0, "", "")
    code, out, err = run("corpus", "check", good, bad)
    assert (code, err) == (1, "")
    lines = out.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith(f"{bad}:1: X at 0: span end 9 is behind the end of the text (4 characters); count")
    assert lines[2].startswith(f"{bad}:2: broken JSON at column 2")
    assert run("corpus", "check", tmp_path / "tidak-ada.jsonl", bad)[0] == 2


def test_schema_version_and_help() -> None:
    assert json.loads(run("schema")[1]) == json_schema()
    assert run("--version") == (0, f"beritaie {beritaie.__version__}\n", "")
    for args in ([], ["--help"], ["extract", "--help"], ["corpus", "--help"]):
        code, out, _ = run(*args)
        assert (code, "Usage:" in out) == (0, True)


@pytest.mark.usefixtures("fake")
def test_examples_are_read(examples: Path) -> None:
    assert run("extract", examples / "bansos_oki.txt")[0] == 0
    assert len(run("extract", examples / "records.jsonl")[1].splitlines()) == 3


def test_help_loads_no_model_runtime() -> None:
    code = "import sys, beritaie.cli; print([m for m in ('onnxruntime', 'torch', 'jinja2') if m in sys.modules])"
    path = os.pathsep.join(sys.path)
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ | {"PYTHONPATH": path}
    )
    assert shown.stdout == "[]\n"


@pytest.mark.usefixtures("fake")
def test_table_of_offices_is_read_or_refused(tmp_path: Path) -> None:
    article, good, bad = tmp_path / "a.txt", tmp_path / "good.tsv", tmp_path / "bad.tsv"
    article.write_text("Kata Romi.", encoding="utf-8")
    good.write_text("short\tlong\nKadisbud\tKepala Dinas Kebudayaan\n", encoding="utf-8")
    bad.write_text("short\tlong\nKadisbud\n", encoding="utf-8")
    assert run("extract", article, "--roles", good)[0] == 0
    for path, says in ((bad, "bad.tsv:2: row 'Kadisbud' has 1 cells"), (tmp_path / "none.tsv", "cannot be read")):
        code, out, err = run("extract", article, "--roles", path)
        assert (code, out) == (2, "")
        assert says in err
