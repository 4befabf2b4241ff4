"""The torch backend: any local or hub checkpoint with our head layout."""

from pathlib import Path
from typing import Self

import numpy as np
import torch
from huggingface_hub import snapshot_download
from transformers import AutoModelForTokenClassification, PreTrainedModel

from beritaie.errors import ModelError
from beritaie.tagger.decode import N_TAGS
from beritaie.tagger.folder import CONFIG_FILE, WEIGHTS_FILE, Settings, checked_file


class TorchBackend:
    """Runs a `BertForTokenClassification`, or any model of that call, on `device`."""

    def __init__(self, model: PreTrainedModel, *, device: str = "cpu") -> None:
        self.model: PreTrainedModel = model.to(device).eval()  # type: ignore[arg-type]
        self.device = device

    @classmethod
    def from_folder(cls, folder: Path, settings: Settings, *, threads: int | None = None, device: str = "cpu") -> Self:
        """Load a local checkpoint, from safetensors only and running no code of its folder.

        Raises `ModelError` where it is missing, broken, or has other heads.
        """
        for name in (WEIGHTS_FILE, CONFIG_FILE):
            checked_file(folder, name, settings)
        try:
            model = AutoModelForTokenClassification.from_pretrained(
                folder, use_safetensors=True, trust_remote_code=False, local_files_only=True
            )
        except Exception as error:  # transformers and safetensors raise many kinds
            raise ModelError(f"{folder} cannot be loaded by transformers ({error})", "save the model again") from error
        if model.config.num_labels != len(settings.labels) * N_TAGS:
            raise ModelError(
                f"{folder} has {model.config.num_labels} logits for {len(settings.labels)} labels",
                f"{N_TAGS} logits a label are needed",
            )
        if threads is not None:
            torch.set_num_threads(threads)
        return cls(model, device=device)

    def logits(self, ids: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        """*Shape:* (batch, pieces) and (batch,) to (batch, pieces, labels, 3)."""
        mask = np.arange(ids.shape[1])[None, :] < lengths[:, None]
        with torch.inference_mode():
            out = self.model(
                input_ids=torch.from_numpy(ids).to(self.device),
                attention_mask=torch.from_numpy(mask.astype(np.int64)).to(self.device),
            ).logits
        logits: np.ndarray = out.float().cpu().numpy().reshape(*ids.shape, -1, N_TAGS)
        return logits


def checkpoint_folder(model: str | Path) -> Path:
    """Return the folder of a checkpoint: `model` itself, or the hub's copy of that name, weights and JSON only.

    Raises `ModelError` where it is no folder and the hub does not give it either.
    """
    if Path(model).is_dir():
        return Path(model)
    try:
        return Path(snapshot_download(str(model), allow_patterns=["*.json", "*.safetensors"]))
    except Exception as error:  # no such folder, no such name, no network: huggingface_hub has a class for each
        reason = str(error).partition("\n")[0]
        raise ModelError(
            f"{model} is neither a folder nor to be had from the hub ({reason})", "check the name"
        ) from error
