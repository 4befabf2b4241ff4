"""A model folder: data only (ONNX or safetensors, JSON), checked before anything in it is used.

beritaie.json    labels, windows, calibration, and the SHA-256 of the other files
tokenizer.json   word pieces
model.onnx       for the onnx backend, and/or
config.json, model.safetensors   for the torch backend, as `save_pretrained` writes them
"""

import hashlib
import json
import math
from dataclasses import asdict, dataclass, field
from itertools import chain
from pathlib import Path

from beritaie.errors import ModelError
from beritaie.schema import LABELS

FORMAT = 1
SETTINGS_FILE = "beritaie.json"
TOKENIZER_FILE = "tokenizer.json"
ONNX_FILE = "model.onnx"
CONFIG_FILE = "config.json"
WEIGHTS_FILE = "model.safetensors"
DEFAULT_MODEL = Path(__file__).parent / "weights" / "default"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a model folder says of its model.

    `labels` are its heads in order; `window` and `overlap` are in pieces; `calibration` has for a label the slope and
    the offset that turn the log-odds of a span into those of its score; `files` are checksums by file name.
    """

    labels: tuple[str, ...]
    window: int = 254
    overlap: int = 64
    calibration: dict[str, tuple[float, float]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    name: str = "unnamed"


def read_settings(folder: Path) -> Settings:
    """Read and check `beritaie.json`. Raises `ModelError` that says what is missing or wrong."""
    if not folder.is_dir():
        raise ModelError(f"{folder} is no model folder", "give a folder with beritaie.json, or leave it out")
    path = folder / SETTINGS_FILE
    if not path.is_file():
        raise ModelError(f"{folder} has no {SETTINGS_FILE}", "give a folder that `beritaie` training or export wrote")
    try:
        given = json.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{path} is not JSON ({error})", "restore it from the model's source") from error
    if not isinstance(given, dict) or given.get("format") != FORMAT:
        found = given.get("format") if isinstance(given, dict) else given
        raise ModelError(f"{path} has format {found!r}", f"this version reads format {FORMAT}")
    try:
        settings = Settings(
            labels=tuple(given["labels"]),
            window=int(given["window"]),
            overlap=int(given["overlap"]),
            calibration={label: (float(a), float(b)) for label, (a, b) in given["calibration"].items()},
            files=dict(given["files"]),
            name=str(given["name"]),
        )
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise ModelError(f"{path} lacks or breaks {error}", "restore it from the model's source") from error
    unknown = [label for label in settings.labels if label not in LABELS]
    if unknown or len(set(settings.labels)) < len(settings.labels) or not settings.labels:
        raise ModelError(f"{path} has the labels {list(settings.labels)}", f"use some of {', '.join(LABELS)}, once")
    if not all(map(math.isfinite, chain.from_iterable(settings.calibration.values()))):
        raise ModelError(f"{path} has the calibration {settings.calibration}", "give finite slopes and offsets")
    if not 0 <= settings.overlap < settings.window:
        raise ModelError(f"{path} has window {settings.window}, overlap {settings.overlap}", "0 <= overlap < window")
    return settings


def settings_of_checkpoint(folder: Path) -> Settings:
    """Read the labels of a checkpoint without `beritaie.json` from the names of its logits, `O-`, `B-`, `I-` a label.

    Raises `ModelError` for a checkpoint with other heads.
    """
    path = folder / CONFIG_FILE
    if not path.is_file():
        raise ModelError(f"{folder} has neither {SETTINGS_FILE} nor {CONFIG_FILE}", "give the folder of a checkpoint")
    try:
        names = json.loads(path.read_text("utf-8"))["id2label"]
        given = [names[str(place)] for place in range(len(names))]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelError(f"{path} names no logits ({error})", "save the model with its id2label") from error
    labels = tuple(str(name).removeprefix("O-") for name in given[::3])
    expected = [f"{tag}-{label}" for label in labels for tag in "OBI"]
    if given != expected or not labels or any(label not in LABELS for label in labels):
        raise ModelError(
            f"{path} has the logits {given[:4]} ...", f"name them {expected[:3]} ... of {', '.join(LABELS)}"
        )
    return Settings(labels, name=folder.name)


def write_settings(folder: Path, settings: Settings) -> None:
    """Write `beritaie.json`."""
    text = json.dumps({"format": FORMAT, **asdict(settings)}, indent=1, ensure_ascii=False)
    (folder / SETTINGS_FILE).write_text(text + "\n", "utf-8")


def checked_file(folder: Path, name: str, settings: Settings) -> Path:
    """Return the path of a file of the folder. Raises `ModelError` where it is missing or not what was packed."""
    path = folder / name
    if not path.is_file():
        raise ModelError(f"{folder} has no {name}", "export the model again, or choose the other backend")
    expected = settings.files.get(name)
    if expected is not None and sha256(path) != expected:
        raise ModelError(f"{path} does not have the checksum that {SETTINGS_FILE} gives", "fetch the model again")
    return path


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
