"""Speakers and officials of whole articles."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from beritaie.normalise.article import normalise
from beritaie.schema import LONG_LABELS, Article, Label, Mention, SpeechValue
from beritaie.speech.article import attribute_speech
from strategies import articles

TEXT = "Ketua Bawaslu OKI Romi Maradona mengatakan 12 laporan diproses. “Dua sudah selesai,” ujarnya."
SPANS = [
    ("Ketua Bawaslu OKI", "ROLE"),
    ("OKI", "REGION"),
    ("Romi Maradona", "PERSON"),
    ("mengatakan", "CUE"),
    ("12 laporan diproses", "CLAIM"),
    ("Dua sudah selesai,", "QUOTE"),
    ("ujarnya", "CUE"),
]


def valued(text: str = TEXT) -> Article:
    spans = ((text.index(surface), surface, label) for surface, label in SPANS)
    return normalise(Article(text, tuple(Mention(at, at + len(s), Label(label), s) for at, s, label in spans)))


def test_speakers_cues_and_officials() -> None:
    article = attribute_speech(valued())
    assert [(q.kind, q.speaker, q.cue and q.cue.text) for q in article.quotes] == [
        (Label.CLAIM, "Romi Maradona", "mengatakan"),
        (Label.QUOTE, "Romi Maradona", "ujarnya"),
    ]
    [official] = article.officials or ()
    assert (official.name, official.quotes) == ("Romi Maradona", article.quotes)
    assert attribute_speech(article) == article


@pytest.mark.parametrize("change", [str.upper, str.lower])
def test_case_of_the_whole_text_does_not_matter(change) -> None:
    spans = [replace(m, text=change(m.text), value=None) for m in valued().mentions]
    article = attribute_speech(normalise(Article(change(TEXT), tuple(spans))))
    assert [quote.speaker for quote in article.quotes] == [change("Romi Maradona")] * 2
    assert [official.name for official in article.officials or ()] == [change("Romi Maradona")]


def test_unsure_speakers_are_left_out_and_stay_candidates() -> None:
    sure = attribute_speech(valued())
    least = min(quote.speaker_score or 0 for quote in sure.quotes)
    unsure = attribute_speech(valued(), min_score=1.0)
    assert attribute_speech(valued(), min_score=least) == sure
    for quote in unsure.quotes:
        assert quote.speaker is None
        assert quote.candidates[0] == "Romi Maradona"
        assert "under 1.0" in (quote.reason or "")


def test_article_without_anyone() -> None:
    text = "“Siapa?” begitu bunyinya."
    quote = Mention(1, 6, Label.QUOTE, "Siapa")
    article = attribute_speech(Article(text, (quote,)))
    assert article.officials == ()
    [said] = article.quotes
    assert (said.speaker, said.candidates) == (None, ())
    assert said.reason


@settings(max_examples=100, deadline=None)
@given(articles())
def test_any_article_gets_speakers_for_what_is_said(given_article: Article) -> None:
    bare = tuple(replace(m, value=None) for m in given_article.mentions)
    article = attribute_speech(normalise(replace(given_article, mentions=bare)))
    assert [replace(m, value=None) for m in article.mentions] == list(bare)
    assert all(isinstance(m.value, SpeechValue) for m in article.mentions if m.label in LONG_LABELS)
    for quote in article.quotes:
        assert quote.reason
        assert 0 <= (quote.speaker_score or 0) <= 1
