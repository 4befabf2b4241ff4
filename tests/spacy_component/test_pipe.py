import gc
import inspect
import itertools
import warnings
import weakref
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

import beritaie
from beritaie import Article, Extractor
from beritaie.corpus import read_corpus
from beritaie.errors import InputError, ModelError
from beritaie.loading import load
from beritaie.schema import Label, Mention
from beritaie.spacy_component import BeritaPipe, blank, to_article, to_doc

TEXT = "Bupati Romi Maradona di OKI"
SPOKEN = "Pj Bupati OKI Asmar Wijaya mengatakan bantuan tersalurkan, Selasa (15/10/2024)."


@pytest.fixture(scope="module")
def reader() -> Extractor:
    return load(threads=1)


def offsets(article: Article) -> list[tuple[int, int, str, str]]:
    return [(m.start, m.end, m.label, m.text) for m in article.mentions]


def same(doc: Doc, article: Article) -> None:
    """The Doc holds what the extractor found, span by span."""
    assert offsets(to_article(doc)) == offsets(article)
    assert doc.spans["beritaie"].attrs["scores"] == pytest.approx([m.score for m in article.mentions], abs=1e-4)
    assert to_article(doc).to_json() == article.to_json()


# --- results ---------------------------------------------------------------------------------------------------------


def test_output_is_that_of_the_extractor(nlp: Language, reader: Extractor, examples: Path) -> None:
    text = (examples / "bansos_oki.txt").read_text("utf-8")
    texts = [text, "", SPOKEN, text[:500]]
    for doc, article in zip(nlp.pipe(texts), reader.pipe(texts), strict=True):
        same(doc, article)
    same(nlp(text), reader(text))


@pytest.mark.filterwarnings("ignore::beritaie.spacy_component.AlignmentWarning")
def test_output_is_that_of_the_extractor_on_dev(nlp: Language, reader: Extractor, data_root: Path) -> None:
    gold = list(read_corpus(data_root / "corpus/dev.jsonl"))
    heads = [{"published": a.published, "id": a.id, "title": a.title, "outlet": a.outlet} for a in gold]
    pairs = [(article.text, head) for article, head in zip(gold, heads, strict=True)]
    records = [head | {"text": text} for text, head in pairs]
    for (doc, _), article in zip(nlp.pipe(pairs, as_tuples=True), reader.pipe(records), strict=True):
        same(doc, article)


def test_the_pipe_says_what_it_does(nlp: Language) -> None:
    analysis = nlp.analyze_pipes()
    assert "doc._.berita" in analysis["summary"]["beritaie"]["assigns"]
    assert analysis["summary"]["beritaie"]["scores"][:1] == ["spans_beritaie_f"]
    assert nlp.pipe_labels["beritaie"] == list(beritaie.LABELS)


# --- the stream ------------------------------------------------------------------------------------------------------


def test_pipe_is_a_generator_that_reads_one_batch_ahead(small: Language) -> None:
    asked = []

    def texts() -> Iterator[str]:
        for number in itertools.count():
            asked.append(number)
            yield f"{TEXT} {number}"

    assert inspect.isgenerator(small.get_pipe("beritaie").pipe(iter(())))
    docs = small.pipe(texts(), batch_size=10)
    first = list(itertools.islice(docs, 25))
    assert [doc.text for doc in first] == [f"{TEXT} {number}" for number in range(25)]
    assert len(asked) <= 31


def test_no_more_docs_are_alive_than_a_batch_has(small: Language) -> None:
    alive: weakref.WeakSet[Doc] = weakref.WeakSet()
    most = 0
    for doc in small.pipe((f"{TEXT} {number % 7}" for number in range(600)), batch_size=20):
        alive.add(doc)
        del doc
        most = max(most, len(alive))
    gc.collect()
    assert most <= 25
    assert len(alive) <= 1


def test_documents_go_through_the_model_together(small: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    tagger = small.get_pipe("beritaie").extractor.tagger
    tag = tagger.tag
    monkeypatch.setattr(tagger, "tag", lambda texts: seen.append(len(texts)) or tag(texts))
    assert len(list(small.pipe([TEXT] * 25, batch_size=10))) == 25
    assert seen == [10, 10, 5]


def test_select_pipes_and_disable(small: Language) -> None:
    with small.select_pipes(disable="beritaie"):
        assert small(TEXT)._.berita is None
    assert [doc._.berita for doc in small.pipe([TEXT], disable=["beritaie"])] == [None]
    assert small(TEXT)._.berita is not None


# --- dates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["2024-10-15", date(2024, 10, 15)])
def test_published(small: Language, day: Any) -> None:
    doc = small.make_doc(TEXT)
    doc._.published = day
    pairs: list[Any] = [
        (TEXT, {"published": day, "id": 7}),
        (TEXT, {"id": 8}),
        (TEXT, "a context of the user's own"),
        (doc, None),
    ]
    read = list(small.pipe(pairs, as_tuples=True))
    assert [context for _, context in read] == [context for _, context in pairs]
    assert [doc._.berita.get("published") for doc, _ in read] == ["2024-10-15", None, None, "2024-10-15"]
    assert [doc._.published for doc, _ in read] == ["2024-10-15", None, None, "2024-10-15"]


def test_a_context_tells_what_the_extractor_takes(small: Language) -> None:
    context = {"id": "a1", "title": "Bupati", "outlet": "Kabar Uji", "reader": object()}
    ((doc, _),) = small.pipe([(TEXT, context)], as_tuples=True)
    assert {key: doc._.berita[key] for key in ("id", "title", "outlet")} == dict(list(context.items())[:3])
    assert "reader" not in doc._.berita


def test_a_context_goes_before_an_older_date(small: Language) -> None:
    doc = small.make_doc(TEXT)
    doc._.published = "2024-10-15"
    ((doc, _),) = small.pipe([(doc, {"published": "2024-10-16"})], as_tuples=True)
    assert doc._.berita["published"] == "2024-10-16"


def test_a_bad_date_is_refused_where_it_is_set(small: Language) -> None:
    with pytest.raises(InputError, match="is no ISO date"):
        small.make_doc(TEXT)._.published = "15/10/2024"


# --- errors ----------------------------------------------------------------------------------------------------------


def test_one_bad_document_does_not_end_the_stream(small: Language) -> None:
    told: list[tuple[str, list[str], str]] = []
    small.set_error_handler(lambda name, pipe, docs, error: told.append((name, [d.text for d in docs], str(error))))
    pairs = [(f"{TEXT} {n}", {"published": "2024-13-01" if n in (3, 4, 11) else "2024-10-15"}) for n in range(15)]
    docs = [doc for doc, _ in small.pipe(pairs, as_tuples=True, batch_size=6)]
    assert [doc.text for doc in docs] == [f"{TEXT} {n}" for n in range(15) if n not in (3, 4, 11)]
    assert all(doc._.berita["published"] == "2024-10-15" for doc in docs)
    assert [(name, texts) for name, texts, _ in told] == [("beritaie", [f"{TEXT} {n}"]) for n in (3, 4, 11)]
    assert "no day of the calendar" in told[0][2]


def test_a_document_that_breaks_the_model_does_not_end_the_stream(
    small: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    tagger = small.get_pipe("beritaie").extractor.tagger
    tag = tagger.tag

    def broken(texts: list[str]) -> Any:
        if any("7" in text for text in texts):
            raise RuntimeError("out of memory")
        return tag(texts)

    monkeypatch.setattr(tagger, "tag", broken)
    told: list[str] = []
    small.set_error_handler(lambda name, pipe, docs, error: told.extend(doc.text for doc in docs))
    docs = list(small.pipe((f"{TEXT} {n}" for n in range(12)), batch_size=5))
    assert [doc.text for doc in docs] == [f"{TEXT} {n}" for n in range(12) if n != 7]
    assert told == [f"{TEXT} 7"]


def test_without_a_handler_the_error_is_raised(small: Language) -> None:
    with pytest.raises(InputError, match="no day of the calendar"):
        list(small.pipe([(TEXT, {"published": "2024-13-01"})], as_tuples=True))


def test_a_missing_model_is_told_with_the_first_document(tmp_path: Path) -> None:
    nlp = spacy.blank("xx")
    nlp.add_pipe("beritaie", config={"model": str(tmp_path / "none")})
    assert nlp.pipe_labels["beritaie"] == []
    with pytest.raises(ModelError, match="is no model folder"):
        nlp(TEXT)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"min_score": 1.5}, "score 1.5 is no number from 0 to 1"),
        ({"threads": 0}, "threads 0 is out of range"),
        ({"ents": ["PER"]}, "label 'PER' of ents is unknown"),
    ],
)
def test_options_that_are_refused(config: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        spacy.blank("xx").add_pipe("beritaie", config=config)


# --- options ---------------------------------------------------------------------------------------------------------


def test_options_stand_in_the_config(nlp: Language, reader: Extractor) -> None:
    config = {"min_score": 0.9, "spans_key": "berita", "ents": ["REGION"], "threads": 1}
    other = spacy.blank("xx")
    other.add_pipe("beritaie", config=config)
    assert config.items() <= other.config["components"]["beritaie"].items()
    doc = other(SPOKEN)
    assert [span.text for span in doc.spans["berita"]] == [m.text for m in reader(SPOKEN, min_score=0.9).mentions]
    assert {ent.label_ for ent in doc.ents} == {"REGION"}


# --- tokens ----------------------------------------------------------------------------------------------------------


def test_widened_spans_are_reported_once(small: Language) -> None:
    small.tokenizer = lambda text: Doc(small.vocab, words=text.split(" "))
    with pytest.warns(UserWarning, match=r"1 of 1 spans of a document do not fall on token edges") as caught:
        docs = list(small.pipe(["kata", "kata,", "kata,", "kata"]))
    assert len(caught) == 1
    assert [doc.spans["beritaie"].attrs["expanded"] for doc in docs] == [[], [0], [0], []]
    pipe = small.get_pipe("beritaie")
    assert isinstance(pipe, BeritaPipe)
    assert (pipe.n_expanded, pipe.n_spans) == (2, 4)


def test_own_tokens_never_need_widening(reader: Extractor, examples: Path) -> None:
    nlp = blank()
    nlp.add_pipe("beritaie", config={"threads": 1})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        doc = nlp((examples / "bansos_oki.txt").read_text("utf-8"))
    assert doc.spans["beritaie"].attrs["expanded"] == []


# --- scores ----------------------------------------------------------------------------------------------------------


def gold(nlp: Language, *places: tuple[str, str]) -> Example:
    mentions = tuple(
        Mention(TEXT.index(text), TEXT.index(text) + len(text), Label(label), text) for text, label in places
    )
    return Example(nlp.make_doc(TEXT), to_doc(Article(TEXT, mentions), nlp))


def test_scores(small: Language) -> None:
    example = gold(small, ("Romi", "PERSON"), ("OKI", "REGION"), ("OKI", "ORG"), ("Bupati", "ROLE"))
    scores = small.evaluate([example])
    assert scores["spans_beritaie_p"] == pytest.approx(2 / 3)
    assert scores["spans_beritaie_r"] == pytest.approx(2 / 4)
    assert scores["spans_beritaie_per_type"]["PERSON"] == {"p": 0.0, "r": 0.0, "f": 0.0}
    assert scores["spans_beritaie_per_type"]["ORG"] == {"p": 0.0, "r": 0.0, "f": 0.0}
    assert scores["spans_beritaie_per_type"]["REGION"] == {"p": 1.0, "r": 1.0, "f": 1.0}
    assert scores["ents_per_type"]["ROLE"] == {"p": 1.0, "r": 1.0, "f": 1.0}
    assert scores["ents_p"] == pytest.approx(1 / 3)


def test_scores_across_tokenizers(small: Language) -> None:
    example = gold(blank(), ("Romi Maradona", "PERSON"), ("OKI", "REGION"), ("Bupati", "ROLE"))
    read = Example(small(TEXT), example.reference)
    assert small.get_pipe("beritaie").score([read])["spans_beritaie_f"] == 1.0
