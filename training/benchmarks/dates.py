"""Dates of beritaie beside dateparser, on the DATE spans of a records file, in one run.

    pip install dateparser
    python training/benchmarks/dates.py [RECORDS]

Three readers get the same gold spans: `resolve_dates` with the whole article, `normalise_date` with the words around
each span, and dateparser with its languages, order and time set to Indonesian. A value is right where its ISO 8601 form
is that of the record. dateparser gives a day for everything, so it is cut to the precision that it reports, its best
showing. It also searches the running text, where a span counts where start and end are those of gold.
"""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from beritaie.corpus import read_corpus
from beritaie.normalise.dates import normalise_date, resolve_dates
from beritaie.normalise.dates.setting import REACH
from beritaie.schema import Article, DateValue, Label
from beritaie.training.config import data_folder

try:
    from dateparser.date import DateDataParser
    from dateparser.search import search_dates
except ImportError as error:
    raise SystemExit("the comparison needs dateparser; install it with: pip install dateparser") from error

LANGUAGES = ["id"]
# Cut of an ISO day at the precision that dateparser reports.
LENGTH = {"year": 4, "month": 7}
Reader = Callable[[Article], list[str | None]]


def settings(published: str | None) -> dict[str, object]:
    """What makes dateparser read Indonesian news best: days first, of this year, counted from the article's day."""
    options: dict[str, object] = {
        "DATE_ORDER": "DMY",
        "PREFER_DATES_FROM": "current_period",
        "RETURN_TIME_AS_PERIOD": False,
    }
    return options | ({"RELATIVE_BASE": datetime.fromisoformat(published)} if published else {})


def in_article(article: Article) -> list[str | None]:
    """Read with the help of the whole article."""
    values = resolve_dates(article.text, article.mentions, published=article.published)
    return [value.iso if isinstance(value, DateValue) else None for value in values]


def alone(article: Article) -> list[str | None]:
    """Read each span with the words around it."""
    found = []
    for span in article.by_label(Label.DATE):
        before, after = article.text[max(0, span.start - REACH) : span.start], article.text[span.end :][:REACH]
        value = normalise_date(span.text, published=article.published, before=before, after=after)
        found.append(value.iso if isinstance(value, DateValue) else None)
    return found


def theirs(article: Article) -> list[str | None]:
    """Read each span with dateparser, cut at the precision that it reports."""
    parser = DateDataParser(languages=LANGUAGES, settings=settings(article.published))
    found = []
    for span in article.by_label(Label.DATE):
        data = parser.get_date_data(span.text)
        read = data.date_obj.date().isoformat() if data.date_obj else None
        found.append(read[: LENGTH.get(data.period, 10)] if read else None)
    return found


def gold(article: Article) -> list[str | None]:
    """Return the values of the record."""
    return [getattr(span.value, "iso", None) for span in article.by_label(Label.DATE)]


def measured(reader: Reader, articles: list[Article]) -> tuple[int, int, float]:
    """Return how many values are right, how many there are, and how many are read in a second."""
    began = time.perf_counter()
    found = [reader(article) for article in articles]
    taken = time.perf_counter() - began
    pairs = [pair for article, values in zip(articles, found, strict=True) for pair in zip(gold(article), values)]  # noqa: B905
    return sum(wanted == value for wanted, value in pairs), len(pairs), len(pairs) / taken


def searched(articles: list[Article]) -> tuple[int, int, int]:
    """Return how many spans dateparser finds in running text exactly, how many it gives, and how many there are."""
    hits = given = wanted = 0
    for article in articles:
        spans = {(span.start, span.end) for span in article.by_label(Label.DATE)}
        found = set()
        at = 0
        for words, _ in search_dates(article.text, languages=LANGUAGES, settings=settings(article.published)) or []:
            start = article.text.find(words, at)
            if start >= 0:
                at = start + len(words)
                found.add((start, at))
        hits, given, wanted = hits + len(spans & found), given + len(found), wanted + len(spans)
    return hits, given, wanted


def main(
    records: Annotated[Path | None, typer.Argument(help="records to read, by default the development set")] = None,
    search: Annotated[bool, typer.Option(help="also search the running text with dateparser")] = True,
) -> None:
    """Print the share of right values and the speed of each reader."""
    articles = list(read_corpus(records or data_folder() / "corpus/dev.jsonl"))
    readers = {"beritaie, whole article": in_article, "beritaie, words around": alone, "dateparser": theirs}
    for reader in readers.values():  # tables and languages are loaded once
        reader(articles[0])
    table = Table("reader", "right", "of", "percent", "values a second")
    for name, reader in readers.items():
        right, total, speed = measured(reader, articles)
        table.add_row(name, str(right), str(total), f"{100 * right / max(1, total):.1f}", f"{speed:,.0f}")
    console = Console(width=120)
    console.print(table)
    if search:
        hits, given, wanted = searched(articles)
        precision, recall = 100 * hits / max(1, given), 100 * hits / max(1, wanted)
        console.print(
            f"dateparser in running text: {given} spans, {hits} exact of {wanted} in gold; "
            f"precision {precision:.1f}, recall {recall:.1f}"
        )


if __name__ == "__main__":
    typer.run(main)
