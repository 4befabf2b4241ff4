"""Small stand-ins for the parts of a tagger: tokenizers, and backends without weights."""

import string
from collections.abc import Mapping, Sequence

import numpy as np
from tokenizers import Tokenizer, normalizers, pre_tokenizers
from tokenizers.models import Unigram, WordLevel, WordPiece

from beritaie.tagger.pieces import PieceTokenizer

SPACE = "\u2581"
SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]
LETTERS = list(string.ascii_letters + string.digits + string.punctuation + "“”‘’é")
SYLLABLES = ["an", "kan", "ber", "me", "di", "ka", "ta", "ra", "Bu", "pati", "OKI", "Ro", "mi", "Ketua", "yang", "dan"]
WORDS = [
    SPACE + word for word in ("Romi", "Maradona", "Bupati", "OKI", "kata", "dan", "di", "Ketua", "Bawaslu", "yang")
]

# Every piece of the tiny unigram tokenizers, in the order of the ids; the longer a piece, the better its score.
PIECES = [*SPECIAL, SPACE, *LETTERS, *SYLLABLES, *WORDS, "<mask>"]
SCORES = [0.0 if piece in (*SPECIAL, "<mask>") else -12.0 + len(piece) / 4 for piece in PIECES]


def unigram() -> Tokenizer:
    """A SentencePiece-like tokenizer, as XLM-R's family has."""
    tokenizer = Tokenizer(Unigram(list(zip(PIECES, SCORES, strict=True)), unk_id=PIECES.index("<unk>")))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="never", split=False)
    return tokenizer


def wordpiece() -> Tokenizer:
    """A lower-casing WordPiece tokenizer, as BERT's family has."""
    letters = list(string.ascii_lowercase + string.digits + string.punctuation)
    pieces = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        "romi",
        "bupati",
        "##an",
        *letters,
        *(f"##{c}" for c in letters),
    ]
    tokenizer = Tokenizer(WordPiece({piece: place for place, piece in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


def whole_words(words: Sequence[str]) -> PieceTokenizer:
    """A tokenizer to which each of `words` is one piece, with and without a space before it; any other is `<unk>`."""
    surfaces = [*SPECIAL, "<mask>", *words, *(f" {word}" for word in words)]
    known = {surface: place for place, surface in enumerate(dict.fromkeys(surfaces))}
    return PieceTokenizer(Tokenizer(WordLevel(known, unk_token="<unk>")))


class TableBackend:
    """A model that looks each piece up in a table and sees nothing of its neighbours, nor of its place.

    *Shape:* `table` (pieces, labels, 3). It checks what it is given: rows padded to the longest of the batch, and with
    nothing but padding behind their end.
    """

    def __init__(self, table: np.ndarray, pad_id: int) -> None:
        self.table = table.astype(np.float32)
        self.pad_id = pad_id
        self.shapes: list[tuple[int, int]] = []

    def logits(self, ids: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        assert ids.dtype == lengths.dtype == np.int64
        assert lengths.shape == (len(ids),)
        assert lengths.max() == ids.shape[1]
        assert all((row[length:] == self.pad_id).all() for row, length in zip(ids, lengths, strict=True))
        self.shapes.append(ids.shape)
        return self.table[ids]


def random_backend(tokenizer: PieceTokenizer, n_labels: int, seed: int = 0) -> TableBackend:
    table = np.random.default_rng(seed).normal(0.0, 3.0, (tokenizer.size, n_labels, 3))
    return TableBackend(table, tokenizer.pad_id)


def rule_backend(tokenizer: PieceTokenizer, labels: Sequence[str], rules: Mapping[str, str]) -> TableBackend:
    """A model that gives each word the tag that `rules` names (`B-PERSON`), and O to all else."""
    table = np.zeros((tokenizer.size, len(labels), 3))
    table[:, :, 0] = 5.0
    for surface, tag in rules.items():
        for form in (surface, f" {surface}"):
            (piece,) = tokenizer._tokenizer.encode(form).ids
            table[piece, labels.index(tag[2:])] = np.eye(3)["OBI".index(tag[0])] * 5.0
    return TableBackend(table, tokenizer.pad_id)
