import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beritaie import extractor as extractor_module
from beritaie.errors import InputError, ModelError
from beritaie.extractor import Extractor
from beritaie.loading import load
from beritaie.schema import LABELS, Article, article_from_json, article_to_record
from beritaie.tagger.folder import Settings, write_settings
from beritaie.tagger.pieces import PieceTokenizer
from beritaie.tagger.tagger import Tagger
from strategies import any_text
from tiny import random_backend, rule_backend, unigram, whole_words

NAMES = tuple(map(str, LABELS))
RULES = {"Romi": "B-PERSON", "Maradona": "I-PERSON", "OKI": "B-REGION", "Bupati": "B-ROLE", "kata": "B-CUE"}
TEXT = "Bupati Romi Maradona di OKI"


def ruled(**options: object) -> Extractor:
    """An extractor that knows five words."""
    tokenizer = whole_words([*RULES, "di"])
    tagger = Tagger(rule_backend(tokenizer, NAMES, RULES), tokenizer, NAMES, window=20, overlap=5)
    return Extractor(tagger, Settings(NAMES, **options))  # type: ignore[arg-type]


def rough(window: int = 20, overlap: int = 5, budget: int = 200) -> Extractor:
    """An extractor that finds something nearly everywhere, and all of it wrong."""
    tokenizer = PieceTokenizer(unigram())
    backend = random_backend(tokenizer, len(NAMES))
    return Extractor(Tagger(backend, tokenizer, NAMES, window=window, overlap=overlap, budget=budget), Settings(NAMES))


ROUGH = rough()
texts = st.one_of(
    any_text,
    st.lists(
        st.sampled_from(
            ["Romi", " ", "OKI", "“", "”", '"', ".", ",", "\n", "👩\u200d", "\u202e", "é\u0301", "\ud800", "\0"]
        )
    ).map("".join),
)


def found(article: Article) -> list[tuple[str, str]]:
    return [(str(mention.label), mention.text) for mention in article.mentions]


# --- mentions --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n", []),
        ("di", []),
        ("Romi", [("PERSON", "Romi")]),
        (TEXT, [("ROLE", "Bupati"), ("PERSON", "Romi Maradona"), ("REGION", "OKI")]),
        ("  Romi\tMaradona\n", [("PERSON", "Romi\tMaradona")]),
        ("Romi\n\nMaradona", [("PERSON", "Romi\n\nMaradona")]),
        ("👩\u200dRomi\u202e", [("PERSON", "Romi")]),
        ("\0Romi\ud800 OKI", [("PERSON", "Romi"), ("REGION", "OKI")]),
        ("Romi,OKI", [("PERSON", "Romi"), ("REGION", "OKI")]),
    ],
)
def test_mentions(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(ruled()(text)) == expected


@settings(max_examples=200, deadline=None)
@given(texts)
def test_mentions_stand_in_the_untouched_text(text: str) -> None:
    article = ROUGH(text)
    assert article.text == text
    for mention in article.mentions:
        assert text[mention.start : mention.end] == mention.text
        assert mention.text == mention.text.strip() != ""
        assert mention.score is not None
        assert 0.0 <= mention.score <= 1.0
    for label in LABELS:
        spans = sorted((m.start, m.end) for m in article.by_label(label))
        assert all(a_end <= b_start for (_, a_end), (b_start, _) in pairwise(spans))
    assert found(article_from_json(article.to_json())) == found(article)


@settings(max_examples=30, deadline=None)
@given(st.lists(texts, max_size=8), st.integers(2, 40), st.integers(1, 400), st.integers(1, 60))
def test_company_changes_nothing(given_texts: list[str], window: int, budget: int, characters: int) -> None:
    made = rough(20, 5, budget)
    alone = [made(text) for text in given_texts]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(extractor_module, "CHUNK_CHARACTERS", characters)
        assert list(made.pipe(given_texts)) == alone
    assert list(made.pipe(reversed(given_texts))) == alone[::-1]
    # Each piece is judged alone by this model, so windows of any size see the same.
    assert [found(a) for a in rough(window, window // 3, budget).pipe(given_texts)] == [found(a) for a in alone]


def test_scores_are_calibrated_and_filtered() -> None:
    plain = {str(m.label): m.score or 0.0 for m in ruled()(TEXT).mentions}
    assert all(0.9 < score < 1.0 for score in plain.values())
    scaled = ruled(calibration={"PERSON": (1.0, -50.0), "ROLE": (1.0, 0.0)})
    scores = {str(m.label): m.score or 0.0 for m in scaled(TEXT).mentions}
    assert scores["PERSON"] < 1e-9
    assert scores["ROLE"] == pytest.approx(plain["ROLE"], abs=1e-6)
    assert scores["REGION"] == plain["REGION"]
    assert [label for label, _ in found(scaled(TEXT, min_score=0.5))] == ["ROLE", "REGION"]
    assert found(scaled(TEXT, min_score=1.0)) == []
    exact = plain["REGION"]
    assert ("REGION", "OKI") in found(ruled()(TEXT, min_score=exact))
    assert ("REGION", "OKI") not in found(ruled()(TEXT, min_score=float(np.nextafter(exact, 1.0))))


def test_a_model_with_few_heads_finds_few_labels() -> None:
    labels = ("CUE", "REGION")
    tokenizer = whole_words(["Romi", "OKI", "kata"])
    backend = rule_backend(tokenizer, labels, {"OKI": "B-REGION", "kata": "B-CUE"})
    made = Extractor(Tagger(backend, tokenizer, labels), Settings(labels))
    assert found(made("kata Romi di OKI")) == [("CUE", "kata"), ("REGION", "OKI")]


# --- records ---------------------------------------------------------------------------------------------------------


def test_records_keep_what_they_bring() -> None:
    record = {
        "schema": "beritaie/1",
        "text": TEXT,
        "id": "a1",
        "title": "Judul",
        "published": "2024-10-15",
        "outlet": "kabar",
        "source": {"url": "x"},
        "rubrik": "politik",
        "spans": [{"start": 0, "end": 99, "label": "CUE"}],
        "officials": "rubbish",
    }
    (article,) = ruled().pipe([record])
    assert (article.id, article.title, article.published, article.outlet) == ("a1", "Judul", "2024-10-15", "kabar")
    assert article.source == {"url": "x"}
    assert article.extra == {"rubrik": "politik"}
    assert article.officials == ruled()(TEXT).officials  # what an earlier reader said of the text is not believed
    assert found(article) == found(ruled()(TEXT))
    again = next(ruled().pipe([article_to_record(article)]))
    assert again == article


def test_texts_and_records_mix() -> None:
    stream: list[str | Mapping[str, object]] = ["Romi", {"text": "OKI", "id": "b"}, "", {"text": "di"}]
    articles = list(ruled().pipe(stream))
    assert [(a.text, a.id, len(a.mentions)) for a in articles] == [
        ("Romi", None, 1),
        ("OKI", "b", 1),
        ("", None, 0),
        ("di", None, 0),
    ]


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (None, None),
        ("2024-10-15", "2024-10-15"),
        (date(2024, 10, 15), "2024-10-15"),
        (datetime(2024, 10, 15, 8, 30), "2024-10-15"),
    ],
)
def test_dates_of_articles(published: str | date | None, expected: str | None) -> None:
    assert ruled()("Romi", published=published).published == expected


@pytest.mark.parametrize(
    ("record", "says"),
    [
        (None, "None is neither text nor a record"),
        (3, "3 is neither text nor a record"),
        (b"Romi", "neither text nor a record"),
        (["Romi"], "neither text nor a record"),
        ({}, "the record's text is None"),
        ({"text": None}, "the record's text is None"),
        ({"text": b"Romi"}, "the record's text is b'Romi'"),
        ({"teks": "Romi"}, "give `text` as a string"),
        ({"text": "Romi", "published": "kemarin"}, "published 'kemarin'"),
        ({"text": "Romi", "published": "2023-02-29"}, "published '2023-02-29'"),
        ({"text": "Romi", "published": 2024}, "published 2024"),
        ({"text": "Romi", "id": 7}, "id 7 is not a string"),
        ({"text": "Romi", "outlet": b"x"}, "outlet b'x' is not a string"),
    ],
)
def test_records_that_cannot_be_read_are_refused(record: object, says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        next(ruled().pipe([record]))  # type: ignore[list-item]
    assert caught.value.remedy


def test_a_bad_record_comes_after_the_good_ones_before_it() -> None:
    found = ruled().pipe(["Romi", "Asmar", {"text": None}, "Romi"])  # type: ignore[list-item]
    assert [next(found).text, next(found).text] == ["Romi", "Asmar"]
    with pytest.raises(InputError, match="the record's text is None"):
        next(found)


@pytest.mark.parametrize("min_score", [-0.1, 1.1, float("nan"), float("inf")])
def test_scores_out_of_range_are_refused(min_score: float) -> None:
    with pytest.raises(InputError, match="min_score"):
        ruled()("Romi", min_score=min_score)
    with pytest.raises(InputError, match="min_score"):
        list(ruled().pipe([], min_score=min_score))


def test_streams_are_read_no_further_than_a_group_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extractor_module, "CHUNK_CHARACTERS", 10)
    taken = []

    def endless() -> Iterator[str]:
        while True:
            taken.append(1)
            yield "Romi"

    articles = ruled().pipe(endless())
    for number in range(1, 20):
        assert found(next(articles)) == [("PERSON", "Romi")]
        assert len(taken) <= number + 3


def test_a_long_text_is_a_group_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extractor_module, "CHUNK_CHARACTERS", 10)
    given_texts = ["Romi", "Romi, " * 30, "OKI"]
    assert [len(a.mentions) for a in ruled().pipe(given_texts)] == [1, 30, 1]


# --- load ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"backend": "tensorflow"}, "backend 'tensorflow' is unknown; use onnx or torch"),
        ({"backend": None}, "backend None is unknown"),
        ({"threads": 0}, "threads 0 is out of range"),
        ({"threads": -1}, "threads -1 is out of range"),
    ],
)
def test_unknown_options_are_refused(tmp_path: Path, options: dict[str, object], says: str) -> None:
    with pytest.raises(InputError, match=says):
        load(tmp_path, **options)  # type: ignore[arg-type]


def whole(folder: Path) -> None:
    write_settings(folder, Settings(NAMES))
    unigram().save(str(folder / "tokenizer.json"))


def test_each_thing_that_a_folder_lacks_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nothing is no model folder"):
        load(tmp_path / "nothing")
    with pytest.raises(ModelError, match=r"has no beritaie\.json"):
        load(tmp_path)
    write_settings(tmp_path, Settings(NAMES))
    with pytest.raises(ModelError, match=r"has no tokenizer\.json"):
        load(tmp_path)
    whole(tmp_path)
    with pytest.raises(ModelError, match=r"has no model\.onnx"):
        load(str(tmp_path))
    (tmp_path / "model.onnx").write_bytes(b"no model")
    with pytest.raises(ModelError, match=r"model\.onnx cannot be run by onnxruntime"):
        load(tmp_path)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_files_that_were_changed_are_refused(tmp_path: Path, name: str) -> None:
    whole(tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"")
    write_settings(tmp_path, Settings(NAMES, files={name: "0" * 64}))
    with pytest.raises(ModelError, match=f"{name} does not have the checksum"):
        load(tmp_path)


def test_the_torch_backend_names_what_is_lacking(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    whole(tmp_path)
    with pytest.raises(ModelError, match=r"has no model\.safetensors"):
        load(tmp_path, backend="torch")


def test_the_model_in_the_package_is_not_for_torch() -> None:
    with pytest.raises(InputError, match=r"rebuild it with training/restore\.py"):
        load(backend="torch")


def test_without_torch_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole(tmp_path)
    monkeypatch.setitem(sys.modules, "beritaie.tagger.torch_backend", None)
    with pytest.raises(ModelError, match=r"pip install 'beritaie\[train\]'"):
        load(tmp_path, backend="torch")
