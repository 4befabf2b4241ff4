"""The pipe beside other parts of spaCy."""

from typing import Any

import pytest
import spacy
from spacy import displacy
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc, Span, Token

TEXT = "Bupati Romi Maradona di OKI"


def names(doc: Doc) -> list[tuple[str, str, str]]:
    """The entities of a Doc, those of the ruler with their ids."""
    return [(ent.label_, ent.text, ent.id_ if ent.label_ == "TOKOH" else "") for ent in doc.ents]


def ruler(small: Language, patterns: list[dict[str, str]], **options: Any) -> None:
    small.add_pipe("entity_ruler", **options).add_patterns(patterns)  # type: ignore[attr-defined]


def test_an_entity_ruler_before_keeps_its_entities(small: Language) -> None:
    ruler(small, [{"label": "TOKOH", "pattern": "Maradona", "id": "m1"}], before="beritaie")
    doc = small(TEXT)
    assert names(doc) == [("ROLE", "Bupati", ""), ("TOKOH", "Maradona", "m1"), ("REGION", "OKI", "")]
    assert [span.text for span in doc.spans["beritaie"]] == ["Bupati", "Romi Maradona", "OKI"]


def test_an_entity_ruler_before_is_overruled_where_asked_for() -> None:
    nlp = spacy.blank("xx")
    patterns = [{"label": "TOKOH", "pattern": "OKI", "id": "m1"}, {"label": "TOKOH", "pattern": "Sulastri", "id": "m2"}]
    ruler(nlp, patterns)
    nlp.add_pipe("beritaie", config={"overwrite_ents": True, "threads": 1})
    doc = nlp("Sulastri tiba di OKI.")
    assert ("TOKOH", "OKI", "m1") not in names(doc)
    assert all(ent.id_ != "m1" for ent in doc.ents)
    assert "Sulastri" in [ent.text for ent in doc.ents]


@pytest.mark.parametrize(
    ("overwrite", "expected"),
    [
        (False, [("ROLE", "Bupati", ""), ("PERSON", "Romi Maradona", ""), ("REGION", "OKI", "")]),
        (True, [("ROLE", "Bupati", ""), ("TOKOH", "Maradona", "m1"), ("REGION", "OKI", "")]),
    ],
)
def test_an_entity_ruler_after(small: Language, overwrite: bool, expected: list[tuple[str, str, str]]) -> None:
    patterns = [{"label": "TOKOH", "pattern": "Maradona", "id": "m1"}]
    ruler(small, patterns, config={"overwrite_ents": overwrite})
    assert names(small(TEXT)) == expected


def test_entities_of_another_model_stay(small: Language) -> None:
    @Language.component("other_ner")
    def other_ner(doc: Doc) -> Doc:
        doc.ents = [Span(doc, 3, 5, label="LOC", kb_id="Q1")]
        return doc

    small.add_pipe("other_ner", before="beritaie")
    doc = small(TEXT)
    assert [(ent.label_, ent.text, ent.kb_id_) for ent in doc.ents] == [
        ("ROLE", "Bupati", ""),
        ("PERSON", "Romi Maradona", ""),
        ("LOC", "di OKI", "Q1"),
    ]
    assert doc.ents[2]._.value is None
    assert doc.has_annotation("ENT_IOB")


def test_displacy_draws_entities_and_spans(small: Language) -> None:
    doc = small(TEXT)
    ents = displacy.render(doc, style="ent")
    spans = displacy.render(doc, style="span", options={"spans_key": "beritaie"})
    for text in ("Bupati", "Romi Maradona", "OKI"):
        assert text in ents
    for label in ("ROLE", "PERSON", "REGION"):
        assert label in ents
        assert label in spans


def test_a_matcher_asks_for_what_the_record_says(small: Language) -> None:
    def label_here(token: Token) -> str:
        spans = token.doc._.berita["spans"]
        return next((span["label"] for span in spans if span["start"] <= token.idx < span["end"]), "")

    Token.set_extension("label_here", getter=label_here, force=True)
    matcher = Matcher(small.vocab)
    matcher.add("HOLDER", [[{"_": {"label_here": "ROLE"}, "OP": "+"}, {"_": {"label_here": "PERSON"}, "OP": "+"}]])
    doc = small(TEXT)
    found = max(matcher(doc, as_spans=True), key=len)
    assert found.text == "Bupati Romi Maradona"
    Token.remove_extension("label_here")


@pytest.mark.parametrize("place", ["first", "last"])
def test_a_sentencizer(small: Language, place: str) -> None:
    plain = small(f"{TEXT}. Romi di OKI.")
    assert not plain.has_annotation("SENT_START")
    small.add_pipe("sentencizer", **{place: True})
    doc = small(f"{TEXT}. Romi di OKI.")
    assert [[ent.text for ent in sentence.ents] for sentence in doc.sents] == [
        ["Bupati", "Romi Maradona", "OKI"],
        ["Romi", "OKI"],
    ]
    assert [sentence.ents[-1]._.score for sentence in doc.sents] == [doc.ents[2]._.score, doc.ents[4]._.score]
