"""What `doc._` and `span._` gain.

| attribute | holds |
| --- | --- |
| `doc._.berita` | the record of the article, as a corpus has it, with scores: plain JSON; None where nothing was read |
| `doc._.quotes` | who said what, `[{"start", "end", "label", "text", "speaker", "speaker_score", "cue", "score"}]` |
| `doc._.officials` | `[{"name", "roles"}]` |
| `doc._.published` | the article's date, `YYYY-MM-DD`; set it, as a string or a `date`, before the article is read |
| `span._.value` | what the span means, as the record has it, None for what has no value |
| `span._.score` | 0 to 1, None for annotation by hand |

Only the record is kept in the Doc; the others are read from it. It survives `to_bytes`, pickling and worker processes,
and `DocBin(store_user_data=True)`.
"""

import json
from copy import deepcopy
from datetime import date
from functools import lru_cache
from typing import Any

from spacy.tokens import Doc, Span

from beritaie.errors import InputError
from beritaie.schema import LONG_LABELS, article_from_record
from beritaie.schema.checks import iso_day

Record = dict[str, Any]

# Keys of `doc.user_data`. The record is kept as JSON text: as nested objects it would come back from a DocBin with
# tuples for lists, and numbers of over 64 bits could not be written at all.
RECORD = "beritaie.record"
PUBLISHED = "beritaie.published"

# Fields of a record's span that say where it is and how sure it is, not what it means.
_FRAME = ("start", "end", "label", "score")


def record(doc: Doc) -> Record | None:
    """Return the record, a copy each time: to change it, set it."""
    text = doc.user_data.get(RECORD)
    return None if text is None else json.loads(text)


def set_record(doc: Doc, given: Record) -> None:
    """Set the record. Raises `CorpusError` for what is none."""
    doc.user_data[RECORD] = article_from_record(given).to_json()


def quotes(doc: Doc) -> list[Record]:
    """Return the QUOTE and CLAIM spans of the record in order, each with its text."""
    spans = (record(doc) or {}).get("spans", ())
    return [span | {"text": doc.text[span["start"] : span["end"]]} for span in spans if span["label"] in LONG_LABELS]


def officials(doc: Doc) -> list[Record]:
    """Return the officials of the record."""
    found: list[Record] = (record(doc) or {}).get("officials", [])
    return found


def value(span: Span) -> Record | None:
    """Return the value of the mention that `span` shows."""
    fields = {key: deepcopy(field) for key, field in _mention(span).items() if key not in _FRAME}
    return fields or None


def score(span: Span) -> float | None:
    """Return the score of the mention that `span` shows."""
    return _mention(span).get("score")


def published(doc: Doc) -> str | None:
    """Return the day that was set, else the one of the record."""
    day: str | None = doc.user_data.get(PUBLISHED) or (record(doc) or {}).get("published")
    return day


def set_published(doc: Doc, day: str | date | None) -> None:
    """Set the article's date. Raises `InputError` for what is no day."""
    given = day.isoformat()[:10] if isinstance(day, date) else day
    doc.user_data[PUBLISHED] = None if given is None else iso_day("published", given)


def _mention(span: Span) -> Record:
    """Return the first span of the record that has the label of `span` and begins and ends in its outer tokens."""
    text = span.doc.user_data.get(RECORD)
    if text is None or not len(span):
        return {}
    first, last = span[0], span[-1]
    starts, ends = range(first.idx, first.idx + len(first)), range(last.idx + 1, last.idx + len(last) + 1)
    found = (m for m in _spans(text) if m["label"] == span.label_ and m["start"] in starts and m["end"] in ends)
    return next(found, {})


@lru_cache(maxsize=8)
def _spans(text: str) -> list[Record]:
    """Return the spans of a record's JSON, read once for all spans of a Doc; no one may change them."""
    spans: list[Record] = json.loads(text)["spans"]
    return spans


def register_extensions() -> None:
    """Register the extensions. Raises `InputError` where another library has taken one of the names.

    `published` may be there already: it is only read. The component calls this once, when it is imported.
    """
    taken = [f"doc._.{name}" for name in ("berita", "quotes", "officials") if Doc.has_extension(name)]
    taken += [f"span._.{name}" for name in ("value", "score") if Span.has_extension(name)]
    if taken:
        raise InputError(f"{', '.join(taken)} is an extension of someone else", "give that one another name")
    Doc.set_extension("berita", getter=record, setter=set_record)
    Doc.set_extension("quotes", getter=quotes)
    Doc.set_extension("officials", getter=officials)
    Span.set_extension("value", getter=value)
    Span.set_extension("score", getter=score)
    if not Doc.has_extension("published"):
        Doc.set_extension("published", getter=published, setter=set_published)
