"""The onnx backend: the default, without torch."""

import os
from pathlib import Path

import numpy as np
import onnxruntime

from beritaie.errors import ModelError
from beritaie.tagger.decode import N_TAGS


class OnnxBackend:
    """Runs an exported model in float32 with onnxruntime.

    `threads` are those of the matrix multiplications, all that the process may use where None. Raises `ModelError` for
    a file that is no model with `n_labels` heads.
    """

    def __init__(self, path: Path, n_labels: int, *, threads: int | None = None) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or usable_cpus()
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime raises its own classes, one a kind of failure
            raise ModelError(f"{path} cannot be run by onnxruntime ({error})", "export the model again") from error
        inputs = {given.name: given.type for given in self._session.get_inputs()}
        if inputs != dict.fromkeys(("input_ids", "attention_mask"), "tensor(int64)"):
            raise ModelError(f"{path} takes {inputs}", "give a model of input_ids and attention_mask, both int64")
        shapes = {made.name: made.shape for made in self._session.get_outputs()}
        if len(shapes.get("logits", ())) != 3:
            raise ModelError(f"{path} gives {shapes}", "give a model that gives logits (batch, pieces, 3 a label)")
        n_logits = shapes["logits"][-1]
        if n_logits != n_labels * N_TAGS:
            raise ModelError(f"{path} has {n_logits} logits for {n_labels} labels", f"{N_TAGS} a label are needed")

    def logits(self, ids: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        """*Shape:* (batch, pieces) and (batch,) to (batch, pieces, labels, 3)."""
        mask = (np.arange(ids.shape[1])[None, :] < lengths[:, None]).astype(np.int64)
        (out,) = self._session.run(["logits"], {"input_ids": ids, "attention_mask": mask})
        logits: np.ndarray = out.reshape(*ids.shape, -1, N_TAGS)
        return logits


def usable_cpus() -> int:
    """Return how many CPUs this process may use."""
    if hasattr(os, "sched_getaffinity"):  # not on macOS and Windows
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
