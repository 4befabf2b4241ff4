import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

import beritaie
from beritaie.errors import ModelError
from beritaie.spacy_component import BeritaPipe
from beritaie.spacy_component.model import FILES, VERSIONS_FILE
from beritaie.tagger.folder import DEFAULT_MODEL, ONNX_FILE, SETTINGS_FILE, TOKENIZER_FILE

TEXT = "Pj Bupati OKI Asmar Wijaya mengatakan bantuan tersalurkan, Selasa (15/10/2024)."

# Reads one text with a saved pipeline and prints its record; the network is out of reach, and so is torch.
READ = """
import socket, sys
def refuse(*args, **kwargs): raise OSError("no network")
socket.socket.connect = refuse
sys.modules["torch"] = None
import spacy
print(spacy.load(sys.argv[1])(sys.argv[2])._.berita)
"""


@pytest.fixture(scope="module")
def expected(nlp: Language) -> object:
    return nlp(TEXT)._.berita


def own(path: Path) -> Language:
    """A pipeline with a model of the user's own, at `path`, which can be removed later."""
    shutil.copytree(DEFAULT_MODEL, path)
    nlp = spacy.blank("xx")
    nlp.add_pipe("beritaie", config={"model": str(path), "threads": 1})
    return nlp


def test_a_saved_pipeline_reads_in_a_fresh_process(tmp_path: Path, expected: object) -> None:
    own(tmp_path / "model").to_disk(tmp_path / "saved")
    shutil.rmtree(tmp_path / "model")
    folder = tmp_path / "saved" / "beritaie"
    assert {path.name for path in folder.iterdir()} == set(FILES)
    done = subprocess.run([sys.executable, "-c", READ, tmp_path / "saved", TEXT], capture_output=True, text=True)
    assert done.stdout.strip() == str(expected), done.stderr


def test_the_folder_is_not_needed_once_the_pipeline_is_loaded(tmp_path: Path, expected: object) -> None:
    own(tmp_path / "model").to_disk(tmp_path / "saved")
    loaded = spacy.load(tmp_path / "saved", config={"components": {"beritaie": {"min_score": 0.5}}})
    shutil.rmtree(tmp_path / "saved")
    shutil.rmtree(tmp_path / "model")
    assert loaded(TEXT)._.berita == expected
    assert loaded.get_pipe("beritaie").min_score == 0.5
    loaded.to_disk(tmp_path / "again")
    assert spacy.load(tmp_path / "again")(TEXT)._.berita == expected


def test_bytes_and_pickles_carry_the_model(tmp_path: Path, expected: object) -> None:
    nlp = own(tmp_path / "model")
    content, pickled = nlp.to_bytes(), pickle.dumps(nlp)
    assert len(pickled) > (DEFAULT_MODEL / ONNX_FILE).stat().st_size
    shutil.rmtree(tmp_path / "model")
    copy = spacy.blank("xx")
    copy.add_pipe("beritaie", config={"model": str(tmp_path / "model")})
    assert copy.from_bytes(content)(TEXT)._.berita == expected
    assert pickle.loads(pickled)(TEXT)._.berita == expected
    assert copy.to_bytes() == copy.from_bytes(copy.to_bytes()).to_bytes()


def test_a_pickle_of_the_model_in_the_package_is_small(nlp: Language) -> None:
    assert len(pickle.dumps(nlp.get_pipe("beritaie"))) < 2000


def test_the_error_handler_is_pickled() -> None:
    pipe = BeritaPipe("berita", min_score=0.25)
    pipe.set_error_handler(spacy.util.ignore_error)
    copy = pickle.loads(pickle.dumps(pipe))
    assert (copy.name, copy.min_score, copy.get_error_handler()) == ("berita", 0.25, spacy.util.ignore_error)


def test_a_model_folder_is_taken_as_it_is(expected: object) -> None:
    nlp = spacy.blank("xx")
    nlp.add_pipe("beritaie", config={"model": "nowhere"})
    pipe = nlp.get_pipe("beritaie")
    assert isinstance(pipe, BeritaPipe)
    assert pipe.from_disk(DEFAULT_MODEL).labels == beritaie.LABELS
    assert nlp(TEXT)._.berita == expected


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"{}", b"\x80", b"\xc1", b"\x81\xa1a\xc0", b"not a model" * 100])
def test_bytes_of_something_else(content: bytes) -> None:
    with pytest.raises(ModelError):
        BeritaPipe().from_bytes(content)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (SETTINGS_FILE, None, "has no beritaie.json"),
        (TOKENIZER_FILE, None, "has no tokenizer.json"),
        (ONNX_FILE, None, "has no model.onnx"),
        (ONNX_FILE, b"other", "does not have the checksum"),
        (VERSIONS_FILE, b"{}", "versions.json is broken"),
    ],
)
def test_a_saved_model_that_is_broken(tmp_path: Path, name: str, content: bytes | None, message: str) -> None:
    BeritaPipe().to_disk(tmp_path / "saved")
    path = tmp_path / "saved" / name
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(ModelError, match=message):
        BeritaPipe().from_disk(tmp_path / "saved")


def test_a_model_of_another_release_warns(tmp_path: Path) -> None:
    BeritaPipe().to_disk(tmp_path)
    (tmp_path / VERSIONS_FILE).write_text('{"beritaie": "0.0.1"}', "utf-8")
    with pytest.warns(UserWarning, match=r"saved with beritaie 0\.0\.1"):
        BeritaPipe().from_disk(tmp_path)
