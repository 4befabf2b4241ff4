import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from beritaie.errors import ModelError
from beritaie.schema import LABELS
from beritaie.tagger.folder import DEFAULT_MODEL, FORMAT, Settings, checked_file, read_settings, sha256, write_settings

GOOD: dict[str, Any] = {
    "format": FORMAT,
    "labels": ["PERSON", "REGION"],
    "window": 100,
    "overlap": 20,
    "calibration": {"PERSON": [0.5, -1]},
    "files": {"model.onnx": "00"},
    "name": "kecil",
}


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in GOOD.items() if name != key}


def write(folder: Path, given: object) -> None:
    text = given if isinstance(given, str) else json.dumps(given)
    (folder / "beritaie.json").write_text(text, "utf-8")


def test_settings_survive_the_file(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    settings = read_settings(tmp_path)
    assert settings == Settings(("PERSON", "REGION"), 100, 20, {"PERSON": (0.5, -1.0)}, {"model.onnx": "00"}, "kecil")
    write_settings(tmp_path, settings)
    assert read_settings(tmp_path) == settings
    full = Settings(tuple(map(str, LABELS)), name="lengkap – é")
    write_settings(tmp_path, full)
    assert read_settings(tmp_path) == full


# What is wrong with beritaie.json, and what the message says.
BROKEN = [
    ("", "is not JSON"),
    ("{", "is not JSON"),
    ("[" * 100_000, "is not JSON"),
    ("\ufeff{}", "is not JSON"),
    ([], r"has format \[\]"),
    (1, "has format 1"),
    (None, "has format None"),
    ({}, "has format None"),
    (GOOD | {"format": 2}, "has format 2; this version reads format 1"),
    (GOOD | {"format": "1"}, "has format '1'"),
    (without("labels"), "'labels'"),
    (without("window"), "'window'"),
    (without("overlap"), "'overlap'"),
    (without("calibration"), "'calibration'"),
    (without("files"), "'files'"),
    (without("name"), "'name'"),
    (GOOD | {"labels": 3}, "lacks or breaks"),
    (GOOD | {"labels": []}, r"has the labels \[\]"),
    (GOOD | {"labels": ["PERSON", "LOC"]}, r"has the labels \['PERSON', 'LOC'\]; use some of PERSON, ROLE"),
    (GOOD | {"labels": "PERSON"}, "has the labels"),
    (GOOD | {"labels": ["person"]}, "has the labels"),
    (GOOD | {"labels": [["PERSON"]]}, "has the labels"),
    (GOOD | {"labels": ["PERSON", "PERSON"]}, "has the labels"),
    (GOOD | {"window": "wide"}, "lacks or breaks"),
    (GOOD | {"window": None}, "lacks or breaks"),
    (GOOD | {"window": 20}, "has window 20, overlap 20; 0 <= overlap < window"),
    (GOOD | {"window": 0, "overlap": 0}, "has window 0"),
    (GOOD | {"overlap": -1}, "overlap -1"),
    (json.dumps(GOOD).replace("100", "1e999"), "lacks or breaks"),
    (GOOD | {"calibration": []}, "lacks or breaks"),
    (GOOD | {"calibration": {"PERSON": [1]}}, "lacks or breaks"),
    (GOOD | {"calibration": {"PERSON": 1}}, "lacks or breaks"),
    (GOOD | {"calibration": {"PERSON": ["a", "b"]}}, "lacks or breaks"),
    (GOOD | {"calibration": {"PERSON": [float("nan"), 0]}}, "calibration"),
    (GOOD | {"calibration": {"PERSON": [1, float("inf")]}}, "calibration"),
    (GOOD | {"files": 3}, "lacks or breaks"),
    (GOOD | {"files": ["model.onnx"]}, "lacks or breaks"),
]


@pytest.mark.parametrize(("given", "says"), BROKEN)
def test_broken_settings_are_refused(tmp_path: Path, given: object, says: str) -> None:
    write(tmp_path, given)
    with pytest.raises(ModelError, match=says) as caught:
        read_settings(tmp_path)
    assert str(tmp_path / "beritaie.json") in str(caught.value)
    assert caught.value.remedy


def test_settings_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "beritaie.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ModelError, match="is not JSON"):
        read_settings(tmp_path)


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is no model folder"):
        read_settings(tmp_path / "nothing")
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match="is no model folder"):
        read_settings(tmp_path / "file")
    with pytest.raises(ModelError, match=r"has no beritaie\.json"):
        read_settings(tmp_path)


def test_files_are_checked(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    right = hashlib.sha256(b"weights").hexdigest()
    listed = Settings(("PERSON",), files={"model.onnx": right})
    with pytest.raises(ModelError, match=r"has no model\.onnx"):
        checked_file(tmp_path, "model.onnx", listed)
    path.write_bytes(b"weights")
    assert checked_file(tmp_path, "model.onnx", listed) == path
    assert sha256(path) == right
    assert checked_file(tmp_path, "model.onnx", Settings(("PERSON",))) == path  # nothing said of it, nothing checked
    for other in (b"weight", b"weights\n", b""):
        path.write_bytes(other)
        with pytest.raises(ModelError, match=r"model\.onnx does not have the checksum that beritaie\.json gives"):
            checked_file(tmp_path, "model.onnx", listed)


@pytest.mark.skipif(not DEFAULT_MODEL.is_dir(), reason="no model in the package")
def test_the_model_in_the_package_is_whole() -> None:
    settings = read_settings(DEFAULT_MODEL)
    assert settings.labels == tuple(map(str, LABELS))
    assert set(settings.files) >= {"model.onnx", "tokenizer.json"}
    for name in settings.files:
        checked_file(DEFAULT_MODEL, name, settings)
    assert sum(file.stat().st_size for file in DEFAULT_MODEL.iterdir()) <= 40_000_000
