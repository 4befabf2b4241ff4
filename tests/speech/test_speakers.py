import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beritaie.errors import InputError
from beritaie.schema import Label, Mention, PersonValue, RegionValue, RoleValue, Unresolved
from beritaie.speech.cues import link_cues
from beritaie.speech.institutions import abbreviates, fullest_orgs, fullest_roles, shortens
from beritaie.speech.question import cue_form
from beritaie.speech.speakers import attribute, own_weights
from strategies import any_text, names

MARKS = {"P": Label.PERSON, "R": Label.ROLE, "O": Label.ORG, "Q": Label.QUOTE, "C": Label.CLAIM, "K": Label.CUE}


def read(marked, people=None, values=None):
    """Text and mentions of `K[kata] P[Romi]`; `people` maps short names to full ones, `values` texts to values."""
    text, opened, mentions, at = "", [], [], 0
    while at < len(marked):
        if marked[at] in MARKS and marked[at + 1 : at + 2] == "[":
            opened.append((MARKS[marked[at]], len(text)))
            at += 2
        elif marked[at] == "]":
            label, start = opened.pop()
            inner = text[start:]
            value = PersonValue((people or {}).get(inner, inner)) if label is Label.PERSON else None
            mentions.append(Mention(start, len(text), label, inner, value=(values or {}).get(inner, value)))
            at += 1
        else:
            text += marked[at]
            at += 1
    return text, sorted(mentions, key=lambda mention: mention.order)


def said(marked, people=None, held=None):
    text, mentions = read(marked, people)
    spans = {(m.start, m.end): held[m.text] for m in mentions if held and m.label is Label.ROLE and m.text in held}
    return [value.speaker for value in attribute(text, mentions, spans)]


ROMI = {"Romi": "Romi Saputra"}
FIRST = "P[Romi Saputra] K[mengatakan] C[gudang sudah penuh]. "

SPEAKERS = [
    # named beside the cue, on either side
    ('"Q[Gudang sudah penuh,]" K[kata] P[Romi Saputra].', ["Romi Saputra"]),
    ("P[Romi Saputra] K[mengatakan], C[gudang sudah penuh].", ["Romi Saputra"]),
    ("K[Menurut] P[Romi Saputra], C[gudang sudah penuh].", ["Romi Saputra"]),
    ("Gudang itu, K[kata] P[Romi Saputra], C[sudah penuh].", ["Romi Saputra"]),
    ('"Q[Penuh,]" K[ujar] R[Kepala Gudang Pangan], P[Romi Saputra], Senin.', ["Romi Saputra"]),
    ("R[Kepala Gudang Pangan], P[Romi Saputra], K[menegaskan] C[stok aman].", ["Romi Saputra"]),
    ("P[ROMI SAPUTRA] K[MENGATAKAN] C[GUDANG SUDAH PENUH].", ["ROMI SAPUTRA"]),
    # in company: the first is the one who speaks
    ("P[Romi Saputra] didampingi P[Tuti Herawati] K[mengatakan], C[stok aman].", ["Romi Saputra"]),
    # a pronoun, or -nya, goes back to the last speaker
    (FIRST + '"Q[Stok aman,]" K[ujarnya].', ["Romi Saputra", "Romi Saputra"]),
    (FIRST + '"Q[Stok aman,]" K[kata] dia.', ["Romi Saputra", "Romi Saputra"]),
    (FIRST + "Ia K[menambahkan], C[stok aman].", ["Romi Saputra", "Romi Saputra"]),
    (FIRST + "K[Menurutnya], C[stok aman].", ["Romi Saputra", "Romi Saputra"]),
    # not to whom a quote or claim only names
    ("P[Romi Saputra] K[mengatakan] C[P[Tuti] sudah tahu]. K[Menurutnya], C[stok aman].", ["Romi Saputra"] * 2),
    # a new speaker is named, then meant
    (
        FIRST + '\nSementara itu, P[Tuti Herawati] K[menilai] C[harga naik].\n"Q[Beras mahal,]" K[ujarnya].',
        ["Romi Saputra", "Tuti Herawati", "Tuti Herawati"],
    ),
    # a short name is the person
    (FIRST + '"Q[Stok aman,]" K[kata] P[Romi].', ["Romi Saputra", "Romi Saputra"]),
    # institutions, by their fullest name; an outlet before a report does not speak
    ("O[Komisi Air Bersih (KAB)] dibentuk. O[KAB] K[mencatat] C[ada 5 laporan].", ["Komisi Air Bersih (KAB)"]),
    ("Palembang, O[Kabar Sungai] -- P[Romi Saputra] K[mengatakan] C[stok aman].", ["Romi Saputra"]),
    # a quote in two parts
    ('"Q[Penuh,]" K[kata] P[Romi Saputra]. "Q[Sudah lama.]"', ["Romi Saputra", "Romi Saputra"]),
]


@pytest.mark.parametrize(("marked", "speakers"), SPEAKERS)
def test_speakers(marked, speakers) -> None:
    assert said(marked, ROMI) == speakers


def test_a_role_stands_for_who_holds_it() -> None:
    marked = "R[Kepala Gudang Pangan] P[Romi Saputra] hadir.\nR[Kepala Gudang] K[mengatakan] C[stok aman]."
    held = {"Kepala Gudang Pangan": "Romi Saputra", "Kepala Gudang": "Romi Saputra"}
    assert said(marked, held=held) == ["Romi Saputra"]


def test_a_role_that_nobody_holds_is_given_by_its_text() -> None:
    assert said("R[Kepala Gudang] K[mengatakan] C[stok aman].") == ["Kepala Gudang"]


@pytest.mark.parametrize(
    ("marked", "candidates"),
    [
        ('"Q[Stok aman,]" K[kata] seorang warga.', ()),
        ('P[Romi Saputra] pulang ke rumahnya.\n"Q[Stok aman,]" K[kata] seorang warga.', ("Romi Saputra",)),
        ('"Q[Stok aman]"', ()),
    ],
)
def test_abstains_with_a_reason_and_candidates(marked, candidates) -> None:
    [value] = attribute(*read(marked), {})
    assert (value.speaker, value.candidates) == (None, candidates)
    assert value.reason


@pytest.mark.parametrize(
    ("marked", "reason"),
    [
        ('"Q[Aman,]" K[kata] P[Romi].', "named behind the cue ‘kata’"),
        ("P[Romi] K[menilai] C[stok aman].", "named before the cue ‘menilai’"),
        ('P[Romi] K[menilai] C[stok aman]. "Q[Aman,]" K[ujarnya].', "-nya in the cue ‘ujarnya’: the last speaker"),
        (
            'P[Romi] K[menilai] C[stok aman]. "Q[Aman,]" K[kata] dia.',
            "the pronoun ‘dia’ beside the cue ‘kata’: the last speaker",
        ),
        ('P[Romi] K[menilai] C[stok aman].\n"Q[Sudah lama aman.]"', "no cue: continues the last speaker"),
    ],
)
def test_reason(marked, reason) -> None:
    assert attribute(*read(marked), {})[-1].reason == reason


CUES = [
    ('"Q[Penuh,]" K[kata] P[Romi]. P[Romi] K[menilai] C[stok aman].', ["kata", "menilai"]),
    ('K[Kata] P[Romi]: "Q[Penuh.]"', ["Kata"]),
    ('"Q[Penuh,]" P[Romi] K[menambahkan] C[stok aman].', [None, "menambahkan"]),
    ('"Q[Penuh,]" K[kata] P[Romi]. "Q[Sudah lama.]"', ["kata", "kata"]),
    ('"Q[Penuh,]" K[kata] P[Romi].\n"Q[Sudah lama.]"', ["kata", None]),
    ("P[Romi] K[menilai] C[stok aman] C[harga naik].", ["menilai", None]),
    ("K[Lanjut] P[Romi], dia K[mengaku] C[stok aman].", ["mengaku"]),
    ('"Q[Penuh]"\nK[kata] P[Romi].', [None]),
]


@pytest.mark.parametrize(("marked", "cues"), CUES)
def test_cues(marked, cues) -> None:
    text, mentions = read(marked)
    found = [value.cue and text[slice(*value.cue)] for value in attribute(text, mentions, {})]
    assert found == cues
    speech = [mention for mention in mentions if mention.label in (Label.QUOTE, Label.CLAIM)]
    assert link_cues(text, speech, []) == [None] * len(speech)


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("ujarnya", "nya"), ("menurutnya", "prenya"), ("dijelaskannya", "dinya"), ("tanya", "root"), ("kata", "root"),
        ("menurut", "menurut"), ("mengatakan", "active"), ("berharap", "active"), ("yakin", "active"),
        ("dilansir", "cite"), ("mengutip", "cite"), ("disebut", "passive"), ("", "none"),
    ],
)  # fmt: skip
def test_cue_form(word, form) -> None:
    assert cue_form(word) == form


@pytest.mark.parametrize(
    ("short", "words", "expected"),
    [
        ("kab", "komisi air bersih", True),
        ("kemensos", "kementerian sosial", True),
        ("bawaslu", "badan pengawas pemilu", True),
        ("pdip", "pdi perjuangan", True),
        ("kpu", "komnas perempuan", False),
        ("pan", "partai gerindra", False),
        ("bank", "badan pusat statistik", False),
        ("k", "komisi air", False),
        ("kab", "komisi", False),
    ],
)
def test_abbreviates(short, words, expected) -> None:
    assert abbreviates(short, words.split()) is expected


@pytest.mark.parametrize(
    ("short", "words", "expected"),
    [
        ("dinas pu", "dinas pekerjaan umum", True),
        ("komnas ham", "komisi nasional hak asasi manusia", True),
        ("dinas pu", "dinas pendidikan", False),
        ("dinas", "badan air", False),
    ],
)
def test_shortens(short, words, expected) -> None:
    assert shortens(short.split(), words.split()) is expected


@pytest.mark.parametrize(
    ("marked", "short", "full"),
    [
        ("O[Dinas Sosial (Dinsos)] dan O[Dinsos]", "Dinsos", "Dinas Sosial (Dinsos)"),
        ("O[Partai Sungai] dan O[Sungai]", "Sungai", "Partai Sungai"),
        ("O[Bidang Air Partai Sungai] dan O[Partai Sungai]", "Partai Sungai", "Partai Sungai"),
        ("O[Polda Timur] dan O[Kepolisian Daerah (Polda) Timur]", "Polda Timur", "Kepolisian Daerah (Polda) Timur"),
        ("O[Dinas Sosial] dan O[Dinas Perikanan]", "Dinas Sosial", "Dinas Sosial"),
    ],
)
def test_fullest_orgs(marked, short, full) -> None:
    assert fullest_orgs(read(marked)[1])[short] == full


def test_institutions_of_two_regions_stay_two() -> None:
    text = "Komisi Air OKI, Komisi Air OKU Timur dan Komisi Air"
    orgs = [Mention(a, b, Label.ORG, text[a:b]) for a, b in ((0, 14), (16, 36), (41, 51))]
    oki, oku = RegionValue("16.02", "regency", "Ogan Komering Ilir"), RegionValue("16.08", "regency", "OKU Timur")
    regions = [
        Mention(11, 14, Label.REGION, "OKI", value=oki),
        Mention(27, 36, Label.REGION, "OKU Timur", value=oku),
    ]
    fullest = fullest_orgs(sorted([*orgs, *regions], key=lambda mention: mention.order))
    assert fullest == {"Komisi Air OKI": "Komisi Air OKI", "Komisi Air OKU Timur": "Komisi Air OKU Timur"} | {
        "Komisi Air": "Komisi Air OKI"
    }


def test_fullest_roles() -> None:
    bupati = RoleValue("Bupati", "definitive")
    values = {"Bupati": bupati, "Bupati OKI": bupati, "Camat": None, "Plt Bupati": Unresolved("title")}
    _, mentions = read("R[Bupati OKI], R[Bupati], R[Camat], R[Plt Bupati]", values=values)
    full = fullest_roles(mentions)
    assert full == {"Bupati OKI": "Bupati OKI", "Bupati": "Bupati OKI", "Camat": "Camat", "Plt Bupati": "Plt Bupati"}


def test_values_come_in_the_order_of_the_mentions() -> None:
    text, mentions = read("P[Romi] K[menilai] C[stok aman]. P[Tuti] K[menilai] C[harga naik].")
    assert [value.speaker for value in attribute(text, mentions[::-1], {})] == ["Tuti", "Romi"]


@pytest.mark.parametrize(
    "arguments",
    [
        (None, [], {}),
        ("a", None, {}),
        ("a", ["a"], {}),
        ("a", [Mention(0, 2, Label.CUE, "ab")], {}),
        ("a", [], None),
    ],
)
def test_wrong_types_are_refused(arguments) -> None:
    with pytest.raises(InputError):
        attribute(*arguments)


def test_weights_are_read() -> None:
    assert own_weights()["null"] != 0.0


def test_many_quotes_in_a_row() -> None:
    values = attribute(*read('"Q[Stok aman.]" ' * 500), {})
    assert {value.speaker for value in values} == {None}
    assert len(values) == 500


@st.composite
def marked_texts(draw):
    text = draw(any_text.filter(bool))
    mentions = {}
    for start, end in draw(st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))), max_size=12)):
        if start < end:
            label = draw(st.sampled_from([*MARKS.values(), Label.REGION]))
            value = draw(st.builds(PersonValue, names) | st.none()) if label is Label.PERSON else None
            mentions[start, end, label] = Mention(start, end, label, text[start:end], value=value)
    return text, list(mentions.values())


@settings(max_examples=200, deadline=None)
@given(marked_texts())
def test_any_text_is_answered(case) -> None:
    text, mentions = case
    held = {(mention.start, mention.end): "Romi" for mention in mentions if mention.label is Label.ROLE}
    values = attribute(text, mentions, held)
    speech = [mention for mention in mentions if mention.label in (Label.QUOTE, Label.CLAIM)]
    cues = {(mention.start, mention.end) for mention in mentions if mention.label is Label.CUE}
    assert len(values) == len(speech)
    assert all(value.reason and (value.cue is None or value.cue in cues) for value in values)
    assert values == attribute(text, mentions, held)
