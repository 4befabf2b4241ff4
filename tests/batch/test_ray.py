"""The extractor on a Ray cluster of this machine. All people are invented."""

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ray.data", reason="ray is not installed: pip install 'beritaie[ray]'")

import pyarrow as pa
import pyarrow.parquet as pq
import ray

from beritaie import batch, load
from beritaie.batch import RayExtractor
from beritaie.batch import ray as engine
from beritaie.batch.columns import Columns
from beritaie.errors import InputError, ModelError

SENTENCES = (
    "Bupati OKI Darmo Wibisono menyerahkan bantuan kepada {n} KPM.",
    "“Ada {n} laporan,” kata Ketua Bawaslu Serang Ratna Kemuning, Selasa (15/10/2024).",
    "Menurut Wiratma, Camat Kayuagung, {n} warga hadir.",
)
N_ARTICLES, BROKEN = 2_000, 1_234


def news(n: int, broken: int | None = None) -> pa.Table:
    texts = [None if i == broken else SENTENCES[i % 3].format(n=i + 2) for i in range(n)]
    return pa.table({"url": [f"u{i}" for i in range(n)], "isi": texts, "tanggal": ["2024-10-16"] * n})


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    # Two for the actors, one for what reads the files: actors that hold every CPU leave none for that.
    ray.init("local", num_cpus=3, object_store_memory=150_000_000, include_dashboard=False, log_to_driver=False)
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield
    ray.shutdown()


@pytest.fixture(scope="module")
def reader() -> RayExtractor:
    return RayExtractor()


def test_one_row_for_each_row(reader: RayExtractor) -> None:
    found = reader(news(6, broken=4))
    assert found.schema == engine.RAY_SCHEMA
    assert found["id"].to_pylist() == [f"u{i}" for i in range(6)]
    assert [error is None for error in found["error"].to_pylist()] == [True] * 4 + [False, True]
    assert found["remedy"][4].as_py()
    assert found["record"][4].as_py() is None
    assert found["mentions"][4].as_py() == []


def test_lists_are_the_rows_of_the_tables(reader: RayExtractor) -> None:
    found = reader(news(6, broken=4))
    tables = batch.extract(news(6, broken=4), model=load(threads=1))
    for name in engine.NESTED:
        nested = [(row, item) for row, items in enumerate(found[name].to_pylist()) for item in items]
        flat = [(line.pop("row"), line) for line in tables.arrow(name).to_pylist()]
        for _, line in flat:
            del line["article_id"], line["published"]
        assert nested == flat
    assert [json.loads(record)["id"] for record in found["record"].to_pylist() if record] == [
        "u0",
        "u1",
        "u2",
        "u3",
        "u5",
    ]


def test_nothing_in_nothing_out(reader: RayExtractor) -> None:
    assert reader(news(0)).schema == engine.RAY_SCHEMA
    assert reader(pa.table({})).num_rows == 0


@pytest.mark.parametrize("column", ["url", "isi"])
def test_columns_must_be_there(reader: RayExtractor, column: str) -> None:
    with pytest.raises(InputError, match="column"):
        reader(news(3).drop_columns([column]))


def test_columns_can_be_named() -> None:
    renamed = news(1).rename_columns(["nomor", "naskah", "terbit"])
    found = RayExtractor(text="naskah", published="terbit", id="nomor")(renamed)
    record = json.loads(found["record"][0].as_py())
    assert (record["id"], record["published"]) == ("u0", "2024-10-16")


@pytest.mark.usefixtures("cluster")
def test_an_actor_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    table = news(N_ARTICLES, BROKEN)
    for part in range(8):
        pq.write_table(table.slice(part * N_ARTICLES // 8, N_ARTICLES // 8), tmp_path / f"{part}.parquet")
    pids = tmp_path / "pids"
    pids.mkdir()

    class Watched(RayExtractor):
        def __call__(self, rows: pa.Table) -> pa.Table:
            (pids / str(os.getpid())).touch()
            return super().__call__(rows)

    # Files as small as these become one block, which one actor would read.
    blocks = ray.data.read_parquet(str(tmp_path)).repartition(8)
    pool = ray.data.ActorPoolStrategy(size=2)
    read = blocks.map_batches(Watched, batch_format="pyarrow", batch_size=50, compute=pool)
    killed = kill_one(pids)
    found = pa.concat_tables(list(read.iter_batches(batch_format="pyarrow", batch_size=None)))
    killed.join()
    assert len(list(pids.iterdir())) == 3, "two actors, and the one that took the place of the one killed"
    assert sorted(found["id"].to_pylist()) == sorted(table["url"].to_pylist())
    assert found.filter(pa.compute.is_valid(found["error"]))["id"].to_pylist() == [f"u{BROKEN}"]


@pytest.mark.usefixtures("cluster")
def test_a_folder_is_as_without_ray(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = news(600, broken=123)
    source, pids = tmp_path / "news.parquet", tmp_path / "pids"
    pq.write_table(table, source)
    pids.mkdir()
    monkeypatch.setattr("beritaie.batch.run.CHUNK_CHARACTERS", 2_000)
    engine.extract_with_ray([source], tmp_path / "quiet", actors=2, progress=False)

    part_of = engine.part_of

    def watched(*arguments: Any) -> Any:
        (pids / str(os.getpid())).touch()
        return part_of(*arguments)

    monkeypatch.setattr(engine, "part_of", watched)
    killed = kill_one(pids)
    engine.extract_with_ray([source], tmp_path / "killed", actors=2, progress=False)
    killed.join()
    assert len(list(pids.iterdir())) == 3
    batch.to_parquet(source, tmp_path / "local", workers=1, progress=False)
    for name in ("quiet", "killed"):
        assert lines_of(tmp_path / name) == lines_of(tmp_path / "local"), name
        for one in (tmp_path / "local").glob("*.parquet"):
            assert pq.read_table(tmp_path / name / one.name).equals(pq.read_table(one)), one.name


@pytest.mark.usefixtures("cluster")
def test_what_the_model_says_comes_through(tmp_path: Path) -> None:
    pq.write_table(news(3), tmp_path / "news.parquet")
    with pytest.raises(ModelError, match="nowhere"):
        engine.extract_with_ray([tmp_path / "news.parquet"], tmp_path / "out", model="nowhere", actors=1)
    with pytest.raises(InputError, match="isi_lengkap"):
        engine.extract_with_ray(
            [tmp_path / "news.parquet"], tmp_path / "other", columns=Columns.of(text="isi_lengkap"), actors=1
        )


def test_a_loaded_model_stays_here(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cluster"):
        engine.extract_with_ray([tmp_path], tmp_path / "out", model=load())  # type: ignore[arg-type]


def lines_of(folder: Path) -> list[str]:
    return (folder / "records.jsonl").read_text(encoding="utf-8").splitlines()


def kill_one(pids: Path) -> threading.Thread:
    """Kill an actor, as `kill -9` does, once two have written their numbers into `pids`."""

    def wait_and_kill() -> None:
        for _ in range(6_000):
            if len(found := sorted(pids.iterdir())) >= 2:
                os.kill(int(found[0].name), signal.SIGKILL)
                return
            time.sleep(0.01)

    thread = threading.Thread(target=wait_and_kill, daemon=True)
    thread.start()
    return thread
