import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beritaie.errors import InputError
from beritaie.schema.article import Mention, Official
from beritaie.schema.labels import Label
from beritaie.schema.values import PersonValue, RoleValue, Unresolved
from beritaie.speech.offices import find_officials, holders
from beritaie.speech.public_bodies import is_public

OKI, OKU = "16.02", "16.01"


def office(title, status="definitive", institution=None, region=None):
    return RoleValue(title, status, institution, region)


def found(text, label, items):
    """Mentions of `items`, each a surface or a surface and its value, in the order in which the text has them."""
    start = 0
    for item in items:
        surface, value = item if isinstance(item, tuple) else (item, None)
        if isinstance(value, str):
            value = PersonValue(value) if label is Label.PERSON else office(value)
        elif value is None and label in (Label.PERSON, Label.ROLE):
            value = PersonValue(surface) if label is Label.PERSON else office(surface)
        start = text.index(surface, start)
        yield Mention(start, start + len(surface), label, surface, value=value)
        start += len(surface)


def mark(text, roles=(), people=(), **others):
    marked = [*found(text, Label.ROLE, roles), *found(text, Label.PERSON, people)]
    for label, items in others.items():
        marked += found(text, Label(label.upper()), items)
    return sorted(marked, key=lambda mention: mention.order)


def held(text, mentions):
    """The holders, with the text of the role in place of its span, in order."""
    return [(text[start:end], name) for (start, end), name in sorted(holders(text, mentions).items())]


BESIDE = [
    ("Ketua Bawaslu OKI, Rimba Satria, hadir.", ["Ketua Bawaslu OKI"], ["Rimba Satria"], ["Rimba Satria"]),
    ("Ketua Bawaslu Rimba Satria hadir.", ["Ketua Bawaslu"], ["Rimba Satria"], ["Rimba Satria"]),
    ("Kapolres OKI AKBP Rimba Satria hadir.", ["Kapolres OKI"], ["Rimba Satria"], ["Rimba Satria"]),
    ("Dandim OKI, Letkol Inf (Purn) Rimba hadir.", ["Dandim OKI"], ["Rimba"], ["Rimba"]),
    ("Ketua KPU (Rimba Satria) hadir.", ["Ketua KPU"], ["Rimba Satria"], ["Rimba Satria"]),
    ("Bupati saat ini, Rimba Satria, hadir.", ["Bupati"], ["Rimba Satria"], ["Rimba Satria"]),
    ("Calon bupati nomor urut dua, Rimba, hadir.", ["Calon bupati"], ["Rimba"], ["Rimba"]),
    ("Jabatan Camat dijabat oleh Rimba Satria.", ["Camat"], ["Rimba Satria"], ["Rimba Satria"]),
    ("Kepala desa berinisial RS ditahan.", ["Kepala desa"], ["RS"], ["RS"]),
    ("Rimba Satria, Kepala Dinas Sosial, hadir.", ["Kepala Dinas Sosial"], ["Rimba Satria"], ["Rimba Satria"]),
    ("Rimba Satria, S.Sos., Ketua KPU, hadir.", ["Ketua KPU"], ["Rimba Satria"], ["Rimba Satria"]),
    ("Rimba Satria (Ketua KPU) hadir.", ["Ketua KPU"], ["Rimba Satria"], ["Rimba Satria"]),
    ("Rimba selaku Ketua KPU hadir.", ["Ketua KPU"], ["Rimba"], ["Rimba"]),
    ("Rimba yang kini menjabat sebagai Camat hadir.", ["Camat"], ["Rimba"], ["Rimba"]),
    ("Rimba mundur dari jabatannya sebagai Camat.", ["Camat"], ["Rimba"], ["Rimba"]),
    ("Rimba yang juga Ketua KPU, Bagas, hadir.", ["Ketua KPU"], ["Rimba", "Bagas"], ["Rimba"]),
    ("Camat sekaligus Ketua PMI Rimba hadir.", ["Camat", "Ketua PMI"], ["Rimba"], ["Rimba", "Rimba"]),
    ("Rimba selaku Camat dan Ketua PMI hadir.", ["Camat", "Ketua PMI"], ["Rimba"], ["Rimba", "Rimba"]),
    ("CAMAT RIMBA SATRIA HADIR.", ["CAMAT"], ["RIMBA SATRIA"], ["RIMBA SATRIA"]),
    ("camat, rimba satria, hadir.", ["camat"], ["rimba satria"], ["rimba satria"]),
    ("Hadir Camat Rimba, Lurah Bagas, dan Ketua KPU.", ["Camat", "Lurah"], ["Rimba", "Bagas"], ["Rimba", "Bagas"]),
    ("Bupati dan Wakil Bupati, Rimba dan Bagas.", ["Bupati", "Wakil Bupati"], ["Rimba", "Bagas"], ["Rimba", "Bagas"]),
    (
        "Rimba dan Bagas menjadi Ketua dan Wakil Ketua.",
        ["Ketua", "Wakil Ketua"],
        ["Rimba", "Bagas"],
        ["Rimba", "Bagas"],
    ),
    ("Bupati dan Wakil Bupati OKI Rimba dan Bagas.", ["Wakil Bupati OKI"], ["Rimba", "Bagas"], ["Bagas"]),
]


@pytest.mark.parametrize(("text", "roles", "people", "names"), BESIDE)
def test_a_person_beside_a_role_holds_it(text, roles, people, names):
    mentions = mark(text, roles, people)
    assert held(text, mentions) == list(zip(roles, names, strict=True))


NOBODY = [
    ("Camat belum hadir. Rimba pulang.", ["Camat"], ["Rimba"]),
    ("Rimba bertemu Camat di kantor.", ["Camat"], ["Rimba"]),
    ("Camat bertemu Rimba di kantor.", ["Camat"], ["Rimba"]),
    ("Rimba mengaku sebagai Camat.", ["Camat"], ["Rimba"]),
    ("Hadir putra Bupati, Rimba, dan ibunya.", ["Bupati"], ["Rimba"]),
    ("Mewakili warga dan mewakili Bupati, Rimba hadir.", ["Bupati"], ["Rimba"]),
    ("Ketua Relawan Rimba hadir.", ["Ketua Relawan Rimba"], ["Rimba"]),
    ("Camat hadir.", ["Camat"], []),
    ("Rimba hadir.", [], ["Rimba"]),
    ("", [], []),
]


@pytest.mark.parametrize(("text", "roles", "people"), NOBODY)
def test_a_role_is_left_open_where_nothing_ties_it_to_a_person(text, roles, people):
    assert holders(text, mark(text, roles, people)) == {}


def test_places_and_days_between_role_and_person_do_not_part_them():
    text = "Kepala Desa Suka Maju, Kecamatan Lempuing, Selasa (3/9), Rimba Satria, hadir."
    mentions = mark(
        text, ["Kepala Desa Suka Maju"], ["Rimba Satria"], region=["Kecamatan Lempuing"], date=["Selasa (3/9)"]
    )
    assert held(text, mentions) == [("Kepala Desa Suka Maju", "Rimba Satria")]


def test_two_names_joined_as_a_ticket_take_the_two_offices():
    text = "Rimba Satria hadir. Gubernur dan Wakil Gubernur terpilih Rimba-Bagas dilantik."
    roles = ["Gubernur", "Wakil Gubernur"]
    mentions = mark(text, roles, ["Rimba Satria", ("Rimba-Bagas", "Rimba Satria-Bagas")])
    assert held(text, mentions) == [("Gubernur", "Rimba Satria"), ("Wakil Gubernur", "Bagas")]


def test_a_name_with_a_hyphen_is_no_ticket():
    text = "Ketua KPU Nur Al-Fatih hadir."
    assert held(text, mark(text, ["Ketua KPU"], ["Nur Al-Fatih"])) == [("Ketua KPU", "Nur Al-Fatih")]


BACK = [
    ("Camat Rimba hadir. Camat lalu pulang.", ["Camat", "Camat"], ["Rimba"], "Rimba"),
    ("Kata Camat, air naik. Camat Rimba hadir.", ["Camat", "Camat"], ["Rimba"], "Rimba"),
    ("Rimba hadir. Politisi PKB itu diam.", ["Politisi PKB"], ["Rimba"], "Rimba"),
    ("Rimba hadir. Camat asal Lempuing itu diam.", ["Camat"], ["Rimba"], "Rimba"),
    ("Rimba hadir. Ia adalah Camat.", ["Camat"], ["Rimba"], "Rimba"),
    ("Rimba hadir. Camat itu maju menjadi calon bupati.", ["Camat", "calon bupati"], ["Rimba"], "Rimba"),
]


@pytest.mark.parametrize(("text", "roles", "people", "name"), BACK)
def test_a_later_role_points_back_to_its_holder(text, roles, people, name):
    assert held(text, mark(text, roles, people)) == [(role, name) for role in roles]


def test_a_repeated_office_of_two_regions_keeps_its_own_holder():
    text = "Bupati OKI Rimba dan Bupati OKU Bagas hadir. Bupati OKI pulang, Bupati OKU tinggal, Bupati OKUS absen."
    oki, oku, third = (office("Bupati", region=code) for code in (OKI, OKU, "16.09"))
    roles = [("Bupati OKI", oki), ("Bupati OKU", oku), ("Bupati OKI", oki), ("Bupati OKU", oku), ("Bupati OKUS", third)]
    names = [name for _, name in held(text, mark(text, roles, ["Rimba", "Bagas"]))]
    assert names == ["Rimba", "Bagas", "Rimba", "Bagas"]


def test_a_role_that_speaks_is_the_last_who_spoke():
    text = 'Rimba mengatakan Bagas sakit. "Ia demam," kata Camat itu.'
    mentions = mark(text, ["Camat"], ["Rimba", "Bagas"], cue=["mengatakan", "kata"], quote=["Ia demam,"])
    assert held(text, mentions) == [("Camat", "Rimba")]


def test_who_speaks_of_a_role_in_the_same_sentence_does_not_hold_it():
    text = "Bagas hadir. Rimba mengatakan akan mengusung wakil bupati itu."
    mentions = mark(text, ["wakil bupati"], ["Bagas", "Rimba"], cue=["mengatakan"])
    assert held(text, mentions) == [("wakil bupati", "Bagas")]


def test_a_role_without_a_value_has_a_holder_but_makes_no_official():
    text = "Ketua Anu, Rimba, dan Camat Bagas hadir."
    for value in (Unresolved("no such office"), None):
        start = text.index("Ketua Anu")
        unread = Mention(start, start + len("Ketua Anu"), Label.ROLE, "Ketua Anu", value=value)
        mentions = [unread, *mark(text, ["Camat"], ["Rimba", "Bagas"])]
        assert held(text, mentions) == [("Ketua Anu", "Rimba"), ("Camat", "Bagas")]
        assert find_officials(text, mentions) == (Official("Bagas", (office("Camat"),)),)


def test_a_person_without_a_name_holds_nothing():
    text = "Camat RS hadir."
    assert holders(text, mark(text, ["Camat"], [("RS", Unresolved("initials only"))])) == {}


def test_officials_come_in_the_order_of_their_first_mention_with_each_office_once():
    text = "Rimba menemui Camat Bagas. Ketua KPU Rimba, mantan camat, hadir. Camat Bagas pulang."
    roles = ["Camat", "Ketua KPU", ("mantan camat", office("Camat", "former")), "Camat"]
    people = ["Rimba", "Bagas", "Rimba", "Bagas"]
    assert find_officials(text, mark(text, roles, people)) == (
        Official("Rimba", (office("Ketua KPU"),)),
        Official("Bagas", (office("Camat"),)),
    )


def test_officials_follow_the_holders_that_are_given():
    text = "Camat bertemu Rimba."
    mentions = mark(text, ["Camat"], ["Rimba"])
    given_holders = {(mentions[0].start, mentions[0].end): "Rimba"}
    assert find_officials(text, mentions, given_holders) == (Official("Rimba", (office("Camat"),)),)
    assert find_officials(text, mentions) == ()


def test_the_first_of_a_pair_holds_the_office_whose_deputy_the_second_is():
    text = "Bupati dan Wakil Bupati OKI Rimba dan Bagas hadir."
    mentions = mark(text, [("Wakil Bupati OKI", office("Wakil Bupati", region=OKI))], ["Rimba", "Bagas"])
    assert find_officials(text, mentions) == (
        Official("Rimba", (office("Bupati", region=OKI),)),
        Official("Bagas", (office("Wakil Bupati", region=OKI),)),
    )


def test_a_list_of_members_shares_the_office():
    text = "Hadir anggota DPRD OKI Rimba, Bagas dan Citra."
    names = ["Rimba", "Bagas", "Citra"]
    officials = find_officials(text, mark(text, ["anggota DPRD OKI"], names))
    assert officials == tuple(Official(name, (office("anggota DPRD OKI"),)) for name in names)


def test_a_list_behind_an_office_of_one_does_not_share_it():
    text = "Hadir Camat Rimba, Bagas dan Citra."
    assert [official.name for official in find_officials(text, mark(text, ["Camat"], ["Rimba", "Bagas", "Citra"]))] == [
        "Rimba"
    ]


BODIES = [
    ("Bupati", None, True),
    ("Ketua Komisi Pemilihan Umum", "Komisi Pemilihan Umum Kabupaten Ogan Komering Ilir", True),
    ("Ketua Dewan Pimpinan Cabang", "Partai Kebangkitan Bangsa", True),
    ("Ketua Tim Pemenangan", "Tim Pemenangan Rimba-Bagas", True),
    ("Direktur Utama", "PT Pertamina (Persero)", True),
    ("Kepala Dinas Koperasi", "Dinas Koperasi Kabupaten Ogan Komering Ilir", True),
    ("Kepala Sekolah", "SMAN 1 Suka Maju", True),
    ("Perdana Menteri", "Pemerintah Malaysia", True),
    ("Administrator", None, True),
    ("Direktur", "PT Suka Maju", False),
    ("Ketua Koperasi", "Koperasi Suka Maju", False),
    ("Ketua Badan Eksekutif Mahasiswa", "Badan Eksekutif Mahasiswa Universitas Sriwijaya", False),
    ("Peneliti", "Pusat Kajian Suka Maju", False),
    ("Ketua", "Asosiasi Pedagang Suka Maju", False),
    ("Pimpinan Pondok Pesantren", "Pondok Pesantren Suka Maju", False),
]


@pytest.mark.parametrize(("title", "institution", "public"), BODIES)
def test_public_bodies(title, institution, public):
    assert is_public(office(title, institution=institution)) is public


def test_who_holds_private_offices_only_is_no_official():
    text = "Direktur PT Suka Maju Rimba dan Camat Bagas hadir."
    roles = [("Direktur PT Suka Maju", office("Direktur", institution="PT Suka Maju")), "Camat"]
    mentions = mark(text, roles, ["Rimba", "Bagas"])
    assert [official.name for official in find_officials(text, mentions)] == ["Bagas"]
    assert [name for _, name in held(text, mentions)] == ["Rimba", "Bagas"]


@pytest.mark.parametrize("function", [holders, find_officials])
@pytest.mark.parametrize(
    ("text", "mentions"), [(None, []), (b"Camat", []), ("Camat", None), ("Camat", "Camat"), ("Camat", [1])]
)
def test_arguments_of_a_wrong_type_are_refused(function, text, mentions):
    with pytest.raises(InputError):
        function(text, mentions)


def test_mentions_of_another_text_are_refused():
    with pytest.raises(InputError, match="ends behind the text"):
        holders("Camat", mark("Camat Rimba hadir.", ["Camat"], ["Rimba"]))


PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [(Label.ROLE, "Camat"), (Label.ROLE, "Wakil Camat"), (Label.PERSON, "Rimba"), (Label.PERSON, "Bagas-Citra")]
        ),
        st.sampled_from(
            [" dan ", ", ", " (", ") ", " selaku ", " itu ", " dari dari dari ", "\n", ". ", '"', " yang ", "-"]
        ),
        st.text(max_size=5),
    ),
    max_size=30,
)


def joined(pieces):
    text, mentions = "", []
    for piece in pieces:
        label, surface = piece if isinstance(piece, tuple) else (None, piece)
        if label is not None:
            value = PersonValue(surface) if label is Label.PERSON else office(surface)
            mentions.append(Mention(len(text), len(text) + len(surface), label, surface, value=value))
        text += surface
    return text, mentions


@given(PIECES, st.randoms())
@settings(max_examples=150, deadline=None)
def test_holders_are_people_of_the_article_and_the_order_of_mentions_is_free(pieces, random):
    text, mentions = joined(pieces)
    result = holders(text, mentions)
    assert set(result) <= {(m.start, m.end) for m in mentions if m.label is Label.ROLE}
    assert set(result.values()) <= {"Rimba", "Bagas-Citra"}
    officials = find_officials(text, mentions)
    assert {official.name for official in officials} <= {"Rimba", "Bagas-Citra"}
    assert len({official.name for official in officials}) == len(officials)
    random.shuffle(mentions)
    assert holders(text, mentions) == result
    assert find_officials(text, mentions) == officials


@pytest.mark.parametrize(
    "gap",
    [" dari" * 30 + " ", " (" * 60, " yang" * 25 + ", ", "," * 150, " " * 150, " h" * 70, " a.b," * 25, " dan" * 35],
)
def test_a_gap_of_junk_is_read_in_good_time(gap):
    text, mentions = joined([(Label.ROLE, "Camat"), gap, (Label.PERSON, "Rimba"), gap] * 50)
    holders(text, mentions)
    find_officials(text, mentions)


def test_a_very_long_article_is_read():
    text, mentions = joined([(Label.ROLE, "Camat"), ", ", (Label.PERSON, "Rimba"), " hadir. " + "x" * 32] * 10_000)
    assert len(holders(text, mentions)) == 10_000
