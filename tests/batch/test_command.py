import json
import re
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import beritaie
from batch.stub import Stub
from beritaie.batch import engine
from beritaie.cli import app

RUNNER = CliRunner()


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Stub:
    reader = Stub()
    monkeypatch.setattr(beritaie, "load", lambda *args, **options: reader)
    return reader


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "berita.csv"
    path.write_text("kode,uraian,isi\n1,Romi,lain\n2,tolak,lain\n3,,lain\n4,Asmar dan Romi,lain\n", encoding="utf-8")
    return path


def run(*args: str | Path) -> tuple[int, str, str]:
    result = RUNNER.invoke(app, ["extract", *map(str, args)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.usefixtures("stub")
@pytest.mark.parametrize("form", [[], ["--format", "parquet"]])
def test_a_folder_gets_tables(table: Path, form: list[str]) -> None:
    out = table.parent / "tabel"
    code, printed, err = run(table, "--out", out, "--text", "uraian", "--id", "kode", *form)
    assert (code, printed) == (1, "")
    assert err == f"beritaie: 2 articles in {out}, 2 failed: see errors.parquet\n"
    assert pq.read_table(out / "mentions.parquet")["article_id"].to_pylist() == ["1", "4"]
    assert pq.read_table(out / "errors.parquet")["place"].to_pylist() == ["berita.csv:3", "berita.csv:4"]


def test_resume(table: Path, stub: Stub) -> None:
    out = table.parent / "tabel"
    assert run(table, "--out", out)[0] == 0
    assert run(table, "--out", out) == (
        2,
        "",
        f"beritaie: {out} holds a run already; resume it, or give another folder\n",
    )
    assert run(table, "--out", out, "--resume") == (0, "", f"beritaie: 4 articles in {out}\n")
    assert len(stub.seen) == 4
    assert "has a run with text None, not 'uraian'" in run(table, "--out", out, "--resume", "--text", "uraian")[2]


@pytest.mark.usefixtures("stub")
def test_tables_and_folders_are_printed_as_records(table: Path) -> None:
    code, printed, err = run(table, "--text", "uraian", "--id", "kode", "--format", "jsonl")
    assert code == 1
    assert [json.loads(line)["id"] for line in printed.splitlines()] == ["1", "4"]
    assert re.fullmatch(
        r"beritaie: berita\.csv:3: text is refused.*\nberitaie: berita\.csv:4: uraian is empty.*\n", err
    )
    assert [json.loads(line)["text"] for line in run(table.parent, "--format", "jsonl")[1].splitlines()] == ["lain"] * 4


@pytest.mark.usefixtures("stub")
@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["FILE", "--format", "parquet"], 2, "Parquet tables go to a folder; name it with --out"),
        (["FILE", "--text", "judul"], 2, "has no column 'judul'; its columns are kode, uraian, isi"),
        (["FILE", "--text", "judul", "--out", "OUT"], 2, "its columns are kode, uraian, isi"),
        (["tidak-ada.csv", "--out", "OUT"], 2, "tidak-ada.csv cannot be used: No such file or directory; name files"),
        (["/tidak/ada/*.csv"], 2, "has no file to read"),
        (["FILE", "--workers", "0", "--out", "OUT"], 2, "--workers"),
    ],
)
def test_errors_are_one_line(table: Path, args: list[str], code: int, says: str) -> None:
    names = {"FILE": str(table), "OUT": str(table.parent / "tabel")}
    given_code, printed, err = run(*(names.get(arg, arg) for arg in args))
    assert (given_code, printed) == (code, "")
    assert says in err
    assert err.count("\n") == 1


@pytest.mark.usefixtures("stub")
def test_ctrl_c_says_how_to_go_on(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*args: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(engine.Plan, "results", interrupted)
    code, _, err = run(table, "--out", table.parent / "tabel")
    assert code == 130
    assert "--resume goes on from there" in err


def test_what_needs_a_batch_is_imported_when_it_is_needed() -> None:
    code = "import sys, beritaie.batch, beritaie.cli; print([n for n in {names} if n in sys.modules])"
    names = ["pyarrow", "pandas", "polars", "loky", "datasketch", "ray", "trafilatura", "onnxruntime"]
    command = [sys.executable, "-c", code.format(names=names)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "[]\n"
