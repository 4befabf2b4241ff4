"""Officials across articles, and near-duplicates. All people are invented."""

import itertools
import random
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beritaie.batch.identity import (
    DuplicateFinder,
    find_duplicates,
    join_officials,
    official_id,
    person_id,
)
from beritaie.errors import InputError
from beritaie.schema import Article, Label, Mention, Official, PersonValue, RoleValue

OKI, SERANG, BANTEN, KAYUAGUNG, LEMPUING = "16.02", "36.04", "36", "16.02.02", "16.02.09"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Darmo Wibisono", "Bupati", OKI), ("DARMO WIBISONO", "Bupati", OKI)),
        (("Darmo Wibisono", "Bupati", OKI), ("H. Ir. Darmo Wibisono, M.Si.", "Bupati", OKI)),
        (("Darmo Wibisono", "Bupati", OKI), ("Darmo  Wibisono", "Kepala Dinas Sosial", OKI)),
        (("Darmo Wibisono", "Camat", KAYUAGUNG), ("Darmo Wibisono", "Sekretaris Daerah", OKI)),
        (("Djoko Sutjipto", "Bupati", OKI), ("Joko Sucipto", "Bupati", OKI)),
        (("Moh. Fatur Rizki", "Bupati", OKI), ("Muhammad Fatur Rizki", "Bupati", OKI)),
        (("Ma'ruf Lesmana", "Bupati", OKI), ("Maruf Lesmana", "Bupati", OKI)),
        (("Ratna Kemuning", "Menteri Sosial", None), ("Ratna Kemuning", "Presiden", None)),
        (("Wiratma", "Bupati", OKI), ("Drs. WIRATMA", "Ketua Partai Melati", OKI)),
        (("Wiratma", "Menteri Sosial", None), ("wiratma", "menteri sosial", None)),
    ],
)
def test_one_person(one: tuple[str, str, str | None], other: tuple[str, str, str | None]) -> None:
    assert person_id(*one) == person_id(*other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Darmo Wibisono", "Bupati", OKI), ("Darmo Wibisono", "Bupati", SERANG)),
        (("Darmo Wibisono", "Bupati", SERANG), ("Darmo Wibisono", "Gubernur", BANTEN)),
        (("Darmo Wibisono", "Bupati", OKI), ("Darmo Wibisana", "Bupati", OKI)),
        (("Darmo Wibisono", "Bupati", OKI), ("Wibisono", "Bupati", OKI)),
        (("Wiratma", "Camat", KAYUAGUNG), ("Wiratma", "Camat", LEMPUING)),
        (("Wiratma", "Menteri Sosial", None), ("Wiratma", "Anggota Dewan Perwakilan Rakyat", None)),
        (("Wiratma", "Bupati", OKI), ("Wiratma", "Bupati", None)),
    ],
)
def test_two_people(one: tuple[str, str, str | None], other: tuple[str, str, str | None]) -> None:
    assert person_id(*one) != person_id(*other)


def test_ids_are_the_same_on_every_machine() -> None:
    assert person_id("Darmo Wibisono", "Bupati", OKI) == "p91de725c0bc29800"
    code = "from beritaie.batch.identity import person_id; print(person_id('Darmo Wibisono', 'Bupati', '16.02'))"
    runs = [subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True) for _ in range(2)]
    assert {run.stdout.strip() for run in runs} == {person_id("Darmo Wibisono", "Bupati", OKI)}


@pytest.mark.parametrize("name", ["", "  ", None, 7])
def test_a_person_has_a_name(name: object) -> None:
    with pytest.raises(InputError):
        person_id(name)  # type: ignore[arg-type]


def test_a_region_is_a_code() -> None:
    with pytest.raises(InputError):
        person_id("Darmo Wibisono", "Bupati", "OKI")


@given(st.text(min_size=1).filter(str.strip), st.text())
def test_any_name_has_an_id(name: str, title: str) -> None:
    assert person_id(name, title) == person_id(f" {name} ", title)


def role(title: str, region: str | None = OKI, status: str = "definitive") -> RoleValue:
    return RoleValue(title, status, None, region)


def test_the_office_that_is_held_counts() -> None:
    before = role("Bupati", SERANG, "former")
    official = Official("Darmo Wibisono", (before, role("Ketua Partai Melati", None), role("Bupati", OKI)))
    assert official_id(official) == person_id("Darmo Wibisono", "Bupati", OKI)


def article(number: int, *officials: tuple[str, list[RoleValue]]) -> Article:
    """An article that names `officials` one after the other."""
    names = [name for name, _ in officials]
    text = ". ".join(names)
    starts = [text.index(name) for name in names]
    mentions = [
        Mention(at, at + len(name), Label.PERSON, name, value=PersonValue(name))
        for at, name in zip(starts, names, strict=True)
    ]
    return Article(
        text, tuple(mentions), id=f"a{number}", officials=[Official(name, tuple(r)) for name, r in officials]
    )


CORPUS = {
    "a name in capitals and with degrees": (
        [("Darmo Wibisono", [role("Bupati")])],
        [("DARMO WIBISONO, SH", [role("Bupati")])],
        1,
    ),
    "acting, then former": (
        [("Darmo Wibisono", [role("Bupati", OKI, "acting")])],
        [("Darmo Wibisono", [role("Bupati", OKI, "former")])],
        1,
    ),
    "one name in two regions": (
        [("Darmo Wibisono", [role("Bupati")])],
        [("Darmo Wibisono", [role("Bupati", SERANG)])],
        2,
    ),
    "an article that gives both offices": (
        [("Darmo Wibisono", [role("Bupati", SERANG)])],
        [("Darmo Wibisono", [role("Bupati", SERANG, "former"), role("Gubernur", BANTEN, "candidate")])],
        1,
    ),
    "no region, and one person of that name": (
        [("Darmo Wibisono", [role("Bupati")])],
        [("Darmo Wibisono", [role("Ketua Partai Melati", None)])],
        1,
    ),
    "a shorter name, the same office": ([("Darmo Wibisono", [role("Bupati")])], [("Wibisono", [role("Bupati")])], 1),
    "an initial, the same office": ([("Darmo Wibisono", [role("Bupati")])], [("D. Wibisono", [role("Bupati")])], 1),
    "a slip, the same office": ([("Darmo Wibisono", [role("Bupati")])], [("Darmo Wibiosno", [role("Bupati")])], 1),
    "a shorter name, another office": ([("Darmo Wibisono", [role("Bupati")])], [("Wibisono", [role("Camat")])], 2),
    "a shorter name, another region": (
        [("Darmo Wibisono", [role("Bupati")])],
        [("Wibisono", [role("Bupati", SERANG)])],
        2,
    ),
    "another name, the same office": (
        [("Darmo Wibisono", [role("Bupati")])],
        [("Ratna Kemuning", [role("Bupati")])],
        2,
    ),
    "a ticket, and one of the two": (
        [("Darmo Wibisono - Ratna Kemuning", [role("Bupati", OKI, "candidate")])],
        [("Darmo Wibisono", [role("Bupati", OKI, "candidate")])],
        2,
    ),
    "a shorter name that fits two": (
        [("Darmo Wibisono", [role("Bupati")]), ("Ratna Wibisono", [role("Bupati", OKI, "former")])],
        [("Wibisono", [role("Bupati")])],
        3,
    ),
}


@pytest.mark.parametrize(("first", "second", "people"), CORPUS.values(), ids=CORPUS.keys())
def test_people_of_a_corpus(
    first: list[tuple[str, list[RoleValue]]], second: list[tuple[str, list[RoleValue]]], people: int
) -> None:
    articles = [article(1, *first), article(2, *second)]
    found = join_officials(articles)
    assert len(found) == people
    assert {person.id for person in join_officials(articles[::-1])} == {person.id for person in found}


def test_a_name_without_a_region_does_not_join_two_regions() -> None:
    party = role("Anggota Partai Melati", None)
    corpus = [
        article(1, ("Darmo Wibisono", [role("Bupati"), party])),
        article(2, ("Darmo Wibisono", [role("Bupati", SERANG), party])),
        article(3, ("Darmo Wibisono", [party])),
    ]
    assert [[one.article for one in person.appearances] for person in join_officials(corpus)] == [
        ["a1"],
        ["a2"],
        ["a3"],
    ]


def test_what_is_known_of_a_person() -> None:
    acting, former = role("Bupati", OKI, "acting"), role("Bupati", OKI, "former")
    corpus = [
        article(1, ("Darmo Wibisono", [acting])),
        article(2, ("Ratna Kemuning", [role("Camat", KAYUAGUNG)]), ("Wibisono", [acting])),
        article(3, ("DARMO WIBISONO", [former])),
    ]
    darmo, ratna = join_officials(iter(corpus))
    assert (darmo.name, ratna.name) == ("DARMO WIBISONO", "Ratna Kemuning")
    assert darmo.roles == (acting, former)
    assert [(one.article, [m.text for m in one.mentions]) for one in darmo.appearances] == [
        ("a1", ["Darmo Wibisono"]),
        ("a2", ["Wibisono"]),
        ("a3", ["DARMO WIBISONO"]),
    ]
    rows = {official_id(official) for one in corpus for official in one.officials or ()}
    assert rows == {*darmo.ids, *ratna.ids}


def test_the_order_of_articles_does_not_matter() -> None:
    corpus = [
        article(1, ("Darmo Wibisono", [role("Bupati")])),
        article(2, ("Wibisono", [role("Bupati")])),
        article(3, ("Darmo Wibisono", [role("Ketua Partai Melati", None)])),
        article(4, ("Darmo Wibisono Putra", [role("Bupati"), role("Gubernur", "16", "candidate")])),
    ]
    groups = set()
    for order in itertools.permutations(corpus):
        people = join_officials(order)
        groups.add(frozenset(frozenset(str(one.article) for one in person.appearances) for person in people))
    assert groups == {frozenset({frozenset({"a1", "a2", "a3", "a4"})})}


def words(n: int, seed: int) -> list[str]:
    """Return `n` words of a made-up report."""
    letters = random.Random(seed)
    return ["".join(letters.choices("aeiknrstu", k=6)) for _ in range(n)]


REPORT = words(300, 1)
TEXT = " ".join(REPORT)

LIKENESS = {
    "the same": (TEXT, True),
    "other case and punctuation": (TEXT.upper().replace(" ", ", "), True),
    "a dateline before it": (f"KAYUAGUNG, KABAR RAYA - {TEXT}", True),
    "a line of links within it": (" ".join([*REPORT[:90], "baca", "juga", *words(8, 2), *REPORT[90:]]), True),
    "the last tenth cut": (" ".join(REPORT[:270]), True),
    "the first half": (" ".join(REPORT[:150]), False),
    "the same quotations in another report": (" ".join([*words(200, 3), *REPORT[:100]]), False),
    "every tenth word changed": (" ".join(w if i % 10 else "x" + w for i, w in enumerate(REPORT)), False),
    "the same words in another order": (" ".join(REPORT[::-1]), False),
    "another report": (" ".join(words(300, 4)), False),
}


@pytest.mark.parametrize(("text", "copy"), LIKENESS.values(), ids=LIKENESS.keys())
def test_likeness(text: str, copy: bool) -> None:
    assert find_duplicates([("a", TEXT), ("b", text)]) == ({"b": "a"} if copy else {})


def test_copies_are_compared_to_the_first() -> None:
    texts = [" ".join([*REPORT[at : at + 200]]) for at in range(0, 101, 20)]
    first_of = find_duplicates(enumerate(texts))
    assert first_of[1] == 0
    assert set(first_of.values()).isdisjoint(first_of)


@pytest.mark.parametrize("text", ["", "  ", "...", "\0"])
def test_a_text_without_words_repeats_nothing(text: str) -> None:
    assert find_duplicates([(1, text), (2, text)]) == {}


def test_short_texts() -> None:
    assert find_duplicates([(1, "Bupati hadir"), (2, "bupati hadir!"), (3, "Bupati pulang"), (4, "\ud800 a")]) == {2: 1}


def test_a_stream_gives_the_same_answers_each_time() -> None:
    texts = [" ".join(words(100, seed % 40)) for seed in range(120)]
    finders = DuplicateFinder(), DuplicateFinder()
    answers = [[finder.add(at, text) for at, text in enumerate(texts)] for finder in finders]
    assert answers[0] == answers[1] == [None] * 40 + [*range(40)] * 2


@pytest.mark.parametrize("threshold", [0.0, -1.0, 1.1])
def test_a_threshold_is_a_share(threshold: float) -> None:
    with pytest.raises(InputError):
        DuplicateFinder(threshold=threshold)


def test_a_text_is_a_string() -> None:
    with pytest.raises(InputError):
        DuplicateFinder().add("a", None)  # type: ignore[arg-type]
