"""Figures: sentences are invented."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beritaie.errors import InputError
from beritaie.normalise.figures import parse_figure, resolve_figures
from beritaie.schema import DateValue, FigureValue, Label, Mention, RegionValue, Unresolved
from beritaie.schema.values import KINDS


def read(text, before="", after=""):
    value = parse_figure(text, before=before, after=after)
    assert isinstance(value, FigureValue), value
    return value


@pytest.mark.parametrize(
    ("text", "value", "unit", "kind"),
    [
        ("44.355 KPM", 44355, "KPM", "beneficiaries"),
        ("72 Keluarga Penerima Manfaat (KPM)", 72, "KPM", "beneficiaries"),
        ("19,6 juta keluarga penerima manfaat", 19_600_000, "KPM", "beneficiaries"),
        ("15 laporan pelanggaran", 15, "laporan", "violations"),
        ("3 (tiga) temuan dugaan pelanggaran", 3, "temuan", "violations"),
        ("5 Lima Orang", 5, "orang", "people"),
        ("17.900 pemilih", 17900, "pemilih", "voters"),
        ("1.483 jumlah pemilih", 1483, "pemilih", "voters"),
        ("34.720 suara", 34720, "suara", "votes"),
        ("18 Kecamatan", 18, "kecamatan", "areas"),
        ("enam tempat pemungutan suara (TPS)", 6, "TPS", "areas"),
        ("52 Ekor Sapi", 52, "ekor sapi", "other"),
        ("dua program", 2, "program", "other"),
        ("1.650 ton padi", 1650, "ton", "other"),
        ("10 kg beras", 10, "kilogram", "other"),
        ("lima kilometer (km)", 5, "kilometer", "other"),
        ("7 dari 10 mesin", 7, "mesin", "other"),
        ("30 daerah dari total 52 daerah", 30, "daerah", "areas"),
        ("lima dari tujuh kecamatan", 5, "kecamatan", "areas"),
        ("lima orang ASN", 5, "ASN", "people"),
        ("dua kades", 2, "kepala desa", "people"),
        ("29 kadernya", 29, "kader", "people"),
        ("200 pengguna Twitter", 200, "pengguna", "people"),
        ("lima isu krusial", 5, "isu", "other"),
        ("empat paslon", 4, "pasangan calon", "other"),
        ("3 gazebo", 3, "gazebo", "other"),
        ("SEBANYAK 20 EKOR SAPI", 20, "ekor sapi", "other"),
        ("7 (pitu) program", 7, "program", "other"),
        ("5 (orang)", 5, "orang", "people"),
        ("dua mobil dinas", 2, "mobil dinas", "other"),
        ("1,234 orang", 1234, "orang", "people"),
        ("1,234 ton", Decimal("1.234"), "ton", "other"),
        ("121\u200e orang", 121, "orang", "people"),
        ("40×20 meter persegi", 800, "meter persegi", "other"),
        ("350 x 3 meter", 350, "meter", "other"),
        ("setengah meter", Decimal("0.5"), "meter", "other"),
        ("dua kali lipat", 2, "kali", "other"),
    ],
)
def test_counted(text, value, unit, kind):
    figure = read(text)
    assert (figure.value, figure.unit, figure.kind) == (value, unit, kind)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("Rp 1,5 miliar", 1_500_000_000, "IDR"),
        ("Rp1,5 M", 1_500_000_000, "IDR"),
        ("Rp2,028 miliar", 2_028_000_000, "IDR"),
        ("Rp. 2.251.694,12", Decimal("2251694.12"), "IDR"),
        ("Rp. 3.000.000,-", 3_000_000, "IDR"),
        ("Rp.400.000,- (empat ratus ribu rupiah)", 400_000, "IDR"),
        ("Rp 500,000", 500_000, "IDR"),
        ("Rp 1.000.000.000.00", 1_000_000_000, "IDR"),
        ("dua juta rupiah", 2_000_000, "IDR"),
        ("11,3 triliun", 11_300_000_000_000, "IDR"),
        ("US$ 4,5 juta", 4_500_000, "USD"),
        ("600 ribu dolar AS", 600_000, "USD"),
        ("200 ringgit", 200, "MYR"),
    ],
)
def test_money_is_exact(text, value, unit):
    figure = read(text)
    assert (figure.value, figure.unit, figure.kind) == (value, unit, "money")
    assert isinstance(figure.value, int | Decimal)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("47,3 persen", Decimal("47.3")),
        ("5,32%", Decimal("5.32")),
        ("41persen", 41),
        ("15 persennya", 15),
        ("Seratus persen (100%)", 100),
        ("-0,75%", Decimal("-0.75")),
        ("18 [persen]", 18),
    ],
)
def test_share(text, value):
    figure = read(text)
    assert (figure.value, figure.unit, figure.kind) == (value, "percent", "share")


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("30-50 orang", 30, 50, "orang"),
        ("30 s/d 50 orang", 30, 50, "orang"),
        ("3 atau 4 orang", 3, 4, "orang"),
        ("dua tiga orang", 2, 3, "orang"),
        ("20 - 25 persen", 20, 25, "percent"),
        ("50 persen hingga 70 persen", 50, 70, "percent"),
        ("2,5±1%", Decimal("1.5"), Decimal("3.5"), "percent"),
        ("120 sampai 130 kursi", 120, 130, "kursi"),
        ("1,5 ton-2 ton", Decimal("1.5"), 2, "ton"),
        ("30 cm hingga 70 cm", 30, 70, "sentimeter"),
        ("Rp10 – Rp12 ribu", 10_000, 12_000, "IDR"),
        ("Rp90-100rb", 90_000, 100_000, "IDR"),
        ("Rp110.000 - Rp120.000", 110_000, 120_000, "IDR"),
        ("Rp6.000 hingga Rp4.000", 4000, 6000, "IDR"),
        ("Rp.50.000,- s.d Rp.100.000,-", 50_000, 100_000, "IDR"),
    ],
)
def test_range(text, low, high, unit):
    figure = read(text)
    assert (figure.value, figure.low, figure.high, figure.unit) == (None, low, high, unit)


@pytest.mark.parametrize(
    ("before", "text", "after", "approximate"),
    [
        ("dihadiri sekitar ", "500 orang", "", True),
        ("tercatat lebih dari ", "500 ribu TPS", "", True),
        ("kurang lebih ", "600 sekolah", "", True),
        ("hampir ", "500 pendamping", "", True),
        ("anggaran ", "Rp8,3 miliar", " lebih.", True),
        ("", "2.600-an KPM", "", True),
        ("", "Ratusan warga", "", True),
        ("Sekitar ", "“500 orang", "", True),
        ("", "5 juta lebih keluarga", "", True),
        ("sebanyak ", "500 orang", "", False),
        ("minimal ", "500 orang", "", False),
        ("setidaknya ", "500 orang", "", False),
        ("warga sekitar. Ada ", "500 orang", "", False),
        ("", "500 orang", " lebihan", False),
    ],
)
def test_hedges(before, text, after, approximate):
    assert read(text, before, after).approximate is approximate


@pytest.mark.parametrize(
    ("before", "text", "after", "unit", "kind"),
    [
        ("Daftar pemilih tetap tercatat ", "480.215 orang", " di kota itu.", "orang", "voters"),
        ("Rapat dihadiri ", "40 orang", " pengurus.", "orang", "people"),
        ("Santunan diserahkan kepada ", "25 anak yatim", ".", "anak yatim", "beneficiaries"),
        ("Sebanyak ", "3.414 keluarga", " menerima bantuan beras.", "keluarga", "beneficiaries"),
        ("Banjir merendam rumah milik ", "104 keluarga", ".", "keluarga", "people"),
        ("Dinkes mencatat demam berdarah naik, ada ", "24 kasus", ".", "kasus", "other"),
        ("Bawaslu menangani ", "24 kasus", ".", "kasus", "violations"),
        ("Warga rentan penyakit demam berdarah. Panwascam mencatat ", "2 laporan", ".", "laporan", "violations"),
        ("Dengan jumlah pemilih ", "300", " saja.", "pemilih", "voters"),
        ("Perolehan suara pasangan itu sebanyak ", "34.720", ".", "suara", "votes"),
        ("Harga cabai naik menjadi ", "35.000-46.000", "/kg.", "IDR", "money"),
        ("Dana yang cair baru ", "6 miliar", ".", "IDR", "money"),
        ("Dia menjawab ", "7", ".", None, "other"),
    ],
)
def test_context(before, text, after, unit, kind):
    figure = read(text, before, after)
    assert (figure.unit, figure.kind) == (unit, kind)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no number"),
        ("beberapa orang", "no number"),
        ("NaN persen", "no number"),
        ("orang 5", "no number"),
        ("9" * 10_000, "no number"),
        ("\x00", "no number"),
        ("🙂" * 500, "no number"),
        ("Rp 42.12.684", "no number"),
        ("50 cm hingga satu meter", "different units"),
    ],
)
def test_abstains(text, reason):
    value = parse_figure(text)
    assert isinstance(value, Unresolved)
    assert reason in value.reason


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_never_fails(text, before, after):
    value = parse_figure(text, before=before, after=after)
    assert isinstance(value, Unresolved) or value.kind in KINDS


@given(st.integers(0, 10**12), st.sampled_from(["KPM", "orang", "kursi", "ton", "laporan"]))
def test_digits_before_any_noun(number, noun):
    assert read(f"{number:,} {noun}".replace(",", ".")).value == number


@pytest.mark.parametrize("wrong", [{"text": None}, {"text": "5", "before": 3}, {"text": "5", "after": b""}])
def test_refuses_what_is_no_text(wrong):
    with pytest.raises(InputError, match="not a string"):
        parse_figure(**wrong)


def mentions(text, *parts):
    """Mentions of `parts`, each (words, label, value), in the order in which they stand in `text`."""
    found, at = [], 0
    for words, label, value in parts:
        at = text.index(words, at)
        found.append(Mention(at, at + len(words), label, words, value=value))
        at += 1
    return found


def region(words, code):
    return words, Label.REGION, RegionValue(code, "regency", words)


def date(words, iso):
    return words, Label.DATE, DateValue(iso)


def figure(words):
    return words, Label.FIGURE, None


def test_a_bare_number_counts_what_came_before():
    text = "Ada 12 laporan yang masuk, lima di antaranya ditolak. Dua dihentikan."
    values = resolve_figures(text, mentions(text, figure("12 laporan"), figure("lima"), figure("Dua")))
    assert [(value.value, value.unit, value.kind) for value in values] == [
        (12, "laporan", "violations"),
        (5, "laporan", "violations"),
        (2, "laporan", "violations"),
    ]


def test_others_of_the_same():
    text = "Banjir menewaskan tujuh orang dan melukai 48 lainnya."
    values = resolve_figures(text, mentions(text, figure("tujuh orang"), figure("48 lainnya")))
    assert (values[1].value, values[1].unit) == (48, "orang")


def test_a_bare_number_goes_on_with_a_percentage():
    text = "Unggul 44 persen berbanding 37."
    assert [value.unit for value in resolve_figures(text, mentions(text, figure("44 persen"), figure("37")))] == [
        "percent",
        "percent",
    ]


def test_a_large_number_is_not_the_rest_of_a_small_one():
    text = "Penerima dilayani di dua kantor. Yang lewat bank 18,2 juta."
    large = resolve_figures(text, mentions(text, figure("dua kantor"), figure("18,2 juta")))[1]
    assert (large.unit, large.kind) == ("penerima", "beneficiaries")


def test_region_and_date_of_the_own_clause():
    text = "Di Sukamaju ada 5 TPS, di Sukarasa 7 TPS. Pada 2024 ada 9 TPS."
    parts = (
        region("Sukamaju", "16.02"),
        figure("5 TPS"),
        region("Sukarasa", "16.03"),
        figure("7 TPS"),
        date("2024", "2024"),
        figure("9 TPS"),
    )
    values = resolve_figures(text, mentions(text, *parts))
    assert [(value.region, value.date) for value in values] == [("16.02", None), ("16.03", None), (None, "2024")]


def test_the_innermost_region_counts():
    text = "Sebanyak 5 TPS di Mekarsari Kabupaten Sukamaju rusak."
    parts = (figure("5 TPS"), region("Mekarsari", "16.02.01"), region("Kabupaten Sukamaju", "16.02"))
    assert resolve_figures(text, mentions(text, *parts))[0].region == "16.02.01"


def test_two_regions_of_a_clause_leave_it_open():
    text = "Sebanyak 5 TPS di Sukamaju atau Sukarasa rusak pada 2023 atau 2024."
    parts = (
        figure("5 TPS"),
        region("Sukamaju", "16.02"),
        region("Sukarasa", "16.03"),
        date("2023", "2023"),
        date("2024", "2024"),
    )
    value = resolve_figures(text, mentions(text, *parts))[0]
    assert (value.region, value.date) == (None, None)


def test_a_region_in_a_name_is_not_where_things_are():
    text = "Bawaslu Sukamaju menerima 5 laporan."
    parts = (("Bawaslu Sukamaju", Label.ORG, None), region("Sukamaju", "16.02"), figure("5 laporan"))
    assert resolve_figures(text, mentions(text, *parts))[0].region is None


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Sukamaju — Sebanyak 5 KPM menerima beras mulai 2023.", (None, "2023")),  # a dateline
        ("Di Sukamaju, 5 KPM menerima beras.", ("16.02", None)),
        ("Dinas Sosial, Sukamaju, mendata 5 KPM.", (None, None)),
        ("Ada 5 KPM, tiga di antaranya di Sukamaju.", (None, None)),  # what the next figure has
        ("Beras untuk 5 KPM tiba dan dibagikan di Sukamaju pada 2023.", (None, None)),
        ("Pada 2023, sebanyak 5 KPM di Sukamaju terdata, naik sejak itu.", ("16.02", "2023")),
    ],
)
def test_what_stands_beside_but_not_in_the_clause(text, about):
    known = [("Dinas Sosial", Label.ORG, None), region("Sukamaju", "16.02"), date("2023", "2023")]
    known += [figure("5 KPM"), figure("tiga")]
    there = sorted((part for part in known if part[0] in text), key=lambda part: text.index(part[0]))
    value, *_ = resolve_figures(text, mentions(text, *there))
    assert (value.region, value.date) == about


def test_unresolved_regions_and_dates_say_nothing():
    text = "Di Sukamaju kemarin ada 5 TPS dan entah."
    parts = (
        ("Sukamaju", Label.REGION, Unresolved("two regions")),
        ("kemarin", Label.DATE, Unresolved("no day")),
        figure("5 TPS"),
        figure("entah"),
    )
    values = resolve_figures(text, mentions(text, *parts))
    assert (values[0].region, values[0].date) == (None, None)
    assert isinstance(values[1], Unresolved)


def test_no_figures_no_values():
    assert resolve_figures("Tidak ada angka.", []) == []
