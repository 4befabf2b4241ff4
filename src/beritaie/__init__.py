"""Reads Indonesian political news into data: people, offices, places, dates, figures, and who said what.

import beritaie

reader = beritaie.load()
article = reader("Pj Bupati OKI Asmar Wijaya menyerahkan bantuan kepada 44.355 KPM, Selasa (15/10/2024).")
for mention in article.mentions:
    print(mention.label, mention.text, mention.score)
"""

from beritaie.corpus import check_corpus, read_corpus, write_corpus
from beritaie.errors import BeritaError, CorpusError, InputError, ModelError
from beritaie.extractor import Extractor, load
from beritaie.schema import (
    LABELS,
    Article,
    DateValue,
    FigureValue,
    Label,
    Mention,
    Official,
    PersonValue,
    Quote,
    RegionValue,
    RoleValue,
    SpeechValue,
    Unresolved,
    json_schema,
)

__version__ = "0.1.0"

__all__ = [
    "LABELS",
    "Article",
    "BeritaError",
    "CorpusError",
    "DateValue",
    "Extractor",
    "FigureValue",
    "InputError",
    "Label",
    "Mention",
    "ModelError",
    "Official",
    "PersonValue",
    "Quote",
    "RegionValue",
    "RoleValue",
    "SpeechValue",
    "Unresolved",
    "__version__",
    "check_corpus",
    "json_schema",
    "load",
    "read_corpus",
    "write_corpus",
]
