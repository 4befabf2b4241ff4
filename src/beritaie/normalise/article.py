"""All values of an article, in the order in which they need each other."""

from collections.abc import Sequence, Set
from dataclasses import replace

from beritaie.normalise.dates import resolve_dates
from beritaie.normalise.figures import resolve_figures
from beritaie.normalise.names import resolve_names
from beritaie.normalise.regions import resolve_regions
from beritaie.normalise.roles import OfficeTable, resolve_roles
from beritaie.schema import Article, Label, Mention, Value


def normalise(article: Article, *, offices: OfficeTable | None = None) -> Article:
    """Return `article` with a value on every PERSON, REGION, DATE, FIGURE and ROLE, whatever they had before.

    `offices` is the table of offices and their short forms, the package's own where it is None.
    """
    text, mentions = article.text, article.mentions
    regions = resolve_regions(text, mentions, title=article.title, outlet=article.outlet)
    mentions = with_values(mentions, {Label.REGION}, regions)
    mentions = with_values(mentions, {Label.DATE}, resolve_dates(text, mentions, published=article.published))
    mentions = with_values(mentions, {Label.FIGURE}, resolve_figures(text, mentions))
    mentions = with_values(mentions, {Label.PERSON}, resolve_names(text, mentions))
    mentions = with_values(mentions, {Label.ROLE}, resolve_roles(text, mentions, table=offices))
    return replace(article, mentions=mentions)


def with_values(mentions: Sequence[Mention], labels: Set[Label], values: Sequence[Value]) -> tuple[Mention, ...]:
    """Return `mentions` with `values` on those of `labels`, one each in their order."""
    given = iter(values)
    return tuple(replace(mention, value=next(given)) if mention.label in labels else mention for mention in mentions)
