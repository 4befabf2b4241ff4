"""beritaie in spaCy.

import spacy

nlp = spacy.blank("id")  # or beritaie.blank()
nlp.add_pipe("beritaie")
for doc in nlp.pipe(texts):
    print(doc.ents, doc.spans["beritaie"], doc._.quotes, doc._.officials, doc._.berita)
"""

from beritaie.spacy_component.annotate import AlignmentWarning, Layout
from beritaie.spacy_component.convert import from_docbin, spans_to_article, to_article, to_doc, to_docbin
from beritaie.spacy_component.extensions import register_extensions
from beritaie.spacy_component.pipe import BeritaPipe
from beritaie.spacy_component.tokenizer import WordTokenizer, blank, make_tokenizer

__all__ = [
    "AlignmentWarning",
    "BeritaPipe",
    "Layout",
    "WordTokenizer",
    "blank",
    "from_docbin",
    "make_tokenizer",
    "spans_to_article",
    "to_article",
    "to_doc",
    "to_docbin",
]

register_extensions()
