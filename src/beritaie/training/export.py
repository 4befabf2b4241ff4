"""Export: a fine-tuned checkpoint into one ONNX file whose weights are stored as int8 and computed in float32."""

import math
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model
from torch import nn
from transformers import PreTrainedModel

from beritaie.errors import ModelError
from beritaie.tagger.decode import N_TAGS
from beritaie.tagger.folder import ONNX_FILE, TOKENIZER_FILE, Settings, sha256, write_settings

# Smaller tensors (biases, norms, the heads) stay as they are: they weigh nothing.
SMALLEST_QUANTISED = 65_536

# Weights that share a scale: one scale a column cost 0.4 points of ORG on the development set.
GROUP = 64
OPSET = 17


class _Logits(nn.Module):
    """The model behind two named inputs; in eval mode itself, for the exporter restores its mode on them all."""

    def __init__(self, model: PreTrainedModel) -> None:
        super().__init__()
        self.model = model
        self.eval()

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.model(input_ids=input_ids, attention_mask=attention_mask).logits
        return logits


def export_float(model: PreTrainedModel, path: Path) -> None:
    """Write `model` as a float32 ONNX graph with fused attention, normalisation and GELU."""
    ids = torch.arange(32).view(2, 16) % model.config.vocab_size
    mask = torch.ones_like(ids)
    mask[1, 9:] = 0
    axes = {0: "batch", 1: "pieces"}
    torch.onnx.export(
        _Logits(model),
        (ids, mask),
        str(path),
        input_names=["input_ids", "attention_mask"],
        output_names=["logits"],
        dynamic_axes={"input_ids": axes, "attention_mask": axes, "logits": axes},
        opset_version=OPSET,
        dynamo=False,
    )
    choices = FusionOptions("bert")
    choices.enable_embed_layer_norm = False  # word vectors stay a lookup, so that only the rows in use are restored
    fused = optimize_model(
        str(path),
        model_type="bert",
        num_heads=model.config.num_attention_heads,
        hidden_size=model.config.hidden_size,
        opt_level=0,
        optimization_options=choices,
    )
    fused.save_model_to_file(str(path))


def store_int8(graph: onnx.GraphProto) -> int:
    """Replace each large float32 initializer by int8 numbers with a scale for each group of them, and count them.

    A group is GROUP weights in a row of a table that is looked up, or in a column of a matrix that multiplies from the
    right. Cast, Mul and Reshape restore float32; onnxruntime folds them when it loads the model, so the arithmetic is
    exact float32. The rows of a table are restored as they are looked up.
    """
    looked_up = {node.input[0]: node for node in graph.node if node.op_type == "Gather"}
    stored = 0
    for tensor in list(graph.initializer):
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < SMALLEST_QUANTISED:
            continue
        weights = numpy_helper.to_array(tensor)
        gather = looked_up.get(tensor.name)
        n_rows, n_columns = weights.shape
        if gather:
            grouped, axis = weights.reshape(n_rows, -1, math.gcd(GROUP, n_columns)), 2
        else:
            grouped, axis = weights.reshape(-1, math.gcd(GROUP, n_rows), n_columns), 1
        scale = np.abs(grouped).max(axis=axis, keepdims=True) / 127.0
        scale = np.maximum(scale, np.finfo(np.float32).tiny).astype(np.float32)
        rounded = np.clip(np.rint(grouped / scale), -127, 127).astype(np.int8)
        graph.initializer.remove(tensor)
        graph.initializer.append(numpy_helper.from_array(rounded, tensor.name + "_int8"))
        graph.initializer.append(numpy_helper.from_array(scale, tensor.name + "_scale"))
        # After a lookup by (batch, pieces), those two come first: 0 stands for what is there.
        shape = np.array([0, 0, n_columns] if gather else weights.shape, dtype=np.int64)
        graph.initializer.append(numpy_helper.from_array(shape, tensor.name + "_shape"))
        if gather:
            _restore_after_lookup(graph, gather, tensor.name)
        else:
            _restore_before_use(graph, tensor.name)
        stored += 1
    return stored


def _restore_before_use(graph: onnx.GraphProto, name: str) -> None:
    restore = [
        helper.make_node("Cast", [name + "_int8"], [name + "_float"], to=TensorProto.FLOAT),
        helper.make_node("Mul", [name + "_float", name + "_scale"], [name + "_grouped"]),
        helper.make_node("Reshape", [name + "_grouped", name + "_shape"], [name]),
    ]
    for node in reversed(restore):
        graph.node.insert(0, node)


def _restore_after_lookup(graph: onnx.GraphProto, gather: onnx.NodeProto, name: str) -> None:
    ids, out = gather.input[1], gather.output[0]
    place = list(graph.node).index(gather)
    graph.node.remove(gather)
    restore = [
        helper.make_node("Gather", [name + "_int8", ids], [name + "_rows"]),
        helper.make_node("Cast", [name + "_rows"], [name + "_rows_float"], to=TensorProto.FLOAT),
        helper.make_node("Gather", [name + "_scale", ids], [name + "_rows_scale"]),
        helper.make_node("Mul", [name + "_rows_float", name + "_rows_scale"], [name + "_rows_grouped"]),
        helper.make_node("Reshape", [name + "_rows_grouped", name + "_shape"], [out]),
    ]
    for node in reversed(restore):
        graph.node.insert(place, node)


def export_folder(model: PreTrainedModel, tokenizer_file: Path, settings: Settings, out: Path) -> None:
    """Write a model folder for the onnx backend: graph, tokenizer, settings with checksums.

    Raises `ModelError` where `settings` name other heads than the model has.
    """
    if model.config.num_labels != len(settings.labels) * N_TAGS:
        raise ModelError(
            f"the model has {model.config.num_labels} logits for {len(settings.labels)} labels",
            f"{N_TAGS} logits a label are needed",
        )
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / ONNX_FILE
        export_float(model, path)
        proto = onnx.load(str(path))
        store_int8(proto.graph)
        onnx.checker.check_model(proto)
        onnx.save(proto, str(out / ONNX_FILE))
    shutil.copyfile(tokenizer_file, out / TOKENIZER_FILE)
    write_settings(out, replace(settings, files={n: sha256(out / n) for n in (ONNX_FILE, TOKENIZER_FILE)}))
