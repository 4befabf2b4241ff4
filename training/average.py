"""Average the weights of runs that began from the same encoder and the same heads (a model soup).

    python training/average.py build/default build/runs/default build/runs/early --share 0.9 --share 0.1

Wortsman et al. 2022, https://arxiv.org/abs/2203.05482.
"""

import shutil
from pathlib import Path
from typing import Annotated

import typer
from safetensors.torch import load_file, save_file

from beritaie.tagger.folder import CONFIG_FILE, SETTINGS_FILE, TOKENIZER_FILE, WEIGHTS_FILE


def main(
    out: Annotated[Path, typer.Argument(help="folder to write")],
    runs: Annotated[list[Path], typer.Argument(help="folders of train.py")],
    share: Annotated[list[float], typer.Option(help="share of each run, in order")],
) -> None:
    """Write the average, with the tokenizer and settings of the first run."""
    if len(share) != len(runs):
        raise typer.BadParameter(f"{len(runs)} runs and {len(share)} shares: give one --share a run")
    states = [load_file(folder / WEIGHTS_FILE) for folder in runs]
    parts = [part / sum(share) for part in share]
    mean = {name: sum(p * state[name] for p, state in zip(parts, states, strict=True)) for name in states[0]}
    out.mkdir(parents=True, exist_ok=True)
    save_file(mean, out / WEIGHTS_FILE, metadata={"format": "pt"})
    for name in (CONFIG_FILE, SETTINGS_FILE, TOKENIZER_FILE):
        shutil.copyfile(runs[0] / name, out / name)


if __name__ == "__main__":
    typer.run(main)
