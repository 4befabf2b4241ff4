import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beritaie.text import Gap, Word, split_words
from beritaie.text.words import LONGEST_WORD
from strategies import any_text

# Characters on which splitters differ: combining marks, numerals that are no digits, joiners, spaces of other kinds.
ODD = "é\u0301\u0300½²Ⅷ٣३_\u00a0\u2009\u3000\x1c\x1f\u200b\u00ad’'-.,/AaBb12 \n"
odd_text = st.text(st.sampled_from(ODD), max_size=40) | any_text


def surfaces(text: str) -> list[str]:
    return [text[word.start : word.end] for word in split_words(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        (" \n\t ", ""),
        ("Romi", "Romi"),
        ("Bupati OKI, Romi.", "Bupati|OKI|,|Romi|."),
        ("(OKI),", "(|OKI|)|,"),
        ("Enos-Yudha", "Enos|-|Yudha"),
        ("M.Si.", "M|.|Si|."),
        ("44.355 KPM", "44.355|KPM"),
        ("Rp5.975,74.", "Rp|5.975,74|."),
        ("12, 13", "12|,|13"),
        ("1,", "1|,"),
        (",5", ",|5"),
        ("15-17", "15|-|17"),
        ("15/10/2024", "15|/|10|/|2024"),
        ("H-17", "H|-|17"),
        ("30an", "30|an"),
        ("SosialOKI", "Sosial|OKI"),
        ("diJakarta", "di|Jakarta"),
        ("KPMini", "KPMini"),  # a capital before a small letter is no lost space
        ("éA", "éA"),  # nor is a letter beyond a to z
        ("a_b", "a|_|b"),
        ("“Aman,”", "“|Aman|,|”"),
        ("...", ".|.|."),
        ("👩‍👧", "👩|\u200d|👧"),
        ("e\u0301", "e|\u0301"),
        ("a\ud800b", "a|\ud800|b"),
        ("a\0b", "a|\0|b"),
        ("١٢٫٣", "١٢|٫|٣"),
        ("x" * LONGEST_WORD, "x" * LONGEST_WORD),
        ("x" * (LONGEST_WORD + 1), "x" * LONGEST_WORD + "|x"),
        ("9" * (LONGEST_WORD + 1), "9" * LONGEST_WORD + "|9"),
    ],
)
def test_words(text: str, words: str) -> None:
    assert surfaces(text) == [word for word in words.split("|") if word]


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("a", "L"),
        ("  a", "L"),
        ("\n\na", "L"),
        ("a b", "LS"),
        ("a,b", "LNN"),
        ("a\nb", "LL"),
        ("a \n b", "LL"),
        ("a\r\nb", "LL"),
        ("a\rb", "LS"),
        ("a\u2028b", "LS"),
        ("a\tb", "LS"),
        ("a\u00a0b", "LS"),
        ("a\u200bb", "LNN"),
    ],
)
def test_gaps(text: str, gaps: str) -> None:
    assert [word.gap for word in split_words(text)] == [Gap("NSL".index(gap)) for gap in gaps]


@settings(max_examples=300, deadline=None)
@given(odd_text)
def test_words_cover_what_is_not_white_space(text: str) -> None:
    words = split_words(text)
    covered = [at for word in words for at in range(word.start, word.end)]
    assert covered == [at for at, character in enumerate(text) if not character.isspace()]
    assert all(word.start < word.end for word in words)
    assert max((word.end - word.start for word in words), default=0) <= 9 * LONGEST_WORD + 8


@settings(max_examples=200, deadline=None)
@given(odd_text)
def test_gaps_say_what_stands_before(text: str) -> None:
    last_end = 0
    for place, (start, end, gap) in enumerate(split_words(text)):
        between = text[last_end:start]
        assert between == "" or between.isspace()
        if place == 0 or "\n" in between:
            assert gap is Gap.LINE
        else:
            assert gap is (Gap.SPACE if between else Gap.NONE)
        last_end = end


@settings(max_examples=200, deadline=None)
@given(odd_text, odd_text)
def test_a_line_is_split_the_same_in_company(first: str, second: str) -> None:
    both = split_words(f"{first}\n{second}")
    at = len(first) + 1
    moved = [Word(start + at, end + at, gap) for start, end, gap in split_words(second)]
    assert both == split_words(first) + moved


def test_no_word_holds_letters_and_digits() -> None:
    text = "KPM12 24jam B3 covid19 3½ x² Ⅷ٣"
    assert not [s for s in surfaces(text) if re.search(r"[^\W\d_]\d|\d[^\W\d_]", s)]


def test_time_grows_with_length_alone() -> None:
    for text in ("1." * 200_000, "a" * 400_000, "A" * 400_000, "1," * 100_000 + "x", "aA" * 200_000):
        assert "".join(surfaces(text)) == text
