from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from beritaie.errors import ModelError
from beritaie.tagger.onnx_backend import OnnxBackend, usable_cpus

onnx = pytest.importorskip("onnx")
from onnx import TensorProto, helper, numpy_helper  # noqa: E402

TABLE = np.random.default_rng(0).normal(size=(20, 6)).astype(np.float32)
SIDES = ["batch", "pieces"]


def write_graph(
    path: Path,
    *,
    inputs: tuple[str, ...] = ("input_ids", "attention_mask"),
    output: str = "logits",
    kind: int = TensorProto.INT64,
    table: np.ndarray = TABLE,
    shape: list[str | int] | None = None,
) -> Path:
    """Write a graph that looks each piece up in `table` and subtracts 100 where the mask is 0."""
    nodes = [helper.make_node("Gather", ["table", inputs[0]], ["rows"])]
    if len(inputs) > 1:
        nodes += [
            helper.make_node("Cast", [inputs[1]], ["mask"], to=TensorProto.FLOAT),
            helper.make_node("Sub", ["mask", "one"], ["hidden"]),
            helper.make_node("Mul", ["hidden", "hundred"], ["low"]),
            helper.make_node("Unsqueeze", ["low", "last"], ["lows"]),
            helper.make_node("Add", ["rows", "lows"], [output]),
        ]
    else:
        nodes += [helper.make_node("Identity", ["rows"], [output])]
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info(name, kind, SIDES) for name in inputs],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape or [*SIDES, table.shape[1]])],
        [
            numpy_helper.from_array(table, "table"),
            numpy_helper.from_array(np.array(1.0, np.float32), "one"),
            numpy_helper.from_array(np.array(100.0, np.float32), "hundred"),
            numpy_helper.from_array(np.array([-1]), "last"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, str(path))
    return path


def test_logits_have_the_layout_of_the_heads(tmp_path: Path) -> None:
    backend = OnnxBackend(write_graph(tmp_path / "model.onnx"), 2, threads=1)
    ids = np.array([[0, 5, 7], [2, 1, 1]])
    found = backend.logits(ids, np.array([3, 1]))
    assert found.shape == (2, 3, 2, 3)
    assert found.dtype == np.float32
    assert (found[0] == TABLE[ids[0]].reshape(3, 2, 3)).all()
    assert (found[1, 0] == TABLE[2].reshape(2, 3)).all()
    assert (found[1, 1:] == (TABLE[[1, 1]] - 100).reshape(2, 2, 3)).all()  # the mask ends where the row does


# What the file is, and what the message says.
FOREIGN: list[tuple[Callable[[Path], object], str]] = [
    (lambda path: None, "cannot be run by onnxruntime"),
    (lambda path: path.write_bytes(b""), "cannot be run by onnxruntime|gives"),
    (lambda path: path.write_bytes(b"no model"), "cannot be run by onnxruntime"),
    (lambda path: path.write_bytes(write_graph(path).read_bytes()[:-200]), "cannot be run by onnxruntime"),
    (lambda path: write_graph(path, inputs=("input_ids",)), r"takes {'input_ids': 'tensor\(int64\)'};"),
    (lambda path: write_graph(path, inputs=("ids", "types")), "takes {'ids'"),
    (lambda path: write_graph(path, output="scores"), "gives {'scores'"),
    (lambda path: write_graph(path, table=TABLE[:, :3]), "has 3 logits for 2 labels; 3 a label are needed"),
    (lambda path: write_graph(path, table=np.hstack([TABLE, TABLE])), "has 12 logits for 2 labels"),
    (lambda path: write_graph(path, kind=TensorProto.INT32), r"takes .*tensor\(int32\).*both int64"),
]


@pytest.mark.parametrize(("write", "says"), FOREIGN)
def test_foreign_files_are_refused(tmp_path: Path, write: Callable[[Path], object], says: str) -> None:
    path = tmp_path / "model.onnx"
    write(path)
    with pytest.raises(ModelError, match=says) as caught:
        OnnxBackend(path, 2, threads=1)
    assert str(path) in str(caught.value)
    assert caught.value.remedy


def test_threads_are_at_least_one() -> None:
    assert usable_cpus() >= 1
