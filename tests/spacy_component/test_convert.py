from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import DocBin, Span
from spacy.training import Corpus

from beritaie.errors import InputError
from beritaie.schema import Article, FigureValue, Label, Mention, PersonValue
from beritaie.spacy_component import Layout, blank, from_docbin, spans_to_article, to_docbin

TEXT = "Romi menyebut 2,5 persen warga Enos."
ARTICLES = [
    Article(
        TEXT,
        (
            Mention(0, 4, Label.PERSON, "Romi", None, PersonValue("Romi Maradona")),
            Mention(14, 24, Label.FIGURE, "2,5 persen", None, FigureValue(2, unit="percent", kind="share")),
        ),
        id=str(number),
        published="2024-10-15",
        extra={"note": [number]},
    )
    for number in range(3)
]


def test_a_corpus_goes_to_a_docbin_and_back(tmp_path: Path) -> None:
    nlp = blank()
    to_docbin(ARTICLES, nlp).to_disk(tmp_path / "train.spacy")
    docbin = DocBin().from_disk(tmp_path / "train.spacy")
    assert list(from_docbin(docbin, nlp.vocab)) == ARTICLES


def test_spacy_trains_on_it(tmp_path: Path) -> None:
    to_docbin(ARTICLES, blank(), Layout(spans_key="sc")).to_disk(tmp_path / "train.spacy")
    nlp = blank()
    nlp.add_pipe("ner")
    nlp.add_pipe("spancat")
    examples = list(Corpus(tmp_path / "train.spacy")(nlp))
    nlp.initialize(lambda: examples)
    assert nlp.get_pipe("ner").labels == ("FIGURE", "PERSON")
    assert set(nlp.get_pipe("spancat").labels) == {"FIGURE", "PERSON"}
    assert nlp.update(examples)["ner"] > 0


def test_what_the_pipe_read_goes_to_a_docbin(small: Language) -> None:
    docs = list(small.pipe(["Bupati Romi di OKI", ""]))
    content = DocBin(store_user_data=True, docs=docs).to_bytes()
    back = list(DocBin().from_bytes(content).get_docs(spacy.blank("xx").vocab))
    assert [doc._.berita for doc in back] == [doc._.berita for doc in docs]
    assert [[ent._.score for ent in doc.ents] for doc in back] == [[ent._.score for ent in doc.ents] for doc in docs]


def test_spans_of_others_become_mentions() -> None:
    doc = spacy.blank("xx")("Romi  di OKI ")
    spans = [Span(doc, 0, 2, label="PERSON"), Span(doc, 3, 4, label="REGION"), Span(doc, 3, 4, label="REGION")]
    article = spans_to_article(doc, [*spans, Span(doc, 1, 2, label="ORG")])
    assert [(m.label, m.text, m.start) for m in article.mentions] == [("PERSON", "Romi", 0), ("REGION", "OKI", 9)]
    with pytest.raises(InputError, match="label 'LOC' is unknown"):
        spans_to_article(doc, [Span(doc, 3, 4, label="LOC")])
