"""Scores of Docs against gold Docs."""

from collections.abc import Iterable
from typing import Any

from spacy.scorer import Scorer, get_ner_prf
from spacy.tokens import Doc, SpanGroup
from spacy.training import Example

_PREFIX = "spans_"


def score_docs(examples: Iterable[Example], spans_key: str) -> dict[str, Any]:
    """Return precision, recall and F of `doc.spans[spans_key]` and of `doc.ents`, over all and per label.

    A span counts as right where start, end and label are.
    """
    examples = list(examples)
    attribute = f"{_PREFIX}{spans_key}"
    spans = Scorer.score_spans(
        examples,
        attribute,
        getter=lambda doc, attr: _spans(doc, attr.removeprefix(_PREFIX)),
        has_annotation=lambda doc: spans_key in doc.spans,
        allow_overlap=True,
    )
    return spans | get_ner_prf(examples)


def _spans(doc: Doc, key: str) -> SpanGroup | tuple[()]:
    spans: SpanGroup | tuple[()] = doc.spans.get(key, ())
    return spans
