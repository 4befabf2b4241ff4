from io import StringIO
from itertools import pairwise

from rich.console import Console

from beritaie.schema import Article, Label, Mention, SpeechValue
from beritaie.training.reliability import SCORE_BOUNDS, reliability_table, span_reliability, speaker_reliability

TEXT = "abcdefghijklmnopqrst"


def article(*spans: tuple[int, int, str]) -> Article:
    return Article(TEXT, tuple(Mention(a, b, Label(label), TEXT[a:b]) for a, b, label in spans))


def test_reliability_counts_every_span_once_in_its_band() -> None:
    gold = article((0, 3, "PERSON"), (4, 6, "ROLE"), (7, 9, "ORG"))
    scored = [
        (0, 3, "PERSON", 1.0),
        (4, 6, "ROLE", 0.9),
        (7, 9, "DATE", 0.93),
        (10, 12, "ORG", 0.0),
        (7, 9, "ORG", 0.4),
    ]
    predicted = Article(TEXT, tuple(Mention(a, b, Label(label), TEXT[a:b], score) for a, b, label, score in scored))
    bands = span_reliability([gold], [predicted])
    assert [(band.low, band.high) for band in bands] == list(pairwise(SCORE_BOUNDS))
    found = {band.low: (band.count, band.right, round(band.promised, 2)) for band in bands if band.count}
    assert found == {0.0: (2, 1, 0.4), 0.9: (2, 1, 1.83), 0.99: (1, 1, 1.0)}


def said(*spans: tuple[int, int, str, str | None, float | None]) -> Article:
    return Article(
        TEXT,
        tuple(
            Mention(a, b, Label(label), TEXT[a:b], value=SpeechValue(name, None, score))
            for a, b, label, name, score in spans
        ),
    )


def test_reliability_of_speakers_leaves_out_what_nobody_said() -> None:
    gold = said((0, 5, "QUOTE", "Romi", None), (6, 10, "CLAIM", "Asmar", None))
    predicted = said(
        (0, 4, "QUOTE", "Romi", 0.96),  # the bounds do not matter
        (6, 10, "CLAIM", "Romi", 0.6),
        (12, 15, "CLAIM", "Asmar", 0.99),
        (6, 10, "QUOTE", "Asmar", 0.99),
    )
    found = {band.low: (band.count, band.right) for band in speaker_reliability([gold], [predicted]) if band.count}
    assert found == {0.95: (1, 1), 0.5: (1, 0)}


def test_table_of_bands() -> None:
    console = Console(width=120, record=True, file=StringIO())
    console.print(reliability_table("spans", span_reliability([article()], [article()])))
    text = console.export_text()
    assert "0.99 to 1.00" in text
    assert "promised" in text
