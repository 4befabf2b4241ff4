"""The corpus format: one article, one record, one line of JSON."""

from collections.abc import Mapping

from beritaie.errors import CorpusError
from beritaie.schema.article import Article
from beritaie.schema.checks import shown
from beritaie.schema.json_text import dumps, loads
from beritaie.schema.reading import read_article, refuse


def article_from_record(record: Mapping[str, object]) -> Article:
    """Return the article of a record.

    `text` and `spans` must be there; a key that is missing or null is None; keys that the format does not know are kept
    in `Article.extra`. Spans may carry a score, a value, both or neither: null values read as `Unresolved`. Raises
    `CorpusError` at the first fault, with the value and the remedy.
    """
    article = read_article(record, refuse)
    assert article is not None  # `refuse` raises
    return article


def article_to_record(article: Article) -> dict[str, object]:
    """Return the record of an article, as a corpus keeps it: `Article.to_dict` without the version stamp."""
    return article.to_dict(stamp=False)


def article_from_json(line: str) -> Article:
    """Return the article of one line of a corpus. Raises `CorpusError` for broken JSON and for a broken record."""
    record = loads(line)
    if not isinstance(record, dict):
        raise CorpusError(f"{shown(record)} is no object", "write one object a line")
    return article_from_record(record)


def article_to_json(article: Article) -> str:
    """Return the line of a corpus, without its line feed."""
    return dumps(article_to_record(article))
