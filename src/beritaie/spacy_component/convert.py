"""Corpora ↔ Docs and DocBins, for spaCy's own trainers."""

from collections.abc import Iterable, Iterator

from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span
from spacy.vocab import Vocab

from beritaie.errors import InputError
from beritaie.schema import Article, Mention, article_from_json
from beritaie.schema.article import label_of
from beritaie.schema.checks import shown
from beritaie.spacy_component.annotate import Layout, annotate, warn_of_expanded
from beritaie.spacy_component.extensions import RECORD


def to_doc(article: Article, nlp: Language, layout: Layout | None = None) -> Doc:
    """Return a Doc with what is annotated in `article`, cut into the tokens of `nlp`."""
    doc = nlp.make_doc(article.text)
    annotate(doc, article, layout or Layout())
    return doc


def to_docbin(articles: Iterable[Article], nlp: Language, layout: Layout | None = None) -> DocBin:
    """Return the Docs of `articles` for `spacy train`; a warning counts the spans that had to be widened to tokens."""
    layout = layout or Layout()
    docbin = DocBin(store_user_data=True)
    n_spans = n_expanded = 0
    for article in articles:
        doc = nlp.make_doc(article.text)
        n_expanded += annotate(doc, article, layout)
        n_spans += len(article.mentions)
        docbin.add(doc)
    if n_expanded:
        warn_of_expanded(n_expanded, n_spans, "the corpus")
    return docbin


def from_docbin(docbin: DocBin, vocab: Vocab) -> Iterator[Article]:
    """Yield the articles of Docs that `to_docbin` or the pipe made. Raises `InputError` for others."""
    return map(to_article, docbin.get_docs(vocab))


def to_article(doc: Doc) -> Article:
    """Return the Article of `doc._.berita`. Raises `InputError` where there is none."""
    text = doc.user_data.get(RECORD)
    if text is None:
        raise InputError(f"{shown(doc.text)} was not read by beritaie", "use spans_to_article for other spans")
    return article_from_json(text)


def spans_to_article(doc: Doc, spans: Iterable[Span]) -> Article:
    """Return an Article with the mentions that `spans` mark: `doc.ents`, or a group of `doc.spans`.

    White space at the edges of a span is left out, and so are spans of white space alone and what is marked twice.
    Raises `InputError` for labels that are not beritaie's.
    """
    found = (_mention(doc, span) for span in spans)
    mentions = {(m.start, m.end, m.label): m for m in found if m is not None}
    return Article(doc.text, tuple(mentions.values()), published=doc._.published)


def _mention(doc: Doc, span: Span) -> Mention | None:
    text = doc.text[span.start_char : span.end_char]
    start = span.start_char + len(text) - len(text.lstrip())
    text = text.strip()
    return Mention(start, start + len(text), label_of(span.label_), text) if text else None
