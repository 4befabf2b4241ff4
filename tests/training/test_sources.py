import gzip
import hashlib
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beritaie.corpus import write_corpus
from beritaie.errors import CorpusError
from beritaie.schema import LABELS, Article, FigureValue, Mention, article_from_record

pytest.importorskip("torch")
pytest.importorskip("transformers")
from beritaie.schema.json_text import dumps
from beritaie.training.sources import (
    detach,
    iob2_texts,
    read_standoff,
    record_texts,
    set_sentence,
    standoff_texts,
)

TAGS = {"PER": "PERSON", "GPE": "REGION", "LOC": "REGION"}
EXACT = Decimal("12345678901234567890.10")


def article(identity: str, text: str = "Romi Maradona ke OKI 👩") -> Article:
    mentions = (
        Mention(0, 13, LABELS[0], text[:13]),
        Mention(17, 20, LABELS[5], text[17:20], value=FigureValue(EXACT, kind="other")),
    )
    return Article(text, mentions, id=identity, title="Judul", published="2024-10-15")


def write_texts(path: Path, texts: dict[str, str]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": key, "text": text, "flags": []}) + "\n" for key, text in texts.items())
    return path


def write_standoff(path: Path, articles: list[Article]) -> Path:
    path.write_text("".join(dumps(detach(item)) + "\n" for item in articles), "utf-8")
    return path


def test_records_teach_every_label(tmp_path: Path) -> None:
    write_corpus(tmp_path / "a.jsonl", [article("a"), article("b")])
    texts = list(record_texts(tmp_path / "a.jsonl", 0.5))
    assert [text.text for text in texts] == [article("a").text] * 2
    assert texts[0].spans == [(0, 13, "PERSON"), (17, 20, "FIGURE")]
    assert texts[0].taught == frozenset(map(str, LABELS))
    assert texts[0].weight == 0.5


def test_detached_annotation_holds_no_words() -> None:
    record = detach(article("a"))
    assert "Romi" not in dumps(record)
    assert "Judul" not in dumps(record)
    assert record["sha256"] == hashlib.sha256(article("a").text.encode()).hexdigest()
    assert len(record["spans"]) == 2  # type: ignore[arg-type]


def test_standoff_comes_back_whole(tmp_path: Path) -> None:
    records = write_standoff(tmp_path / "standoff.jsonl", [article("b"), article("a", "Romi Maradona ke OKU \ud800")])
    texts = write_texts(
        tmp_path / "raw.jsonl.gz", {"a": "Romi Maradona ke OKU \ud800", "c": "lain", "b": article("b").text}
    )
    found = list(read_standoff(records, texts))
    assert [item.id for item in found] == ["b", "a"]
    assert found[0].mentions == article("b").mentions
    assert found[0].mentions[1].value == FigureValue(EXACT, kind="other")
    assert found[0].published == "2024-10-15"
    assert found[0].extra == {}
    assert [t.spans for t in standoff_texts(records, texts)] == [[(0, 13, "PERSON"), (17, 20, "FIGURE")]] * 2


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        ({}, "the text of a is missing from"),
        ({"b": "Romi Maradona ke OKI 👩"}, "the text of a is missing from"),
        ({"a": "Romi Maradona ke OKI 👨"}, "the text of a is other in"),
        ({"a": "Romi Maradona ke OKI 👩 "}, "the text of a is other in"),
    ],
)
def test_texts_that_are_gone_or_changed_are_refused(tmp_path: Path, texts: dict[str, str], says: str) -> None:
    records = write_standoff(tmp_path / "standoff.jsonl", [article("a")])
    with pytest.raises(CorpusError, match=says) as caught:
        list(read_standoff(records, write_texts(tmp_path / "raw.jsonl.gz", texts)))
    assert caught.value.remedy


# Tokens with their tags, the text that they make, and its spans.
SENTENCES = [
    ("", "", []),
    ("Romi/B-PER", "Romi", ["Romi"]),
    ("Romi/B-PER Maradona/I-PER pergi/O", "Romi Maradona pergi", ["Romi Maradona"]),
    ("Romi/B-PER Asmar/B-PER", "Romi Asmar", ["Romi", "Asmar"]),
    ("Romi/I-PER pergi/O", "Romi pergi", ["Romi"]),  # an I that nothing begins
    ("Romi/B-PER pergi/O Asmar/I-PER", "Romi pergi Asmar", ["Romi", "Asmar"]),
    ("Romi/B-PER OKI/I-GPE", "Romi OKI", ["Romi", "OKI"]),
    ("OKI/B-GPE Sumsel/I-LOC", "OKI Sumsel", ["OKI", "Sumsel"]),  # two tags of theirs, one label of ours
    ("KPU/B-NOR OKI/I-NOR", "KPU OKI", []),  # a tag that is not mapped
    ("KPU/B-NOR OKI/B-GPE", "KPU OKI", ["OKI"]),
    ("di/O OKI/B-GPE ,/O Sumsel/B-GPE ./O", "di OKI, Sumsel.", ["OKI", "Sumsel"]),
    ("Romi/B-PER ,/I-PER SH/I-PER", "Romi, SH", ["Romi, SH"]),
    ("OKI/O (/O OKI/B-GPE )/O .../O", "OKI (OKI) ...", ["OKI"]),
    ('kata/O "/O Aman/B-PER "/O ia/O', 'kata "Aman" ia', ["Aman"]),  # straight marks face both ways
    ('"/O Aman/O "/O "/O Romi/B-PER "/O', '"Aman" "Romi"', ["Romi"]),
    ('"/B-PER Romi/I-PER "/I-PER', '"Romi"', ['"Romi"']),
    ("“/O Aman/O ,/O ”/O ia/O", "“Aman,” ia", []),
    ("50/O %/O", "50%", []),
]


def pairs(sentence: str) -> list[tuple[str, str]]:
    return [(token, tag) for token, _, tag in (part.rpartition("/") for part in sentence.split())]


@pytest.mark.parametrize(("sentence", "text", "spans"), SENTENCES)
def test_sentences_are_set_as_text(sentence: str, text: str, spans: list[str]) -> None:
    found, places = set_sentence(pairs(sentence), TAGS)
    assert found == text
    assert [found[start:end] for start, end, _ in places] == spans
    assert {label for _, _, label in places} <= {"PERSON", "REGION"}


tokens = st.sampled_from(["Romi", "OKI", "(", ")", '"', "“", "”", ",", ".", "%", "é", "👩"])
tags = st.sampled_from(["O", "B-PER", "I-PER", "B-GPE", "I-GPE", "I-LOC", "B-NOR", "I-NOR"])


@given(st.lists(st.tuples(tokens, tags), max_size=20))
def test_spans_hold_their_tokens(sentence: list[tuple[str, str]]) -> None:
    text, spans = set_sentence(sentence, TAGS)
    assert text.replace(" ", "") == "".join(token for token, _ in sentence)
    assert text == text.strip()
    expected: list[list[str]] = []
    before = "O"
    for token, tag in sentence:
        if tag[2:] in TAGS and (tag[0] == "B" or before[2:] != tag[2:]):
            expected.append([token])
        elif tag[2:] in TAGS:
            expected[-1].append(token)
        before = tag
    assert [text[a:b].replace(" ", "") for a, b, _ in spans] == ["".join(group) for group in expected]
    assert all(text[a:b] == text[a:b].strip() for a, b, _ in spans)


@pytest.mark.parametrize("separator", [" ", "\t", " _ _ ", "\tX\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_iob2_files(tmp_path: Path, separator: str, end: str) -> None:
    lines = []
    for number in range(7):
        lines += [f"Romi{separator}B-PER", f"{number}{separator}O", ""]
    path = tmp_path / "a.iob2"
    path.write_bytes(end.join(["", *lines, "", ""]).encode())
    texts = list(iob2_texts(path, TAGS, 0.25))
    assert [t.text for t in texts] == ["Romi 0\nRomi 1\nRomi 2\nRomi 3\nRomi 4", "Romi 5\nRomi 6"]
    assert [t.text[a:b] for t in texts for a, b, _ in t.spans] == ["Romi"] * 7
    assert all(t.taught == {"PERSON", "REGION"} and t.weight == 0.25 for t in texts)


def test_an_empty_file_has_no_texts(tmp_path: Path) -> None:
    (tmp_path / "a.iob2").write_text("\n\n")
    assert list(iob2_texts(tmp_path / "a.iob2", TAGS)) == []


def test_shared_corpora_are_read(data_root: Path) -> None:
    for text in record_texts(data_root / "corpus" / "dev.jsonl"):
        for start, end, label in text.spans:
            assert label in LABELS
            assert text.text[start:end].strip() == text.text[start:end] != ""


def test_records_that_the_schema_refuses_are_refused(tmp_path: Path) -> None:
    record: dict[str, Any] = detach(article("a"))
    record["spans"][0]["end"] = 99
    (tmp_path / "standoff.jsonl").write_text(dumps(record) + "\n")
    texts = write_texts(tmp_path / "raw.jsonl.gz", {"a": article("a").text})
    with pytest.raises(CorpusError, match="behind the end of the text"):
        list(read_standoff(tmp_path / "standoff.jsonl", texts))
    assert article_from_record({"text": "", "spans": []}).mentions == ()
