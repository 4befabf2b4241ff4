"""Loading: from a model folder to an extractor."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from beritaie.errors import InputError, ModelError
from beritaie.extractor import Extractor
from beritaie.normalise.roles import OfficeTable
from beritaie.schema.checks import shown
from beritaie.tagger.backend import Backend
from beritaie.tagger.folder import (
    DEFAULT_MODEL,
    ONNX_FILE,
    SETTINGS_FILE,
    TOKENIZER_FILE,
    Settings,
    checked_file,
    read_settings,
    settings_of_checkpoint,
)
from beritaie.tagger.pieces import PieceTokenizer
from beritaie.tagger.tagger import Tagger

BackendName = Literal["onnx", "torch"]


def load(
    model: str | Path | None = None,
    *,
    backend: BackendName = "onnx",
    threads: int | None = None,
    roles: str | Path | Mapping[str, str] | None = None,
) -> Extractor:
    """Load a model folder, the one in the package where `model` is None.

    `backend` is `onnx` (no torch needed) or `torch` (needs the `train` extra), which runs any checkpoint with our heads
    and takes the name of one on the Hugging Face hub too, the only case in which anything is downloaded. `threads`
    bounds the threads of the matrix multiplications. `roles` adds offices to the package's table: short forms
    with their long forms, as a mapping or as a table file. Raises `ModelError` for a missing, broken or foreign folder,
    `InputError` for an unknown backend or a broken table, and `OSError` for a table that cannot be read.
    """
    if threads is not None and threads < 1:
        raise InputError(f"threads {threads} is out of range", "give 1 or more, or leave it out")
    if backend not in ("onnx", "torch"):
        raise InputError(f"backend {shown(backend)} is unknown", "use onnx or torch")
    offices = _offices(roles)
    tagger, settings = (_torch_tagger if backend == "torch" else _onnx_tagger)(model, threads)
    return Extractor(tagger, settings, offices)


def _offices(roles: str | Path | Mapping[str, str] | None) -> OfficeTable | None:
    return OfficeTable.read(roles) if isinstance(roles, str | Path) else None if roles is None else OfficeTable(roles)


def _onnx_tagger(model: str | Path | None, threads: int | None) -> tuple[Tagger, Settings]:
    folder = DEFAULT_MODEL if model is None else Path(model)
    settings = read_settings(folder)
    tokenizer = _tokenizer(folder, settings)
    path = checked_file(folder, ONNX_FILE, settings)
    from beritaie.tagger.onnx_backend import OnnxBackend  # onnxruntime is slow to import

    backend = OnnxBackend(path, len(settings.labels), threads=threads)
    return _tagger(backend, tokenizer, settings), settings


def _torch_tagger(model: str | Path | None, threads: int | None) -> tuple[Tagger, Settings]:
    if model is None:
        raise InputError("the model in the package is for the onnx backend", "rebuild it with training/restore.py")
    try:
        from beritaie.tagger.torch_backend import TorchBackend, checkpoint_folder
    except ImportError as error:
        raise ModelError(f"the torch backend needs {error.name}", "pip install 'beritaie[train]'") from error
    folder = checkpoint_folder(model)
    settings = read_settings(folder) if (folder / SETTINGS_FILE).exists() else settings_of_checkpoint(folder)
    tokenizer = _tokenizer(folder, settings)
    return _tagger(TorchBackend.from_folder(folder, settings, threads=threads), tokenizer, settings), settings


def _tokenizer(folder: Path, settings: Settings) -> PieceTokenizer:
    checked_file(folder, TOKENIZER_FILE, settings)
    return PieceTokenizer.from_folder(folder)


def _tagger(backend: Backend, tokenizer: PieceTokenizer, settings: Settings) -> Tagger:
    return Tagger(backend, tokenizer, settings.labels, window=settings.window, overlap=settings.overlap)
