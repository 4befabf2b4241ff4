import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import beritaie
from batch.stub import Stub
from beritaie.batch import Failure, Results, engine, extract, folder, parts, run, stream, to_parquet
from beritaie.batch.columns import Columns
from beritaie.batch.reading import read_rows
from beritaie.errors import InputError, ModelError

LONG_RUN = Path(__file__).with_name("long_run.py")
TEXTS = [f"Romi {number}" + " tolak" * (number % 7 == 3) + " rusak" * (number % 11 == 5) for number in range(60)]
BAD = [number for number in range(60) if number % 7 == 3 or number % 11 == 5]


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "CHUNK_CHARACTERS", 50)
    monkeypatch.setattr(folder, "PART_CHARACTERS", 120)


def ids(results: Results) -> list[str]:
    found: list[str] = results.arrow("articles")["article_id"].to_pylist()
    return found


def test_a_bad_row_takes_no_other_with_it() -> None:
    found = list(stream(TEXTS, model=Stub()))
    assert [one.id for one in found] == [str(number) for number in range(60)]
    assert [number for number, one in enumerate(found) if isinstance(one, Failure)] == BAD
    failures = [one for one in found if isinstance(one, Failure)]
    assert {failure.error.what for failure in failures} == {
        "text is refused",
        "the article broke the extractor (ZeroDivisionError: oh)",
    }


@pytest.mark.usefixtures("_small")
def test_all_ways_give_the_same(tmp_path: Path) -> None:
    memory = extract(TEXTS, model=Stub(), progress=False)
    files = to_parquet(TEXTS, tmp_path / "out", model=Stub(), progress=False)
    for name in parts.SCHEMAS:
        assert files.arrow(name).equals(memory.arrow(name)), name
    assert memory.arrow("errors")["row"].to_pylist() == BAD
    assert [article.id for article in files.records()] == ids(files)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(
        [*(f"{name}.parquet" for name in parts.SCHEMAS), "manifest.json", "records.jsonl"]
    )


def test_nothing_to_read_gives_empty_tables(tmp_path: Path) -> None:
    assert len(extract([], model=Stub())) == 0
    assert len(to_parquet(iter([]), tmp_path, model=Stub())) == 0
    assert pq.read_table(tmp_path / "quotes.parquet").num_rows == 0


def test_progress_is_told_of_every_row(capsys: pytest.CaptureFixture[str]) -> None:
    extract(TEXTS, model=Stub())
    assert capsys.readouterr() == ("", "")
    extract(TEXTS, model=Stub(), progress=True)
    err = capsys.readouterr().err
    assert "60/60" in err
    assert f"{len(BAD)} failed" in err


def test_a_run_is_neither_written_over_nor_mixed_with_another(tmp_path: Path) -> None:
    to_parquet(["Romi"], tmp_path, model=Stub())
    with pytest.raises(InputError, match="holds a run already; resume it, or give another folder"):
        to_parquet(["Romi"], tmp_path, model=Stub())
    with pytest.raises(InputError, match=r"has a run with min_score 0.0, not 0.5"):
        to_parquet(["Romi"], tmp_path, model=Stub(), min_score=0.5, resume=True)
    stub = Stub()
    assert ids(to_parquet(["Romi"], tmp_path, model=stub, resume=True)) == ["0"]
    assert stub.seen == []
    (tmp_path / "manifest.json").unlink()
    with pytest.raises(InputError, match=r"has a articles.parquet of no run"):
        to_parquet(["Romi"], tmp_path, model=Stub())


class Stops(Stub):
    """Is interrupted at its fortieth record."""

    def pipe(self, records: Any, *, min_score: float = 0.0) -> Any:
        for article in super().pipe(records, min_score=min_score):
            if len(self.seen) == 40:
                raise KeyboardInterrupt
            yield article


GOOD = [text for text in TEXTS if "tolak" not in text and "rusak" not in text] * 2


@pytest.mark.usefixtures("_small")
def test_an_interrupted_run_goes_on(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        to_parquet(GOOD, tmp_path, model=Stops())
    assert not (tmp_path / "articles.parquet").exists()
    stub = Stub()
    monkey = engine.Plan.settings
    settings = json.loads((tmp_path / "manifest.json").read_text())["settings"]
    assert settings["model"] == "Stops"
    engine.Plan.settings = lambda self, columns: settings  # type: ignore[method-assign]
    try:
        with pytest.raises(InputError, match="the input is not the same up to row"):
            to_parquet(["Asmar", *GOOD[1:]], tmp_path, model=Stub(), resume=True)
        with pytest.raises(InputError, match="the input has 3 rows, and"):
            to_parquet(GOOD[:3], tmp_path, model=Stub(), resume=True)
        results = to_parquet(GOOD, tmp_path, model=stub, resume=True)
    finally:
        engine.Plan.settings = monkey  # type: ignore[method-assign]
    assert ids(results) == [str(number) for number in range(len(GOOD))]
    assert 0 < len(stub.seen) < len(GOOD) - 30
    assert not (tmp_path / folder.PARTS).exists()


def start(out: Path, *args: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(LONG_RUN), str(out), *map(str, args)]
    return subprocess.Popen(command, start_new_session=True, stderr=subprocess.PIPE)


def wait_until(reached: Any, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.02)


def n_parts(out: Path) -> int:
    return len([path for path in (out / folder.PARTS).glob("*") if not path.name.startswith(".")])


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are watched through /proc")


@needs_proc
@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_run_goes_on_without_loss_or_double_work(tmp_path: Path, workers: int) -> None:
    out, log = tmp_path / "out", tmp_path / "out.log"
    process = start(out, 200, 0.02, workers)
    wait_until(lambda: n_parts(out) >= 3)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    readers = {int(line.split()[0]) for line in log.read_text().splitlines()}
    wait_until(lambda: not any(map(is_alive, readers)), 20)
    assert not list(out.glob("*.parquet"))
    done = max(part.next for part in folder.Folder(out, settings_of(out), resume=True)._done())
    before = Counter(line.split()[1] for line in log.read_text().splitlines())
    assert 0 < done < 200
    assert start(out, 200, 0, workers, "resume").wait(60) == 0
    assert ids(Results.read(out)) == [f"a{number}" for number in range(200)]
    after = Counter(line.split()[1] for line in log.read_text().splitlines())
    assert set(after) == {f"a{number}" for number in range(200)}
    again = [name for name in after if after[name] > 1]
    assert all(before[name] for name in again)
    assert not [name for name in again if int(name[1:]) < done]


def settings_of(out: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((out / folder.MANIFEST).read_text())["settings"]
    return found


@needs_proc
@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_ends_cleanly(tmp_path: Path, workers: int) -> None:
    out, log = tmp_path / "out", tmp_path / "out.log"
    process = start(out, 1000, 0.02, workers)
    wait_until(lambda: n_parts(out) >= 1)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in err, err.decode()
    readers = {int(line.split()[0]) for line in log.read_text().splitlines()}
    wait_until(lambda: not any(map(is_alive, readers)), 20)


def test_options_out_of_range() -> None:
    for given, says in (
        ({"workers": 0}, "workers 0 is out of range"),
        ({"min_score": 2}, "min_score 2 is out of range"),
        ({"model": Stub(), "workers": 2}, "a loaded extractor with workers=2"),
        ({"model": Stub(), "roles": {"a": "b"}}, "a loaded extractor with roles"),
        ({"model": 7}, "model 7 is none"),
    ):
        with pytest.raises(InputError, match=says):
            extract(["Romi"], **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_model_that_is_not_there(tmp_path: Path, workers: int) -> None:
    with pytest.raises(ModelError, match=r"beritaie\.json"):
        extract(["Romi"] * 3, model=tmp_path, workers=workers)


def test_two_workers_say_what_one_says(examples: Path) -> None:
    text = (examples / "bansos_oki.txt").read_text(encoding="utf-8")
    given = [text, text[:300], "", "Romi\ud800"]
    alone = [article.to_json() for article in beritaie.load(threads=1).pipe([{"text": text, "id": "0"}])]
    together = extract(given, workers=2)
    one = extract(given, workers=1)
    for name in parts.SCHEMAS:
        assert together.arrow(name).equals(one.arrow(name)), name
    assert [article.to_json() for article in together.records()][:1] == alone


def test_chunks_hold_all_rows() -> None:
    texts = ["a" * size for size in (10, run.CHUNK_CHARACTERS * 2, 10, run.CHUNK_CHARACTERS - 5, 6)] + ["b"] * 1001
    chunks = list(run.chunks_of(read_rows(texts, Columns())))
    assert [row.number for chunk in chunks for row in chunk] == list(range(len(texts)))
    assert [len(chunk) for chunk in chunks] == [1, 1, 1, 1, 500, 500, 2]
