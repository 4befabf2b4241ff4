import pickle
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings

from beritaie.spacy_component import WordTokenizer, blank
from beritaie.text import split_words
from strategies import any_text

NLP = blank()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Enos-Yudha", ["Enos", "-", "Yudha"]),
        ("44.355 KPM (12/9)", ["44.355", "KPM", "(", "12", "/", "9", ")"]),
        (" Romi", [" ", "Romi"]),
        ("Romi  OKI ", ["Romi", " ", "OKI"]),
        ("Romi\n\nOKI\n", ["Romi", "\n\n", "OKI", "\n"]),
        (" \t ", [" \t "]),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert [token.text for token in NLP(text)] == expected


@settings(deadline=None)
@given(any_text.filter(lambda text: not any("\ud800" <= char <= "\udfff" for char in text)))
def test_the_text_comes_back_and_every_word_is_a_token(text: str) -> None:
    doc = NLP(text)
    assert doc.text == text
    edges = {(token.idx, token.idx + len(token)) for token in doc}
    assert {(word.start, word.end) for word in split_words(text)} <= edges


def test_it_is_saved_and_pickled(tmp_path: Path) -> None:
    NLP.to_disk(tmp_path)
    for nlp in (spacy.load(tmp_path), pickle.loads(pickle.dumps(NLP)), blank().from_bytes(NLP.to_bytes())):
        assert isinstance(nlp.tokenizer, WordTokenizer)
        assert [token.text for token in nlp("Enos-Yudha")] == ["Enos", "-", "Yudha"]


def test_it_is_indonesian() -> None:
    assert NLP.lang == "id"
    assert NLP("di dan")[0].is_stop
    assert NLP("juta")[0].like_num
