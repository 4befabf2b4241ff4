"""The values of whole articles: each step sees what the steps before it found."""

from dataclasses import replace

from hypothesis import example, given, settings

from beritaie.normalise.article import normalise, with_values
from beritaie.schema import Article, DateValue, FigureValue, Label, Mention, PersonValue, RegionValue, RoleValue
from beritaie.schema.values import VALUE_TYPES
from strategies import articles

TEXT = (
    "Pj Bupati OKI Ir. Asmar Wijaya, M.Si. menyerahkan bantuan kepada 44.355 KPM di Kabupaten Ogan Komering Ilir "
    "(OKI), Selasa (15/10). Asmar berterima kasih kepada Kadinsos."
)
SPANS = [
    ("Pj Bupati OKI", "ROLE"), ("OKI", "REGION"), ("Ir. Asmar Wijaya, M.Si.", "PERSON"), ("44.355 KPM", "FIGURE"),
    ("Kabupaten Ogan Komering Ilir (OKI)", "REGION"), ("Selasa (15/10)", "DATE"), ("Asmar berterima", "PERSON"),
    ("Kadinsos", "ROLE"),
]  # fmt: skip


def article() -> Article:
    mentions = []
    for surface, label in SPANS:
        start = TEXT.index(surface)
        word = "Asmar" if surface.startswith("Asmar") else surface
        mentions.append(Mention(start, start + len(word), Label(label), word))
    return Article(TEXT, tuple(mentions), published="2024-10-16")


def test_values_of_an_article() -> None:
    oki = RegionValue("16.02", "regency", "Kabupaten Ogan Komering Ilir")
    institution = "Pemerintah Kabupaten Ogan Komering Ilir"
    assert [(m.text, m.value) for m in normalise(article()).mentions] == [
        ("Pj Bupati OKI", RoleValue("Bupati", "acting", institution, "16.02")),
        ("OKI", oki),
        ("Ir. Asmar Wijaya, M.Si.", PersonValue("Asmar Wijaya")),
        ("44.355 KPM", FigureValue(44355, unit="KPM", kind="beneficiaries", region="16.02", date="2024-10-15")),
        ("Kabupaten Ogan Komering Ilir (OKI)", oki),
        ("Selasa (15/10)", DateValue("2024-10-15")),
        ("Asmar", PersonValue("Asmar Wijaya")),
        (
            "Kadinsos",
            RoleValue("Kepala Dinas Sosial", "definitive", "Dinas Sosial Kabupaten Ogan Komering Ilir", "16.02"),
        ),
    ]


def test_values_given_before_make_no_difference() -> None:
    once = normalise(article())
    assert normalise(once) == once


def test_values_go_to_the_mentions_of_their_label_in_order() -> None:
    mentions = article().mentions
    names = [PersonValue("A"), PersonValue("B")]
    given = with_values(mentions, {Label.PERSON}, names)
    assert [m.value for m in given if m.label is Label.PERSON] == names
    assert [replace(m, value=None) for m in given] == list(mentions)


@settings(max_examples=200, deadline=None)
@example(Article("", published="0001-01-01"))
@example(Article("Senin", (Mention(0, 5, Label.DATE, "Senin"),), published="0001-01-01"))
@example(Article("besok", (Mention(0, 5, Label.DATE, "besok"),), published="9999-12-31"))
@given(articles())
def test_any_article_gets_values_of_the_right_types(given_article: Article) -> None:
    bare = replace(given_article, mentions=tuple(replace(m, value=None) for m in given_article.mentions))
    for before, after in zip(bare.mentions, normalise(bare).mentions, strict=True):
        assert replace(after, value=None) == before
        valued = after.label not in (Label.ORG, Label.CUE, Label.QUOTE, Label.CLAIM)
        assert isinstance(after.value, VALUE_TYPES[after.label]) if valued else after.value is None
