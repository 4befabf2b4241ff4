import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beritaie.errors import InputError
from beritaie.normalise.roles import OfficeTable, parse_role, resolve_roles
from beritaie.normalise.tables import own_table
from beritaie.schema import DateValue, Mention, PersonValue, RegionValue, RoleValue, Unresolved

OKI = RegionValue("16.02", "regency", "Kabupaten Ogan Komering Ilir")
LAMPUNG = RegionValue("18", "province", "Lampung")
INDONESIA = RegionValue(None, "country", "Indonesia")


def mention(text: str, label: str, part: str, *, nth: int = 0, value=None) -> Mention:
    start = [found.start() for found in re.finditer(re.escape(part), text)][nth]
    return Mention(start, start + len(part), label, part, value=value)


def titles_of(text: str, *mentions: Mention) -> list[tuple[str | None, str | None]]:
    values = resolve_roles(text, sorted(mentions, key=lambda mention: mention.order))
    return [(value.title, value.status) if isinstance(value, RoleValue) else (None, None) for value in values]


@pytest.mark.parametrize(
    ("text", "title", "status"),
    [
        ("Bupati", "Bupati", "definitive"),
        ("bupati OKI", "Bupati", "definitive"),
        ("WALIKOTA SERANG", "Wali Kota", "definitive"),
        ("Pj Bupati OKI", "Bupati", "acting"),
        ("Penjabat (Pj.) Bupati OKI", "Bupati", "acting"),
        ("Plt.Kadis Kominfo", "Kepala Dinas Komunikasi dan Informatika", "acting"),
        ("Penjabat Sementara (Pjs) Gubernur Lampung", "Gubernur", "acting"),
        ("mantan Kapolda Lampung", "Kepala Kepolisian Daerah", "former"),
        ("eks Plt Bupati OKI", "Bupati", "former"),
        ("cawabup", "Wakil Bupati", "candidate"),
        ("bakal calon Wagub Lampung", "Wakil Gubernur", "candidate"),
        ("bakal calon gubernur (cagub) Lampung", "Gubernur", "candidate"),
        ("gubernur terpilih Lampung", "Gubernur", "definitive"),
        ("Bupati petahana", "Bupati", "definitive"),
        ("Kadinsos", "Kepala Dinas Sosial", "definitive"),
        ("Kadisdik", "Kepala Dinas Pendidikan", "definitive"),
        ("Kepala Dinas Disdik", "Kepala Dinas Pendidikan", "definitive"),
        ("Kepala Dinas Sosial (Dinsos) Kabupaten OKI", "Kepala Dinas Sosial", "definitive"),
        ("Kadis PUPR", "Kepala Dinas Pekerjaan Umum dan Penataan Ruang", "definitive"),
        ("Menteri PUPR", "Menteri Pekerjaan Umum dan Perumahan Rakyat", "definitive"),
        ("Kaban Kesbangpol", "Kepala Badan Kesatuan Bangsa dan Politik", "definitive"),
        ("Kasat Pol-PP", "Kepala Satuan Polisi Pamong Praja", "definitive"),
        ("Kabid Humas Polda Lampung", "Kepala Bidang Hubungan Masyarakat", "definitive"),
        ("Kasi Pidsus Kejari OKI", "Kepala Seksi Tindak Pidana Khusus", "definitive"),
        ("Kapolri", "Kepala Kepolisian Negara Republik Indonesia", "definitive"),
        ("Dandim", "Komandan Distrik Militer", "definitive"),
        ("Wakil Panglima TNI", "Wakil Panglima Tentara Nasional Indonesia", "definitive"),
        ("Sekda", "Sekretaris Daerah", "definitive"),
        ("Anggota Komisi II DPR RI Fraksi PKB", "Anggota Komisi II Dewan Perwakilan Rakyat", "definitive"),
        ("Ketua Komisi I DPRD OKI", "Ketua Komisi I Dewan Perwakilan Rakyat Daerah", "definitive"),
        ("caleg DPRD OKI", "Anggota Dewan Perwakilan Rakyat Daerah", "candidate"),
        ("anggota Dewan Pertimbangan Presiden", "Anggota Dewan Pertimbangan Presiden", "definitive"),
        ("Ketua DPD Golkar Lampung", "Ketua Dewan Pimpinan Daerah Partai Golkar", "definitive"),
        ("Ketum PAN", "Ketua Umum Partai Amanat Nasional", "definitive"),
        ("Ketua Bawaslu OKI", "Ketua Badan Pengawas Pemilihan Umum", "definitive"),
        (
            "Koordinator Divisi HP2H Bawaslu OKI",
            "Koordinator Divisi Hukum, Pencegahan, Partisipasi Masyarakat dan Hubungan Masyarakat",
            "definitive",
        ),
        ("MenPAN-RB", "Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi", "definitive"),
        ("Gubernur BI", "Gubernur Bank Indonesia", "definitive"),
        ("Direktur Utama PT Sumber Angin", "Direktur Utama", "definitive"),
        ("Presiden RI ke-6", "Presiden", "definitive"),
        ("Keuchik", "Keuchik", "definitive"),
    ],
)
def test_title_is_spelt_out(text: str, title: str, status: str) -> None:
    value = parse_role(text)
    assert isinstance(value, RoleValue)
    assert (value.title, value.status) == (title, status)


@pytest.mark.parametrize(
    ("text", "institution", "region"),
    [
        ("Plt Kadinsos OKI", "Dinas Sosial Kabupaten Ogan Komering Ilir", "16.02"),
        ("Bupati Ogan Komering Ilir (OKI)", "Pemerintah Kabupaten Ogan Komering Ilir", "16.02"),
        ("Kapolres Tulang Bawang", "Kepolisian Resor Tulang Bawang", "18.05"),
        ("Gubernur Lampung", "Pemerintah Provinsi Lampung", "18"),
        ("Camat Sukau", "Pemerintah Kecamatan Sukau", "18.04.11"),
        ("Mensos", "Kementerian Sosial", None),
        ("Wamensos", "Kementerian Sosial", None),
        ("Presiden RI", "Pemerintah Republik Indonesia", None),
        ("Ketua Komisi II DPR", "Dewan Perwakilan Rakyat", None),
        ("Kabid Humas pada Dinas Sosial", "Dinas Sosial", None),
    ],
)
def test_institution_and_region(text: str, institution: str, region: str | None) -> None:
    value = parse_role(text)
    assert isinstance(value, RoleValue)
    assert (value.institution, value.region) == (institution, region)


def test_region_of_the_caller_serves_a_title_without_one() -> None:
    assert parse_role("Kadinsos", region="16.02") == RoleValue(
        "Kepala Dinas Sosial", "definitive", "Dinas Sosial Kabupaten Ogan Komering Ilir", "16.02"
    )
    assert parse_role("Mensos", region="16.02").region is None


@pytest.mark.parametrize("text", ["", " ", "\0", "🙂", "warga", "bakal calon", "Plt", "9" * 10_000, "Bupati " * 200])
def test_what_names_no_office_is_unresolved(text: str) -> None:
    assert isinstance(parse_role(text), Unresolved)


@pytest.mark.parametrize("text", [None, 7, b"Bupati"])
def test_other_types_are_refused(text) -> None:
    with pytest.raises(InputError, match="is no string"):
        parse_role(text)
    with pytest.raises(InputError, match="is no string"):
        resolve_roles(text, [])


def test_malformed_region_and_table_are_refused() -> None:
    with pytest.raises(InputError):
        parse_role("Bupati", region="OKI")
    with pytest.raises(InputError, match="OfficeTable"):
        parse_role("Bupati", table={"Bup": "Bupati"})


def test_table_of_a_user(tmp_path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text("# our own\nshort\tlong\nKadisbudpora\tKepala Dinas Kebudayaan, Pemuda, dan Olahraga\n")
    table = OfficeTable.read(path)
    assert parse_role("Kadisbudpora OKI", table=table).title == "Kepala Dinas Kebudayaan, Pemuda, dan Olahraga"
    assert parse_role("Kadinsos", table=table).title == "Kepala Dinas Sosial"
    assert parse_role("Sekda", table=OfficeTable({"SEKDA": "Sekretaris Dewan Adat"})).title == "Sekretaris Dewan Adat"


@pytest.mark.parametrize("rows", [["Kadis"], {"Kadis": 1}, {"": "Kepala Dinas"}, {"Kadis": " "}])
def test_table_that_is_none(rows) -> None:
    with pytest.raises(InputError):
        OfficeTable(rows)


def test_table_of_three_columns_is_refused(tmp_path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text("a\tb\tc\nKadis\tKepala Dinas\t\n")
    with pytest.raises(InputError, match="3 cells"):
        OfficeTable.read(path)


def test_tables_are_broad_and_consistent() -> None:
    kinds = {row[1] for row in own_table("titles")}
    assert kinds >= {"status", "office", "post", "unit", "body", "party", "organ", "opener", "section", "of"}
    assert len(own_table("offices")) > 900
    table = OfficeTable.own()
    for short, long in own_table("offices"):
        assert long, short
        first = parse_role(long, table=table)
        if isinstance(first, RoleValue):
            assert parse_role(short, table=table) == first


def test_short_mention_takes_the_title_of_the_fuller_one() -> None:
    text = "Ketua Umum Partai Golkar Rudi Hartawan hadir. Ketua Umum mengajak kader bersatu."
    roles = [mention(text, "ROLE", "Ketua Umum Partai Golkar"), mention(text, "ROLE", "Ketua Umum", nth=1)]
    assert titles_of(text, *roles) == [("Ketua Umum Partai Golkar", "definitive")] * 2


def test_role_of_the_same_person_wins_over_a_nearer_one() -> None:
    text = "Ketua KPU Dini Sari dan Ketua Bawaslu Edi Lubis hadir. Ketua Dini Sari berpidato."
    names = [("Dini Sari", 0), ("Edi Lubis", 0), ("Dini Sari", 1)]
    people = [mention(text, "PERSON", name, nth=nth, value=PersonValue(name)) for name, nth in names]
    roles = [mention(text, "ROLE", role) for role in ("Ketua KPU", "Ketua Bawaslu")]
    bare = mention(text, "ROLE", "Ketua", nth=2)
    assert titles_of(text, *people, *roles, bare)[-1] == ("Ketua Komisi Pemilihan Umum", "definitive")


def test_bare_title_takes_the_institution_of_its_clause() -> None:
    text = "Rapat DPRD OKI dipimpin Ketua Komisi II Budi Raharja."
    org = mention(text, "ORG", "DPRD OKI")
    region = mention(text, "REGION", "OKI", value=OKI)
    role = mention(text, "ROLE", "Ketua Komisi II")
    [value] = resolve_roles(text, [org, region, role])
    assert value.title == "Ketua Komisi II Dewan Perwakilan Rakyat Daerah"
    assert value.institution == "Dewan Perwakilan Rakyat Daerah Kabupaten Ogan Komering Ilir"
    assert value.region == "16.02"


def test_bare_candidate_and_deputy_take_the_office() -> None:
    text = "Gubernur Lampung Rudi Hartawan dan wakilnya Sita Dewi bertemu bakal calon lain."
    region = mention(text, "REGION", "Lampung", value=LAMPUNG)
    roles = [mention(text, "ROLE", role) for role in ("Gubernur Lampung", "wakilnya", "bakal calon")]
    values = resolve_roles(text, [region, *roles])
    assert [(value.title, value.status) for value in values] == [
        ("Gubernur", "definitive"),
        ("Wakil Gubernur", "definitive"),
        ("Gubernur", "candidate"),
    ]
    assert {value.region for value in values} == {"18"}


@pytest.mark.parametrize(
    ("text", "role", "status"),
    [
        ("Rudi mencalonkan diri sebagai gubernur tahun depan.", "gubernur", "candidate"),
        ("Rudi maju sebagai wali kota.", "wali kota", "candidate"),
        ("Rudi tidak maju sebab ia wali kota.", "wali kota", "definitive"),
        ("Rudi pernah menjabat sebagai Kapolda.", "Kapolda", "former"),
        ("Rudi kini menjabat Kapolda.", "Kapolda", "definitive"),
        ("Rudi mengundurkan diri sebagai menteri.", "menteri", "former"),
        ("Krisis di era Presiden itu.", "Presiden", "former"),
        ("Saat menjabat Plt Bupati, Rudi membangun jalan.", "Plt Bupati", "acting"),
        ("Pasangan bakal calon gubernur dan wakil gubernur Rudi-Sita.", "wakil gubernur", "candidate"),
    ],
)
def test_words_beside_a_role_say_its_status(text: str, role: str, status: str) -> None:
    assert titles_of(text, mention(text, "ROLE", role))[0][1] == status


@pytest.mark.parametrize(
    ("day", "status"), [("2025-10-21", "former"), ("2024-01-09", "definitive"), (None, "definitive")]
)
def test_term_that_is_over(day: str | None, status: str) -> None:
    text = "Pada Selasa Bupati OKI periode 2019-2024 diperiksa."
    dates = [] if day is None else [mention(text, "DATE", "Selasa", value=DateValue(day))]
    role = mention(text, "ROLE", "Bupati OKI")
    assert titles_of(text, *dates, role) == [("Bupati", status)]


@pytest.mark.parametrize(("day", "status"), [("2017-03-01", "definitive"), ("2025-03-01", "former")])
def test_president_who_has_left_office(day: str, status: str) -> None:
    text = "Selasa itu Presiden Joko Widodo berbicara."
    date = mention(text, "DATE", "Selasa", value=DateValue(day))
    person = mention(text, "PERSON", "Joko Widodo", value=PersonValue("Joko Widodo"))
    assert titles_of(text, date, person, mention(text, "ROLE", "Presiden")) == [("Presiden", status)]


def test_main_region_serves_an_office_that_must_have_one() -> None:
    text = "OKI banjir. Bupati turun ke OKI, kata Menteri Sosial."
    regions = [mention(text, "REGION", "OKI", nth=nth, value=OKI) for nth in (0, 1)]
    roles = [mention(text, "ROLE", "Bupati"), mention(text, "ROLE", "Menteri Sosial")]
    values = resolve_roles(text, [regions[0], roles[0], regions[1], roles[1]])
    assert values[0] == RoleValue("Bupati", "definitive", "Pemerintah Kabupaten Ogan Komering Ilir", "16.02")
    assert values[1].region is None


def test_unknown_title_keeps_its_words_but_not_its_region() -> None:
    text = "Imam besar masjid OKI hadir."
    role = mention(text, "ROLE", "Imam besar masjid OKI")
    assert titles_of(text, role, mention(text, "REGION", "OKI", value=OKI)) == [("Imam Besar Masjid", "definitive")]


def test_values_come_in_the_order_of_the_mentions() -> None:
    text = "Bupati dan Camat."
    roles = [mention(text, "ROLE", "Camat"), mention(text, "ROLE", "Bupati")]
    assert [value.title for value in resolve_roles(text, roles)] == ["Camat", "Bupati"]


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(parse_role(text), RoleValue | Unresolved)


WORDS = [
    "Plt",
    "calon",
    "Kepala",
    "Ketua",
    "Dinas",
    "Bidang",
    "dan",
    "PUPR",
    "DPRD",
    "Komisi",
    "II",
    "OKI",
    "(",
    ")",
    "/",
]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join))
def test_any_row_of_words_of_titles_is_read(title: str) -> None:
    text = f"{title} hadir."
    role = Mention(0, len(title), "ROLE", title)
    [value] = resolve_roles(text, [role])
    assert isinstance(value, Unresolved) or (value.title and "  " not in value.title)


@given(st.sampled_from([row[0] for row in own_table("offices")]))
def test_case_does_not_matter(short: str) -> None:
    values = [parse_role(text) for text in (short, short.upper(), short.lower())]
    assert all(value == values[0] for value in values) or all(isinstance(value, Unresolved) for value in values)
