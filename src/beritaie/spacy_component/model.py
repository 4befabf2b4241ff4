"""A model's files in memory, so that a pipeline carries its model wherever it is written to and read from."""

import json
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from spacy import util

from beritaie import __version__
from beritaie.errors import ModelError
from beritaie.tagger.folder import ONNX_FILE, SETTINGS_FILE, TOKENIZER_FILE, Settings, checked_file, read_settings

CARD_FILE = "README.md"
VERSIONS_FILE = "versions.json"
FILES = (SETTINGS_FILE, TOKENIZER_FILE, ONNX_FILE, CARD_FILE, VERSIONS_FILE)


class Packed(NamedTuple):
    """A model: what its settings say, and its files by name."""

    settings: Settings
    files: Mapping[str, bytes]


def pack(folder: Path) -> Packed:
    """Read a model folder, checksums compared. Raises `ModelError` where something is missing, broken or foreign."""
    settings = read_settings(folder)
    needed = [folder / SETTINGS_FILE, *(checked_file(folder, name, settings) for name in (TOKENIZER_FILE, ONNX_FILE))]
    card = [path for path in [folder / CARD_FILE] if path.is_file()]
    return Packed(settings, {path.name: path.read_bytes() for path in needed + card})


def write_files(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files into `folder`, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


@contextmanager
def unpacked(files: Mapping[str, bytes]) -> Iterator[Path]:
    """Lend a folder with `files` in it."""
    with TemporaryDirectory(prefix="beritaie-") as name:
        write_files(files, Path(name))
        yield Path(name)


def joined(files: Mapping[str, bytes]) -> bytes:
    """Return files as one string of bytes, in spaCy's format."""
    return util.to_bytes({name: partial(files.__getitem__, name) for name in files}, exclude=())


def parted(content: bytes) -> dict[str, bytes]:
    """Return the files that `joined` joined, of those that a model may have. Raises `ModelError` for other bytes."""
    files: dict[str, bytes] = {}
    takers: dict[str, Callable[[bytes], None]] = {name: partial(files.__setitem__, name) for name in FILES}
    try:
        util.from_bytes(content, takers, exclude=())
    except Exception as error:  # a decoder's own classes, by what it takes the bytes for
        raise ModelError(f"the bytes hold no model ({error})", "give bytes that to_bytes made") from error
    return files


def versions() -> bytes:
    """Return what `VERSIONS_FILE` says: the release of beritaie that wrote the model."""
    return json.dumps({"beritaie": __version__}).encode()


def check_versions(content: bytes) -> None:
    """Warn where another release wrote the model: values come from its rules, which may differ."""
    try:
        written = json.loads(content)["beritaie"]
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{VERSIONS_FILE} is broken ({error})", "save the pipeline again") from error
    if written != __version__:
        warnings.warn(
            f"the pipeline was saved with beritaie {written} and is read with {__version__}: spans are the same, "
            f"values may differ",
            stacklevel=4,
        )
