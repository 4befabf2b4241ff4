"""Run notebooks and write what they show as pages, which load nothing from elsewhere.

python notebooks/render.py notebooks/01_quickstart.ipynb notebooks/02_batch.ipynb --out docs/notebooks
"""

import re
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import nbformat
import typer
from nbclient import NotebookClient
from nbconvert import HTMLExporter

MOST_BYTES = 500_000
# What the template would load from the network, for formulas and widgets; the notebooks have none.
_LOADING = re.compile(r"<script\b.*?</script>", re.DOTALL | re.IGNORECASE)


def executed(path: Path) -> Any:
    """Return the notebook with its outputs, run in its own folder as Jupyter does."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=170, kernel_name="python3", resources={"metadata": {"path": path.parent}}
    ).execute()
    return notebook


def source_hash(path: Path) -> str:
    """Return the mark by which a page is known to show the notebook as it is: a hash of its cells."""
    cells = nbformat.read(path, as_version=4).cells
    return sha256("\0".join(cell.source for cell in cells).encode()).hexdigest()[:16]


def page(path: Path, notebook: Any) -> str:
    """Return the notebook as one HTML page with the mark of its source."""
    exporter = HTMLExporter(template_name="lab", embed_images=True)
    html, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": path.stem}})
    return _LOADING.sub("", html).replace("<head>", f'<head><meta name="notebook" content="{source_hash(path)}">', 1)


def main(
    notebooks: Annotated[list[Path], typer.Argument(help="notebooks to run")],
    out: Annotated[Path, typer.Option(help="folder to write the pages to")],
) -> None:
    """Write a page for each notebook."""
    out.mkdir(parents=True, exist_ok=True)
    for path in notebooks:
        html = page(path, executed(path))
        size = len(html.encode())
        if size > MOST_BYTES:
            raise typer.BadParameter(
                f"{path} makes a page of {size:,} bytes; at most {MOST_BYTES:,} go into the repository"
            )
        target = out / f"{path.stem}.html"
        target.write_text(html, encoding="utf-8")
        typer.echo(f"{target} {size:,} bytes")


if __name__ == "__main__":
    typer.run(main)
