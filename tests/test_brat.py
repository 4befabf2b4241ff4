from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from beritaie.brat import annotations, configuration, plain_text, write_folder
from beritaie.schema import (
    Article,
    DateValue,
    FigureValue,
    Label,
    Mention,
    PersonValue,
    RegionValue,
    RoleValue,
    SpeechValue,
    Unresolved,
)
from strategies import articles

TEXT = "Pj Bupati OKI Asmar: “Sekitar 12 laporan,” katanya, kemarin."


def mention(words: str, label: Label, value: object = None) -> Mention:
    start = TEXT.index(words)
    return Mention(start, start + len(words), label, words, None, value)


CUE = mention("katanya", Label.CUE)


@pytest.mark.parametrize(
    ("made", "lines"),
    [
        (CUE, ["T1\tCUE 43 50\tkatanya"]),
        (
            mention("Asmar", Label.PERSON, PersonValue("Asmar Wijaya")),
            ["T1\tPERSON 14 19\tAsmar", '#1\tAnnotatorNotes T1\t{"name": "Asmar Wijaya"}'],
        ),
        (
            mention("Pj Bupati OKI", Label.ROLE, RoleValue("Bupati", "acting")),
            [
                "T1\tROLE 0 13\tPj Bupati OKI",
                "A1\tStatus T1 acting",
                '#1\tAnnotatorNotes T1\t{"title": "Bupati", "status": "acting", "institution": null, "region": null}',
            ],
        ),
        (
            mention("OKI", Label.REGION, RegionValue("16.02", "regency", "Kabupaten Ogan Komering Ilir")),
            [
                "T1\tREGION 10 13\tOKI",
                "N1\tReference T1 Kemendagri:16.02\tKabupaten Ogan Komering Ilir",
                '#1\tAnnotatorNotes T1\t{"code": "16.02", "level": "regency", "name": "Kabupaten Ogan Komering Ilir"}',
            ],
        ),
        (
            mention("12 laporan", Label.FIGURE, FigureValue(12, approximate=True, unit="laporan", kind="violations")),
            [
                "T1\tFIGURE 30 40\t12 laporan",
                "A1\tKind T1 violations",
                "A2\tApproximate T1",
                '#1\tAnnotatorNotes T1\t{"value": 12, "unit": "laporan", "kind": "violations", "approximate": true}',
            ],
        ),
        (
            mention("kemarin", Label.DATE, DateValue("2024-10-15")),
            ["T1\tDATE 52 59\tkemarin", '#1\tAnnotatorNotes T1\t{"iso": "2024-10-15"}'],
        ),
        (
            mention("kemarin", Label.DATE, Unresolved("no date of the article")),
            ["T1\tDATE 52 59\tkemarin", "A1\tUnresolved T1"],
        ),
    ],
)
def test_a_mention_in_lines(made: Mention, lines: list[str]) -> None:
    assert annotations(Article(TEXT, (made,))).splitlines() == lines


def test_a_quote_points_at_its_cue() -> None:
    said = mention("Sekitar 12 laporan,", Label.QUOTE, SpeechValue("Asmar", (CUE.start, CUE.end)))
    lines = annotations(Article(TEXT, (said, CUE))).splitlines()
    assert "R1\tCue Arg1:T1 Arg2:T2" in lines
    assert not any(line.startswith("R") for line in annotations(Article(TEXT, (said,))).splitlines())


def test_a_span_over_several_lines_is_written_in_fragments() -> None:
    text = "“Satu \r\n\r\n dua”"
    line = annotations(Article(text, (Mention(1, 14, Label.QUOTE, text[1:14]),)))
    assert line == "T1\tQUOTE 1 5;10 14\tSatu  dua\n"


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(articles())
def test_any_article_can_be_read_back(made: Article) -> None:
    text, lines = plain_text(made), annotations(made).split("\n")
    (text + "".join(lines)).encode("utf-8")
    assert len(text) == len(made.text)
    found = [line.split("\t") for line in lines if line.startswith("T")]
    assert len(found) == len(made.mentions)
    for (_, head, shown), mention in zip(found, made.mentions, strict=True):
        label, places = head.split(" ", 1)
        parts = [tuple(map(int, part.split())) for part in places.split(";")]
        assert label == mention.label
        assert mention.start <= parts[0][0] < parts[-1][1] <= mention.end
        assert len(shown) == sum(end - start for start, end in parts) + len(parts) - 1 or not mention.text.strip()
    assert {line[:1] for line in lines if line} <= set("TANR#")


def test_a_folder_has_a_pair_for_each_article_and_what_brat_must_know(tmp_path: Path) -> None:
    named = [Article(TEXT, (CUE,), id=name) for name in ("a/b", "A_B", None, "..", "a/b")]
    assert write_folder(named, tmp_path / "brat") == 5
    names = sorted(path.name for path in (tmp_path / "brat").iterdir())
    stems = ["000003", "000004", "A_B-2", "a_b", "a_b-3"]
    assert names == sorted([*(f"{stem}{end}" for stem in stems for end in (".ann", ".txt")), "annotation.conf"])
    assert (tmp_path / "brat" / "a_b.txt").read_text("utf-8") == TEXT
    assert (tmp_path / "brat" / "a_b.ann").read_text("utf-8") == "T1\tCUE 43 50\tkatanya\n"
    assert "Kind Arg:FIGURE, Value:beneficiaries|" in configuration()
