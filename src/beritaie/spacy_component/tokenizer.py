"""beritaie's words as spaCy tokens.

`spacy.blank("id")` takes over a second to start, for it tries its rules on 16,000 abbreviations, and its tokens do not
always end where a span ends. These are there at once, and every span falls on their edges.
"""

from collections.abc import Callable, Iterator

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import DummyTokenizer
from spacy.vocab import Vocab

from beritaie.text import split_words

TOKENIZER = "beritaie.words.v1"


class WordTokenizer(DummyTokenizer):
    """Cuts a text into letters, numbers and single marks (`Enos`, `-`, `Yudha`; `44.355`), white space kept."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Return the Doc of `text`; `doc.text` is `text`."""
        tokens = list(_tokens(text))
        return Doc(self.vocab, words=[token for token, _ in tokens], spaces=[space for _, space in tokens])


def make_tokenizer() -> Callable[[Language], WordTokenizer]:
    """Return what makes the tokenizer of a pipeline: what spaCy finds by the entry point `beritaie.words.v1`."""
    return lambda nlp: WordTokenizer(nlp.vocab)


def blank() -> Language:
    """Return an empty Indonesian pipeline as `spacy.blank("id")` does, with beritaie's words as its tokens."""
    return spacy.blank("id", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})


def _tokens(text: str) -> Iterator[tuple[str, bool]]:
    """Yield tokens, and whether one space stands behind each; more white space is a token of its own, as in spaCy."""
    words = split_words(text)
    starts = [word.start for word in words] + [len(text)]
    yield from _white(text[: starts[0]])
    for word, next_start in zip(words, starts[1:], strict=True):
        gap = text[word.end : next_start]
        yield text[word.start : word.end], gap[:1] == " "
        yield from _white(gap.removeprefix(" "))


def _white(gap: str) -> Iterator[tuple[str, bool]]:
    if gap:
        yield gap, False
