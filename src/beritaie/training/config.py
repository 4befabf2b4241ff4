"""A training run as data: a TOML file."""

import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from beritaie.errors import InputError
from beritaie.training.augment import Recipe
from beritaie.training.fit import Schedule, TrainingText
from beritaie.training.sources import iob2_texts, record_texts, standoff_texts


@dataclass(frozen=True, slots=True)
class Source:
    """One corpus of a run.

    `format` is `records`, `standoff` (with `texts`) or `iob2` (with `labels`, from its tags to ours); `weight` is the
    chance of each text to be seen in an epoch; `limit` takes only so many texts from the corpus's beginning.
    """

    path: Path
    format: str = "records"
    weight: float = 1.0
    texts: Path | None = None
    labels: dict[str, str] = field(default_factory=dict)
    limit: int | None = None

    def read(self) -> Iterator[TrainingText]:
        """Read the corpus. Raises `InputError` for an unknown format or what it lacks."""
        return islice(self._all(), self.limit)

    def _all(self) -> Iterator[TrainingText]:
        if self.format == "records":
            return record_texts(self.path, self.weight)
        if self.format == "standoff" and self.texts:
            return standoff_texts(self.path, self.texts, self.weight)
        if self.format == "iob2" and self.labels:
            return iob2_texts(self.path, self.labels, self.weight)
        raise InputError(
            f"corpus {self.path} has format {self.format!r}",
            "use records, standoff (with texts) or iob2 (with labels)",
        )


@dataclass(frozen=True, slots=True)
class Config:
    """A run: from which encoder, on which corpora, by which schedule, judged on which articles."""

    encoder: Path
    out: Path
    dev: Path
    sources: tuple[Source, ...]
    schedule: Schedule


def data_folder() -> Path:
    """The folder of corpora that are read and never shipped: `BERITAIE_DATA`, by default `../shared`."""
    return Path(os.environ.get("BERITAIE_DATA", "../shared"))


def read_config(path: Path) -> Config:
    """Read a run's TOML; `{data}` in its paths is `data_folder()`. Raises `InputError` where it is none."""
    try:
        given = tomllib.loads(path.read_text("utf-8").replace("{data}", str(data_folder())))
        schedule = Schedule(**given.get("schedule", {}), recipe=Recipe(**given.get("recipe", {})))
        sources = tuple(_source(row) for row in given["corpus"])
        return Config(Path(given["encoder"]), Path(given["out"]), Path(given["dev"]), sources, schedule)
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"{path} is no training run ({error})", "see training/configs/default.toml") from error


def _source(row: dict[str, Any]) -> Source:
    paths: dict[str, Any] = {name: Path(row[name]) for name in ("path", "texts") if name in row}
    return Source(**(row | paths))
