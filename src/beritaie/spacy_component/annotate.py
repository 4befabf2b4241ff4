"""Article → Doc: the one place that writes into a Doc."""

import warnings
from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Doc, Span, SpanGroup

from beritaie.errors import InputError
from beritaie.schema import LABELS, Article, Mention, PersonValue, RegionValue
from beritaie.schema.checks import shown
from beritaie.spacy_component.extensions import RECORD
from beritaie.spacy_factory import ENTITIES, SPANS_KEY


class AlignmentWarning(UserWarning):
    """Spans were widened to the edges of tokens."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where mentions go in a Doc. Raises `InputError` for an empty key and for unknown labels.

    All of them go to `doc.spans[spans_key]`; those with a label of `ents` to `doc.ents` too, the longest first, then
    the one scored highest, then the first. Entities that are there already stay unless `overwrite_ents`.
    """

    spans_key: str = SPANS_KEY
    ents: tuple[str, ...] = ENTITIES
    overwrite_ents: bool = False

    def __post_init__(self) -> None:
        if not self.spans_key:
            raise InputError("spans_key is empty", f"give a key of doc.spans, such as {SPANS_KEY}")
        unknown = [label for label in self.ents if label not in LABELS]
        if unknown:
            raise InputError(f"label {shown(unknown[0])} of ents is unknown", f"use some of {', '.join(LABELS)}, or []")


def annotate(doc: Doc, article: Article, layout: Layout) -> int:
    """Write `article`, whose text is that of `doc`, into `doc`; return how many spans were widened to token edges.

    The group of spans has the order of the record's spans; its `attrs` have their `scores`, and in `expanded` the
    places of the widened ones.
    """
    spans = [_span(doc, mention) for mention in article.mentions]
    expanded = [place for place, (span, m) in enumerate(zip(spans, article.mentions, strict=True)) if _wider(span, m)]
    attrs = {"scores": [mention.score for mention in article.mentions], "expanded": expanded}
    doc.spans[layout.spans_key] = SpanGroup(doc, name=layout.spans_key, spans=spans, attrs=attrs)
    doc.user_data[RECORD] = article.to_json()
    if layout.ents:
        scored = zip(spans, article.mentions, strict=True)
        _set_ents(doc, [(span, m.score or 0.0) for span, m in scored if m.label in layout.ents], layout.overwrite_ents)
    return len(expanded)


def warn_of_expanded(n_expanded: int, n_spans: int, where: str) -> None:
    """Warn that `n_expanded` of `n_spans` spans were widened."""
    warnings.warn(
        f"{n_expanded} of {n_spans} spans of {where} do not fall on token edges and were widened to them; "
        f"doc.spans[…].attrs['expanded'] says which, and doc._.berita has the exact offsets. "
        f"beritaie.blank() cuts tokens that always fit",
        AlignmentWarning,
        stacklevel=3,
    )


def entity_id(mention: Mention) -> str:
    """Return the same id for every mention of one person or one area: the name, the region's code or name."""
    match mention.value:
        case PersonValue(name):
            return name
        case RegionValue(code, _, name):
            return code or name or ""
        case _:
            return ""


def region_code(mention: Mention) -> str:
    """Return the code of the Ministry of Home Affairs of a REGION, nothing for all else."""
    return (mention.value.code or "") if isinstance(mention.value, RegionValue) else ""


def _span(doc: Doc, mention: Mention) -> Span:
    label, kb_id, span_id = str(mention.label), region_code(mention), entity_id(mention)
    span = doc.char_span(mention.start, mention.end, label=label, kb_id=kb_id, span_id=span_id, alignment_mode="expand")
    assert span is not None  # tokens cover all but white space, which no mention is made of
    return span


def _wider(span: Span, mention: Mention) -> bool:
    return (span.start_char, span.end_char) != (mention.start, mention.end)


def _set_ents(doc: Doc, scored: Iterable[tuple[Span, float]], overwrite: bool) -> None:
    ours = [span for span, _ in sorted(scored, key=lambda pair: (-len(pair[0]), -pair[1], pair[0].start))]
    theirs = list(doc.ents)
    chosen = _apart([*ours, *theirs] if overwrite else [*theirs, *ours])
    for ent in theirs:
        for token in ent:
            token.ent_id = 0  # or spaCy gives it to an entity without an id that comes to stand here
    doc.set_ents(chosen)


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Return the spans that share no token with one before them."""
    chosen: list[Span] = []
    covered: set[int] = set()
    for span in spans:
        tokens = range(span.start, span.end)
        if covered.isdisjoint(tokens):
            chosen.append(span)
            covered.update(tokens)
    return chosen
