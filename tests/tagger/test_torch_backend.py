import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from beritaie.errors import ModelError
from beritaie.tagger.folder import Settings

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")
import tiny_bert  # noqa: E402
from beritaie.tagger.torch_backend import TorchBackend, checkpoint_folder  # noqa: E402

N_LABELS = len(tiny_bert.LABELS)


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def test_logits_have_the_layout_of_the_heads() -> None:
    model = tiny_bert.model()
    ids = np.array([[0, 9, 12, 2], [0, 7, 2, 1]])
    found = TorchBackend(model).logits(ids, np.array([4, 3]))
    assert found.shape == (2, 4, N_LABELS, 3)
    assert found.dtype == np.float32
    with torch.inference_mode():
        alone = model(input_ids=torch.tensor([[0, 7, 2]])).logits[0].numpy()
    names = model.config.id2label
    for column in range(alone.shape[1]):
        label, tag = divmod(column, 3)
        assert names[column] == f"{'OBI'[tag]}-{tiny_bert.LABELS[label]}"
        assert found[1, :3, label, tag] == pytest.approx(alone[:, column], abs=1e-5)


def test_padding_and_company_change_nothing() -> None:
    backend = TorchBackend(tiny_bert.model())
    random = np.random.default_rng(0)
    rows = [random.integers(4, 90, length) for length in (3, 8, 20, 40)]
    lengths = np.array([len(row) for row in rows])
    ids = np.ones((4, 40), dtype=np.int64)
    for place, row in enumerate(rows):
        ids[place, : len(row)] = row
    together = backend.logits(ids, lengths)
    for place, row in enumerate(rows):
        alone = backend.logits(row[None], lengths[[place]])
        assert np.abs(together[place, : len(row)] - alone[0]).max() < 1e-4


def test_dropout_is_off_and_a_folder_gives_the_model_that_was_saved(tmp_path: Path) -> None:
    model = tiny_bert.model(dropout=0.5)
    model.save_pretrained(tmp_path)
    ids, lengths = np.array([[0, 9, 12, 2]]), np.array([4])
    first = TorchBackend(model.train()).logits(ids, lengths)
    for _ in range(2):
        again = TorchBackend.from_folder(tmp_path, SETTINGS, threads=1).logits(ids, lengths)
        assert np.abs(again - first).max() < 1e-5
    assert torch.get_num_threads() == 1


SETTINGS = Settings(tuple(tiny_bert.LABELS))


def edit_config(folder: Path, **fields: object) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | fields))


# What happened to the folder, and what the message says.
BROKEN: list[tuple[Callable[[Path], object], str]] = [
    (lambda folder: (folder / "model.safetensors").unlink(), r"has no model\.safetensors"),
    (lambda folder: (folder / "model.safetensors").write_bytes(b""), "cannot be loaded by transformers"),
    (lambda folder: (folder / "model.safetensors").write_bytes(b"\x80\x04pickle"), "cannot be loaded by transformers"),
    (lambda folder: (folder / "config.json").unlink(), r"has no config\.json"),
    (lambda folder: (folder / "config.json").write_text("{"), "cannot be loaded by transformers"),
    (lambda folder: edit_config(folder, model_type="none-such"), "cannot be loaded by transformers"),
    (lambda folder: tiny_bert.model(["PERSON"]).save_pretrained(folder), f"has 3 logits for {N_LABELS} labels"),
]


@pytest.mark.parametrize(("damage", "says"), BROKEN)
def test_broken_folders_are_refused(tmp_path: Path, damage: Callable[[Path], object], says: str) -> None:
    tiny_bert.model().save_pretrained(tmp_path)
    damage(tmp_path)
    with pytest.raises(ModelError, match=says) as caught:
        TorchBackend.from_folder(tmp_path, SETTINGS)
    assert str(tmp_path) in str(caught.value)
    assert caught.value.remedy


def test_code_in_a_folder_is_never_run(tmp_path: Path) -> None:
    tiny_bert.model().save_pretrained(tmp_path)
    (tmp_path / "evil.py").write_text("raise SystemExit('ran')\n")
    edit_config(
        tmp_path,
        model_type="evil",
        auto_map={"AutoConfig": "evil.Config", "AutoModelForTokenClassification": "evil.Model"},
    )
    with pytest.raises(ModelError, match="cannot be loaded by transformers"):
        TorchBackend.from_folder(tmp_path, SETTINGS)


def test_the_checksum_of_the_weights_counts(tmp_path: Path) -> None:
    tiny_bert.model().save_pretrained(tmp_path)
    with pytest.raises(ModelError, match="checksum"):
        TorchBackend.from_folder(tmp_path, replace(SETTINGS, files={"model.safetensors": "0" * 64}))


def test_a_name_that_is_no_folder_is_asked_of_the_hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = []

    def snapshot(name: str, *, allow_patterns: list[str]) -> str:
        asked.append((name, allow_patterns))
        return str(tmp_path)

    monkeypatch.setattr("beritaie.tagger.torch_backend.snapshot_download", snapshot)
    assert checkpoint_folder(tmp_path) == tmp_path
    assert asked == []
    assert checkpoint_folder("someone/a-model") == tmp_path
    assert asked == [("someone/a-model", ["*.json", "*.safetensors"])]


def test_a_name_that_the_hub_does_not_know_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def snapshot(name: str, **_: object) -> str:
        raise OSError("404\nand much more")

    monkeypatch.setattr("beritaie.tagger.torch_backend.snapshot_download", snapshot)
    with pytest.raises(ModelError, match=r"no/where is neither a folder nor to be had from the hub \(404\)"):
        checkpoint_folder("no/where")
