"""A BERT of two layers with random weights, for what needs a real encoder. Imports torch."""

from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import BertConfig, BertForTokenClassification

from beritaie.tagger.folder import Settings, write_settings
from beritaie.training.e5 import build_tokenizer
from tiny import PIECES, SCORES

LABELS = ("PERSON", "ROLE", "REGION", "QUOTE")
WINDOW, OVERLAP = 60, 16
SENTENCE = "Ketua Bawaslu OKI Romi Maradona (40), kata dia: “Aman.” "
TEXTS = [
    SENTENCE,
    "Judul\n" + SENTENCE * 3,
    "Romi",
    "",
    SENTENCE * 30,
    "Enos-Yudha\n\n" + "Bupati di OKI, 44.355 KPM " * 20,
    "a\ud800b\0c👩\u200d\u202e",
]


def tokenizer() -> Tokenizer:
    return build_tokenizer(PIECES, SCORES)


def model(labels: Sequence[str] = LABELS, *, seed: int = 0, dropout: float = 0.0) -> BertForTokenClassification:
    """Weights wide enough that the tags of words differ."""
    torch.manual_seed(seed)
    names = [f"{tag}-{label}" for label in labels for tag in "OBI"]
    config = BertConfig(
        vocab_size=len(PIECES),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=80,
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=dropout,
        initializer_range=0.3,
        pad_token_id=PIECES.index("<pad>"),
        id2label=dict(enumerate(names)),
        label2id={name: place for place, name in enumerate(names)},
        attn_implementation="eager",
    )
    return BertForTokenClassification(config).eval()


def save_folder(folder: Path, labels: Sequence[str] = LABELS, *, seed: int = 0) -> Path:
    """Write a folder for the torch backend."""
    model(labels, seed=seed).save_pretrained(folder)
    tokenizer().save(str(folder / "tokenizer.json"))
    write_settings(folder, Settings(tuple(labels), WINDOW, OVERLAP, name="tiny"))
    return folder
