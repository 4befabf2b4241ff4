from pathlib import Path

import pytest

from beritaie.errors import InputError

pytest.importorskip("torch")
pytest.importorskip("transformers")
from beritaie.training.augment import Recipe
from beritaie.training.config import Source, data_folder, read_config
from beritaie.training.fit import Schedule

GOOD = """
encoder = "{data}/encoder"
out = "build/run"
dev = "{data}/dev.jsonl"
[[corpus]]
path = "{data}/train.jsonl"
[[corpus]]
path = "a.jsonl"
format = "standoff"
texts = "{data}/raw.jsonl.gz"
weight = 0.5
[[corpus]]
path = "b.txt"
format = "iob2"
labels = { PER = "PERSON" }
[schedule]
epochs = 3
bfloat16 = false
[recipe]
names = 0.4
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "run.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_run_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BERITAIE_DATA", "/data")
    run = read_config(write(tmp_path, GOOD))
    assert (run.encoder, run.out, run.dev) == (Path("/data/encoder"), Path("build/run"), Path("/data/dev.jsonl"))
    assert run.sources == (
        Source(Path("/data/train.jsonl")),
        Source(Path("a.jsonl"), "standoff", 0.5, Path("/data/raw.jsonl.gz")),
        Source(Path("b.txt"), "iob2", labels={"PER": "PERSON"}),
    )
    assert run.schedule == Schedule(epochs=3, bfloat16=False, recipe=Recipe(names=0.4))


def test_schedule_and_recipe_may_be_left_out(tmp_path: Path) -> None:
    run = read_config(write(tmp_path, GOOD.partition("[schedule]")[0]))
    assert run.schedule == Schedule()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("encoder", "encodr", "'encoder'"),
        ("out =", "outt =", "'out'"),
        ("dev =", "deve =", "'dev'"),
        ("[[corpus]]", "[[corpora]]", "'corpus'"),
        ("epochs", "epoch", "epoch"),
        ("names = 0.4", "name = 0.4", "name"),
        ("weight = 0.5", "wieght = 0.5", "wieght"),
        ('path = "a.jsonl"', "", "path"),
        ('path = "a.jsonl"', "path = 3", "is no training run"),
        ('out = "build/run"', "out = 3", "is no training run"),
        ("epochs = 3", "epochs = ", "is no training run"),
        ("epochs = 3", "epochs = 3\nepochs = 4", "is no training run"),
    ],
)
def test_broken_runs_are_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new))
    with pytest.raises(InputError, match=says) as caught:
        read_config(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    "source",
    [
        Source(Path("a"), "conll"),
        Source(Path("a"), ""),
        Source(Path("a"), "standoff"),  # texts are lacking
        Source(Path("a"), "iob2"),  # labels are lacking
        Source(Path("a"), "Records"),
    ],
)
def test_formats_are_named(source: Source) -> None:
    with pytest.raises(InputError, match=f"format {source.format!r}; use records, standoff"):
        source.read()


def test_the_data_folder_can_be_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BERITAIE_DATA", raising=False)
    assert data_folder() == Path("../shared")
    monkeypatch.setenv("BERITAIE_DATA", "/elsewhere")
    assert data_folder() == Path("/elsewhere")


def test_the_runs_in_the_repository_can_be_read() -> None:
    configs = sorted((Path(__file__).resolve().parents[2] / "training" / "configs").glob("*.toml"))
    for path in configs:
        run = read_config(path)
        assert run.sources
        assert 0 <= run.schedule.overlap < run.schedule.window // 2  # windows of half the size are drawn too
