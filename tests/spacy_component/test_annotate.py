import json
import warnings
from decimal import Decimal
from typing import Any

import pytest
import spacy
from hypothesis import assume, given, settings
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from beritaie.errors import CorpusError, InputError
from beritaie.schema import (
    Article,
    FigureValue,
    Label,
    Mention,
    PersonValue,
    RegionValue,
    RoleValue,
    SpeechValue,
    Unresolved,
)
from beritaie.spacy_component import Layout, blank, to_article, to_doc, to_docbin
from strategies import articles

TEXT = "Ketua Bawaslu OKI Romi Maradona menyebut 12 laporan, kata Romi."


def at(
    text: str, label: str, value: Any = None, score: float | None = None, nth: int = 0, within: str = TEXT
) -> Mention:
    start = -1
    for _ in range(nth + 1):
        start = within.index(text, start + 1)
    return Mention(start, start + len(text), Label(label), text, score, value)


NESTED = Article(
    TEXT,
    (
        at("Ketua Bawaslu OKI", "ROLE", RoleValue("Ketua Badan Pengawas Pemilihan Umum", "definitive"), 0.7),
        at("Bawaslu OKI", "ORG", None, 0.99),
        at("OKI", "REGION", RegionValue("16.02", "regency", "Kabupaten Ogan Komering Ilir"), 0.98),
        at("Romi Maradona", "PERSON", PersonValue("Romi Maradona"), 0.9),
        at("12 laporan", "FIGURE", FigureValue(12, unit="laporan", kind="violations"), 0.8),
        at("kata", "CUE"),
        at("Romi", "PERSON", PersonValue("Romi Maradona"), nth=1),
    ),
    published="2024-10-15",
)


class Spaces:
    """A tokenizer that splits on single spaces only."""

    def __init__(self, vocab: Any) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        return Doc(self.vocab, words=text.split(" "))


def white() -> Language:
    nlp = spacy.blank("xx")
    nlp.tokenizer = Spaces(nlp.vocab)
    return nlp


def test_all_spans_stand_in_the_order_of_the_record() -> None:
    doc = to_doc(NESTED, blank())
    spans = doc.spans["beritaie"]
    assert [(s.label_, s.text) for s in spans] == [(m.label, m.text) for m in NESTED.mentions]
    assert spans.attrs == {"scores": [m.score for m in NESTED.mentions], "expanded": []}
    assert [s._.score for s in spans] == [m.score for m in NESTED.mentions]


def test_the_longest_entity_wins_and_has_its_ids() -> None:
    doc = to_doc(NESTED, blank())
    assert [(e.label_, e.text, e.kb_id_, e.id_) for e in doc.ents] == [
        ("ROLE", "Ketua Bawaslu OKI", "", ""),
        ("PERSON", "Romi Maradona", "", "Romi Maradona"),
        ("FIGURE", "12 laporan", "", ""),
        ("PERSON", "Romi", "", "Romi Maradona"),
    ]
    region = next(span for span in doc.spans["beritaie"] if span.label_ == "REGION")
    assert (region.kb_id_, region.id_) == ("16.02", "16.02")


def test_of_entities_of_one_length_the_highest_scored_wins() -> None:
    mentions = [Mention(0, 3, label, "OKI", score) for label, score in ((Label.ORG, 0.6), (Label.REGION, 0.9))]
    doc = to_doc(Article("OKI", tuple(mentions)), blank())
    assert [ent.label_ for ent in doc.ents] == ["REGION"]
    assert len(doc.spans["beritaie"]) == 2


@pytest.mark.parametrize(
    ("ents", "expected"),
    [
        (["REGION"], ["OKI"]),
        (["REGION", "CUE"], ["OKI", "kata"]),
        (["ORG", "REGION"], ["Bawaslu OKI"]),
        ([], []),
    ],
)
def test_labels_of_the_flat_view(ents: list[str], expected: list[str]) -> None:
    doc = to_doc(NESTED, blank(), Layout(ents=tuple(ents)))
    assert [ent.text for ent in doc.ents] == expected
    assert len(doc.spans["beritaie"]) == len(NESTED.mentions)


def test_values_are_read_from_the_record() -> None:
    doc = to_doc(NESTED, blank())
    assert {ent.text: ent._.value for ent in doc.ents} == {
        "Ketua Bawaslu OKI": {
            "title": "Ketua Badan Pengawas Pemilihan Umum",
            "status": "definitive",
            "institution": None,
            "region": None,
        },
        "Romi Maradona": {"name": "Romi Maradona"},
        "12 laporan": {"value": 12, "unit": "laporan", "kind": "violations"},
        "Romi": {"name": "Romi Maradona"},
    }
    assert doc[0:1]._.value is None
    assert doc[0:0]._.value is None
    assert spacy.blank("xx")("Romi")[:]._.value is None


def test_quotes_and_officials() -> None:
    text = '"Netral," kata Romi.'
    said = at(
        "Netral,", "QUOTE", SpeechValue("Romi Maradona", (text.index("kata"), text.index("kata") + 4)), within=text
    )
    doc = to_doc(Article(text, (said,)), blank())
    cue = [text.index("kata"), text.index("kata") + 4]
    assert doc._.quotes == [
        {"start": 1, "end": 8, "label": "QUOTE", "text": "Netral,", "speaker": "Romi Maradona", "cue": cue}
    ]
    assert doc._.officials == []
    untouched = spacy.blank("xx")("Romi")
    assert (untouched._.berita, untouched._.quotes, untouched._.officials) == (None, [], [])


def test_an_unresolved_value_stays_null() -> None:
    doc = to_doc(Article("Romi", (Mention(0, 4, Label.PERSON, "Romi", None, Unresolved("twice")),)), blank())
    assert doc.ents[0]._.value == {"name": None}


# --- tokens ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [lambda: spacy.blank("id"), lambda: spacy.blank("xx"), blank, white])
def test_every_mention_is_there_with_any_tokenizer(make: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        doc = to_doc(NESTED, make())
    spans = doc.spans["beritaie"]
    assert [span.label_ for span in spans] == [m.label for m in NESTED.mentions]
    for span, mention in zip(spans, NESTED.mentions, strict=True):
        assert span.start_char <= mention.start < mention.end <= span.end_char
        assert span._.value == (mention.value.to_fields() if mention.value else None)  # type: ignore[union-attr]


def test_spans_that_do_not_fall_on_token_edges_are_widened_and_counted() -> None:
    doc = to_doc(NESTED, white())
    spans = doc.spans["beritaie"]
    assert [spans[place].text for place in spans.attrs["expanded"]] == ["12 laporan,", "Romi."]
    assert [doc._.berita["text"][s["start"] : s["end"]] for s in doc._.berita["spans"]][-1] == "Romi"


def test_two_mentions_in_one_token_are_both_kept() -> None:
    text = "Enos-Yudha"
    article = Article(text, (at("Enos", "PERSON", within=text), at("Yudha", "PERSON", within=text)))
    doc = to_doc(article, white())
    assert [span.text for span in doc.spans["beritaie"]] == [text, text]
    assert doc.spans["beritaie"].attrs["expanded"] == [0, 1]
    assert [ent.text for ent in doc.ents] == [text]
    assert [ent.text for ent in to_doc(article, blank()).ents] == ["Enos", "Yudha"]


def test_a_conversion_warns_once_with_counts() -> None:
    with pytest.warns(UserWarning, match=r"4 of 14 spans of the corpus") as caught:
        to_docbin([NESTED, NESTED], white())
    assert len(caught) == 1


# --- the record ------------------------------------------------------------------------------------------------------


def test_numbers_are_kept_exactly() -> None:
    figure = FigureValue(low=Decimal("1234567890123456789.10"), high=2**70, unit="IDR", kind="money")
    article = Article(TEXT, (at("12 laporan", "FIGURE", figure),))
    doc = to_doc(article, blank())
    assert to_article(Doc(doc.vocab).from_bytes(doc.to_bytes())) == article
    assert doc.spans["beritaie"][0]._.value["high"] == 2**70


def test_a_corrected_record_is_set() -> None:
    doc = to_doc(NESTED, blank())
    record = doc._.berita
    record["spans"][0]["title"] = "Anggota Badan Pengawas Pemilihan Umum"
    assert doc.ents[0]._.value["title"].startswith("Ketua")
    doc._.berita = record
    assert doc.ents[0]._.value["title"].startswith("Anggota")
    with pytest.raises(CorpusError, match="key spans is missing"):
        doc._.berita = {"text": TEXT}


NLP = blank()


@settings(max_examples=150, deadline=None)
@given(articles())
def test_any_article_survives_bytes_and_docbin(article: Article) -> None:
    assume("\\ud" not in article.to_json())  # spaCy cannot hold a lone surrogate
    doc = to_doc(article, NLP)
    assert doc.text == article.text
    assert len(doc.spans["beritaie"]) == len(article.mentions)
    json.dumps(doc._.berita, allow_nan=False)
    copies = [Doc(NLP.vocab).from_bytes(doc.to_bytes())]
    copies += (
        DocBin(store_user_data=True, docs=[doc])
        .from_bytes(DocBin(store_user_data=True, docs=[doc]).to_bytes())
        .get_docs(NLP.vocab)
    )
    for copy in copies:
        assert copy._.berita == doc._.berita
        assert copy.spans["beritaie"].attrs == doc.spans["beritaie"].attrs
        assert [s._.score for s in copy.ents] == [s._.score for s in doc.ents]


def test_the_record_reads_back_as_the_article() -> None:
    assert to_article(to_doc(NESTED, blank())) == NESTED
    with pytest.raises(InputError, match="was not read by beritaie"):
        to_article(blank()("Romi"))


@pytest.mark.parametrize(
    ("options", "message"),
    [({"spans_key": ""}, "spans_key is empty"), ({"ents": ("PER",)}, "label 'PER' of ents is unknown")],
)
def test_layouts_that_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Layout(**options)
