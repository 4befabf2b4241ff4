"""Word pieces: what the encoder reads. Words come in, piece ids go out; offsets stay with the words."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from tokenizers import Tokenizer

from beritaie.errors import ModelError
from beritaie.text import Gap, Word

# A word of more pieces than this (a hash, a run of rare characters) is read by its first ones: what a word is, its
# beginning and its neighbours tell, and no window can be filled by one word.
MOST_PIECES = 16

# Bounds the memory of a long stream to some tens of megabytes.
MOST_REMEMBERED = 200_000


class Pieces(NamedTuple):
    """The pieces of a text. *Shape:* `ids` (pieces,); `first_piece` (words,), where each word's own pieces start."""

    ids: np.ndarray
    first_piece: np.ndarray


class PieceTokenizer:
    """Cuts words into pieces with a `tokenizer.json`, one word at a time, each at least one piece.

    Words are looked up once and remembered, so text costs a dictionary access a word.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._known: dict[str, tuple[int, ...]] = {}
        self.bos_id = self._id_of("<s>", "[CLS]")
        self.eos_id = self._id_of("</s>", "[SEP]")
        self.pad_id = self._id_of("<pad>", "[PAD]")
        self.unk_id = self._id_of("<unk>", "[UNK]")
        self.mask_id = self._id_of("<mask>", "[MASK]")
        self.size = self._tokenizer.get_vocab_size()

    @classmethod
    def from_folder(cls, folder: Path) -> "PieceTokenizer":
        """Read `tokenizer.json` of a model folder. Raises `ModelError` where it is missing or broken."""
        path = folder / "tokenizer.json"
        if not path.is_file():
            raise ModelError(f"{folder} has no tokenizer.json", "give a folder that beritaie or save_pretrained wrote")
        try:
            return cls(Tokenizer.from_file(str(path)))
        except ModelError:
            raise
        except Exception as error:  # tokenizers raises bare Exception for a file it cannot read
            raise ModelError(f"{path} is no tokenizer file ({error})", "restore it from the model's source") from error

    def _id_of(self, *names: str) -> int:
        for name in names:
            found = self._tokenizer.token_to_id(name)
            if found is not None:
                return found
        raise ModelError(f"the tokenizer has none of {', '.join(names)}", "use one of BERT's or XLM-R's family")

    def encode(self, text: str, words: Sequence[Word]) -> Pieces:
        """Return the pieces of `words` of `text`, without `<s>` and `</s>` at its ends.

        A word that follows white space is cut with one space before it. A line's first word has `</s>` before its own
        pieces, so that headlines, datelines and paragraphs are seen.
        """
        surfaces = [(" " if gap else "") + text[start:end] for start, end, gap in words]
        if len(self._known) > MOST_REMEMBERED:
            self._known.clear()
        known = self._known
        unknown = list({surface for surface in surfaces if surface not in known})
        if unknown:
            self._learn(unknown)
        line = (self.eos_id,)
        lines = [gap is Gap.LINE and place > 0 for place, (_, _, gap) in enumerate(words)]
        pieces = [line + known[s] if new else known[s] for s, new in zip(surfaces, lines, strict=True)]
        lengths = np.fromiter(map(len, pieces), dtype=np.int64, count=len(pieces))
        ids = np.fromiter((i for word in pieces for i in word), dtype=np.int64, count=int(lengths.sum()))
        return Pieces(ids, np.cumsum(lengths) - lengths + np.asarray(lines, dtype=np.int64))

    def window(self, pieces: Pieces, first: int, last: int) -> Pieces:
        """Return the pieces of words `[first, last)` between `<s>` and `</s>`, as the encoder reads them."""
        edge = np.append(pieces.first_piece, len(pieces.ids))
        begin, end = edge[first], edge[last]
        ids = np.concatenate([[self.bos_id], pieces.ids[begin:end], [self.eos_id]])
        return Pieces(ids, pieces.first_piece[first:last] - begin + 1)

    def _learn(self, surfaces: list[str]) -> None:
        # Lone surrogates cannot cross into Rust; they stand for broken bytes and are read as such.
        sendable = [surface.encode("utf-8", "replace").decode() for surface in surfaces]
        for surface, encoding in zip(
            surfaces, self._tokenizer.encode_batch(sendable, add_special_tokens=False), strict=True
        ):
            self._known[surface] = tuple(encoding.ids[:MOST_PIECES]) or (self.unk_id,)
