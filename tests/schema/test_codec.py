import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings

from beritaie.errors import CorpusError
from beritaie.schema import (
    KINDS,
    LABELS,
    LEVELS,
    STATUSES,
    Article,
    FigureValue,
    Mention,
    SpeechValue,
    Unresolved,
    article_from_json,
    article_from_record,
    article_to_json,
    article_to_record,
    json_schema,
)
from beritaie.schema.json_text import dumps, loads
from strategies import articles

VALIDATOR = jsonschema.Draft202012Validator(json_schema())


def record(*spans: dict[str, Any], text: str = "Romi berkata 1,5 juta.", **fields: Any) -> dict[str, Any]:
    return {"text": text, "spans": list(spans), **fields}


def span(label: str, **fields: Any) -> dict[str, Any]:
    return {"start": 0, "end": 4, "label": label, **fields}


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(articles())
def test_any_article_survives_json(article: Article) -> None:
    line = article_to_json(article)
    line.encode("utf-8")
    assert "\n" not in line
    assert article_from_json(line) == article
    assert article_from_json(article.to_json(indent=2)) == article
    VALIDATOR.validate(json.loads(line))


def test_gold_records_survive_to_the_byte(data_root: Path) -> None:
    for name in ("dev", "train"):
        lines = (data_root / "corpus" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        assert lines
        for line in lines:
            assert article_to_json(article_from_json(line)) == line
            VALIDATOR.validate(json.loads(line))


def test_numbers_stay_exact() -> None:
    span_of = '{"start": 0, "end": 4, "label": "FIGURE", "value": %s, "unit": "IDR", "kind": "money"}'
    line = f'{{"text": "Romi", "spans": [{span_of}]}}'
    for number in ("12345678901234567890.10", "27.50", "72000000000000", "1E+400", "-0.1"):
        article = article_from_json(line % number)
        assert article_to_json(article) == line % number
    value = article_from_record(record(span("FIGURE", value=0.1, unit=None, kind="money"))).mentions[0].value
    assert isinstance(value, FigureValue)
    assert value.value == Decimal("0.1")


def test_nulls_are_unresolved_and_missing_values_absent() -> None:
    nulls = span("REGION", code=None, level=None, name=None)
    article = article_from_record(record(nulls, span("DATE"), span("QUOTE", speaker=None, cue=None)))
    by_label = {str(mention.label): mention.value for mention in article.mentions}
    assert isinstance(by_label["REGION"], Unresolved)
    assert by_label["DATE"] is None
    assert by_label["QUOTE"] == SpeechValue(None, None)
    assert nulls in article_to_record(article)["spans"]  # type: ignore[operator]


def test_other_keys_are_kept() -> None:
    given_record = record(id="a", rubrik="politik", tags=["x", {"y": None}])
    article = article_from_record(given_record)
    assert article.extra == {"rubrik": "politik", "tags": ["x", {"y": None}]}
    assert article_to_record(article) == given_record


# What is wrong with a record, whether JSON Schema can tell, and what the message says.
BROKEN = [
    ({"spans": []}, True, "key text is missing"),
    ({"text": 3, "spans": []}, True, "text 3 is no string"),
    ({"text": ""}, True, "key spans is missing"),
    (record(schema="beritaie/2"), True, "schema 'beritaie/2' is unknown; write beritaie/1"),
    (record(id=7), True, "id 7 is no string"),
    (record(published="2024-13-01"), True, "published '2024-13-01' is no day"),
    (record(published="2023-02-29"), False, "no day of the calendar"),
    (record("PERSON"), True, "span 'PERSON' is no object"),  # type: ignore[arg-type]
    (record({"start": 0, "end": 4}), True, "key label is missing"),
    (record(span("LOC")), True, "label 'LOC' is unknown; use one of PERSON"),
    (record(span("CUE", start=4)), False, "span offsets 4 to 4 hold nothing"),
    (record(span("CUE", start=-1)), True, "span offsets -1 to 4 hold nothing"),
    (record(span("CUE", end="4")), True, "span offset '4' is no integer"),
    (record(span("CUE", end=99)), False, "behind the end of the text"),
    (record(span("CUE", score=2)), True, "score 2 is no number from 0 to 1"),
    (record(span("CUE", name="Romi")), True, "field 'name' is unknown; CUE has no value"),
    (record(span("PERSON", nama="Romi")), True, "field 'nama' is unknown; use name"),
    (record(span("PERSON", name=" ")), True, "name ' ' is empty"),
    (record(span("ROLE", title="Bupati")), False, "field status is missing"),
    (record(span("ROLE", title="Bupati", status="pj")), True, "status 'pj' is unknown"),
    (record(span("ROLE", title=None, status="acting")), False, "title None is not a string"),
    (record(span("REGION", code="16.02")), True, "field level is missing"),
    (record(span("REGION", code="16.02", level="kab", name="OKI")), True, "level 'kab' is unknown"),
    (record(span("DATE", iso="Selasa")), True, "iso 'Selasa' is no date"),
    (record(span("FIGURE", value="3", kind="other")), True, "value '3' is not an exact number"),
    (record(span("FIGURE", value=float("nan"), kind="other")), False, "not finite"),
    (record(span("FIGURE", value=3)), False, "field kind is missing"),
    (record(span("FIGURE", low=3, kind="other")), True, "half a range"),
    (record(span("FIGURE", value=3, low=3, high=4, kind="other")), True, "a value and a range"),
    (record(span("FIGURE", value=3, kind="KPM")), True, "kind 'KPM' is unknown"),
    (record(span("QUOTE", speaker="Romi", cue=[1])), True, "no pair of offsets"),
    (record(span("QUOTE", speaker="Romi", cue=[5, 99])), False, "cue end 99 is behind"),
    (record(span("QUOTE", cue=None)), True, "field speaker is missing"),
    (record(officials={}), True, "officials {} is no list"),
    (record(officials=[{"name": "Romi"}]), True, "no list of roles"),
    (record(officials=[{"name": "Romi", "roles": []}]), True, "has no role"),
    (record(officials=[{"name": "Romi", "roles": [{"title": "Bupati"}]}]), True, "field status is missing"),
    (record(officials=[{"name": "Romi", "roles": [], "umur": 3}]), True, "official field 'umur' is unknown"),
]


@pytest.mark.parametrize(("broken", "schema_tells", "says"), BROKEN)
def test_broken_records_are_refused(broken: dict[str, Any], schema_tells: bool, says: str) -> None:
    with pytest.raises(CorpusError) as caught:
        article_from_record(broken)
    assert says in str(caught.value)
    assert caught.value.remedy
    assert VALIDATOR.is_valid(broken) is not schema_tells


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"text": "a"', "broken JSON at column"),
        ('{"text": "a", "text": "b", "spans": []}', "key 'text' stands twice"),
        ('{"text": "a", "spans": [], "x": {"y": 1, "y": 1}}', "key 'y' stands twice"),
        ('{"text": "a", "spans": [], "x": NaN}', "NaN is no JSON number"),
        ('{"text": "a", "spans": [], "x": -Infinity}', "-Infinity is no JSON number"),
        ('{"text": "a", "spans": [], "x": %s}' % ("9" * 5000), "a number that cannot be read"),
        ("[" * 100_000, "nested too deeply"),
        ("[]", "is no object"),
        ("null", "is no object"),
        ("", "broken JSON"),
    ],
)
def test_broken_json_is_refused(line: str, says: str) -> None:
    with pytest.raises(CorpusError) as caught:
        article_from_json(line)
    assert says in str(caught.value)
    assert len(str(caught.value)) < 300


def test_schema_is_sound_and_names_what_the_code_names() -> None:
    schema = json_schema()
    VALIDATOR.check_schema(schema)
    assert schema["$id"].endswith(":1")
    definitions = schema["$defs"]
    assert definitions["span"]["properties"]["label"]["enum"] == list(LABELS)
    assert definitions["status"]["enum"] == list(STATUSES)
    assert definitions["region"]["properties"]["level"]["enum"] == [*LEVELS, None]
    assert definitions["figure"]["properties"]["kind"]["enum"] == list(KINDS)


def test_dumps_agrees_with_the_standard_library() -> None:
    value = {"a": [1, 1.5, True, None, "é\n\"'", {}, []], "b": {"c": {"d": []}}}
    assert dumps(value) == json.dumps(value, ensure_ascii=False)
    assert dumps(value, indent=2) == json.dumps(value, ensure_ascii=False, indent=2)
    assert loads(dumps("\ud800")) == "\ud800"
    with pytest.raises(TypeError):
        dumps({"a": object()})
    with pytest.raises(ValueError, match="no JSON number"):
        dumps(Decimal("NaN"))


def test_extracted_records_can_be_corrected_and_read_again() -> None:
    extracted = Article("Romi", (Mention(0, 4, LABELS[0], "Romi", 0.9),), id="a")
    corrected = extracted.to_dict()
    corrected["spans"][0]["name"] = "Romi Maradona"  # type: ignore[index]
    again = article_from_record(corrected)
    assert again.mentions[0].score == 0.9
    assert "schema" not in article_to_record(again)
