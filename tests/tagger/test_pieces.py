from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from tokenizers import Tokenizer
from tokenizers.models import WordLevel

from beritaie.errors import ModelError
from beritaie.tagger import pieces as pieces_module
from beritaie.tagger.pieces import MOST_PIECES, PieceTokenizer
from beritaie.text import Gap, split_words
from strategies import any_text
from tiny import PIECES, unigram, whole_words, wordpiece

UNIGRAM = PieceTokenizer(unigram())
WORDPIECE = PieceTokenizer(wordpiece())
BOTH = pytest.mark.parametrize("tokenizer", [UNIGRAM, WORDPIECE], ids=["unigram", "wordpiece"])


def cut(tokenizer: PieceTokenizer, text: str) -> list[str]:
    """The pieces of `text`, each word's first one marked by `|`."""
    ids, first_piece = tokenizer.encode(text, split_words(text))
    names = [str(tokenizer._tokenizer.id_to_token(int(i))) for i in ids]
    return [("|" if place in first_piece else "") + name for place, name in enumerate(names)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Bupati", "|▁Bupati"),  # the beginning of a text is as good as white space
        (" Bupati", "|▁Bupati"),
        ("Ketua Bupati", "|▁Ketua |▁Bupati"),
        ("Ketua,Bupati", "|▁Ketua |, |Bu pati"),  # no space before a word, no metaspace in its pieces
        ("OKI),", "|▁OKI |) |,"),  # no piece straddles words
        ("OKI ),", "|▁OKI |▁ ) |,"),
        ("Romi\nKetua", "|▁Romi </s> |▁Ketua"),  # the mark of a line stands before the word's own pieces
        ("Romi \n\n Ketua", "|▁Romi </s> |▁Ketua"),
        ("\n\nRomi", "|▁Romi"),  # and not before the first line
        ("a\n\nb\nc", "|▁ a </s> |▁ b </s> |▁ c"),
        ("di,ж", "|▁di |, |<unk>"),
        ("di\0", "|▁di |<unk>"),
        ("di\ud800", "|▁di |?"),
    ],
)
def test_pieces(text: str, expected: str) -> None:
    assert " ".join(cut(UNIGRAM, text)) == expected


def test_an_uncased_tokenizer_reads_what_is_there() -> None:
    assert cut(WORDPIECE, "Romi, BUPATI") == ["|romi", "|,", "|bupati"]
    assert cut(WORDPIECE, "romian\nRomi") == ["|romi", "##an", "[SEP]", "|romi"]
    assert cut(WORDPIECE, "ж\u200b") == ["|[UNK]", "|[UNK]"]  # a word that the tokenizer drops is unknown to it


@BOTH
@settings(max_examples=200, deadline=None)
@given(text=any_text)
def test_every_word_has_pieces_of_its_own(tokenizer: PieceTokenizer, text: str) -> None:
    words = split_words(text)
    ids, first_piece = tokenizer.encode(text, words)
    assert ids.dtype == first_piece.dtype == np.int64
    assert first_piece.shape == (len(words),)
    assert ((ids >= 0) & (ids < tokenizer.size)).all()
    lines = [place for place, word in enumerate(words) if place and word.gap is Gap.LINE]
    ends = np.append(first_piece, len(ids))[1:].copy()
    for place in lines:
        assert ids[first_piece[place] - 1] == tokenizer.eos_id
        ends[place - 1] -= 1
    lengths = ends - first_piece
    assert ((lengths >= 1) & (lengths <= MOST_PIECES)).all()
    assert len(ids) == lengths.sum() + len(lines)


@BOTH
@settings(max_examples=100, deadline=None)
@given(first=any_text, second=any_text)
def test_a_text_is_cut_the_same_whatever_came_before(tokenizer: PieceTokenizer, first: str, second: str) -> None:
    tokenizer.encode(first, split_words(first))
    fresh = PieceTokenizer(unigram() if tokenizer is UNIGRAM else wordpiece())
    for a, b in zip(
        tokenizer.encode(second, split_words(second)), fresh.encode(second, split_words(second)), strict=True
    ):
        assert (a == b).all()


def test_words_are_forgotten_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces_module, "MOST_REMEMBERED", 3)
    tokenizer = PieceTokenizer(unigram())
    for _ in range(3):
        for text in ("Ketua OKI dan Romi", "Bupati kata Maradona di", "Romi"):
            found = tokenizer.encode(text, split_words(text))
            assert (found.ids == UNIGRAM.encode(text, split_words(text)).ids).all()
            assert len(tokenizer._known) <= 3 + 4


def test_a_long_word_is_read_by_its_beginning() -> None:
    word = "x" * (MOST_PIECES + 5)
    assert len(unigram().encode(word).ids) == MOST_PIECES + 5
    assert len(UNIGRAM.encode(word, split_words(word)).ids) == MOST_PIECES


def test_padding_and_truncation_of_the_file_do_not_matter() -> None:
    rough = unigram()
    rough.enable_padding(pad_id=1, pad_token="<pad>", length=40)
    rough.enable_truncation(2)
    text = "Ketua Bawaslu OKI"
    assert (
        PieceTokenizer(rough).encode(text, split_words(text)).ids == UNIGRAM.encode(text, split_words(text)).ids
    ).all()


@pytest.mark.parametrize(
    ("tokenizer", "names"),
    [
        (UNIGRAM, ["<s>", "</s>", "<pad>", "<unk>", "<mask>"]),
        (WORDPIECE, ["[CLS]", "[SEP]", "[PAD]", "[UNK]", "[MASK]"]),
    ],
)
def test_special_pieces(tokenizer: PieceTokenizer, names: list[str]) -> None:
    ids = [tokenizer.bos_id, tokenizer.eos_id, tokenizer.pad_id, tokenizer.unk_id, tokenizer.mask_id]
    assert [tokenizer._tokenizer.id_to_token(i) for i in ids] == names
    assert UNIGRAM.size == len(PIECES)


@pytest.mark.parametrize("lacking", ["<s>", "</s>", "<pad>", "<unk>", "<mask>"])
def test_a_tokenizer_without_special_pieces_is_refused(lacking: str) -> None:
    special = [name for name in ("<s>", "<pad>", "</s>", "<unk>", "<mask>") if name != lacking]
    with pytest.raises(ModelError, match=f"none of {lacking}"):
        PieceTokenizer(Tokenizer(WordLevel({name: i for i, name in enumerate(special)}, unk_token=special[0])))


@pytest.mark.parametrize(
    ("write", "says"),
    [
        (lambda path: None, r"has no tokenizer\.json"),
        (lambda path: path.mkdir(), r"has no tokenizer\.json"),
        (lambda path: path.write_text(""), r"tokenizer\.json is no tokenizer file"),
        (lambda path: path.write_text("{"), r"tokenizer\.json is no tokenizer file"),
        (lambda path: path.write_text("{}"), r"tokenizer\.json is no tokenizer file"),
        (lambda path: path.write_bytes(b"\xff\xfe\0"), r"tokenizer\.json is no tokenizer file"),
        (lambda path: Tokenizer(WordLevel({"a": 0}, unk_token="a")).save(str(path)), "the tokenizer has none of <s>"),
    ],
)
def test_broken_files_are_refused(tmp_path: Path, write: Callable[[Path], object], says: str) -> None:
    write(tmp_path / "tokenizer.json")
    with pytest.raises(ModelError, match=says) as caught:
        PieceTokenizer.from_folder(tmp_path)
    assert caught.value.remedy


def test_a_saved_tokenizer_is_read_back(tmp_path: Path) -> None:
    unigram().save(str(tmp_path / "tokenizer.json"))
    assert cut(PieceTokenizer.from_folder(tmp_path), "Ketua Bupati") == cut(UNIGRAM, "Ketua Bupati")


def test_whole_words_are_one_piece_each() -> None:
    tokenizer = whole_words(["Romi", "OKI"])
    assert cut(tokenizer, "Romi OKI,Romi Enos\nRomi") == [
        "| Romi",
        "| OKI",
        "|<unk>",
        "|Romi",
        "|<unk>",
        "</s>",
        "| Romi",
    ]
