"""Rebuild float16 safetensors from the model in the package, to fine-tune it further.

python training/restore.py build/default
"""

from pathlib import Path
from typing import Annotated

import typer

from beritaie.tagger.folder import DEFAULT_MODEL
from beritaie.training.restore import restore_checkpoint


def main(
    out: Annotated[Path, typer.Argument(help="folder to write")],
    model: Annotated[Path, typer.Option(help="folder with model.onnx")] = DEFAULT_MODEL,
) -> None:
    """Write config.json, model.safetensors, tokenizer.json and beritaie.json."""
    restore_checkpoint(model, out)


if __name__ == "__main__":
    typer.run(main)
