"""The published JSON Schema of the corpus format."""

import json
from importlib import resources
from typing import Any


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a record; its `$id` carries the version of the format.

    It says what a schema can say of one record. That offsets lie in the text, that spans of one label stay apart and
    that ids differ is checked by `beritaie.corpus.check_corpus`.
    """
    path = resources.files("beritaie.schema") / "article.schema.json"
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema
