import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")
onnx = pytest.importorskip("onnx")
import onnxruntime  # noqa: E402
from onnx import TensorProto, helper, numpy_helper  # noqa: E402

import tiny_bert  # noqa: E402
from beritaie.errors import ModelError  # noqa: E402
from beritaie.loading import load  # noqa: E402
from beritaie.tagger.folder import Settings, read_settings, sha256  # noqa: E402
from beritaie.tagger.onnx_backend import OnnxBackend  # noqa: E402
from beritaie.tagger.torch_backend import TorchBackend  # noqa: E402
from beritaie.training import export  # noqa: E402
from tiny_bert import LABELS, OVERLAP, TEXTS, WINDOW  # noqa: E402

LARGE = 800  # with matrices this small, all that a real model stores as int8 has at least so many weights


def rounded(model: torch.nn.Module) -> torch.nn.Module:
    """Round the large matrices as the export does: a scale a row, 127 steps to either side."""
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim == 2 and parameter.numel() >= LARGE:
                scale = (parameter.abs().amax(1, keepdim=True) / 127).clamp(min=1e-30)
                parameter.copy_((parameter / scale).round() * scale)
    return model


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both forms of one model: safetensors rounded as the ONNX file is."""
    torch.set_num_threads(1)
    folder = tiny_bert.save_folder(tmp_path_factory.mktemp("tiny"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(export, "SMALLEST_QUANTISED", LARGE)
        export.export_folder(tiny_bert.model(), folder / "tokenizer.json", read_settings(folder), folder / "out")
    rounded(tiny_bert.model()).save_pretrained(folder / "out")
    return folder / "out"


def random_rows(lengths: list[int]) -> tuple[np.ndarray, np.ndarray]:
    ids = np.ones((len(lengths), max(lengths)), dtype=np.int64)
    random = np.random.default_rng(0)
    for place, length in enumerate(lengths):
        ids[place, :length] = random.integers(4, 100, length)
    return ids, np.array(lengths)


def real(logits: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    return logits[np.arange(logits.shape[1]) < lengths[:, None]]


def test_folder_is_complete_and_checked(exported: Path) -> None:
    settings = read_settings(exported)
    assert settings.labels == LABELS
    assert (settings.window, settings.overlap, settings.name) == (WINDOW, OVERLAP, "tiny")
    assert settings.files == {name: sha256(exported / name) for name in ("model.onnx", "tokenizer.json")}


@pytest.mark.parametrize("lengths", [[5], [1], [78], [60, 3, 17], [2, 2, 2, 2]])
def test_backends_agree(exported: Path, lengths: list[int]) -> None:
    ids, n_pieces = random_rows(lengths)
    ours = OnnxBackend(exported / "model.onnx", len(LABELS), threads=1).logits(ids, n_pieces)
    theirs = TorchBackend.from_folder(exported, replace(read_settings(exported), files={})).logits(ids, n_pieces)
    assert ours.shape == theirs.shape == (*ids.shape, len(LABELS), 3)
    assert np.abs(real(ours, n_pieces) - real(theirs, n_pieces)).max() < 1e-3
    assert np.abs(real(theirs, n_pieces)).max() > 0.5  # not because all is zero


def test_padding_and_company_change_nothing(exported: Path) -> None:
    backend = OnnxBackend(exported / "model.onnx", len(LABELS), threads=1)
    ids, lengths = random_rows([40, 3, 20, 1])
    together = backend.logits(ids, lengths)
    for place, length in enumerate(lengths):
        alone = backend.logits(ids[[place], :length], lengths[[place]])
        assert np.abs(together[place, :length] - alone[0]).max() < 1e-4


def test_backends_give_equal_spans(exported: Path) -> None:
    by_onnx = list(load(exported, threads=1).pipe(TEXTS))
    by_torch = list(load(exported, backend="torch").pipe(TEXTS))
    assert sum(len(article.mentions) for article in by_onnx) > 20
    for a, b in zip(by_onnx, by_torch, strict=True):
        assert [(m.start, m.end, m.label) for m in a.mentions] == [(m.start, m.end, m.label) for m in b.mentions]
        assert [m.score for m in a.mentions] == pytest.approx([m.score for m in b.mentions], abs=5e-3)


def test_int8_storage_is_within_half_a_step(tmp_path: Path) -> None:
    """Without rounding the torch model: every logit stays near, by the default of what is large."""
    folder = tiny_bert.save_folder(tmp_path / "tiny")
    export.export_folder(tiny_bert.model(), folder / "tokenizer.json", read_settings(folder), tmp_path / "out")
    ids, lengths = random_rows([30, 12])
    ours = OnnxBackend(tmp_path / "out" / "model.onnx", len(LABELS), threads=1).logits(ids, lengths)
    theirs = TorchBackend(tiny_bert.model()).logits(ids, lengths)
    difference = np.abs(real(ours, lengths) - real(theirs, lengths))
    assert 0 < difference.max() < 0.15 * real(theirs, lengths).std()


def test_float_export_is_exact(tmp_path: Path) -> None:
    export.export_float(tiny_bert.model(), tmp_path / "model.onnx")
    ids, lengths = random_rows([30, 12])
    ours = OnnxBackend(tmp_path / "model.onnx", len(LABELS), threads=1).logits(ids, lengths)
    theirs = TorchBackend(tiny_bert.model()).logits(ids, lengths)
    assert np.abs(real(ours, lengths) - real(theirs, lengths)).max() < 1e-4


def test_the_model_is_left_as_it_was(tmp_path: Path) -> None:
    """Also one that was trained a moment ago: no dropout gets into the graph."""
    calm = tiny_bert.model(dropout=0.5)
    export.export_float(calm, tmp_path / "calm.onnx")
    wild = tiny_bert.model(dropout=0.5).train()
    export.export_float(wild, tmp_path / "wild.onnx")
    ids, lengths = random_rows([20])
    found = [OnnxBackend(tmp_path / f"{n}.onnx", len(LABELS), threads=1).logits(ids, lengths) for n in ("calm", "wild")]
    assert (found[0] == found[1]).all()
    for name, value in wild.state_dict().items():
        assert torch.equal(value, calm.state_dict()[name])


def test_every_large_matrix_is_stored_as_int8(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "SMALLEST_QUANTISED", LARGE)
    export.export_float(tiny_bert.model(), tmp_path / "model.onnx")
    graph = onnx.load(str(tmp_path / "model.onnx")).graph
    before = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    large = {name for name, value in before.items() if value.dtype == np.float32 and value.size >= LARGE}
    assert large
    assert export.store_int8(graph) == len(large)
    after = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    for name, value in before.items():
        if name not in large:
            assert (after[name] == value).all()
            continue
        assert name not in after
        stored, scale = after[name + "_int8"], after[name + "_scale"]
        assert stored.dtype == np.int8
        assert scale.dtype == np.float32
        assert stored.size <= scale.size * export.GROUP
        error = np.abs((stored * scale).reshape(value.shape) - value)
        assert (error <= np.broadcast_to(scale, stored.shape).reshape(value.shape) * 0.501).all()
        assert np.abs(stored).max() == 127


def small_graph(table: np.ndarray, nodes: list[onnx.NodeProto], outputs: list[str]) -> onnx.ModelProto:
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["n"])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", table.shape[1]]) for name in outputs],
        [numpy_helper.from_array(table, "table")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def ran(model: onnx.ModelProto, ids: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return np.concatenate([np.ravel(out) for out in session.run(None, {"ids": ids})])


def test_rows_of_zeros_stay_zeros(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "SMALLEST_QUANTISED", LARGE)
    table = np.random.default_rng(0).normal(size=(100, 64)).astype(np.float32)
    table[[0, 7]] = 0.0
    table[9] *= 1e-30
    model = small_graph(table, [helper.make_node("Gather", ["table", "ids"], ["out"])], ["out"])
    assert export.store_int8(model.graph) == 1
    onnx.checker.check_model(model)
    found = ran(model, np.array([0, 7, 9, 50])).reshape(4, 64)
    assert np.isfinite(found).all()
    assert (found[:2] == 0).all()
    assert found[2] == pytest.approx(table[9], rel=0.01, abs=float(np.abs(table[9]).max()) / 200)
    assert np.abs(found[3] - table[50]).max() <= np.abs(table[50]).max() / 127


def test_a_table_that_is_used_twice_is_never_broken_silently() -> None:
    """Right, or refused: two lookups of one table are more than the export can restore."""
    table = np.random.default_rng(0).normal(size=(100, 64)).astype(np.float32)
    nodes = [helper.make_node("Gather", ["table", "ids"], [f"out{i}"]) for i in range(2)]
    model = small_graph(table, nodes, ["out0", "out1"])
    before = ran(model, np.array([3, 50]))
    export.store_int8(model.graph)
    try:
        onnx.checker.check_model(model)
    except onnx.checker.ValidationError as error:
        assert "table" in str(error)  # noqa: PT017
    else:
        assert ran(model, np.array([3, 50])) == pytest.approx(before, abs=0.05)


@pytest.mark.parametrize("labels", [("PERSON",), (*LABELS, "CUE")])
def test_settings_of_another_model_are_refused(tmp_path: Path, labels: tuple[str, ...]) -> None:
    folder = tiny_bert.save_folder(tmp_path / "tiny")
    with pytest.raises(ModelError, match=f"12 logits for {len(labels)} labels"):
        export.export_folder(tiny_bert.model(), folder / "tokenizer.json", Settings(labels), tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("backend", ["onnx", "torch"])
@pytest.mark.parametrize(
    ("damaged", "says"),
    [
        ("model.onnx", "does not have the checksum"),
        ("tokenizer.json", "does not have the checksum"),
        ("beritaie.json", "is not JSON"),
    ],
)
def test_damaged_folders_are_refused(exported: Path, tmp_path: Path, backend: str, damaged: str, says: str) -> None:
    for path in exported.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with (tmp_path / damaged).open("ab") as file:
        file.write(b" x")
    if backend == "torch" and damaged == "model.onnx":
        assert load(tmp_path, backend="torch")("Romi").text == "Romi"  # which it does not read
        return
    with pytest.raises(ModelError, match=says) as caught:
        load(tmp_path, backend=backend)  # type: ignore[arg-type]
    assert damaged in str(caught.value)


@pytest.mark.parametrize("backend", ["onnx", "torch"])
def test_folders_of_another_model_are_refused(exported: Path, tmp_path: Path, backend: str) -> None:
    for path in exported.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    given = json.loads((tmp_path / "beritaie.json").read_text())
    given["labels"] = given["labels"][:-1]
    (tmp_path / "beritaie.json").write_text(json.dumps(given))
    with pytest.raises(ModelError, match="12 logits for 3 labels"):
        load(tmp_path, backend=backend)  # type: ignore[arg-type]


def test_calibration_is_carried(exported: Path, tmp_path: Path) -> None:
    scaled = dict.fromkeys(LABELS, (0.001, 5.0))
    for path in exported.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    settings = replace(read_settings(tmp_path), calibration=scaled)
    export.write_settings(tmp_path, settings)
    plain, sure = load(exported, threads=1)(TEXTS[1]), load(tmp_path, threads=1)(TEXTS[1])
    assert [(m.start, m.end, m.label) for m in sure.mentions] == [(m.start, m.end, m.label) for m in plain.mentions]
    assert all((m.score or 0) > 0.98 for m in sure.mentions)
