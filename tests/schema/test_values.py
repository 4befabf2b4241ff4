from decimal import Decimal

import pytest

from beritaie.errors import InputError
from beritaie.schema import (
    LABELS,
    LONG_LABELS,
    DateValue,
    FigureValue,
    Label,
    PersonValue,
    RegionValue,
    RoleValue,
    SpeechValue,
)
from beritaie.schema.values import VALUE_TYPES


def test_labels_stand_in_the_order_of_scores() -> None:
    assert " ".join(LABELS) == "PERSON ROLE ORG REGION DATE FIGURE QUOTE CLAIM CUE"
    assert LONG_LABELS == (Label.QUOTE, Label.CLAIM)
    assert set(VALUE_TYPES) == set(LABELS)


@pytest.mark.parametrize(
    "iso",
    [
        "2024", "2024-10", "2024-10-15", "2024-02-29", "2024-10-15/2024-10-17", "2024-10/2024-11", "2024/2025",
        "2024-10/2024-10-31", "2024-10-15/2024-10-15",
    ],
)  # fmt: skip
def test_date_takes_periods_of_the_calendar(iso: str) -> None:
    assert DateValue(iso).iso == iso


@pytest.mark.parametrize(
    ("iso", "says"),
    [
        ("2023-02-29", "no date of the calendar"),
        ("2024-13", "no date of the calendar"),
        ("2024-00-10", "no date of the calendar"),
        ("2024-10-00", "no date of the calendar"),
        ("0000", "no date of the calendar"),
        ("2024-1-5", "no date of the calendar"),
        ("15-10-2024", "no date of the calendar"),
        ("2024-10-15T08:00", "no date of the calendar"),
        ("٢٠٢٤", "no date of the calendar"),
        ("", "no date of the calendar"),
        ("2024-10-17/2024-10-15", "ends before it begins"),
        ("2025/2024", "ends before it begins"),
        ("2024/2025/2026", "no ISO 8601 date"),
        (2024, "no ISO 8601 date"),
        (None, "no ISO 8601 date"),
    ],
)
def test_date_refuses(iso: object, says: str) -> None:
    with pytest.raises(InputError, match=says):
        DateValue(iso)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "fields",
    [
        {"value": 44355, "unit": "KPM", "kind": "beneficiaries"},
        {"value": Decimal("1.5")},
        {"value": 0},
        {"value": -3},
        {"low": 100, "high": 999, "approximate": True},
        {"low": 5, "high": Decimal("5")},
        {"value": 10**30, "unit": "IDR", "kind": "money"},
        {"value": 5, "region": "16.02", "date": "2024-10"},
    ],
)
def test_figure_takes_exact_numbers(fields: dict[str, object]) -> None:
    written = FigureValue(**fields).to_fields()  # type: ignore[arg-type]
    assert written == {"unit": None, "kind": "other"} | fields


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"value": 1.5}, "not an exact number"),
        ({"value": True}, "not an exact number"),
        ({"value": "44355"}, "not an exact number"),
        ({"value": Decimal("NaN")}, "not finite"),
        ({"value": Decimal("Infinity")}, "not finite"),
        ({}, "neither value nor range"),
        ({"value": 1, "low": 1, "high": 2}, "a value and a range"),
        ({"low": 1}, "half a range"),
        ({"value": 1, "high": 2}, "half a range"),
        ({"low": 3, "high": 2}, "above high"),
        ({"value": 1, "kind": "KPM"}, "kind 'KPM' is unknown"),
        ({"value": 1, "unit": " "}, "empty"),
        ({"value": 1, "approximate": 1}, "neither true nor false"),
        ({"value": 1, "region": "1602"}, "no region code"),
        ({"value": 1, "date": "2024-13"}, "no date of the calendar"),
    ],
)
def test_figure_refuses(fields: dict[str, object], says: str) -> None:
    with pytest.raises(InputError, match=says):
        FigureValue(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: PersonValue(""), "empty"),
        (lambda: PersonValue(None), "not a string"),
        (lambda: RoleValue("Bupati", "pj"), "use one of definitive, acting, former, candidate"),
        (lambda: RoleValue("Bupati", "acting", region="1602"), "no region code"),
        (lambda: RoleValue("Bupati", "acting", region="16.02\n"), "no region code"),
        (lambda: RegionValue("16.2", "regency", "OKI"), "no region code"),
        (lambda: RegionValue("16.02", "kabupaten", "OKI"), "level 'kabupaten' is unknown"),
        (lambda: RegionValue(None, None, None), "says nothing"),
        (lambda: SpeechValue("Romi", (4, 4)), "hold nothing"),
        (lambda: SpeechValue("Romi", (-1, 4)), "hold nothing"),
        (lambda: SpeechValue("Romi", (True, 4)), "no integer"),
        (lambda: SpeechValue("", None), "empty"),
    ],
)
def test_other_values_refuse(make: object, says: str) -> None:
    with pytest.raises(InputError, match=says):
        make()  # type: ignore[operator]


def test_near_misses_are_taken() -> None:
    assert RegionValue(None, "country", "Indonesia").code is None
    assert RoleValue("Presiden", "definitive").to_fields()["region"] is None
    assert SpeechValue(None).to_fields() == {"speaker": None, "cue": None}
