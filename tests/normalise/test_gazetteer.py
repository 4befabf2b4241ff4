"""The table of regions: search by halving agrees with reading the whole table."""

import lzma
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beritaie.errors import InputError
from beritaie.normalise.regions import gazetteer as module
from beritaie.normalise.regions.gazetteer import Area, Gazetteer, fold, gazetteer, index_of

TABLE = (
    "16\tSumatera Selatan\n16.02\tKabupaten Ogan Komering Ilir\n16.02.01\tTanjung Lubuk\n16.02.01.2001\tTanjung Baru\n"
    "16.02.10\tLempuing\n16.03\tKabupaten Muara Enim\n16.71\tKota Palembang\n16.71.01\tLempuing\n"
)


def small(table: str = TABLE) -> Gazetteer:
    index = index_of(table)
    return Gazetteer(table, [int.from_bytes(index[at : at + 4], "little") for at in range(0, len(index), 4)])


def test_small_table_by_code():
    table = small()
    for area in table:
        assert table.at(area.code) == area
    for code in ("", "1", "16.0", "16.02.02", "16.9", "99", "zz"):
        assert table.at(code) is None


def test_small_table_by_name():
    table = small()
    assert [area.code for area in table.named("lem puing")] == ["16.02.10", "16.71.01"]
    assert [area.code for area in table.named("Ogan Komering Ilir")] == ["16.02"]
    assert table.named("Kabupaten Ogan Komering Ilir") == ()
    assert table.named("") == table.named("·") == ()


def test_small_table_inside():
    table = small()
    assert [area.code for area in table.inside("16.02")] == ["16.02.01", "16.02.01.2001", "16.02.10"]
    assert [area.code for area in table.inside("16.02.01")] == ["16.02.01.2001"]
    assert table.inside("16.03") == table.inside("99") == ()
    assert [area.code for area in table.upper()] == ["16", "16.02", "16.03", "16.71"]


@given(st.lists(st.text("abc A", min_size=1, max_size=4).filter(str.strip), min_size=1, max_size=20))
def test_named_agrees_with_a_scan(names):
    lines = [f"11.01.01.{2000 + number}\t{name.strip()}\n" for number, name in enumerate(names)]
    table = small("".join(lines))
    for name in names:
        assert table.named(name) == tuple(area for area in table if fold(area.name) == fold(name))


def test_whole_table_is_sorted_and_indexed():
    table = gazetteer()
    areas = list(table)
    assert len(areas) == len(table) == 91_599
    assert all(one.code < other.code for one, other in pairwise(areas))
    keys = [table._key(start) for start in table._index]
    assert all(one <= other for one, other in pairwise(keys))
    levels = [area.level for area in table.upper()]
    assert [levels.count(level) for level in ("province", "regency", "city")] == [38, 416, 98]
    assert tuple(area for area in areas if len(area.code) <= 5) == table.upper()


@pytest.mark.parametrize(
    ("code", "level", "short_name"),
    [
        ("31", "province", "Daerah Khusus Ibukota Jakarta"),
        ("16.02", "regency", "Ogan Komering Ilir"),
        ("31.01", "regency", "Kepulauan Seribu"),
        ("31.74", "city", "Jakarta Selatan"),
        ("36.73", "city", "Serang"),
        ("71.74", "city", "Kotamobagu"),
        ("18.06.01", "district", "Kota Agung"),
        ("18.04.04.1001", "village", "Pasar Liwa"),
    ],
)
def test_levels_and_names(code, level, short_name):
    area = gazetteer().at(code)
    assert area is not None
    assert (area.level, area.short_name) == (level, short_name)
    assert area.value.to_fields() == {"code": code, "level": level, "name": area.name}


@pytest.mark.parametrize("broken", [b"", b"no table", lzma.compress(b"16\tX\n")[:-8]])
def test_broken_files_are_refused(monkeypatch, tmp_path, broken):
    tables = tmp_path / "tables"
    tables.mkdir()
    for name in (module.TABLE_FILE, module.INDEX_FILE):
        (tables / name).write_bytes(broken)
    monkeypatch.setattr(module, "files", lambda package: tmp_path)
    with pytest.raises(InputError, match="install beritaie again"):
        gazetteer.__wrapped__()


def test_missing_and_foreign_files_are_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "files", lambda package: tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        gazetteer.__wrapped__()
    tables = tmp_path / "tables"
    tables.mkdir()
    (tables / module.TABLE_FILE).write_bytes(lzma.compress(TABLE.encode()))
    (tables / module.INDEX_FILE).write_bytes(lzma.compress(index_of("16\tSumatera Selatan\n")))
    with pytest.raises(InputError, match="does not belong"):
        gazetteer.__wrapped__()


def test_area_is_a_pair():
    assert Area("16", "Sumatera Selatan") == ("16", "Sumatera Selatan")
