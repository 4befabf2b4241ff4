"""Numbers, against a speller that knows nothing of the parser."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beritaie.errors import InputError
from beritaie.normalise.figures.numbers import parse_number, read_number

ONES = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
SCALES = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"))


def spelt(number: int) -> str:
    """Return `number` in words, as Indonesian is spoken."""
    if number < 12:
        return ONES[number]
    if number < 20:
        return f"{ONES[number - 10]} belas"
    for scale, word in (*SCALES, (1000, "ribu"), (100, "ratus"), (10, "puluh")):
        if number >= scale:
            many, rest = divmod(number, scale)
            head = f"se{word}" if many == 1 and scale in (100, 1000) else f"{spelt(many)} {word}"
            return f"{head} {spelt(rest)}" if rest else head
    raise AssertionError(number)


def dotted(number: int) -> str:
    return f"{number:,}".replace(",", ".")


NUMBERS = st.integers(0, 10**15)


@given(NUMBERS)
def test_words_parse_back(number):
    assert parse_number(spelt(number)) == number


@given(NUMBERS)
def test_joined_tens_parse_back(number):
    joined = spelt(number).replace(" puluh", "puluh").replace(" belas", "belas").replace(" ratus", "ratus")
    assert parse_number(joined) == number


@given(NUMBERS)
def test_digits_parse_back(number):
    assert parse_number(str(number)) == number
    assert parse_number(dotted(number)) == number


@given(st.integers(0, 10**9), st.integers(1, 99))
def test_a_decimal_comma_is_exact(whole, hundredths):
    assert parse_number(f"{dotted(whole)},{hundredths:02}") == whole + Decimal(hundredths) / 100


@given(
    st.integers(1, 999), st.sampled_from([("ribu", 3), ("rb", 3), ("juta", 6), ("jt", 6), ("M", 9), ("triliun", 12)])
)
def test_digits_with_a_magnitude(number, scale):
    word, zeros = scale
    assert parse_number(f"{number} {word}") == parse_number(f"{number}{word}") == number * 10**zeros


@given(st.text(max_size=80))
def test_any_text_gives_a_number_or_none(text):
    value = parse_number(text)
    assert value is None or isinstance(value, int | Decimal)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("44.355", 44355),
        ("1,5", Decimal("1.5")),
        ("19,6 juta", 19_600_000),
        ("5.975,74", Decimal("5975.74")),
        ("1,234,567", 1_234_567),
        ("1,234.50", Decimal("1234.5")),
        ("1.000.000.00", 1_000_000),
        ("9. 967", 9967),
        ("12.5", Decimal("12.5")),
        ("0.125", Decimal("0.125")),
        ("1,234", Decimal("1.234")),
        ("711,880 juta", 711_880_000),
        ("1,5 M", 1_500_000_000),
        ("2,1 T", 2_100_000_000_000),
        ("2,5 milyar", 2_500_000_000),
        ("dua puluh lima ribu", 25_000),
        ("Dua Puluh Lima Ribu", 25_000),
        ("DUAPULUH LIMA", 25),
        ("seratus", 100),
        ("sejuta", 1_000_000),
        ("setengah juta", 500_000),
        ("dua setengah juta", 2_500_000),
        ("dua juta setengah", 2_500_000),
        ("tiga perempat", Decimal("0.75")),
        ("seribu triliun", 10**15),
        ("2 miliar 500 juta", 2_500_000_000),
        ("1/4", Decimal("0.25")),
        ("¾", Decimal("0.75")),
        ("nol", 0),
    ],
)
def test_what_newspapers_print(text, value):
    parsed = parse_number(text)
    assert parsed == value
    assert type(parsed) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "NaN",
        "inf",
        "ribu",
        "belas",
        "satu belas",
        "sepuluh satu",
        "dua tiga",
        "ratusan",
        "lima orang",
        "limau",
        "satuan",
        "42.12.684",
        "12.34.56",
        "1/3",
        "9" * 10_000,
        "dua " * 10_000,
        "1." * 10_000,
        "٣٤",
        "\x00",
        "5 m",
    ],
)
def test_what_is_no_number(text):
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("belasan", 11, 19),
        ("puluhan", 20, 99),
        ("ratusan", 100, 999),
        ("ribuan", 1000, 9999),
        ("puluhan ribu", 20_000, 99_000),
        ("ratusan juta", 100_000_000, 999_000_000),
        ("miliaran", 10**9, 10**10 - 1),
    ],
)
def test_vague_numbers(text, low, high):
    reading = read_number(text)
    assert (reading.low, reading.high, reading.rounded, reading.end) == (low, high, True, len(text))


@pytest.mark.parametrize(("text", "value"), [("16.400-an", 16400), ("50 ribuan", 50_000), ("800-an juta", 800_000_000)])
def test_rounded_numbers(text, value):
    reading = read_number(text)
    assert (reading.low, reading.high, reading.rounded) == (value, value, True)


def test_english_thousand_where_nothing_is_divided():
    assert read_number("1,234 orang", whole=True).low == 1234
    assert read_number("1,5 juta", whole=True).low == 1_500_000


def test_a_number_ends_where_its_noun_begins():
    text = "dua puluh lima ribu pemilih"
    assert read_number(text).end == text.index(" pemilih")


@pytest.mark.parametrize("wrong", [None, 5, b"5", ["lima"]])
def test_refuses_what_is_no_text(wrong):
    with pytest.raises(InputError, match="not a string"):
        parse_number(wrong)
