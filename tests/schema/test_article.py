import pickle

import numpy as np
import pytest

from beritaie.errors import InputError
from beritaie.schema import (
    Article,
    DateValue,
    Label,
    Mention,
    Official,
    PersonValue,
    RoleValue,
    SpeechValue,
    Unresolved,
)

OFFICE = (RoleValue("Bupati", "acting"),)
TEXT = "Ketua Bawaslu OKI Romi Maradona 😀 berkata."


def mention(surface: str, label: str, **fields: object) -> Mention:
    start = TEXT.index(surface)
    return Mention(start, start + len(surface), Label(label), surface, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "end", "label", "text", "says"),
    [
        (0, 0, "CUE", "", "hold nothing"),
        (5, 3, "CUE", "Ke", "hold nothing"),
        (-1, 1, "CUE", "Ke", "hold nothing"),
        (0.0, 2, "CUE", "Ke", "no integer"),
        (0, True, "CUE", "K", "no integer"),
        (0, 5, "CUE", "Ketu", "of 4 characters"),
        (0, 5, "cue", "Ketua", "label 'cue' is unknown"),
        (0, 5, None, "Ketua", "label None is unknown"),
    ],
)
def test_mention_refuses(start: int, end: int, label: Label, text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        Mention(start, end, label, text)


@pytest.mark.parametrize("score", [-0.1, 1.1, float("nan"), "0.5", True])
def test_score_is_a_probability(score: float) -> None:
    with pytest.raises(InputError, match="from 0 to 1"):
        mention("Romi", "PERSON", score=score)


def test_score_has_four_digits_in_a_record() -> None:
    assert mention("Romi", "PERSON", score=np.float32(0.123456)).to_dict()["score"] == 0.1235


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("ORG", PersonValue("Romi")),
        ("CUE", Unresolved("?")),
        ("PERSON", DateValue("2024")),
        ("QUOTE", Unresolved("no speaker")),
        ("DATE", "2024"),
    ],
)
def test_value_belongs_to_its_label(label: str, value: object) -> None:
    with pytest.raises(InputError, match=f"^{label} with the value"):
        mention("Romi", label, value=value)


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (Mention(0, 4, Label.CUE, "Romi"), r"says 'Romi', the text 'Ketu'"),
        (Mention(40, 99, Label.CUE, "x" * 59), "behind the end"),
        (mention("Romi", "QUOTE", value=SpeechValue(None, (3, 99))), "cue end 99 is behind"),
    ],
)
def test_article_refuses_what_is_not_in_the_text(made: Mention, says: str) -> None:
    with pytest.raises(InputError, match=says):
        Article(TEXT, (made,))


@pytest.mark.parametrize("published", ["2024-02-30", "2024-10", "15/10/2024", ""])
def test_published_is_a_day(published: str) -> None:
    with pytest.raises(InputError, match="published"):
        Article(TEXT, published=published)


def test_offsets_are_code_points() -> None:
    assert Article(TEXT, (mention("berkata", "CUE"),)).mentions[0].start == TEXT.index("😀") + 2


def test_mentions_are_sorted_from_the_left_and_the_longer_first() -> None:
    found = [mention("OKI", "REGION"), mention("Bawaslu OKI", "ORG"), mention("Romi", "PERSON")]
    found += [mention("Ketua Bawaslu OKI", "ROLE"), mention("Romi", "CUE")]
    article = Article(TEXT, tuple(found))
    assert [m.label for m in article.mentions] == ["ROLE", "ORG", "REGION", "CUE", "PERSON"]
    assert article.by_label("ORG") == article.by_label(Label.ORG) == (found[1],)
    with pytest.raises(InputError, match="label 'LOC' is unknown"):
        article.by_label("LOC")


def test_record_leaves_out_what_is_absent() -> None:
    bare = Article("Romi", (Mention(0, 4, Label.PERSON, "Romi"),))
    assert bare.to_dict() == {
        "schema": "beritaie/1",
        "text": "Romi",
        "spans": [{"start": 0, "end": 4, "label": "PERSON"}],
    }
    assert "schema" not in bare.to_dict(stamp=False)
    assert Article("", officials=()).to_dict(stamp=False) == {"text": "", "spans": [], "officials": []}


def test_official_has_a_role() -> None:
    with pytest.raises(InputError, match="no role"):
        Official("Romi", ())
    assert Official("Romi", (RoleValue("Ketua", "definitive"),)).to_dict()["name"] == "Romi"


def test_extra_may_not_hide_a_field() -> None:
    with pytest.raises(InputError, match="extra key 'spans'"):
        Article("", extra={"spans": []})


def test_articles_pickle() -> None:
    article = Article(TEXT, (mention("Romi", "PERSON", value=PersonValue("Romi Maradona")),), id="a")
    assert pickle.loads(pickle.dumps(article)) == article
    error = InputError("a thing", "mend it")
    assert str(pickle.loads(pickle.dumps(error))) == "a thing; mend it"
    assert pickle.loads(pickle.dumps(error)).remedy == "mend it"


def test_quotes_and_officials_are_joined() -> None:
    name, words, cue = PersonValue("Romi Maradona"), "Ketua Bawaslu", (TEXT.index("berkata"), len(TEXT) - 1)
    article = Article(
        TEXT,
        (
            mention("Romi Maradona", "PERSON", value=name),
            mention("Romi", "PERSON", value=name),
            mention("berkata", "CUE"),
            mention(words, "QUOTE", value=SpeechValue("Romi Maradona", cue, 0.9, "beside the cue")),
            mention(
                "OKI", "CLAIM", value=SpeechValue(None, reason="nobody is named", candidates=("Romi Maradona", "Asmar"))
            ),
            mention("Bawaslu", "QUOTE"),
        ),
        officials=(Official("Romi Maradona", (RoleValue("Ketua", "definitive"),)), Official("Asmar", OFFICE)),
    )
    said, unvalued, open_ = article.quotes
    assert (said.text, said.kind, said.speaker, said.reason) == (words, Label.QUOTE, "Romi Maradona", "beside the cue")
    assert (said.speaker_score, open_.speaker_score) == (0.9, None)
    assert said.cue is not None
    assert said.cue.text == "berkata"
    assert (unvalued.speaker, unvalued.cue, unvalued.reason) == (None, None, None)
    assert (open_.kind, open_.speaker, open_.candidates) == (Label.CLAIM, None, ("Romi Maradona", "Asmar"))
    assert [article.said_by(n) for n in ("ROMI  maradona", "Romi")] == [(said,), (said,)]
    assert [article.said_by(n) for n in ("Asmar", "", "OKI")] == [(), (), ()]
    romi, asmar = article.officials or ()
    assert [m.text for m in romi.mentions] == ["Romi Maradona", "Romi"]
    assert (romi.quotes, asmar.mentions, asmar.quotes) == ((said,), (), ())
