"""Restore: the ONNX file that ships, back into a checkpoint that can be fine-tuned further or run by torch."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from transformers import BertConfig, BertForTokenClassification, PreTrainedModel

from beritaie.errors import ModelError
from beritaie.tagger.folder import ONNX_FILE, TOKENIZER_FILE, checked_file, read_settings, write_settings
from beritaie.tagger.pieces import PieceTokenizer

_PREFIX = "model."
_DENSE = ("attention.output.dense", "intermediate.dense", "output.dense")  # a layer's MatMuls, in order


def restore_checkpoint(folder: Path, out: Path, *, half: bool = True) -> None:
    """Write `folder`'s model to `out` as safetensors, in float16 unless `half` is false, with tokenizer and settings.

    Raises `ModelError` for a graph that `training.export` did not write.
    """
    settings = read_settings(folder)
    tokenizer = PieceTokenizer.from_folder(folder)
    model = restore_model(checked_file(folder, ONNX_FILE, settings), settings.labels, tokenizer)
    (model.half() if half else model).save_pretrained(out)  # type: ignore[no-untyped-call]
    shutil.copyfile(folder / TOKENIZER_FILE, out / TOKENIZER_FILE)
    write_settings(out, settings)


def restore_model(path: Path, labels: tuple[str, ...], tokenizer: PieceTokenizer) -> PreTrainedModel:
    """Read the weights of an exported graph into a `BertForTokenClassification`."""
    graph = onnx.load(str(path)).graph
    tensors = _tensors(graph)
    try:
        state = dict(_state(graph, tensors))
        model = BertForTokenClassification(_config(graph, state, labels, tokenizer))
        model.load_state_dict({name: torch.from_numpy(np.array(value)) for name, value in state.items()})
    except (KeyError, IndexError, StopIteration, RuntimeError) as error:
        raise ModelError(f"{path} is not a graph of beritaie's export ({error})", "export the model again") from error
    model.eval()  # type: ignore[no-untyped-call]
    return model


def _tensors(graph: onnx.GraphProto) -> dict[str, np.ndarray]:
    """All initializers by name, int8 numbers times their scales and in the shape of their use."""
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    restored = {
        name.removesuffix("_int8"): value.astype(np.float32) * stored[name.removesuffix("_int8") + "_scale"]
        for name, value in stored.items()
        if name.endswith("_int8")
    }
    return stored | {name: value.reshape(-1, stored[name + "_shape"][-1]) for name, value in restored.items()}


def _state(graph: onnx.GraphProto, tensors: dict[str, np.ndarray]) -> Iterator[tuple[str, np.ndarray]]:
    """Name every weight as transformers does: those the exporter named, then the matrices by their order of use."""
    for name, value in tensors.items():
        if name.startswith(_PREFIX) and not name.endswith(("_int8", "_scale", "_shape")):
            yield name.removeprefix(_PREFIX), value
    weights = set(tensors)
    attentions = [node for node in graph.node if node.op_type == "Attention"]
    for layer, node in enumerate(attentions):
        weight, bias = tensors[node.input[1]], tensors[node.input[2]]
        for name, w, b in zip(("query", "key", "value"), np.split(weight, 3, axis=1), np.split(bias, 3), strict=True):
            yield f"bert.encoder.layer.{layer}.attention.self.{name}.weight", w.T
            yield f"bert.encoder.layer.{layer}.attention.self.{name}.bias", b
    matrices = [tensors[node.input[1]] for node in graph.node if node.op_type == "MatMul" and node.input[1] in weights]
    for place, matrix in enumerate(matrices[:-1]):
        yield f"bert.encoder.layer.{place // 3}.{_DENSE[place % 3]}.weight", matrix.T
    yield "classifier.weight", matrices[-1].T


def _config(
    graph: onnx.GraphProto, state: dict[str, np.ndarray], labels: tuple[str, ...], tokenizer: PieceTokenizer
) -> BertConfig:
    attention = next(node for node in graph.node if node.op_type == "Attention")
    heads = next(helper.get_attribute_value(a) for a in attention.attribute if a.name == "num_heads")
    norm = next(node for node in graph.node if node.op_type == "SkipLayerNormalization")
    epsilon = next(helper.get_attribute_value(a) for a in norm.attribute if a.name == "epsilon")
    vocabulary, hidden = state["bert.embeddings.word_embeddings.weight"].shape
    layers = {match.group(1) for name in state if (match := re.match(r"bert\.encoder\.layer\.(\d+)\.", name))}
    names = [f"{tag}-{label}" for label in labels for tag in "OBI"]
    return BertConfig(  # type: ignore[call-arg]  # num_labels is an argument of its base
        vocab_size=vocabulary,
        hidden_size=hidden,
        num_hidden_layers=len(layers),
        num_attention_heads=heads,
        intermediate_size=len(state["bert.encoder.layer.0.intermediate.dense.bias"]),
        max_position_embeddings=len(state["bert.embeddings.position_embeddings.weight"]),
        type_vocab_size=len(state["bert.embeddings.token_type_embeddings.weight"]),
        layer_norm_eps=epsilon,
        pad_token_id=tokenizer.pad_id,
        num_labels=len(names),
        id2label=dict(enumerate(names)),
        label2id={name: place for place, name in enumerate(names)},
    )
