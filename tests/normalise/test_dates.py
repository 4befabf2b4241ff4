from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beritaie.errors import InputError
from beritaie.normalise.dates import normalise_date, resolve_dates
from beritaie.normalise.dates.events import Event, day_of_event
from beritaie.normalise.dates.reading import WEEKDAYS
from beritaie.normalise.tables import own_table
from beritaie.schema import DateValue, Label, Mention, Unresolved
from strategies import any_text

WEDNESDAY = "2024-10-16"
MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()  # noqa: SIM905


def iso(text: str, published: date | str | None = WEDNESDAY, **around: object) -> str | None:
    return getattr(normalise_date(text, published=published, **around), "iso", None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Selasa 15 Oktober 2024", "2024-10-15"),
        ("Selasa, tanggal 15 bulan Oktober tahun 2024", "2024-10-15"),
        ("SELASA (15/10/2024)", "2024-10-15"),
        ("Selasa(15/10)", "2024-10-15"),
        ("Kamis (12/9)", "2024-09-12"),
        ("Senin malam (14/10)", "2024-10-14"),
        ("14 Oktober, Senin", "2024-10-14"),
        ("12/9", "2024-09-12"),
        ("15-10-24", "2024-10-15"),
        ("15.10.2024", "2024-10-15"),
        ("15/102024", "2024-10-15"),
        ("2024-10-15", "2024-10-15"),
        ("October 15, 2024", "2024-10-15"),
        ("Oktober 2024", "2024-10"),
        ("bulan Mei", "2024-05"),
        ("tahun anggaran 2023", "2023"),
        ("T.A. 2023", "2023"),
        ("1990-an", "1990/1999"),
        ("abad ke-19", "1801/1900"),
        ("abad XVIII", "1701/1800"),
    ],
)
def test_days_months_years(text: str, expected: str) -> None:
    assert iso(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10 Nopember 2024", "2024-11-10"),
        ("5 Pebruari", "2024-02-05"),
        ("3 Agst 2024", "2024-08-03"),
        ("5 Sept 2024", "2024-09-05"),
        ("Jum'at, 11 Okt 2024", "2024-10-11"),
        ("Jum’at (11/10)", "2024-10-11"),
        ("Ahad (13/10)", "2024-10-13"),
        ("12 Fenruari 2024", "2024-02-12"),
        ("12 Septmber 2024", "2024-09-12"),
        ("12 Meiii 2024", None),  # too short to be sure of
        ("12 Oktoburrr 2024", None),
    ],
)
def test_spelling(text: str, expected: str | None) -> None:
    assert iso(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15-17 Oktober 2024", "2024-10-15/2024-10-17"),
        ("15 – 17 Oktober", "2024-10-15/2024-10-17"),
        ("24, 25 dan 26 Oktober 2024", "2024-10-24/2024-10-26"),
        ("28 Oktober hingga 3 November", "2024-10-28/2024-11-03"),
        ("28 Desember-3 Januari 2025", "2024-12-28/2025-01-03"),
        ("28 Desember 2023 s.d. 3 Januari", "2023-12-28/2024-01-03"),
        ("18-20/10/2024", "2024-10-18/2024-10-20"),
        ("Jumat hingga Minggu (18-20/10)", "2024-10-18/2024-10-20"),
        ("Senin (14/10) sampai Rabu (16/10)", "2024-10-14/2024-10-16"),
        ("Selasa (15-10)", "2024-10-15"),
        ("Januari-Maret 2024", "2024-01/2024-03"),
        ("November 2023 s/d Maret 2024", "2023-11/2024-03"),
        ("Januari 2023 hingga Rabu, 9 Oktober 2024", "2023-01/2024-10-09"),
        ("2019 - 2024", "2019/2024"),
        ("tahun ajaran 2024/2025", "2024/2025"),
        ("Senin sampai Kamis pekan depan", "2024-10-21/2024-10-24"),
        ("hari ini hingga 26 Juni tahun depan", "2024-10-16/2025-06-26"),
        ("1-2 tahun lalu", "2022/2023"),
        ("17 Oktober 2024-15 Oktober 2024", None),
    ],
)
def test_ranges(text: str, expected: str | None) -> None:
    assert iso(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("triwulan III 2024", "2024-07/2024-09"),
        ("triwulan ke-4 ini", "2024-10/2024-12"),
        ("triwulan ke empat", "2024-10/2024-12"),
        ("kuartal III/2024", "2024-07/2024-09"),
        ("Q3 2024", "2024-07/2024-09"),
        ("triwulan II-IV", "2024-04/2024-12"),
        ("triwulan 1 dan 2 tahun ini", "2024-01/2024-06"),
        ("kuartal lalu", "2024-07/2024-09"),
        ("semester pertama tahun lalu", "2023-01/2023-06"),
        ("paruh kedua 2024", "2024-07/2024-12"),
        ("caturwulan II 2023", "2023-05/2023-08"),
        ("minggu kedua Februari", "2024-02-08/2024-02-14"),
        ("pekan terakhir bulan ini", "2024-10-25/2024-10-31"),
        ("triwulan V", None),
        ("minggu ke-6 Mei", None),
    ],
)
def test_parts_of_years(text: str, expected: str | None) -> None:
    assert iso(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hari ini", "2024-10-16"),
        ("malam tadi", "2024-10-16"),
        ("tadi malam", "2024-10-15"),
        ("siang nanti", "2024-10-16"),
        ("sore hari ini", "2024-10-16"),
        ("kemarin", "2024-10-15"),
        ("kemaren", "2024-10-15"),
        ("kemarin lusa", "2024-10-14"),
        ("kemarin (Selasa)", "2024-10-15"),
        ("besok pagi", "2024-10-17"),
        ("lusa", "2024-10-18"),
        ("tiga hari lalu", "2024-10-13"),
        ("dua pekan yang lalu", "2024-09-30/2024-10-06"),
        ("dua pekan lagi", "2024-10-28/2024-11-03"),
        ("pekan lalu", "2024-10-07/2024-10-13"),
        ("Minggu depan", "2024-10-21/2024-10-27"),
        ("bulan depan", "2024-11"),
        ("akhir bulan ini", "2024-10"),
        ("tanggal 5 bulan depan", "2024-11-05"),
        ("setahun lalu", "2023"),
        ("tahun berjalan", "2024"),
        ("Desember tahun lalu", "2023-12"),
        ("Oktober ini", "2024-10"),
        ("beberapa hari lalu", None),
        ("dahulu kala", None),
    ],
)
def test_deictic(text: str, expected: str | None) -> None:
    assert iso(text) == expected


@pytest.mark.parametrize(
    ("text", "around", "expected"),
    [
        ("Rabu", {}, "2024-10-16"),
        ("Kamis", {}, "2024-10-10"),
        ("Minggu", {}, "2024-10-13"),
        ("Kamis", {"before": "Logistik akan dikirim pada hari "}, "2024-10-17"),
        ("Kamis", {"before": "Ia akan datang. Hal itu dikatakannya pada "}, "2024-10-10"),
        ("Kamis", {"after": " mendatang"}, "2024-10-17"),
        ("Rabu", {"after": " lalu"}, "2024-10-09"),
        ("Rabu lalu", {}, "2024-10-09"),
        ("Kamis besok", {}, "2024-10-17"),
        ("Kamis ini", {}, "2024-10-17"),
        ("Senin pekan depan", {}, "2024-10-21"),
        ("Jumat pekan lalu", {}, "2024-10-11"),
    ],
)
def test_bare_weekday(text: str, around: dict[str, str], expected: str) -> None:
    assert iso(text, **around) == expected


@pytest.mark.parametrize(
    ("text", "published", "after", "expected"),
    [
        ("28 Desember", "2024-01-03", "", "2023-12-28"),
        ("3 Januari", "2024-12-28", "", "2025-01-03"),
        ("13 Januari", "2024-10-22", "", "2024-01-13"),
        ("13 Januari", "2024-10-22", " mendatang", "2025-01-13"),
        ("Desember", "2024-10-22", " lalu", "2023-12"),
        ("29 Februari", "2026-03-01", "", "2024-02-29"),
        ("29 Februari", "2027-12-01", " mendatang", "2028-02-29"),
        ("20", "2024-10-22", "", "2024-10-20"),
    ],
)
def test_year_left_out(text: str, published: str, after: str, expected: str) -> None:
    assert iso(text, published, after=after) == expected


@pytest.mark.parametrize(
    "text", ["31 Februari", "31 Februari 2024", "29 Februari 2023", "Selasa (31/4)", "0/0", "32/13/2024"]
)
@pytest.mark.parametrize("published", [WEDNESDAY, None])
def test_impossible_day(text: str, published: str | None) -> None:
    outcome = normalise_date(text, published=published)
    assert isinstance(outcome, Unresolved)
    assert outcome.reason == f"'{text}' is not in the calendar"


def test_wrong_weekday_keeps_the_numbers_and_warns() -> None:
    assert normalise_date("Senin (15/10/2024)") == DateValue(
        "2024-10-15", "2024-10-15 is a Selasa, the text says Senin"
    )


@pytest.mark.parametrize(
    ("text", "around", "expected"),
    [
        ("H-17", {"event": date(2024, 11, 27)}, "2024-11-10"),
        ("H+3", {"event": date(2024, 11, 27)}, "2024-11-30"),
        ("H - 1", {"after": " menjelang Idul Fitri"}, "2025-03-30"),
        ("H-7 Lebaran 2024", {}, "2024-04-03"),
        ("H-1 hingga H+1 Lebaran 2024", {}, "2024-04-09/2024-04-11"),
        ("tiga hari menjelang Pilkada 2024", {}, "2024-11-24"),
        ("sepekan setelah Pemilu 2019", {}, "2019-04-24"),
        ("H-1 (26/11)", {}, "2024-11-26"),
        ("H-17", {}, None),
        ("H-3", {"after": " Pilgub 2012"}, None),  # no simultaneous vote that year
        ("H-99999", {"event": date(2024, 11, 27)}, None),
    ],
)
def test_countdown(text: str, around: dict[str, object], expected: str | None) -> None:
    assert iso(text, **around) == expected


def test_feasts() -> None:
    assert iso("bulan Ramadhan ini", "2024-03-06") == "2024-03-12/2024-04-09"
    assert iso("Ramadan 2025") == "2025-03-01/2025-03-30"
    assert iso("10 Ramadan", "2024-03-06") == "2024-03-21"
    assert iso("31 Ramadan", "2024-03-06") is None


def test_day_of_speech_moves_what_is_counted_from_it() -> None:
    spoken = date(2024, 10, 14)
    assert iso("hari ini", spoken=spoken) == "2024-10-14"
    assert iso("besok", spoken=spoken) == "2024-10-15"
    assert iso("besok", None, spoken=spoken) == "2024-10-15"


def test_without_the_day_of_the_article() -> None:
    assert iso("15-17 Oktober 2024", None) == "2024-10-15/2024-10-17"
    assert iso("H-1 Pilkada 2024", None) == "2024-11-26"
    for text in ("kemarin", "Senin", "12/9", "Maret", "tahun lalu", "Ramadan", "tanggal 20"):
        assert "no date of the article" in normalise_date(text).reason  # type: ignore[union-attr]


def test_weekday_without_year_leaves_candidates() -> None:
    outcome = normalise_date("Kamis (12/9)")
    assert isinstance(outcome, Unresolved)
    assert [day.iso for day in outcome.candidates] == ["2030-09-12", "2024-09-12", "2019-09-12", "2013-09-12"]


def test_published_as_date_or_text() -> None:
    assert iso("kemarin", date(2024, 10, 16)) == iso("kemarin", datetime(2024, 10, 16, 23)) == "2024-10-15"


@pytest.mark.parametrize(
    "arguments",
    [
        {"published": "16-10-2024"},
        {"published": "2024-02-30"},
        {"published": 20241016},
        {"spoken": 3},
        {"before": None},
    ],
)
def test_wrong_arguments(arguments: dict[str, object]) -> None:
    with pytest.raises(InputError):
        normalise_date("kemarin", **arguments)  # type: ignore[arg-type]
    with pytest.raises(InputError):
        normalise_date(None)  # type: ignore[arg-type]
    with pytest.raises(InputError):
        resolve_dates("kemarin", [], published="kemarin")


@given(st.dates(date(1945, 1, 1), date(2045, 12, 31)), st.dates(date(1945, 1, 1), date(2045, 12, 31)))
def test_every_long_form_reads_back(day: date, published: date) -> None:
    month, weekday = MONTHS[day.month - 1], WEEKDAYS[day.weekday()]
    forms = (
        f"{day.day} {month} {day.year}",
        f"{weekday} {day.day} {month} {day.year}",
        f"{weekday}, {day.day:02} {month.upper()} {day.year}",
        f"{weekday} ({day.day}/{day.month}/{day.year})",
        f"{weekday} ({day.day:02}-{day.month:02}-{day.year})",
        f"{month} {day.day}, {day.year}",
        day.isoformat(),
    )
    for form in forms:
        assert normalise_date(form, published=published) == DateValue(day.isoformat())
        assert normalise_date(form) == DateValue(day.isoformat())


@given(st.dates(date(1945, 1, 1), date(2045, 12, 31)), st.integers(0, 400))
def test_every_range_reads_back(first: date, n_days: int) -> None:
    last = date.fromordinal(first.toordinal() + n_days)
    ends = [f"{day.day} {MONTHS[day.month - 1]} {day.year}" for day in (first, last)]
    expected = first.isoformat() if n_days == 0 else f"{first}/{last}"
    assert iso(" hingga ".join(ends), None) == expected


@given(any_text, any_text, any_text, st.none() | st.dates())
def test_no_text_breaks_it(text: str, before: str, after: str, published: date | None) -> None:
    outcome = normalise_date(text, published=published, before=before, after=after)
    assert isinstance(outcome, DateValue | Unresolved)


WORDS = (
    "Senin minggu 12 31 2024 Oktober Feb / - ( ) hingga lalu depan ini kemarin besok hari pekan bulan tahun triwulan "
    "II ke-3 H-3 H+1 Lebaran Ramadan 12/9 1990-an abad terakhir sebelumnya sama satu se tanggal , nanti"
)
pieces = st.sampled_from(WORDS.split())


@given(st.lists(pieces, max_size=8), st.none() | st.dates(), st.sampled_from(["", " lalu", " mendatang", " Pilkada"]))
def test_no_row_of_words_breaks_it(words: list[str], published: date | None, after: str) -> None:
    outcome = normalise_date(" ".join(words), published=published, after=after)
    assert isinstance(outcome, DateValue | Unresolved)


@pytest.mark.parametrize("junk", ["9" * 10_000, "1-" * 50_000, "(" * 100_000, "9 " * 60, "ke " * 40])
def test_junk(junk: str) -> None:
    assert isinstance(normalise_date(junk, published=WEDNESDAY, before=junk, after=junk), Unresolved)


def resolved(marked: str, published: str | None = WEDNESDAY) -> list[str | None]:
    """Resolve the dates that stand in `[[…]]`, quotes in `<<…>>`."""
    text = marked
    for mark in ("[[", "]]", "<<", ">>"):
        text = text.replace(mark, "")
    mentions = []
    for opening, closing, label in (("[[", "]]", Label.DATE), ("<<", ">>", Label.QUOTE)):
        for part in marked.split(opening)[1:]:
            before = marked[: marked.index(opening + part)]
            start = len(before) - 2 * sum(before.count(mark) for mark in ("[[", "]]", "<<", ">>"))
            inside = part.split(closing)[0].replace("[[", "").replace("]]", "")
            mentions.append(Mention(start, start + len(inside), label, text[start : start + len(inside)]))
    values = resolve_dates(text, mentions, published=published)
    return [getattr(value, "iso", None) for value in values]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Bantuan untuk [[Maret]], [[April]] dan [[Mei 2023]] cair.", ["2023-03", "2023-04", "2023-05"]),
        ("Bantuan [[Mei 2023]] cair. Bantuan [[Juni]] belum.", ["2023-05", "2024-06"]),
        ("<<Bantuan cair [[hari ini]],>> kata Sari, [[Senin (14/10)]].", ["2024-10-14", "2024-10-14"]),
        ("<<Bantuan cair [[besok]],>> kata Sari, [[Senin (14/10)]].", ["2024-10-15", "2024-10-14"]),
        ("<<Bantuan cair [[hari ini]],>> kata Sari di Serang, [[Senin]].", ["2024-10-14", "2024-10-14"]),
        ("Sari pulang [[Senin (14/10)]]. Pasar ramai [[hari ini]].", ["2024-10-14", "2024-10-16"]),
        ("Pasar ramai [[hari ini]]. Sari tiba di Serang, [[Selasa (15/10)]].", ["2024-10-15", "2024-10-15"]),
        ("[[Hari ini]], [[Senin (14/10)]], pasar tutup.", ["2024-10-14", "2024-10-14"]),
        ("Pasar tutup [[Senin (14/10)]] [[kemarin]].", ["2024-10-14", "2024-10-14"]),
        ("Pilkada 2024 sudah dekat. Pada [[H-3]] logistik tiba.", ["2024-11-24"]),
        ("Pemungutan suara ulang digelar [[Sabtu (19/10)]]. Pada [[H-2]] logistik tiba.", ["2024-10-19", "2024-10-17"]),
        ("Pelantikan digelar [[20 Oktober]]. Serah terima pada [[H+2]] pelantikan.", ["2024-10-20", "2024-10-22"]),
        ("Sanggahan diajukan sampai [[H+14]] setelah pengumuman.", [None]),
        ("Pemungutan suara Pilkada 2018 digelar [[27 Juni]].", ["2018-06-27"]),
        ("TPS ditutup [[Minggu (13/10)]], [[keesokan harinya]] logistik kembali.", ["2024-10-13", "2024-10-14"]),
        ("Jembatan selesai pada [[Desember]], jalan [[bulan berikutnya]].", ["2024-12", "2025-01"]),
    ],
)
def test_article_settles_what_a_date_leaves_out(marked: str, expected: list[str | None]) -> None:
    assert resolved(marked) == expected


def test_article_without_its_day_gives_the_year() -> None:
    marked = "Rapat digelar [[Selasa (15/10/2024)]] dan [[Rabu (16/10)]], lalu [[kemarin]]."
    assert resolved(marked, None) == ["2024-10-15", "2024-10-16", None]


def test_values_come_in_the_order_of_the_mentions() -> None:
    text = "Rapat 15 Oktober 2024, pleno 17 Oktober 2024 di Serang."
    spans = [(text.index(part), part, label) for part, label in (("17", Label.DATE), ("15", Label.DATE))]
    mentions = [Mention(at, at + 15, label, text[at : at + 15]) for at, _, label in spans]
    region = Mention(text.index("Serang"), text.index("Serang") + 6, Label.REGION, "Serang")
    values = resolve_dates(text, [mentions[0], region, mentions[1]], published=None)
    assert values == [DateValue("2024-10-17"), DateValue("2024-10-15")]


def test_tables_hold_days_of_the_calendar() -> None:
    days = [date.fromisoformat(day) for _, day, _ in own_table("elections")]
    assert days == sorted(days)
    for year, *cells in own_table("feasts"):
        assert {date.fromisoformat(day).year for day in cells} == {int(year)}


def test_event_far_from_the_article_is_another() -> None:
    assert day_of_event(Event("pilkada", "pilkada", None), date(2012, 7, 1)) is None
    assert day_of_event(Event("pilkada", "pilkada", None), date(2024, 10, 1)) == date(2024, 11, 27)
