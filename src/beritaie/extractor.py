"""The extractor: the one place that knows the order of the steps from text to Article."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from beritaie.errors import InputError
from beritaie.normalise.article import normalise
from beritaie.normalise.roles import OfficeTable
from beritaie.schema import Article, Label, Mention, checks
from beritaie.schema.article import RECORD_KEYS
from beritaie.schema.checks import shown
from beritaie.speech.article import attribute_speech
from beritaie.tagger.calibrate import calibrated
from beritaie.tagger.folder import Settings
from beritaie.tagger.settle import settle
from beritaie.tagger.tagger import Tagged, Tagger

# Texts are tagged together up to this many characters: enough to fill batches of like length, and a bound on memory.
CHUNK_CHARACTERS = 200_000

# Fields of a record that an Article has; any other key is carried along in `Article.extra`.
_FIELDS = ("id", "title", "published", "outlet", "source")


class Extractor:
    """Reads texts into Articles. Made by `beritaie.load`; the same input gives the same output, alone or in company."""

    def __init__(self, tagger: Tagger, settings: Settings, offices: OfficeTable | None = None) -> None:
        self.tagger = tagger
        self.settings = settings
        self.offices = offices

    def __call__(
        self,
        text: str,
        *,
        published: str | date | None = None,
        id: str | None = None,  # noqa: A002  the name of the field
        title: str | None = None,
        outlet: str | None = None,
        min_score: float = 0.0,
    ) -> Article:
        """Read one text.

        `published` is the article's date, `YYYY-MM-DD` or a `date`; mentions and speakers scored under `min_score` (0
        to 1) are left out. Raises `InputError` for a text that is no string, and for a bad date or score.
        """
        record = {"text": text, "published": published, "id": id, "title": title, "outlet": outlet}
        return next(self.pipe([record], min_score=min_score))

    def pipe(self, records: Iterable[str | Mapping[str, object]], *, min_score: float = 0.0) -> Iterator[Article]:
        """Read a stream of texts, or of records with `text` and any of `id`, `title`, `published`, `outlet`, in order.

        Records are tagged in groups, so the stream is read ahead by some hundred articles. Other keys of a record are
        kept. Raises `InputError` as `__call__` does, when it comes to the record.
        """
        checks.least_score(min_score)
        for group in _grouped(map(_blank_article, records)):
            tagged = self.tagger.tag([article.text for article in group])
            for article, found in zip(group, tagged, strict=True):
                valued = normalise(self._marked(article, found, min_score), offices=self.offices)
                yield attribute_speech(valued, min_score=min_score)

    def _marked(self, article: Article, tagged: Tagged, min_score: float) -> Article:
        """Return `article` with its mentions, without values."""
        mentions = []
        for span in settle(article.text, tagged, self.tagger.labels):
            label = self.tagger.labels[span.label]
            score = calibrated(span.probability, self.settings.calibration.get(label))
            start, end = tagged.words[span.first].start, tagged.words[span.last - 1].end
            if score >= min_score:
                mentions.append(Mention(start, end, Label(label), article.text[start:end], score))
        return replace(article, mentions=tuple(mentions))


def _blank_article(record: str | Mapping[str, object]) -> Article:
    """Return the article of a record, nothing found in it yet."""
    if isinstance(record, str):
        return Article(text=record)
    if not isinstance(record, Mapping):
        raise InputError(f"{shown(record)} is neither text nor a record", "give a string, or a mapping with `text`")
    text = record.get("text")
    if not isinstance(text, str):
        raise InputError(f"the record's text is {shown(text)}", "give `text` as a string")
    fields = {name: record.get(name) for name in _FIELDS}
    if isinstance(fields["published"], date):
        fields["published"] = fields["published"].isoformat()[:10]
    # What an earlier extraction or annotation said of the text is not input: its spans are left out too.
    extra = {key: value for key, value in record.items() if key not in RECORD_KEYS}
    return Article(text=text, extra=extra, **fields)  # type: ignore[arg-type]  # Article checks what it is given


def _grouped(articles: Iterable[Article]) -> Iterator[Sequence[Article]]:
    """Cut a stream into groups of at most CHUNK_CHARACTERS, or of one article that is longer.

    An error of the stream comes after the articles before it.
    """
    group: list[Article] = []
    size = 0
    try:
        for article in articles:
            if group and size + len(article.text) > CHUNK_CHARACTERS:
                yield group
                group, size = [], 0
            group.append(article)
            size += len(article.text)
    except InputError:
        if group:
            yield group
        raise
    if group:
        yield group
