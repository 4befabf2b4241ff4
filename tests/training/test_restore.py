from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("onnx")

from transformers import BertForTokenClassification  # noqa: E402

import tiny_bert  # noqa: E402
from beritaie.errors import ModelError  # noqa: E402
from beritaie.loading import load  # noqa: E402
from beritaie.tagger.folder import read_settings  # noqa: E402
from beritaie.training.export import export_folder  # noqa: E402
from beritaie.training.restore import restore_checkpoint, restore_model  # noqa: E402
from tiny_bert import LABELS, TEXTS  # noqa: E402


def trained() -> BertForTokenClassification:
    """A model no two tensors of which are equal, as after training; the exporter stores equal ones once."""
    model = tiny_bert.model()
    torch.manual_seed(1)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += 0.02 * torch.randn_like(parameter)
    return model


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.set_num_threads(1)
    folder = tiny_bert.save_folder(tmp_path_factory.mktemp("tiny"))
    export_folder(trained(), folder / "tokenizer.json", read_settings(folder), folder / "out")
    return folder / "out"


def test_every_weight_comes_back_under_its_name(exported: Path) -> None:
    restored = restore_model(exported / "model.onnx", LABELS, load(exported).tagger.tokenizer).state_dict()
    original = trained().state_dict()
    assert restored.keys() == original.keys()
    for name, weights in original.items():
        if weights.is_floating_point():
            step = weights.abs().max() / 127  # matrices large enough are stored in steps
            assert (restored[name] - weights).abs().max() <= step / 2 + 1e-6, name


@pytest.mark.parametrize("half", [False, True])
def test_a_restored_checkpoint_gives_the_same_spans(exported: Path, tmp_path: Path, half: bool) -> None:
    restore_checkpoint(exported, tmp_path, half=half)
    assert not list(tmp_path.glob("*.bin"))
    ours, theirs = load(exported), load(tmp_path, backend="torch")
    assert theirs.settings.labels == LABELS
    tolerance = 0.02 if half else 1e-3
    for a, b in zip(ours.tagger.tag(TEXTS), theirs.tagger.tag(TEXTS), strict=True):
        assert a.words == b.words
        assert np.abs(np.exp(a.log_probs) - np.exp(b.log_probs)).max(initial=0.0) < tolerance


def test_graphs_of_another_make_are_refused(exported: Path, tmp_path: Path) -> None:
    import onnx

    graph = onnx.load(str(exported / "model.onnx"))
    for node in list(graph.graph.node):
        if node.op_type == "Attention":
            graph.graph.node.remove(node)
    onnx.save(graph, str(tmp_path / "model.onnx"))
    with pytest.raises(ModelError, match="is not a graph of beritaie's export"):
        restore_model(tmp_path / "model.onnx", LABELS, load(exported).tagger.tokenizer)
