import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beritaie.corpus import check_corpus, read_corpus, write_corpus
from beritaie.errors import CorpusError
from beritaie.schema import Article
from strategies import articles

TEXT = "Kata Romi, “Aman.” Ujar Asmar."


def line(*spans: dict[str, Any], **fields: Any) -> bytes:
    return json.dumps({"id": "a", "text": TEXT, "spans": list(spans)} | fields, ensure_ascii=False).encode()


def span(surface: str, label: str, **fields: Any) -> dict[str, Any]:
    start = TEXT.index(surface)
    return {"start": start, "end": start + len(surface), "label": label, **fields}


def problems_of(tmp_path: Path, content: bytes) -> list[str]:
    path = tmp_path / "corpus.jsonl"
    path.write_bytes(content)
    found = check_corpus(path)
    assert all(problem.remedy for problem in found)
    return [f"{problem.line}: {problem.what}" for problem in found]


GOOD = line(
    span("Romi", "PERSON", name="Romi"),
    span("Kata", "CUE"),
    span("Aman.", "QUOTE", speaker="Romi", cue=[0, 4]),
    span("Romi", "ORG"),
    officials=[{"name": "Romi", "roles": [{"title": "Ketua", "status": "acting"}]}],
)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        GOOD,
        GOOD + b"\r\n\n" + line(id="b"),
        b"\xef\xbb\xbf" + GOOD,
        line(span("Romi", "PERSON"), span("Asmar", "PERSON")),  # without values
        line(span("Kata Romi", "CLAIM"), span("Romi, “Aman", "QUOTE")),  # different labels may overlap
        line(span("“", "CUE"), span("Aman", "CUE")),  # neighbours do not overlap
        line(span("Aman.", "QUOTE", speaker=None, cue=None)),
    ],
)
def test_good_files_have_no_problems(tmp_path: Path, content: bytes) -> None:
    assert problems_of(tmp_path, content) == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{"id": "a", "text"', ["1: broken JSON at column 19"]),
        (GOOD + b"\n\xff\xfe{}\n", ["2: byte 0 of the line is not UTF-8"]),
        (b'\n\n{"text": ""}', ["3: key spans is missing", "3: key id is missing"]),
        (b"[1]", ["1: [1] is no object"]),
        (b'{"id": "a", "id": "b", "text": "", "spans": []}', ["1: key 'id' stands twice"]),
        (line(span("Romi", "PERSON", end=99)), ["1: PERSON at 5: span end 99 is behind the end"]),
        (line(span("Romi", "PERSON", end=5)), ["1: PERSON at 5: span offsets 5 to 5 hold nothing"]),
        (line(span("Romi", "PERSON", start="5")), ["1: span offset '5' is no integer"]),
        (line(span("Romi", "PERSON", start=5.0)), ["1: span offset 5.0 is no integer"]),
        (line(span(" Romi", "PERSON")), ["1: PERSON at 4 ' Romi' has white space at an edge"]),
        (line(span("Romi", "PERSON"), span("Romi, “", "PERSON")), ["1: PERSON at 5 'Romi' overlaps PERSON at 5"]),
        (line(span("Romi", "LOC")), ["1: LOC at 5: label 'LOC' is unknown"]),
        (GOOD + b"\n" + GOOD, ["2: id 'a' stands in line 1 too"]),
        (line(span("Romi", "PERSON", nama="R")), ["1: PERSON at 5: field 'nama' is unknown"]),
        (line(span("Romi", "FIGURE", value=1, kind="KPM")), ["1: FIGURE at 5: kind 'KPM' is unknown"]),
        (line(span("Romi", "ROLE", title="Ketua", status="pj")), ["1: ROLE at 5: status 'pj' is unknown"]),
        (
            line(span("Romi", "REGION", code=None, level="kab", name="OKI")),
            ["1: REGION at 5: level 'kab' is unknown"],
        ),
        (line(span("Romi", "DATE", iso="2024-02-30")), ["1: DATE at 5: iso '2024-02-30' is no date"]),
        (
            line(span("Ujar", "CUE"), span("Aman.", "QUOTE", speaker=None, cue=[0, 4])),
            ["1: QUOTE at 12 'Aman.' has the cue [0, 4], which is no CUE span"],
        ),
        (
            line(officials=[{"name": "Romi", "roles": [{"title": "Ketua", "status": "acting"}]}]),
            ["1: official 'Romi' is the name of no PERSON"],
        ),
    ],
)
def test_each_fault_is_found(tmp_path: Path, content: bytes, expected: list[str]) -> None:
    found = problems_of(tmp_path, content)
    assert len(found) == len(expected), found
    for there, begins in zip(found, expected, strict=True):
        assert there.startswith(begins)


def test_all_faults_are_told_with_line_and_id(tmp_path: Path) -> None:
    bad = line(
        span("Romi", "ROLE", title=" ", status="pj", region="1"),
        span("Asmar", "PERSON", umur=3, end=99),
        span("Kata ", "CUE"),
        id="b",
        published="kemarin",
    )
    path = tmp_path / "corpus.jsonl"
    path.write_bytes(GOOD + b"\n{\n" + bad + b"\n" + GOOD)
    found = check_corpus(path)
    assert [(p.line, p.id) for p in found] == [(2, None)] + 7 * [(3, "b")] + [(4, "a")]
    whats = " | ".join(p.what for p in found)
    for part in ("kemarin", "title ' '", "status 'pj'", "region '1'", "'umur'", "end 99", "white space", "stands in"):
        assert part in whats


def test_long_overlaps_are_found_over_short_ones_between(tmp_path: Path) -> None:
    text = "abcdefghij"
    spans = [{"start": s, "end": e, "label": "CLAIM"} for s, e in ((0, 10), (1, 2), (8, 9))]
    assert len(problems_of(tmp_path, line(*spans, text=text))) == 2


def test_reading_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    path.write_bytes(GOOD + b"\n\n" + line(span("Romi", "LOC")))
    stream = read_corpus(path)
    assert next(stream).id == "a"
    with pytest.raises(CorpusError, match=r"corpus\.jsonl:3: LOC at 5: label 'LOC' is unknown; use one of"):
        next(stream)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(articles(), max_size=4))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, written: list[Article]) -> None:
    path = tmp_path_factory.mktemp("corpus") / "corpus.jsonl"
    write_corpus(path, written)
    assert path.read_bytes().count(b"\n") == len(written)
    assert list(read_corpus(path)) == written


def test_writing_is_all_or_nothing(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    write_corpus(path, [Article("lama")])
    before = path.read_bytes()

    def failing() -> Any:
        yield Article("baru")
        raise RuntimeError("cut off")

    with pytest.raises(RuntimeError, match="cut off"):
        write_corpus(path, failing())
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["corpus.jsonl"]  # noqa: PTH208  nothing hidden is left behind either
    write_corpus(path, read_corpus(path))
    assert path.read_bytes() == before


def test_gold_corpora_have_no_problems(data_root: Path) -> None:
    assert check_corpus(data_root / "corpus" / "train.jsonl") == []
    assert check_corpus(data_root / "corpus" / "dev.jsonl") == []
