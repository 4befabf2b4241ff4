"""The columns of the tables of a batch.

They are stable: columns may be added at the end, none goes and none changes its type within `beritaie/1`.
"""

import pyarrow as pa

_TEXTS = pa.list_(pa.string())
# Whose row it is: `row` counts the input's rows from 0, `article_id` is its id, `published` the article's day.
_ARTICLE = (("row", pa.int64()), ("article_id", pa.string()), ("published", pa.date32()))
# Which mention it is: its place among the article's mentions, from 0, and code points of the text, end excluded.
_MENTION = (
    *_ARTICLE,
    ("mention", pa.int32()),
    ("start", pa.int32()),
    ("end", pa.int32()),
    ("text", pa.string()),
    ("score", pa.float64()),
)

SCHEMAS: dict[str, pa.Schema] = {
    "articles": pa.schema(
        [
            *_ARTICLE,
            ("title", pa.string()),
            ("outlet", pa.string()),
            ("text", pa.string()),
            ("n_mentions", pa.int32()),
            ("source", pa.string()),  # JSON
            ("extra", pa.string()),  # JSON: the other columns of the input
            ("duplicate_of", pa.string()),  # the article_id of the first article that says nearly the same
        ]
    ),
    "mentions": pa.schema(
        [
            *_MENTION,
            ("label", pa.string()),
            ("value", pa.string()),  # JSON: the fields of the span in a record, null where there is no value
            ("reason", pa.string()),  # why the value is not resolved
        ]
    ),
    "officials": pa.schema(
        [
            *_ARTICLE,
            ("person_id", pa.string()),
            ("name", pa.string()),
            ("title", pa.string()),
            ("status", pa.string()),
            ("institution", pa.string()),
            ("region", pa.string()),
            ("region_name", pa.string()),
            ("n_mentions", pa.int32()),
            ("n_quotes", pa.int32()),
        ]
    ),
    "figures": pa.schema(
        [
            *_MENTION,
            ("value", pa.float64()),
            ("low", pa.float64()),
            ("high", pa.float64()),
            ("exact", pa.string()),  # the digits of `value`, or of `low` and `high` with a slash
            ("approximate", pa.bool_()),
            ("unit", pa.string()),
            ("kind", pa.string()),
            ("region", pa.string()),
            ("region_name", pa.string()),
            ("date", pa.string()),
            ("reason", pa.string()),
        ]
    ),
    "dates": pa.schema(
        [
            *_MENTION,
            ("iso", pa.string()),
            ("first_day", pa.date32()),
            ("last_day", pa.date32()),
            ("warning", pa.string()),
            ("reason", pa.string()),
        ]
    ),
    "regions": pa.schema(
        [
            *_MENTION,
            ("code", pa.string()),
            ("level", pa.string()),
            ("name", pa.string()),
            ("province", pa.string()),  # the code of the province
            ("reason", pa.string()),
            ("candidates", _TEXTS),  # codes
        ]
    ),
    "quotes": pa.schema(
        [
            *_MENTION,
            ("kind", pa.string()),  # QUOTE or CLAIM
            ("speaker", pa.string()),
            ("speaker_score", pa.float64()),
            ("person_id", pa.string()),  # of a speaker who is an official
            ("cue", pa.string()),
            ("reason", pa.string()),
            ("candidates", _TEXTS),
        ]
    ),
    "errors": pa.schema(
        [
            ("row", pa.int64()),
            ("article_id", pa.string()),
            ("place", pa.string()),  # where the row stands in the input: `news.csv:17`
            ("reason", pa.string()),
            ("remedy", pa.string()),
        ]
    ),
}
