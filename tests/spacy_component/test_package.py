"""`spacy package` makes a wheel that runs in a clean environment."""

import subprocess
import sys
from pathlib import Path

import pytest

from beritaie.spacy_component import blank
from conftest import REPOSITORY

TEXT = "Pj Bupati OKI Asmar Wijaya menyerahkan bantuan di Kecamatan Mesuji."
READ = "import sys, spacy; print(spacy.load('id_berita')(sys.argv[1])._.berita)"


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(list(map(str, command)), capture_output=True, text=True)


def pip(python: Path, *options: str | Path) -> subprocess.CompletedProcess[str]:
    return run(python, "-m", "pip", "--disable-pip-version-check", "--retries", "1", *options)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a new environment with beritaie and spaCy, installed as users do."""
    folder = tmp_path_factory.mktemp("clean")
    assert run(sys.executable, "-m", "venv", folder / "env").returncode == 0
    python = next((folder / "env").glob("[bS]*/python*"))
    source = f"beritaie[spacy] @ {REPOSITORY.as_uri()}"
    done = pip(python, "install", "--no-compile", "-c", REPOSITORY / "constraints.txt", source)
    if done.returncode:
        pytest.skip(f"packages cannot be installed here: {done.stderr.strip().splitlines()[-1]}")
    return python


def test_a_packaged_pipeline_runs_in_a_clean_environment(clean: Path, tmp_path: Path) -> None:
    nlp = blank()
    nlp.add_pipe("beritaie")
    nlp.meta.update(name="berita", version="0.1.0")
    nlp.to_disk(tmp_path / "saved")
    (tmp_path / "out").mkdir()
    made = run(sys.executable, "-m", "spacy", "package", tmp_path / "saved", tmp_path / "out", "--build", "wheel")
    (wheel,) = (tmp_path / "out").glob("*/dist/*.whl")
    installed = pip(clean, "install", "--no-index", wheel)
    assert installed.returncode == 0, made.stdout + installed.stderr
    done = run(clean, "-I", "-c", READ, TEXT)
    assert done.stdout.strip() == str(nlp(TEXT)._.berita), done.stderr
    shown = pip(clean, "show", "id_berita").stdout
    assert "Requires: beritaie, spacy" in shown
