import pytest
from hypothesis import given
from hypothesis import strategies as st

from beritaie.schema import (
    LABELS,
    DateValue,
    FigureValue,
    PersonValue,
    RegionValue,
    RoleValue,
    SpeechValue,
    Unresolved,
)
from beritaie.schema.values import Value
from beritaie.wording import describe, period_words
from strategies import values

OKI = RegionValue("16.02", "regency", "Kabupaten Ogan Komering Ilir")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        (PersonValue("Romi Maradona"), "Romi Maradona"),
        (RoleValue("Bupati", "acting", None, "16.02"), "Bupati (acting) · Kabupaten Ogan Komering Ilir"),
        (
            RoleValue("Bupati", "definitive", "Pemerintah Kabupaten Ogan Komering Ilir", "16.02"),
            "Bupati · Pemerintah Kabupaten Ogan Komering Ilir",
        ),
        (RoleValue("Bupati", "former", None, "99.99"), "Bupati (former) · 99.99"),
        (OKI, "Kabupaten Ogan Komering Ilir, Sumatera Selatan · 16.02"),
        (RegionValue("16", "province", "Sumatera Selatan"), "Sumatera Selatan (province) · 16"),
        (
            RegionValue("16.02.07", "district", "Pampangan"),
            "Pampangan (district), Kabupaten Ogan Komering Ilir · 16.02.07",
        ),
        (RegionValue(None, "country", "Indonesia"), "Indonesia (country)"),
        (RegionValue(None, "village", None), "(village)"),
        (DateValue("2024-10-14"), "Monday 14 October 2024"),
        (DateValue("2024-10-14", "not a Tuesday"), "Monday 14 October 2024 · not a Tuesday"),
        (FigureValue(44355, unit="KPM", kind="beneficiaries"), "44,355 KPM · beneficiaries"),
        (FigureValue(low=100, high=999, approximate=True), "about 100–999"),
        (FigureValue(1_500_000_000, unit="IDR", kind="money"), "Rp 1,500,000,000"),
        (FigureValue(20, unit="USD", kind="money"), "USD 20"),
        (FigureValue(47, unit="percent", kind="share"), "47%"),
        (
            FigureValue(18, unit="kecamatan", kind="areas", region="16.02", date="2024-10"),
            "18 kecamatan · areas · Kabupaten Ogan Komering Ilir · October 2024",
        ),
        (SpeechValue("Romi", (0, 4)), "said by Romi"),
        (SpeechValue(None), "no named source"),
        (
            SpeechValue(None, reason="two names are as near", candidates=("Romi", "Asmar")),
            "no named source · perhaps Romi or Asmar · two names are as near",
        ),
        (Unresolved("no date of the article"), "not settled: no date of the article"),
        (
            Unresolved("two areas have the name", (OKI,)),
            "not settled: two areas have the name · perhaps Kabupaten Ogan Komering Ilir, Sumatera Selatan · 16.02",
        ),
    ],
)
def test_values_in_words(value: Value | None, words: str) -> None:
    assert describe(value) == words


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2024-10-15", "15 October 2024"),
        ("2024-10", "October 2024"),
        ("2024", "2024"),
        ("2024-10-14/2024-10-20", "14–20 October 2024"),
        ("2024-10-28/2024-11-03", "28 October – 3 November 2024"),
        ("2024-12-30/2025-01-02", "30 December 2024 – 2 January 2025"),
        ("2024-10/2024-11", "October – November 2024"),
        ("2024/2029", "2024–2029"),
        ("2024-10-14/2024-10-14", "14–14 October 2024"),
        ("2024-10-14/2024-11", "14 October 2024 – November 2024"),
    ],
)
def test_periods_in_words(iso: str, words: str) -> None:
    assert period_words(iso) == words


@given(st.sampled_from(LABELS).flatmap(lambda label: values(label, 20)))
def test_any_value_has_words(value: Value | None) -> None:
    assert bool(describe(value)) == (value is not None)
