import pytest

from beritaie.tagger.decode import WordSpan
from beritaie.tagger.quotations import whole_quotes
from beritaie.text import split_words


def span(text: str, surface: str) -> WordSpan:
    """The words of `surface` in `text`, as the head might have found them."""
    start = text.index(surface)
    inside = [n for n, word in enumerate(split_words(text)) if start <= word.start and word.end <= start + len(surface)]
    return WordSpan(inside[0], inside[-1] + 1, 0, 0.9)


# Text, what the head found of the quotation, the cue, and the quotation.
STRETCHED = [
    ("“Kami netral. Semua diproses,” kata Romi", "Kami netral.", "kata", "Kami netral. Semua diproses,"),
    ('"Kami netral. Semua diproses," kata Romi', "Kami netral.", "kata", "Kami netral. Semua diproses,"),
    ("”Kami netral. Semua diproses,” kata Romi", "Kami netral.", "kata", "Kami netral. Semua diproses,"),
    ("«Kami netral. Semua diproses» kata Romi", "Kami netral.", "kata", "Kami netral. Semua diproses"),
    ('"Kami netral," kata Romi', "Kami netral,", "kata", "Kami netral,"),
    # Nothing to go by: no mark opens it, none closes it, or something else comes first.
    ("Kami netral. Semua diproses,” kata Romi", "Kami netral.", "kata", "Kami netral."),
    ('"Kami netral. Semua diproses, kata Romi', "Kami netral.", "kata", "Kami netral."),
    ('"Kami netral, kata Romi. "Semua diproses"', "Kami netral,", "kata", "Kami netral,"),
    ('"Kami netral.\nSemua diproses," kata Romi', "Kami netral.", "kata", "Kami netral."),
    ("Jum'at itu Kami netral. Jum'at", "Kami netral.", "itu", "Kami netral."),
]


@pytest.mark.parametrize(("text", "found", "cue", "expected"), STRETCHED)
def test_marks_close_what_they_opened(text: str, found: str, cue: str, expected: str) -> None:
    words = split_words(text)
    surfaces = [text[word.start : word.end] for word in words]
    cues = range(span(text, cue).first, span(text, cue).last)
    [quote] = whole_quotes([span(text, found)], surfaces, words, cues)
    assert text[words[quote.first].start : words[quote.last - 1].end] == expected


def test_quotations_stay_apart() -> None:
    text = '"Kami netral. "Semua diproses. Itu saja" kata'
    words = split_words(text)
    surfaces = [text[word.start : word.end] for word in words]
    found = [span(text, "Kami netral"), span(text, "Semua diproses.")]
    first, second = whole_quotes(found, surfaces, words, ())
    assert [" ".join(surfaces[s.first : s.last]) for s in (first, second)] == [
        "Kami netral .",
        "Semua diproses . Itu saja",
    ]


def test_many_marks() -> None:
    text = '"' * 500 + "Kami netral" + '"' * 500
    words = split_words(text)
    surfaces = [text[word.start : word.end] for word in words]
    found = span(text, "Kami netral")
    assert whole_quotes([found], surfaces, words, ()) == [found]
