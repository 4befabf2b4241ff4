"""The types of an article and their JSON: labels, values, mentions, articles, the record codec and its JSON Schema."""

from beritaie.schema.article import SCHEMA_VERSION, Article, Mention, Official, Quote
from beritaie.schema.codec import article_from_json, article_from_record, article_to_json, article_to_record
from beritaie.schema.json_schema import json_schema
from beritaie.schema.labels import LABELS, LONG_LABELS, Label
from beritaie.schema.values import (
    KINDS,
    LEVELS,
    STATUSES,
    DateValue,
    FigureValue,
    PersonValue,
    RegionValue,
    RoleValue,
    SpeechValue,
    Unresolved,
    Value,
)

__all__ = [
    "KINDS",
    "LABELS",
    "LEVELS",
    "LONG_LABELS",
    "SCHEMA_VERSION",
    "STATUSES",
    "Article",
    "DateValue",
    "FigureValue",
    "Label",
    "Mention",
    "Official",
    "PersonValue",
    "Quote",
    "RegionValue",
    "RoleValue",
    "SpeechValue",
    "Unresolved",
    "Value",
    "article_from_json",
    "article_from_record",
    "article_to_json",
    "article_to_record",
    "json_schema",
]
