from decimal import Decimal
from io import StringIO
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from beritaie.schema import (
    LABELS,
    Article,
    DateValue,
    FigureValue,
    Label,
    Mention,
    Official,
    PersonValue,
    RegionValue,
    RoleValue,
    SpeechValue,
    Unresolved,
    Value,
)
from beritaie.training.evaluate import (
    Counts,
    comparison_table,
    f1_table,
    same_value,
    score,
    score_officials,
    score_speakers,
    score_values,
)

TEXT = "abcdefghijklmnopqrst"


def article(*spans: tuple[int, int, str]) -> Article:
    return Article(TEXT, tuple(Mention(a, b, Label(label), TEXT[a:b]) for a, b, label in spans))


@pytest.mark.parametrize(
    ("counts", "precision", "recall", "f1"),
    [
        (Counts(0, 0, 0), 0.0, 0.0, 0.0),
        (Counts(0, 3, 0), 0.0, 0.0, 0.0),
        (Counts(0, 0, 3), 0.0, 0.0, 0.0),
        (Counts(3, 3, 3), 1.0, 1.0, 1.0),
        (Counts(1, 2, 4), 0.5, 0.25, 1 / 3),
    ],
)
def test_counts(counts: Counts, precision: float, recall: float, f1: float) -> None:
    assert (counts.precision, counts.recall, counts.f1) == pytest.approx((precision, recall, f1))


# Gold, prediction, and how many are right, predicted and gold, all labels together.
PAIRS = [
    ([], [], (0, 0, 0)),
    ([(0, 3, "PERSON")], [(0, 3, "PERSON")], (1, 1, 1)),
    ([(0, 3, "PERSON")], [(0, 2, "PERSON")], (0, 1, 1)),  # near is not right
    ([(0, 3, "PERSON")], [(1, 3, "PERSON")], (0, 1, 1)),
    ([(0, 3, "PERSON")], [(0, 3, "ROLE")], (0, 1, 1)),
    ([(0, 3, "PERSON")], [(0, 3, "PERSON"), (0, 3, "PERSON")], (1, 1, 1)),  # said twice counts once
    ([(0, 3, "PERSON"), (0, 3, "ROLE")], [(0, 3, "PERSON"), (0, 3, "ROLE")], (2, 2, 2)),
    ([(0, 3, "PERSON")], [], (0, 0, 1)),
    ([], [(0, 3, "PERSON")], (0, 1, 0)),
]


@pytest.mark.parametrize(("gold", "predicted", "expected"), PAIRS)
def test_pairs(
    gold: list[tuple[int, int, str]], predicted: list[tuple[int, int, str]], expected: tuple[int, int, int]
) -> None:
    found = score([article(*gold)], [article(*predicted)])["micro"]
    assert (found.right, found.predicted, found.gold) == expected


@pytest.mark.parametrize("label", ["QUOTE", "CLAIM"])
def test_long_spans_share_characters(label: str) -> None:
    found = score([article((0, 10, label))], [article((5, 8, label), (9, 12, label))])
    assert found[label] == Counts(0, 2, 1)
    assert found[f"{label} overlap"] == Counts(4, 6, 10)


spans = st.lists(
    st.tuples(st.integers(0, 5), st.integers(1, 3), st.sampled_from(LABELS)).map(lambda s: (s[0], s[0] + s[1], s[2])),
    max_size=8,
    unique=True,
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(spans, spans), max_size=4))
def test_scores_are_those_of_plain_loops(pairs: list[tuple[list[tuple[int, int, str]], ...]]) -> None:
    found = score([article(*gold) for gold, _ in pairs], [article(*got) for _, got in pairs])
    total = Counts()
    for label in LABELS:
        right = sum(a == b for gold, got in pairs for a, b in product(gold, got) if a[2] == label)
        n_predicted = sum(span[2] == label for _, got in pairs for span in got)
        n_gold = sum(span[2] == label for gold, _ in pairs for span in gold)
        assert found[label] == Counts(right, n_predicted, n_gold)
        total.add(right, n_predicted, n_gold)
    assert found["micro"] == total
    for label in ("QUOTE", "CLAIM"):
        marks = [
            [[any(a <= at < b and name == label for a, b, name in side) for at in range(len(TEXT))] for side in pair]
            for pair in pairs
        ]
        both = sum(a and b for gold, got in marks for a, b in zip(gold, got, strict=True))
        assert found[f"{label} overlap"] == Counts(
            both, sum(sum(got) for _, got in marks), sum(sum(g) for g, _ in marks)
        )


def test_names_are_scored_as_seqeval_scores_them() -> None:
    metrics = pytest.importorskip("seqeval.metrics")
    gold = [["O", "B-X", "I-X", "O", "B-X", "B-X"], ["B-X", "I-X", "I-X", "O"]]
    got = [["O", "B-X", "I-X", "O", "B-X", "I-X"], ["B-X", "I-X", "O", "O"]]

    def made(tags: list[str]) -> Article:
        bounds = [place for place, tag in enumerate(tags) if tag[0] == "B"]
        ends = [next((i for i in range(b + 1, len(tags)) if tags[i][0] != "I"), len(tags)) for b in bounds]
        return article(*((b, e, "ORG") for b, e in zip(bounds, ends, strict=True)))

    found = score(map(made, gold), map(made, got))["ORG"]
    assert found.f1 == pytest.approx(metrics.f1_score(gold, got))
    assert found.precision == pytest.approx(metrics.precision_score(gold, got))
    assert found.recall == pytest.approx(metrics.recall_score(gold, got))


def test_articles_are_compared_in_pairs() -> None:
    with pytest.raises(ValueError, match="zip"):
        score([article()], [])


def test_tables_show_the_counts() -> None:
    counts = score([article((0, 3, "PERSON"), (5, 6, "PERSON"))], [article((0, 3, "PERSON"))])
    assert f1_table(counts)["PERSON"] == 66.7
    assert list(f1_table(counts)) == ["micro", *LABELS, "QUOTE overlap", "CLAIM overlap"]
    console = Console(width=120, record=True, file=StringIO())
    console.print(comparison_table({"a": counts, "b": counts}))
    assert console.export_text().count("66.7 (100.0/50.0; 1 of 1)") == 4


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (PersonValue("Asmar Wijaya"), PersonValue("ASMAR  Wijaya"), True),
        (PersonValue("Asmar Wijaya"), PersonValue("Asmar"), False),
        (RoleValue("Bupati", "acting", "a", "16.02"), RoleValue("bupati", "acting"), True),
        (RoleValue("Bupati", "acting"), RoleValue("Bupati", "former"), False),
        (RegionValue("16.02", "regency", "OKI"), RegionValue("16.02", None, None), True),
        (RegionValue("16.02", "regency", "OKI"), RegionValue("16.01", "regency", "OKU"), False),
        (RegionValue(None, "country", "Indonesia"), RegionValue(None, "country", "NKRI"), True),
        (RegionValue(None, "country", "Indonesia"), Unresolved("?"), False),
        (DateValue("2024-10"), DateValue("2024-10", "a warning"), True),
        (DateValue("2024-10"), DateValue("2024"), False),
        (FigureValue(5, unit="KPM", kind="beneficiaries"), FigureValue(5, unit="kpm", kind="beneficiaries"), True),
        (FigureValue(5, unit="KPM", kind="beneficiaries"), FigureValue(5, unit="KPM", kind="people"), False),
        (FigureValue(Decimal("1.50")), FigureValue(Decimal("1.5"), approximate=True), True),
        (FigureValue(low=5, high=6), FigureValue(5), False),
        (Unresolved("no year"), Unresolved("no month"), True),
        (Unresolved("no year"), None, True),
        (DateValue("2024"), None, False),
    ],
)
def test_values_are_compared_by_what_the_guide_settles(one: Value | None, other: Value | None, same: bool) -> None:
    assert same_value(one, other) is same
    assert same_value(other, one) is same


def dated(*spans: tuple[int, int, str]) -> Article:
    return Article(TEXT, tuple(Mention(a, b, Label.DATE, TEXT[a:b], value=DateValue(iso)) for a, b, iso in spans))


@pytest.mark.parametrize(
    ("predicted", "right"),
    [
        ([(0, 3, "2024"), (5, 8, "2025")], 2),
        ([(0, 3, "2024"), (5, 8, "2024")], 1),  # a wrong value
        ([(0, 3, "2024"), (5, 9, "2025")], 1),  # a wrong end
        ([(0, 3, "2024")], 1),
        ([], 0),
    ],
)
def test_value_counts_where_the_span_is_exact(predicted: list[tuple[int, int, str]], right: int) -> None:
    found = score_values([dated((0, 3, "2024"), (5, 8, "2025"))], [dated(*predicted)])
    assert found["DATE value"] == Counts(right, len(predicted), 2)
    assert found["PERSON value"] == Counts(0, 0, 0)


def test_officials_are_counted_by_name_and_by_role() -> None:
    bupati, ketua = RoleValue("Bupati", "acting"), RoleValue("Ketua", "definitive")
    gold = Article("", officials=(Official("Asmar Wijaya", (bupati, ketua)), Official("Romi", (ketua,))))
    predicted = Article("", officials=(Official("ASMAR WIJAYA", (bupati,)), Official("Toyalis", (ketua,))))
    found = score_officials([gold, Article("")], [predicted, Article("")])
    assert found == {"official name": Counts(1, 2, 2), "official role": Counts(1, 2, 3)}


def said(*spans: tuple[int, int, str, str | None]) -> Article:
    return Article(
        TEXT, tuple(Mention(a, b, Label(label), TEXT[a:b], value=SpeechValue(name)) for a, b, label, name in spans)
    )


@pytest.mark.parametrize(
    ("predicted", "right"),
    [
        ([(0, 10, "QUOTE", "romi")], 1),
        ([(0, 10, "QUOTE", "Asmar")], 0),
        ([(0, 10, "QUOTE", None)], 0),
        ([(0, 10, "CLAIM", "Romi")], 0),
        ([(0, 5, "QUOTE", "Romi")], 1),  # half of it is enough
        ([(0, 4, "QUOTE", "Romi")], 0),
        ([(5, 15, "QUOTE", "Romi")], 0),
        ([(0, 6, "QUOTE", "Romi"), (6, 10, "QUOTE", "Asmar")], 1),  # the closest counts
        ([], 0),
    ],
)
def test_speakers_are_compared_where_quotes_overlap(
    predicted: list[tuple[int, int, str, str | None]], right: int
) -> None:
    found = score_speakers([said((0, 10, "QUOTE", "Romi"))], [said(*predicted)])
    n_quotes = sum(label == "QUOTE" for _, _, label, _ in predicted)
    assert found["said QUOTE"] == Counts(right, n_quotes, 1)


def test_no_speaker_is_right_where_there_is_none() -> None:
    assert score_speakers([said((0, 9, "CLAIM", None))], [said((0, 9, "CLAIM", None))])["said CLAIM"].right == 1
