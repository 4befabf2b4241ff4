"""The model in the package, on what people will give it."""

import itertools
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import beritaie
from beritaie import Article, DateValue, Extractor, FigureValue, Label, PersonValue, RegionValue, RoleValue
from beritaie.normalise.article import normalise
from beritaie.schema import article_from_json
from beritaie.speech.article import attribute_speech
from beritaie.training.evaluate import f1_table, score, score_officials, score_speakers, score_values

WORDS = [
    "Pj",
    "Bupati",
    "OKI",
    "Asmar",
    "mengatakan",
    "“",
    "”",
    '"',
    ",",
    ".",
    "44.355",
    "KPM",
    "Kamis",
    "(12/9)",
    "\n",
]


@pytest.fixture(scope="module")
def reader() -> Extractor:
    return beritaie.load(threads=1)


@pytest.fixture(scope="module")
def example(reader: Extractor, examples: Path) -> Article:
    return reader((examples / "bansos_oki.txt").read_text("utf-8"), published="2024-10-16")


def check(article: Article) -> None:
    """Offsets are true, spans have no white space at an edge, and those of one label never overlap."""
    for mention in article.mentions:
        assert article.text[mention.start : mention.end] == mention.text == mention.text.strip() != ""
        assert mention.score is not None
        assert 0 <= mention.score <= 1
    for label in Label:
        own = article.by_label(label)
        assert all(a.end <= b.start for a, b in itertools.pairwise(own))
    record = article.to_json()
    assert article_from_json(record).to_json() == record


BAD_TEXTS = [
    "",
    " \n\t",
    "a",
    "(",
    "\0",
    "Bupati\0OKI\0Asmar",
    "\ud800Romi Maradona\udfff mengatakan",
    "👩\u200d👩\u200d👧 Romi 🇮🇩 Maradona",
    "\u202eRomi Maradona\u202c",
    "\ufeffKetua Bawaslu OKI Romi Maradona",
    "Ke\u0301tua Bawaslu OKI",
    "ketuabawasluokiromimaradona" * 200,
    "KETUA BAWASLU OKI ROMI MARADONA MENGATAKAN 15 LAPORAN",
    "<p>Ketua Bawaslu OKI <b>Romi Maradona</b></p><script>alert(1)</script>",
    "漢字 العربية עברית Romi Maradona",
    "“" * 300,
    '"' * 500,
    ("\" ' ” “ " * 100) + "kata Romi",
    'ketua bawaslu oki romi maradona mengatakan 15 laporan masuk. "kami proses," ujarnya',
    'Tidak ada siapa-siapa. "Siapa?" katanya.',
    "1" * 5000,
    "Romi\r\nMaradona\r\n",
]


@pytest.mark.parametrize("text", BAD_TEXTS)
def test_any_text_gives_true_offsets(reader: Extractor, text: str) -> None:
    article = reader(text)
    assert article.text == text
    check(article)


@settings(max_examples=60, deadline=None)
@given(text=st.text() | st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join))
def test_whatever_text_gives_true_offsets(reader: Extractor, text: str) -> None:
    check(reader(text))


def test_every_label_is_found_in_the_example(example: Article) -> None:
    check(example)
    assert {mention.label for mention in example.mentions} == set(Label)


# Values that the example's mentions have.
OKI = "Kabupaten Ogan Komering Ilir"
VALUES = {
    "Ogan Komering Ilir (OKI)": RegionValue("16.02", "regency", OKI),
    "Desa Tanjung Serang": RegionValue("16.02.05.2022", "village", "Tanjung Serang"),
    "41.280 KPM": FigureValue(41280, unit="KPM", kind="beneficiaries", date="2024-10-14"),
    "2.150 KPM": FigureValue(2150, approximate=True, unit="KPM", kind="beneficiaries"),
    "Rp 1,75 miliar": FigureValue(1_750_000_000, unit="IDR", kind="money", date="2024"),
    "Selasa (15/10/2024)": DateValue("2024-10-15"),
    "tahun ini": DateValue("2024"),
    "Penjabat (Pj) Bupati OKI": RoleValue("Bupati", "acting", f"Pemerintah {OKI}", "16.02"),
    "Ketua Bawaslu OKI": RoleValue(
        "Ketua Badan Pengawas Pemilihan Umum", "definitive", f"Badan Pengawas Pemilihan Umum {OKI}", "16.02"
    ),
    "Ir. H. Darmansyah Putra, M.Si.": PersonValue("Darmansyah Putra"),
    "Darmansyah": PersonValue("Darmansyah Putra"),
}


def test_mentions_of_the_example_have_values(example: Article) -> None:
    found = {mention.text: mention.value for mention in example.mentions}
    assert {text: found.get(text) for text in VALUES} == VALUES
    assert all((m.value is None) == (m.label in (Label.ORG, Label.CUE)) for m in example.mentions)
    assert [(quote.speaker, quote.text[:20], quote.cue and quote.cue.text) for quote in example.quotes] == [
        ("Darmansyah Putra", "bantuan itu tidak ad", "mengatakan"),
        ("Darmansyah Putra", "Bantuan ini hak warg", "kata"),
        ("Ratna Kusumawati", "sekitar 2.150 KPM di", "menjelaskan"),
        ("Ratna Kusumawati", "Setiap desa wajib me", "ujarnya"),
        ("Fauzan Akbar", "ASN dan kepala desa ", "mengingatkan"),
        ("Fauzan Akbar", "Dua laporan sudah ka", "tegas"),
        ("Fauzan Akbar", "Kalau ada foto paslo", "tegas"),
        ("Fauzan Akbar", "Bawaslu OKI akan men", "menambahkan"),
        ("KPU OKI", "566.340 pemilih dala", "mencatat"),
        ("Sulastri", "bersyukur", "mengaku"),
        ("Sulastri", "Berasnya bagus, tida", "katanya"),
    ]
    assert [(official.name, [role.title for role in official.roles]) for official in example.officials or ()] == [
        ("Darmansyah Putra", ["Bupati"]),
        ("Ratna Kusumawati", ["Kepala Dinas Sosial"]),
        ("Fauzan Akbar", ["Ketua Badan Pengawas Pemilihan Umum"]),
    ]
    assert [len(example.said_by(name)) for name in ("Fauzan", "KPU OKI", "Toyalis")] == [4, 1, 0]


def test_company_and_order_change_nothing(reader: Extractor, example: Article) -> None:
    texts = [example.text, "Romi", example.text[:300], "", example.text * 3]
    together = list(reader.pipe(texts))
    backwards = list(reader.pipe(texts[::-1]))[::-1]
    for text, a, b in zip(texts, together, backwards, strict=True):
        alone = reader(text)
        for other in (a, b):
            assert [(m.start, m.end, m.label) for m in other.mentions] == [
                (m.start, m.end, m.label) for m in alone.mentions
            ]
            assert all(
                abs((m.score or 0) - (n.score or 0)) < 1e-3 for m, n in zip(other.mentions, alone.mentions, strict=True)
            )


def test_random_mixes_of_articles_change_nothing(reader: Extractor, example: Article) -> None:
    paragraphs = example.text.split("\n\n")

    @settings(max_examples=15, deadline=None)
    @given(st.lists(st.lists(st.sampled_from(paragraphs), max_size=4).map("\n\n".join), max_size=5))
    def check_mix(texts: list[str]) -> None:
        for text, together in zip(texts, reader.pipe(texts), strict=True):
            check(together)
            alone = reader(text)
            assert [(m.start, m.end, m.label) for m in together.mentions] == [
                (m.start, m.end, m.label) for m in alone.mentions
            ]
            assert [(q.speaker, q.reason) for q in together.quotes] == [(q.speaker, q.reason) for q in alone.quotes]
            assert together.officials == alone.officials

    check_mix()


def test_records_of_the_example_validate(example: Article) -> None:
    Draft202012Validator(beritaie.json_schema()).validate(json.loads(example.to_json()))


def test_low_scores_can_be_left_out(reader: Extractor, example: Article) -> None:
    sure = reader(example.text, min_score=0.9)
    assert 0 < len(sure.mentions) < len(example.mentions)
    kept = {(m.start, m.end, m.label) for m in example.mentions if m.score is not None and m.score >= 0.9}
    assert {(m.start, m.end, m.label) for m in sure.mentions} == kept


def test_both_backends_give_one_answer(reader: Extractor, example: Article, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("onnx")
    from beritaie.tagger.folder import DEFAULT_MODEL
    from beritaie.training.restore import restore_checkpoint

    restore_checkpoint(DEFAULT_MODEL, tmp_path, half=False)
    other = beritaie.load(tmp_path, backend="torch", threads=1)(example.text)
    assert [(m.start, m.end, m.label) for m in other.mentions] == [(m.start, m.end, m.label) for m in example.mentions]


# F1 in percent that the model must keep on the development set; what it reached is in its card.
FLOORS = {
    "micro": 94,
    "PERSON": 99,
    "ROLE": 88,
    "ORG": 88,
    "REGION": 95,
    "DATE": 92,
    "FIGURE": 93,
    "QUOTE": 99,
    "CLAIM": 91,
    "CUE": 97,
}


# Percent of the gold that must be right on the development set: values with exact spans, officials, and speakers.
STEPS = (score_values, score_officials, score_speakers)
FOUND_FLOORS = {
    "DATE value": 90,
    "FIGURE value": 92,
    "REGION value": 95,
    "ROLE value": 85,
    "PERSON value": 99,
    "official name": 95,
    "official role": 85,
    "said QUOTE": 97,
    "said CLAIM": 92,
}
GOLD_SPAN_FLOORS = {
    "DATE value": 96,
    "FIGURE value": 98,
    "REGION value": 98,
    "ROLE value": 92,
    "PERSON value": 99,
    "official name": 97,
    "official role": 91,
    "said QUOTE": 98,
    "said CLAIM": 95,
}


def test_scores_on_the_development_set(reader: Extractor, data_root: Path) -> None:
    gold = list(beritaie.read_corpus(data_root / "corpus/dev.jsonl"))
    reached = f1_table(score(gold, reader.pipe([article.text for article in gold])))
    assert {name: reached[name] for name, floor in FLOORS.items() if reached[name] < floor} == {}


def test_values_and_speakers_on_the_development_set(reader: Extractor, data_root: Path) -> None:
    gold = list(beritaie.read_corpus(data_root / "corpus/dev.jsonl"))
    bare = [replace(a, mentions=tuple(replace(m, value=None) for m in a.mentions)) for a in gold]
    given = [attribute_speech(normalise(article)) for article in bare]
    found = list(reader.pipe(article.to_dict() for article in gold))
    for predicted, floors in ((given, GOLD_SPAN_FLOORS), (found, FOUND_FLOORS)):
        reached = {name: 100 * row.recall for step in STEPS for name, row in step(gold, predicted).items()}
        assert {name: reached[name] for name, floor in floors.items() if reached[name] < floor} == {}
