"""Out: the tables of a batch, one row per article, mention, office, figure, date, region and quote."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from math import inf
from typing import Any, TypeAlias

import pyarrow as pa

from beritaie.batch.identity import official_id
from beritaie.batch.reading import Failure
from beritaie.batch.schemas import SCHEMAS
from beritaie.normalise.regions.gazetteer import gazetteer
from beritaie.schema import Article, DateValue, FigureValue, Label, Mention, Quote, RegionValue, Unresolved, Value
from beritaie.schema.checks import Number, replace_surrogates
from beritaie.schema.json_text import dumps

Row: TypeAlias = tuple[object, ...]


def article_tables(articles: Iterable[Article], rows: Iterable[int | None] | None = None) -> dict[str, pa.Table]:
    """Return every table of `SCHEMAS` but `errors`, with the rows of `articles` in their order.

    `rows` are the articles' numbers in the input; without them the column `row` is null.
    """
    columns: dict[str, list[Row]] = {name: [] for name in _MAKERS}
    numbered = ((None, article) for article in articles) if rows is None else zip(rows, articles, strict=True)
    for row, article in numbered:
        view = _View(article)
        head = (row, article.id, _day(article.published))
        for name, make in _MAKERS.items():
            columns[name].extend((*head, *cells) for cells in make(view))
    return {name: table_of(name, found) for name, found in columns.items()}


def error_table(failures: Iterable[Failure]) -> pa.Table:
    """Return the table `errors`."""
    return table_of("errors", [(f.row, f.id, f.place, f.error.what, f.error.remedy) for f in failures])


def table_of(name: str, rows: Sequence[Row]) -> pa.Table:
    """Return the table `name` with `rows`, each a tuple of the schema's columns."""
    schema = SCHEMAS[name]
    columns: Iterable[Sequence[object]] = zip(*rows, strict=True) if rows else [()] * len(schema)
    arrays = [_array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(column: Sequence[object], kind: pa.DataType) -> pa.Array:
    try:
        return pa.array(column, kind)
    except UnicodeEncodeError:
        return pa.array([_printable(cell) for cell in column], kind)


def _printable(cell: Any) -> Any:
    if isinstance(cell, list):
        return [_printable(part) for part in cell]
    return replace_surrogates(cell) if isinstance(cell, str) else cell


class _View:
    """An article, and what several of its tables need."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.places = {id(mention): place for place, mention in enumerate(article.mentions)}
        self.people = {official.name: official_id(official) for official in article.officials or ()}

    def valued(self, label: Label) -> Iterator[tuple[Row, Value | None, str | None]]:
        """Yield each mention of `label`: the cells that say which, its value, and why it has none."""
        for mention in self.article.by_label(label):
            reason = mention.value.reason if isinstance(mention.value, Unresolved) else None
            yield self.cells(mention), mention.value, reason

    def cells(self, mention: Mention) -> Row:
        """Return the cells of `_MENTION` behind those of `_ARTICLE`."""
        score = None if mention.score is None else round(float(mention.score), 4)
        return self.places[id(mention)], mention.start, mention.end, mention.text, score


def _article_rows(view: _View) -> Iterator[Row]:
    article = view.article
    source = None if article.source is None else dumps(article.source)
    extra = dumps(dict(article.extra)) if article.extra else None
    yield article.title, article.outlet, article.text, len(article.mentions), source, extra, None


def _mention_rows(view: _View) -> Iterator[Row]:
    for mention in view.article.mentions:
        value = mention.value
        fields = dumps(value.to_fields()) if value is not None and not isinstance(value, Unresolved) else None
        reason = value.reason if isinstance(value, Unresolved) else None
        yield *view.cells(mention), str(mention.label), fields, reason


def _official_rows(view: _View) -> Iterator[Row]:
    for official in view.article.officials or ():
        counts = len(official.mentions), len(official.quotes)
        for role in official.roles:
            office = role.title, role.status, role.institution, role.region, region_name(role.region)
            yield view.people[official.name], official.name, *office, *counts


def _figure_rows(view: _View) -> Iterator[Row]:
    for cells, value, reason in view.valued(Label.FIGURE):
        if not isinstance(value, FigureValue):
            yield *cells, *[None] * 10, reason
            continue
        amounts = (value.value, value.low, value.high)
        exact = "/".join(str(amount) for amount in amounts if amount is not None)
        numbers = [None if amount is None else _float(amount) for amount in amounts]
        about = value.unit, value.kind, value.region, region_name(value.region), value.date
        yield *cells, *numbers, exact, value.approximate, *about, None


def _date_rows(view: _View) -> Iterator[Row]:
    for cells, value, reason in view.valued(Label.DATE):
        if isinstance(value, DateValue):
            yield *cells, value.iso, *_days(value.iso), value.warning, None
        else:
            yield *cells, None, None, None, None, reason


def _region_rows(view: _View) -> Iterator[Row]:
    for cells, value, reason in view.valued(Label.REGION):
        if isinstance(value, RegionValue):
            yield *cells, value.code, value.level, value.name, value.code and value.code[:2], None, None
        else:
            candidates = value.candidates if isinstance(value, Unresolved) else ()
            codes = [one.code for one in candidates if isinstance(one, RegionValue) and one.code]
            yield *cells, None, None, None, None, reason, codes or None


def _quote_rows(view: _View) -> Iterator[Row]:
    for quote in view.article.quotes:
        yield *view.cells(quote.mention), *_said(quote, view.people)


def _said(quote: Quote, people: Mapping[str, str]) -> Row:
    score = None if quote.speaker_score is None else round(float(quote.speaker_score), 4)
    cue = None if quote.cue is None else quote.cue.text
    person = people.get(quote.speaker or "")
    return str(quote.kind), quote.speaker, score, person, cue, quote.reason, list(quote.candidates) or None


_MAKERS: dict[str, Callable[[_View], Iterator[Row]]] = {
    "articles": _article_rows,
    "mentions": _mention_rows,
    "officials": _official_rows,
    "figures": _figure_rows,
    "dates": _date_rows,
    "regions": _region_rows,
    "quotes": _quote_rows,
}


@cache
def region_name(code: str | None) -> str | None:
    """Return the official name of the area with `code`, None where the table has none."""
    area = None if code is None else gazetteer().at(code)
    return None if area is None else area.name


def _day(iso: str | None) -> date | None:
    return None if iso is None else date.fromisoformat(iso)


def _days(iso: str) -> tuple[date, date]:
    """Return the first and the last day of an ISO 8601 period."""
    first, last = ([int(part) for part in point.split("-")] for point in (iso.split("/")[0], iso.split("/")[-1]))
    year, month = last[0], last[1] if len(last) > 1 else 12
    day = last[2] if len(last) > 2 else monthrange(year, month)[1]
    return date(*first, *[1] * (3 - len(first))), date(year, month, day)


def _float(amount: Number) -> float:
    try:
        return float(amount)
    except OverflowError:  # an int of hundreds of digits
        return inf if amount > 0 else -inf
