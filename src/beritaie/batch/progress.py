"""How far a run is, for people who wait for it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from beritaie.batch.parts import Part

# Told how many rows were read, and how many of them failed.
Advance: TypeAlias = Callable[[int, int], None]


def with_progress(parts: "Iterable[Part]", shown: bool | None, total: int | None) -> "Iterator[Part]":
    """Yield parts as they come, under a bar that counts their rows: see `_bar`."""
    with _bar(shown, total) as advance:
        for part in parts:
            advance(part.n_rows, part.n_failed)
            yield part


@contextmanager
def _bar(shown: bool | None, total: int | None) -> Iterator[Advance]:
    """Lend a bar on standard error: always, never, or where None on a terminal and in a notebook."""
    from rich.console import Console

    console = Console(stderr=True)
    if not (console.is_terminal or console.is_jupyter if shown is None else shown):
        yield lambda n_rows, n_failed: None
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("articles{task.fields[failed]}"), TimeElapsedColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console) as bar:
        task = bar.add_task("", total=total, failed="")
        failures = 0

        def advance(n_rows: int, n_failed: int) -> None:
            nonlocal failures
            failures += n_failed
            bar.update(task, advance=n_rows, failed=f", {failures} failed" if failures else "")

        yield advance
