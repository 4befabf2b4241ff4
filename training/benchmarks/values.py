"""Time the values: how many a second, label by label, on one core.

python training/benchmarks/values.py ../shared/corpus/train.jsonl

The tables are loaded before the clock starts; how long that takes is printed too.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from beritaie.corpus import read_corpus
from beritaie.normalise.article import normalise, with_values
from beritaie.normalise.dates import resolve_dates
from beritaie.normalise.figures import resolve_figures
from beritaie.normalise.names import resolve_names
from beritaie.normalise.regions import resolve_regions
from beritaie.normalise.roles import resolve_roles
from beritaie.schema import Article, Label, Mention, Value

Step = Callable[[Article, Sequence[Mention]], Sequence[Value]]

# As in `normalise`, each with what the steps before it found.
STEPS: dict[Label, Step] = {
    Label.REGION: lambda a, found: resolve_regions(a.text, found, title=a.title, outlet=a.outlet),
    Label.DATE: lambda a, found: resolve_dates(a.text, found, published=a.published),
    Label.FIGURE: lambda a, found: resolve_figures(a.text, found),
    Label.PERSON: lambda a, found: resolve_names(a.text, found),
    Label.ROLE: lambda a, found: resolve_roles(a.text, found),
}


def main(records: Annotated[Path, typer.Argument(help="annotated articles")]) -> None:
    """Print values a second by label."""
    articles = [replace(a, mentions=tuple(replace(m, value=None) for m in a.mentions)) for a in read_corpus(records)]
    started = perf_counter()
    normalise(articles[0])
    table = Table("label", "values", "seconds", "values a second", title=f"tables: {perf_counter() - started:.2f} s")
    count, seconds = dict.fromkeys(STEPS, 0), dict.fromkeys(STEPS, 0.0)
    for article in articles:
        mentions = article.mentions
        for label, step in STEPS.items():
            started = perf_counter()
            values = step(article, mentions)
            seconds[label] += perf_counter() - started
            count[label] += len(values)
            mentions = with_values(mentions, {label}, values)
    for label in STEPS:
        table.add_row(label, *row(count[label], seconds[label]))
    table.add_row("together", *row(sum(count.values()), sum(seconds.values())))
    Console().print(table)


def row(values: int, seconds: float) -> tuple[str, str, str]:
    return f"{values:,}", f"{seconds:.2f}", f"{values / seconds:,.0f}"


if __name__ == "__main__":
    typer.run(main)
