"""Regions: what a name means, what the text around it decides, and what it leaves open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beritaie.errors import InputError
from beritaie.normalise.regions import link_region, resolve_regions
from beritaie.normalise.regions.clues import home_of, is_dateline, parents_after, regions_in
from beritaie.normalise.regions.gazetteer import fold, gazetteer
from beritaie.normalise.tables import own_table
from beritaie.schema import LEVELS, Mention, RegionValue, Unresolved

UPPER = gazetteer().upper()


def mentions_of(text: str, *parts: tuple[str, str]) -> list[Mention]:
    """REGION, ROLE and ORG mentions: each is looked for behind the REGION before it."""
    found, start = [], 0
    for label, part in parts:
        start = text.index(part, start)
        found.append(Mention(start, start + len(part), label, part))
        start += len(part) if label == "REGION" else 0
    return found


def codes(text: str, *parts: tuple[str, str], **options: str) -> list[str | None]:
    values = resolve_regions(text, mentions_of(text, *parts), **options)
    return [value.code if isinstance(value, RegionValue) else None for value in values]


def code(value: RegionValue | Unresolved) -> str | None:
    return value.code if isinstance(value, RegionValue) else None


@pytest.mark.parametrize("area", UPPER, ids=lambda area: area.code)
def test_official_names(area):
    assert link_region(area.name) == area.value


@pytest.mark.parametrize("area", [area for area in UPPER if area.level != "province"], ids=lambda area: area.code)
def test_the_office_settles_regency_and_city(area):
    office = {"regency": "Bupati ", "city": "Wali Kota "}[area.level]
    assert link_region(area.short_name, before=f"kata {office}") == area.value
    assert link_region(area.short_name.upper(), before=f"kata {office}") == area.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OKI", "16.02"),
        ("OKU", "16.01"),
        ("OKU Timur", "16.08"),
        ("Sumsel", "16"),
        ("Sumatra Selatan", "16"),
        ("Jabar", "32"),
        ("Jaksel", "31.74"),
        ("DKI", "31"),
        ("DKI Jakarta", "31"),
        ("Daerah Khusus Ibu Kota (DKI) Jakarta", "31"),
        ("Jakarta", "31"),
        ("DIY", "34"),
        ("NTT", "53"),
        ("Provinsi NTB", "52"),
        ("Kab. OKI", "16.02"),
        ("Kab.Lamteng", "18.02"),
        ("Kabupaten Ogan Komering Ilir (OKI)", "16.02"),
        ("Pemkot Serang", "36.73"),
        ("Bupati Serang", "36.04"),
        ("Kabupaten Serang", "36.04"),
        ("KOTA SERANG", "36.73"),
        ("kota Solo", "33.72"),
        ("Solo", "33.72"),
        ("Toba Samosir", "12.12"),
        ("Ujung Pandang", "73.71"),
        ("Maluku Tenggara Barat", None),
        ("Kabupaten Maluku Tenggara Barat", "81.03"),
        ("Mentawai", "13.09"),
        ("Kepulauan Seribu", "31.01"),
        ("Pematang Siantar", "12.72"),
        ("Jakata Barat", "31.73"),
        ("Bengkulu", "17"),
        ("Bandung", "32.73"),
        ("Kabupaten Liwa", None),
        ("Liwa", None),
        ("Bogor", None),
        ("Kota Agung", None),
        ("Kabupaten/Kota Tasikmalaya", None),
        ("Jepang", None),
        ("Kota", None),
        ("Kabupaten", None),
        ("Sumatera", None),
    ],
)
def test_names_alone(text, expected):
    assert code(link_region(text)) == expected


@pytest.mark.parametrize("text", ["Indonesia", "RI", "NKRI", "Republik Indonesia", "negara Indonesia", "INDONESIA"])
def test_the_country(text):
    assert link_region(text) == RegionValue(None, "country", "Indonesia")


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        ("Serang", {"before": "Ketua DPRD Kota "}, "36.73"),
        ("Serang", {"before": "Pilbup "}, "36.04"),
        ("Bogor", {"after": " (ANTARA) - Sebanyak"}, "32.71"),
        ("Bogor", {"before": "berangkat dari ", "after": " (12/3)"}, None),
        ("Bengkulu", {"after": " (ANTARA) - Sebanyak"}, "17.71"),
        ("Belitang", {"before": "Camat ", "near": ["16.08"]}, "16.08.03"),
        ("Kecamatan Cibeber", {"after": ", Kabupaten Lebak, Banten."}, "36.02.19"),
        ("Kecamatan Cibeber", {"after": ", Kota Cilegon."}, "36.72.01"),
        ("Kecamatan Cibeber", {}, None),
        ("Cibeber", {"near": ["32.03"]}, "32.03.03"),
        ("Desa Sidomulyo", {"after": ", Kecamatan Air Kumbang, Banyuasin."}, "16.07.19.2003"),
        ("Desa Jepang", {"near": ["33.19"]}, "33.19.05.2002"),
        ("Sukoharjo", {"near": ["18.10", "18"]}, "18.10.08"),
        ("Sukoharjo", {"near": ["18.10", "33"]}, "33.11"),
        ("Kota Agung", {"near": ["18.06"]}, "18.06.01"),
        ("Pekon Watos", {"after": ", Kecamatan Balik Bukit"}, "18.04.04.2008"),
        ("BNS", {"near": ["18.04"]}, "18.04.23"),
        ("BNS", {}, None),
        ("Giham", {"before": "Pekon ", "near": ["18.04.08"]}, "18.04.08.2008"),
        ("Cipayung", {"after": ", Sukmajaya.", "near": ["32.76"]}, None),
        ("Gambir", {"after": ", Jakarta Pusat,"}, "31.71.01"),
    ],
)
def test_context(text, context, expected):
    assert code(link_region(text, **context)) == expected


def test_candidates_are_listed():
    value = link_region("Bogor")
    assert isinstance(value, Unresolved)
    assert value.reason == "several regions bear this name"
    assert [area.name for area in value.candidates] == ["Kabupaten Bogor", "Kota Bogor"]
    far = link_region("Kelurahan Cikini")
    assert isinstance(far, Unresolved)
    assert [area.code for area in far.candidates] == ["31.71.06.1003"]


def test_an_abbreviation_that_the_article_defines():
    text = "Camat Bandar Negeri Suoh (BNS) di Lampung Barat hadir. Warga BNS senang."
    parts = ("REGION", "Bandar Negeri Suoh (BNS)"), ("REGION", "Lampung Barat"), ("REGION", "BNS")
    assert codes(text, *parts) == ["18.04.23", "18.04", "18.04.23"]


def test_a_bracket_that_is_no_abbreviation_defines_nothing():
    text = "Banjir di Desa Sambeng (Juwangi), Boyolali."
    assert codes(text, ("REGION", "Desa Sambeng"), ("REGION", "Juwangi"), ("REGION", "Boyolali"))[1:] == [
        "33.09.19",
        "33.09",
    ]


@pytest.mark.parametrize(
    ("text", "parts", "expected"),
    [
        (
            "Wakil Bupati Magelang bertemu Wali Kota Magelang.",
            (
                ("ROLE", "Wakil Bupati Magelang"),
                ("REGION", "Magelang"),
                ("ROLE", "Wali Kota Magelang"),
                ("REGION", "Magelang"),
            ),
            ["33.08", "33.71"],
        ),
        (
            "Bantuan tiba di Kecamatan Pagelaran, Ambarawa, dan Sukoharjo, Pringsewu.",
            (
                ("REGION", "Kecamatan Pagelaran"),
                ("REGION", "Ambarawa"),
                ("REGION", "Sukoharjo"),
                ("REGION", "Pringsewu"),
            ),
            ["18.10.05", "18.10.03", "18.10.08", "18.10"],
        ),
        (
            "Kota Serang lebih padat. Wali kota lalu menyebut warga Serang sabar.",
            (("REGION", "Kota Serang"), ("REGION", "Serang")),
            ["36.73", "36.73"],
        ),
        (
            "Peserta datang dari Bali, NTB, dan NTT.",
            (("REGION", "Bali"), ("REGION", "NTB"), ("REGION", "NTT")),
            ["51", "52", "53"],
        ),
        (
            "Kepala Desa Sukaraja, Kecamatan Gedong Tataan, Kabupaten Pesawaran, menerima 40 KPM.",
            (("REGION", "Desa Sukaraja"), ("REGION", "Kecamatan Gedong Tataan"), ("REGION", "Kabupaten Pesawaran")),
            ["18.09.01.2008", "18.09.01", "18.09"],
        ),
    ],
)
def test_articles(text, parts, expected):
    assert codes(text, *parts) == expected


def test_title_and_outlet_place_a_district():
    text = "Camat Wonosobo membuka pasar murah."
    part = ("REGION", "Wonosobo")
    assert codes(text, part) == [None]
    assert codes(text, part, outlet="tanggamuskini.id") == ["18.06.03"]
    text = "Pasar murah digelar di Kecamatan Kalirejo."
    part = ("REGION", "Kecamatan Kalirejo")
    assert codes(text, part, title="Lampung Tengah Gelar Pasar Murah") == ["18.02.01"]


def test_values_follow_the_order_of_the_mentions():
    text = "Dari Sumsel ke Jabar."
    marks = mentions_of(text, ("REGION", "Sumsel"), ("REGION", "Jabar"))
    assert [code(value) for value in resolve_regions(text, marks[::-1])] == ["32", "16"]
    assert resolve_regions(text, []) == []


@pytest.mark.parametrize(
    ("outlet", "expected"),
    [
        ("lampung.antaranews.com", "18"),
        ("radarlambar.bacakoran.co", "18.04"),
        ("www.lampost.co", "18"),
        ("tribunjabar.id", "32"),
        ("metrotvnews.com", ""),
        ("news.detik.com", ""),
        ("", ""),
    ],
)
def test_home_of_a_paper(outlet, expected):
    assert home_of(outlet) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", " (ANTARA) - ", True),
        ("Judul\n", " - Sebanyak", True),
        ("", ", Jawa Barat (ANTARA)", True),
        ("warga ", " (12/3)", False),
        ("", "-Jakarta", False),
        ("", " dan", False),
    ],
)
def test_datelines(before, after, expected):
    assert is_dateline(before, after) is expected


def test_parents_and_titles():
    assert [
        set(parent) >= {wanted}
        for parent, wanted in zip(
            parents_after(", Kecamatan Anyar, Kabupaten Serang, Banten, Senin"),
            ("36.04.30", "36.04", "36"),
            strict=True,
        )
    ] == [True, True, True]
    assert parents_after(" dan Bandung") == parents_after("") == parents_after(", katanya") == ()
    assert regions_in("KPU Ogan Komering Ilir dan Sumsel Siap") == ("16.02", "16")


@pytest.mark.parametrize(("name", "columns"), [("region_shorts", 3), ("region_capitals", 2), ("region_outlets", 3)])
def test_tables_name_their_codes_rightly(name, columns):
    for row in own_table(name):
        assert len(row) == columns
        given, official = (row[0], row[1]) if columns == 2 else (row[1], row[2])
        if given != "-":
            areas = [gazetteer().at(part) for part in given.split()]
            assert official == " | ".join(area.name for area in areas)


def test_words_of_kind_have_levels():
    for word, use, levels in own_table("region_kinds"):
        assert word == word.lower()
        assert use in ("own", "office")
        assert set(levels.split()) <= set(LEVELS)


def test_short_forms_are_listed_once():
    keys = [fold(form) for form, *_ in own_table("region_shorts")]
    assert len(keys) == len(set(keys))


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
def test_any_text_has_an_answer(text, before, after):
    assert isinstance(link_region(text, before=before, after=after), RegionValue | Unresolved)


@pytest.mark.parametrize(
    "junk", ["", "\0", "9" * 10_000, "🙂" * 1_000, "Kabupaten " * 10_000, "(" * 100_000, "a b " * 25_000, "Kotaſ Bogor"]
)
def test_junk_is_unresolved(junk):
    assert isinstance(link_region(junk, before=junk, after=junk), Unresolved)
    if junk:
        mention = Mention(0, len(junk), "REGION", junk)
        assert isinstance(resolve_regions(junk, [mention], title=junk, outlet=junk)[0], Unresolved)


@given(st.sampled_from(UPPER), st.sampled_from(["", "Kecamatan ", "Desa ", "Kab. ", "Kota "]))
def test_a_code_belongs_to_the_level_of_the_kind_word(area, kind):
    allowed = {"Kecamatan ": ("district",), "Desa ": ("village",), "Kab. ": ("regency",)}.get(kind, LEVELS)
    value = link_region(kind + area.short_name)
    assert isinstance(value, Unresolved) or value.level in allowed


@pytest.mark.parametrize(
    ("text", "options"),
    [
        (None, {}),
        (3, {}),
        (b"OKI", {}),
        ("OKI", {"before": None}),
        ("OKI", {"near": ["16.2"]}),
        ("OKI", {"near": [16]}),
    ],
)
def test_wrong_types_are_refused(text, options):
    with pytest.raises(InputError):
        link_region(text, **options)


def test_wrong_article_is_refused():
    with pytest.raises(InputError):
        resolve_regions(None, [])
    with pytest.raises(InputError):
        resolve_regions("", [], outlet=3)
