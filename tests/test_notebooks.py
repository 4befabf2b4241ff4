"""The notebooks: without outputs in the repository, run from top to bottom, shown as they are in the docs."""

import json
import re
from importlib import import_module
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))
PAGES = {page.stem: page for page in (REPOSITORY / "docs" / "notebooks").glob("*.html")}
JUPYTER = ("nbformat", "nbclient", "nbconvert", "ipykernel")
NEEDS = {"02_batch": ("pandas", "pyarrow", "matplotlib"), "03_finetune": ("torch", "transformers", "onnx")}

pytestmark = pytest.mark.skipif(not NOTEBOOKS, reason="no notebooks here: they are not in the source package")
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def renderer() -> ModuleType:
    """The script `notebooks/render.py`."""
    missing = [name for name in JUPYTER if find_spec(name) is None]
    if missing:
        pytest.skip(f"no {', '.join(missing)}: pip install -c constraints.txt {' '.join(JUPYTER)}")
    spec = spec_from_file_location("notebook_render", REPOSITORY / "notebooks" / "render.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@every_notebook
def test_a_notebook_in_the_repository_has_no_outputs(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert code
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


@every_notebook
def test_a_notebook_runs(path: Path, renderer: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in NEEDS.get(path.stem, ()):
        pytest.importorskip(name)
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # what a notebook leaves behind goes with the test
    outputs = [out for cell in renderer.executed(path).cells for out in cell.get("outputs", [])]
    shown = [kind for out in outputs for kind in out.get("data", {})]
    warned = [out["text"] for out in outputs if out.get("name") == "stderr" and path.stem != "03_finetune"]
    assert warned == []  # but for the progress bars of torch
    assert shown.count("image/png") == (3 if path.stem == "02_batch" else 0)
    assert "text/html" in shown


@pytest.mark.parametrize("name", ["01_quickstart", "02_batch"])
def test_the_docs_show_the_notebook_as_it_is(name: str, renderer: ModuleType) -> None:
    page = PAGES[name].read_text(encoding="utf-8")
    mark = re.search('<meta name="notebook" content="(.*?)">', page)
    assert mark is not None
    assert mark.group(1) == renderer.source_hash(REPOSITORY / "notebooks" / f"{name}.ipynb"), (
        "the notebook has changed: python notebooks/render.py notebooks/01_quickstart.ipynb notebooks/02_batch.ipynb "
        "--out docs/notebooks"
    )
    assert len(page.encode()) <= renderer.MOST_BYTES
    assert not re.search(r"<script|(?:src|href)=\"(?:https?:)?//", page)


def test_an_outdated_page_is_told_from_a_fresh_one(renderer: ModuleType, tmp_path: Path) -> None:
    nbformat: Any = import_module("nbformat")
    path = tmp_path / "a.ipynb"
    marks = set()
    for source in ("1", "2"):
        nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)]), path)
        marks.add(renderer.source_hash(path))
    assert len(marks) == 2
