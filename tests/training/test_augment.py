import re
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beritaie.schema import LABELS
from beritaie.text import split_words
from beritaie.training.augment import (
    CLOSING,
    MARK_PAIRS,
    OPENING,
    Augmenter,
    Edit,
    NamePool,
    Recipe,
    Span,
    apply_edits,
    augment,
    exchange_names,
    lose_spaces,
    lower_names,
    mistype,
    restyle_quotes,
    shout_line,
)
from strategies import any_text

POOL = NamePool(["Siti Aminah", "Bambang Pamungkas", "Wahyudi"])
ALL = Recipe(names=1.0, shout=1.0, quotes=1.0, spaces=1.0, typos=1.0, lower=1.0)


class Always:
    """A generator whose every draw is the lowest that it can be: all that is done at times is done."""

    def random(self) -> float:
        return 0.0

    def uniform(self, low: float, high: float) -> float:
        return high

    def integers(self, n: int) -> int:
        return 0


def span_of(text: str, surface: str, label: str) -> Span:
    start = text.index(surface)
    return start, start + len(surface), label


ARTICLE = (
    "Ketua Bawaslu OKI Ajak ASN Netral\n"
    "KAYUAGUNG - Ketua Bawaslu OKI, Romi Maradona, S.H., mengingatkan ASN untuk netral. Pj Bupati OKI Ir. Asmar\n"
    '“Kami imbau semua,” ujar Romi. "Jangan memihak." ‘Tegas,’ kata dia, Selasa (15/10/2024).'
)
SPANS = [
    span_of(ARTICLE, "Ketua Bawaslu OKI", "ROLE"),
    span_of(ARTICLE, "Bawaslu OKI", "ORG"),
    span_of(ARTICLE, "OKI", "REGION"),
    span_of(ARTICLE, "KAYUAGUNG", "REGION"),
    span_of(ARTICLE, "Romi Maradona, S.H.", "PERSON"),
    span_of(ARTICLE, "ASN untuk netral", "CLAIM"),
    span_of(ARTICLE, "Pj Bupati OKI", "ROLE"),
    span_of(ARTICLE, "Ir. Asmar", "PERSON"),
    span_of(ARTICLE, "Kami imbau semua,", "QUOTE"),
    span_of(ARTICLE, "Jangan memihak.", "QUOTE"),
    span_of(ARTICLE, "Tegas,", "QUOTE"),
    span_of(ARTICLE, "Selasa (15/10/2024)", "DATE"),
]


# --- edits -----------------------------------------------------------------------------------------------------------


def naive(text: str, spans: list[Span], edits: list[Edit]) -> tuple[str, list[Span]]:
    """Character by character: each keeps the spans that it belongs to, and what takes its place inherits them."""
    characters = [(c, {i for i, (start, end, _) in enumerate(spans) if start <= at < end}) for at, c in enumerate(text)]
    taken = 0
    chosen = []
    for start, end, replacement in sorted(edits):
        over_an_edge = any(start < edge < end for a, b, _ in spans for edge in (a, b))
        if start >= taken and (len(replacement) == end - start or not over_an_edge):
            chosen.append((start, end, replacement))
            taken = end
    for start, end, replacement in reversed(chosen):
        owners = [owner for _, owner in characters[start:end]]
        if len(replacement) != end - start:
            owners = owners[:1] * len(replacement)
        characters[start:end] = list(zip(replacement, owners, strict=True))
    moved = []
    for i, (_, _, label) in enumerate(spans):
        places = [at for at, (_, owners) in enumerate(characters) if i in owners]
        if places:
            moved.append((places[0], places[-1] + 1, label))
    return "".join(c for c, _ in characters), moved


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[Span], list[Edit]]:
    """A text, spans, and edits that replace something."""
    text = draw(st.text("abcdefgh ", min_size=1, max_size=30))
    pairs = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted).filter(lambda p: p[0] < p[1])
    spans = [(*pair, label) for pair, label in draw(st.lists(st.tuples(pairs, st.sampled_from("XYZ")), max_size=5))]
    edits = [
        (*pair, replacement)
        for pair, replacement in draw(st.lists(st.tuples(pairs, st.text("123", max_size=4)), max_size=6))
    ]
    return text, spans, edits


@settings(max_examples=500, deadline=None)
@given(edited())
def test_edits_are_those_of_a_naive_editor(drawn: tuple[str, list[Span], list[Edit]]) -> None:
    assert apply_edits(*drawn) == naive(*drawn)


@pytest.mark.parametrize(
    ("text", "spans", "edits", "expected"),
    [
        ("Romi pergi", [(0, 4, "P")], [], ("Romi pergi", [(0, 4, "P")])),
        ("Romi pergi", [(0, 4, "P")], [(0, 4, "Asmar")], ("Asmar pergi", [(0, 5, "P")])),
        ("Romi pergi", [(5, 10, "P")], [(0, 4, "Al")], ("Al pergi", [(3, 8, "P")])),
        ("Romi pergi", [(0, 4, "P")], [(5, 10, "")], ("Romi ", [(0, 4, "P")])),
        ("Romi pergi", [(0, 4, "P"), (5, 10, "C")], [(4, 5, "")], ("Romipergi", [(0, 4, "P"), (4, 9, "C")])),
        ("Romi pergi", [(0, 4, "P"), (5, 10, "C")], [(0, 4, "")], (" pergi", [(1, 6, "C")])),  # emptied: dropped
        ("abc", [(0, 3, "P")], [(1, 2, "XX"), (0, 1, "")], ("XXc", [(0, 3, "P")])),  # edits in any order
        ("abc", [], [(0, 2, "1"), (1, 3, "2")], ("1c", [])),  # two edits want the same place: the first keeps it
        (
            "SosialOKI",
            [(0, 6, "O"), (6, 9, "R")],
            [(5, 7, "l")],
            ("SosialOKI", [(0, 6, "O"), (6, 9, "R")]),
        ),  # over an edge
        (
            "SosialOKI",
            [(0, 6, "O"), (6, 9, "R")],
            [(5, 7, "Ol")],
            ("SosiaOlKI", [(0, 6, "O"), (6, 9, "R")]),
        ),  # length kept
        ("SosialOKI", [(0, 6, "O"), (6, 9, "R")], [(5, 6, "")], ("SosiaOKI", [(0, 5, "O"), (5, 8, "R")])),  # up to one
        ("a 😀 b", [(4, 5, "P")], [(2, 3, "xx")], ("a xx b", [(5, 6, "P")])),  # code points, not bytes
    ],
)
def test_edits(text: str, spans: list[Span], edits: list[Edit], expected: tuple[str, list[Span]]) -> None:
    assert apply_edits(text, spans, edits) == expected


# --- one kind of dirt at a time --------------------------------------------------------------------------------------


def made(step: Augmenter, text: str, spans: list[Span], seed: int | None = None) -> tuple[str, list[tuple[str, str]]]:
    """The text after one step, and the text of each span."""
    random = Always() if seed is None else np.random.default_rng(seed)
    new, moved = apply_edits(text, spans, step(text, spans, random))  # type: ignore[arg-type]
    return new, [(new[start:end], label) for start, end, label in moved]


def test_name_pools_hold_words_of_names() -> None:
    pool = NamePool(["H. Romi Maradona, S.H.", "Romi", "romi", "Romi", "Romi", "Ir. Al Bin Haji", "Ng Ce"], cap=3)
    assert pool.words == ["Maradona", "Romi", "Romi", "Romi"]
    drawn = Counter(pool.draw(random) for random in [np.random.default_rng(0)] for _ in range(400))
    assert drawn["Romi"] == pytest.approx(300, abs=40)


def test_names_are_exchanged_alike_everywhere() -> None:
    text = "Romi Maradona dan Ir. Asmar, kata ROMI. Bupati Romi di Kota Romi."
    spans = [(0, 13, "PERSON"), (18, 27, "PERSON"), (34, 38, "PERSON"), (47, 51, "PERSON"), (60, 64, "REGION")]
    random = np.random.default_rng(1)
    new, moved = apply_edits(text, spans, exchange_names(text, spans, POOL, random))
    surfaces = [new[start:end] for start, end, _ in moved]
    first, last = surfaces[0].split()
    assert {first, last} <= set(POOL.words)
    assert surfaces[1].startswith("Ir. ")  # a degree stays
    assert surfaces[1][4:] in POOL.words
    assert surfaces[2] == first.upper()
    assert surfaces[3] == first
    assert surfaces[4] == "Romi"  # no person, no exchange
    assert new.startswith(f"{first} {last} dan Ir. ")


@pytest.mark.parametrize("name", ["H.", "dr. SH, MM", "romi", "gus", "Al", "👩", "de la"])
def test_what_is_no_name_word_is_left(name: str) -> None:
    assert exchange_names(name, [(0, len(name), "PERSON")], POOL, np.random.default_rng(0)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Romi pergi\nlalu", "ROMI PERGI\nlalu"),
        ("\nRomi\n\nlalu", "\nROMI\n\nlalu"),
        ("Straße\nlalu", "Straße\nlalu"),  # a line that would change its length is left
        ("", ""),
        ("\n \n", "\n \n"),
        ("\n", "\n"),
        ("\n\n\n", "\n\n\n"),
    ],
)
def test_one_line_is_shouted(text: str, expected: str) -> None:
    assert made(shout_line, text, [])[0] == expected


@given(any_text, st.integers(0, 1000))
def test_shouting_moves_nothing(text: str, seed: int) -> None:
    new, _ = made(shout_line, text, [], seed)
    assert len(new) == len(text)
    assert all(a == b or a.upper() == b for a, b in zip(text, new, strict=True))


@pytest.mark.parametrize("seed", range(30))
def test_quotes_are_restyled_in_one_pair(seed: int) -> None:
    new, spans = made(restyle_quotes, ARTICLE, SPANS, seed)
    assert [s for s, label in spans if label == "QUOTE"] == ["Kami imbau semua,", "Jangan memihak.", "Tegas,"]
    marks = {(a, b) for a, b in re.findall("(.)(?:Kami imbau semua,|Jangan memihak[.]|Tegas,)(.)", new)}
    whole = {(a, b) for a, b in marks if a in OPENING and b in CLOSING}
    assert len(whole) <= 1
    assert whole <= set(MARK_PAIRS)


def test_marks_are_lost_and_spaces_gained_at_times() -> None:
    found = {made(restyle_quotes, '"A," kata', [(1, 3, "QUOTE")], seed)[0] for seed in range(2000)}
    assert {"A,” kata", "“A, kata", "“ A,” kata"} <= found


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("“A,” kata", [(1, 3, "QUOTE")], ["A,"]),
        (
            "“A” itu",
            [(0, 7, "CLAIM"), (1, 2, "QUOTE")],
            ["A itu", "A"],
        ),  # a span that starts with the mark that is lost
        ("ia “A”", [(0, 6, "CLAIM"), (4, 5, "QUOTE")], ["ia A", "A"]),  # and one that ends with it
        ("kata A, ia", [(5, 7, "QUOTE")], ["A,"]),  # no marks to restyle
        ("A", [(0, 1, "QUOTE")], ["A"]),
        ("“A“B“", [(1, 2, "QUOTE"), (3, 4, "QUOTE")], ["A", "B"]),  # one mark between two quotes
    ],
)
def test_lost_marks_leave_no_white_space_at_edges(text: str, spans: list[Span], expected: list[str]) -> None:
    new, found = made(restyle_quotes, text, spans)
    assert [surface.strip() for surface, _ in found] == expected
    assert [surface for surface, _ in found] == [surface.strip() for surface, _ in found], new


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("di OKI. Romi pergi", "di OKI. Romi pergi"),  # only behind a small letter or a digit
        ("ia pergi. Romi datang", "ia pergi.Romi datang"),
        ("ia pergi, Romi datang", "ia pergi,Romi datang"),
        ("tahun 2024. “Aman", "tahun 2024.“Aman"),
        ("ia pergi. lalu", "ia pergi. lalu"),
        ("ia pergi.  Romi", "ia pergi.  Romi"),
        ("ia pergi.\nRomi", "ia pergi.\nRomi"),
    ],
)
def test_spaces_are_lost_between_sentences(text: str, expected: str) -> None:
    assert made(lose_spaces, text, [])[0] == expected


@pytest.mark.parametrize("seed", range(40))
def test_mistyped_words_keep_their_ends(seed: int) -> None:
    text = "bupati menyerahkan bantuan kepada masyarakat kecamatan Belitang " * 20
    new, _ = made(mistype, text, [], seed)
    before, after = text.split(), new.split()
    assert len(before) == len(after)
    wrong = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert len(wrong) <= 30
    for a, b in wrong:
        assert (a[0], a[-1]) == (b[0], b[-1])
        assert sum((Counter(a) - Counter(b)).values()) <= 1 >= sum((Counter(b) - Counter(a)).values())


def test_short_words_are_not_mistyped() -> None:
    assert all(made(mistype, "ia di OKI dan kata 2024 12345 " * 30, [], seed)[0][0] == "i" for seed in range(5))
    assert made(mistype, "ia di OKI dan kata", [])[0] == "ia di OKI dan kata"
    assert made(mistype, "bupati", [])[0] == "buati"


def test_words_glued_together_are_not_mistyped_where_they_meet() -> None:
    text = "SosialO " * 300
    spans = [span for at in range(0, len(text), 8) for span in ((at, at + 6, "ORG"), (at + 6, at + 7, "REGION"))]
    surfaces = [surface for seed in range(30) for surface in made(mistype, text, spans, seed)[1]]
    assert len(surfaces) == 30 * len(spans)
    assert {surface for surface, label in surfaces if label == "REGION"} <= {"O", "l"}
    assert {surface for surface, label in surfaces if label == "ORG"} > {"Sosial", "Soial", "Sosiaal"}


def test_offices_lose_their_capitals() -> None:
    new, spans = made(lower_names, ARTICLE, SPANS)
    assert [s for s, label in spans if label == "ROLE"] == ["ketua bawaslu oki", "pj bupati oki"]
    assert ("bawaslu oki", "ORG") in spans
    assert len(new) == len(ARTICLE)
    assert made(lower_names, "İmam", [(0, 4, "ROLE")])[0] == "İmam"  # would change its length


# --- all together ----------------------------------------------------------------------------------------------------


def sensible(text: str, spans: list[Span], before: list[Span]) -> None:
    assert Counter(label for _, _, label in spans) == Counter(label for _, _, label in before)
    for start, end, label in spans:
        assert 0 <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip(), (label, text[start:end])


@st.composite
def articles(draw: st.DrawFn) -> tuple[str, list[Span]]:
    """A text of newspaper-like parts with spans over whole words of it, of one label never overlapping.

    A span that begins or ends with a quotation mark holds what the mark touches, for marks may be lost.
    """
    part = st.sampled_from(
        [
            *(
                "Romi",
                "ROMI",
                "bupati",
                "SosialOKI",
                "Ketua",
                "masyarakat",
                "Straße",
                "2024",
                "é",
                "👩",
                "\ud800",
                "\0",
            ),
            *(*OPENING, *CLOSING, ".", ",", " ", " ", " ", "\n", ". ", ", ", ". “", ",” "),
        ]
    )
    text = "".join(draw(st.lists(part, max_size=40)))
    words = split_words(text)
    spans: list[Span] = []
    if words:
        for label in draw(st.lists(st.sampled_from(sorted(map(str, LABELS))), unique=True, max_size=5)):
            edges = sorted(draw(st.sets(st.integers(0, len(words)), max_size=6)))
            places = [(words[a].start, words[b - 1].end) for a, b in zip(edges[::2], edges[1::2], strict=False)]
            spans += [(start, end, label) for start, end in places if solid(text[start:end])]
    return text, spans


def solid(surface: str) -> bool:
    bare = surface.strip(OPENING + CLOSING)
    return bool(bare) and bare == bare.strip()


@settings(max_examples=300, deadline=None)
@given(articles(), st.integers(0, 2**20))
def test_spans_stay_sensible(article: tuple[str, list[Span]], seed: int) -> None:
    text, spans = article
    sensible(*augment(text, list(spans), ALL, POOL, np.random.default_rng(seed)), spans)


@settings(max_examples=200, deadline=None)
@given(articles())
def test_spans_stay_sensible_when_all_happens_at_once(article: tuple[str, list[Span]]) -> None:
    text, spans = article
    sensible(*augment(text, list(spans), ALL, POOL, Always()), spans)  # type: ignore[arg-type]


@settings(max_examples=100, deadline=None)
@given(any_text, st.integers(0, 2**20))
def test_any_text_can_be_augmented(text: str, seed: int) -> None:
    new, spans = augment(text, [], ALL, POOL, np.random.default_rng(seed))
    assert spans == []
    assert bool(new.strip()) or not text.strip()


def changes() -> Iterator[str]:
    for seed in range(200):
        new, spans = augment(ARTICLE, list(SPANS), ALL, POOL, np.random.default_rng(seed))
        sensible(new, spans, SPANS)
        yield new


def test_the_same_seed_gives_the_same_article() -> None:
    found = list(changes())
    assert found == list(changes())
    assert len(set(found)) > 190


def test_a_recipe_of_nothing_changes_nothing() -> None:
    assert augment(ARTICLE, list(SPANS), Recipe(), POOL, np.random.default_rng(0)) == (ARTICLE, SPANS)
