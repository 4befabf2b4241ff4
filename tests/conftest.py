"""What the tests share: strategies for articles, and the shared data where it is at hand."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def data_root() -> Path:
    """The folder that BERITAIE_DATA names; tests that need it are skipped where it is absent."""
    root = Path(os.environ.get("BERITAIE_DATA", REPOSITORY.parent / "shared"))
    if not (root / "corpus" / "dev.jsonl").is_file():
        pytest.skip(f"no shared data at {root}: set BERITAIE_DATA")
    return root


@pytest.fixture(scope="session")
def examples() -> Path:
    return REPOSITORY / "examples"
