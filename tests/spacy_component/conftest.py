"""What the tests of the spaCy component share: a pipeline with the model in the package, and one with five words."""

import os

import pytest

pytest.importorskip("spacy", reason="spaCy is not installed")

import spacy
from spacy.language import Language

from beritaie.extractor import Extractor
from beritaie.schema import LABELS
from beritaie.tagger.folder import Settings
from beritaie.tagger.tagger import Tagger
from tiny import rule_backend, whole_words

NAMES = tuple(map(str, LABELS))
RULES = {"Romi": "B-PERSON", "Maradona": "I-PERSON", "OKI": "B-REGION", "Bupati": "B-ROLE", "kata": "B-CUE"}


@pytest.fixture(scope="session")
def nlp() -> Language:
    """A plain Indonesian pipeline with the model in the package."""
    nlp = spacy.blank("id")
    nlp.add_pipe("beritaie", config={"threads": 1})
    return nlp


@pytest.fixture
def small() -> Language:
    """A pipeline that knows five words."""
    nlp = spacy.blank("xx")
    nlp.add_pipe("beritaie")._loaded[os.getpid()] = ruled()
    return nlp


def ruled() -> Extractor:
    tokenizer = whole_words([*RULES, "di"])
    return Extractor(Tagger(rule_backend(tokenizer, NAMES, RULES), tokenizer, NAMES), Settings(NAMES))
