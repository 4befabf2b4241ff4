"""A reader without a model: it finds every `Romi`, refuses `tolak`, and breaks on `rusak`."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from beritaie.errors import InputError
from beritaie.extractor import _blank_article
from beritaie.normalise.article import normalise
from beritaie.schema import Article, Label, Mention


class Stub:
    def __init__(self) -> None:
        self.seen: list[Any] = []

    def pipe(self, records: Iterable[Mapping[str, Any]], *, min_score: float = 0.0) -> Iterator[Article]:
        for record in records:
            self.seen.append(record.get("id"))
            blank = _blank_article(record)
            if "tolak" in blank.text:
                raise InputError("text is refused", "give another")
            if "rusak" in blank.text:
                raise ZeroDivisionError("oh")
            found = [Mention(m.start(), m.end(), Label.PERSON, "Romi", 0.9) for m in re.finditer("Romi", blank.text)]
            yield normalise(
                Article(blank.text, tuple(found), blank.id, blank.title, blank.published, extra=blank.extra)
            )
