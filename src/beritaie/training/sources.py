"""Where training texts come from: our records, stand-off annotations of texts kept elsewhere, and IOB2 corpora."""

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, cast

from beritaie.corpus import read_corpus
from beritaie.errors import CorpusError
from beritaie.schema import LABELS, Article, article_from_record, article_to_record
from beritaie.schema.json_text import loads
from beritaie.training.augment import Span
from beritaie.training.fit import TrainingText

# Sentences of a token corpus that make one text: about the length of a short article.
SENTENCES_A_TEXT = 5

_NO_SPACE_BEFORE = frozenset(",.;:!?)%]”")
_NO_SPACE_AFTER = frozenset("([“")


def spans_of(article: Article) -> list[Span]:
    """Return the article's spans as plain tuples, the form that augmentation and training share."""
    return [(mention.start, mention.end, str(mention.label)) for mention in article.mentions]


def record_texts(path: Path, weight: float = 1.0) -> Iterator[TrainingText]:
    """Read a corpus of records, which teaches every label. Raises as `read_corpus` does."""
    for article in read_corpus(path):
        yield TrainingText(article.text, spans_of(article), frozenset(LABELS), weight)


def detach(article: Article) -> dict[str, object]:
    """Return the article's record without its words: stand-off annotation that names its text by id and SHA-256."""
    record = article_to_record(article)
    del record["text"]
    record.pop("title", None)
    return record | {"sha256": _digest(article.text)}


def read_standoff(path: Path, texts: Path) -> Iterator[Article]:
    """Join stand-off records with their texts, found by `id` in the gzipped JSON lines of `texts`.

    Raises `CorpusError` for a text that is missing or has changed.
    """
    with path.open(encoding="utf-8") as lines:
        records = [cast(dict[str, Any], loads(line)) for line in lines]
    wanted = {record["id"] for record in records}
    with gzip.open(texts, "rt", encoding="utf-8") as lines:
        found = {r["id"]: r["text"] for r in map(json.loads, lines) if r["id"] in wanted}
    for record in records:
        text = found.get(record["id"])
        if text is None or _digest(text) != record.pop("sha256"):
            state = "missing from" if text is None else "other in"
            raise CorpusError(f"{path}: the text of {record['id']} is {state} {texts}", "give the texts it was made on")
        yield article_from_record(record | {"text": text})


def standoff_texts(path: Path, texts: Path, weight: float = 1.0) -> Iterator[TrainingText]:
    """Read stand-off annotations for training; see `read_standoff`."""
    for article in read_standoff(path, texts):
        yield TrainingText(article.text, spans_of(article), frozenset(LABELS), weight)


def iob2_texts(path: Path, labels: Mapping[str, str], weight: float = 1.0) -> Iterator[TrainingText]:
    """Read a corpus of one token and its tag a line (the tag is the last field), sentences parted by blank lines.

    `labels` maps its tags to ours; only those are taught. Sentences are set as text again, some to a text.
    """
    sentences = list(_sentences(path))
    for start in range(0, len(sentences), SENTENCES_A_TEXT):
        text, spans = "", []
        for sentence in sentences[start : start + SENTENCES_A_TEXT]:
            line, found = set_sentence(sentence, labels)
            at = len(text) + bool(text)
            text = f"{text}\n{line}" if text else line
            spans += [(s + at, e + at, label) for s, e, label in found]
        yield TrainingText(text, spans, frozenset(labels.values()), weight)


def set_sentence(tokens: list[tuple[str, str]], labels: Mapping[str, str]) -> tuple[str, list[Span]]:
    """Join tokens as a printer would, and return the text with the spans of its IOB2 tags."""
    text = ""
    spans: list[Span] = []
    quoted = False  # inside straight quotation marks, which do not say which way they face
    before, tag_before = "", "O"
    for token, tag in tokens:
        glued = token in _NO_SPACE_BEFORE or before in _NO_SPACE_AFTER or (before == '"' and quoted)
        if token == '"':
            glued, quoted = quoted, not quoted
        start = len(text) + (not glued and bool(text))
        text += " " * (start - len(text)) + token
        label = labels.get(tag[2:])
        if label and tag[0] == "I" and tag_before[2:] == tag[2:] and spans:
            spans[-1] = (spans[-1][0], len(text), label)
        elif label:
            spans.append((start, len(text), label))
        before, tag_before = token, tag
    return text, spans


def _sentences(path: Path) -> Iterator[list[tuple[str, str]]]:
    with path.open(encoding="utf-8") as lines:
        for filled, group in groupby(lines, key=lambda line: bool(line.strip())):
            if filled:
                fields = [line.rstrip("\n").split("\t") if "\t" in line else line.split() for line in group]
                yield [(row[0], row[-1]) for row in fields]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
