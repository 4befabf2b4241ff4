"""Continued pre-training by masked words: heals weights that were rounded to 4 bits and moves them to Indonesian news.

Whole words are masked (Cui et al. 2021, https://arxiv.org/abs/1906.08101), 80 percent by `<mask>`, 10 by a random
piece, 10 left as they are, and only masked places pay for the vocabulary-sized output layer.
"""

import json
import logging
import math
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch
from torch import nn
from transformers import BertModel

from beritaie.tagger.pieces import PieceTokenizer
from beritaie.text import split_words
from beritaie.training.data import IGNORED

log = logging.getLogger(__name__)


class MaskedWordHead(nn.Module):
    """Predicts the piece at a masked place; its output layer is the encoder's own word vectors."""

    def __init__(self, hidden: int, vocabulary: int) -> None:
        super().__init__()
        self.dense = nn.Linear(hidden, hidden)
        self.norm = nn.LayerNorm(hidden)
        self.bias = nn.Parameter(torch.zeros(vocabulary))

    def forward(self, states: torch.Tensor, word_vectors: torch.Tensor) -> torch.Tensor:
        """*Shape:* (masked, hidden), (vocabulary, hidden) to (masked, vocabulary)."""
        return nn.functional.linear(self.norm(nn.functional.gelu(self.dense(states))), word_vectors, self.bias)


def packed_rows(texts: Iterable[str], tokenizer: PieceTokenizer, length: int) -> tuple[np.ndarray, np.ndarray]:
    """Cut `texts`, one after the other, into rows of `length` pieces.

    Returns the piece ids and, for each piece, whether it starts a word. *Shape:* (rows, length) both.
    """
    ids: list[int] = []
    starts: list[bool] = []
    for text in texts:
        encoded = tokenizer.encode(text, split_words(text))
        first = np.zeros(len(encoded.ids), dtype=bool)
        first[encoded.first_piece] = True
        ids.extend(encoded.ids.tolist())
        starts.extend(first.tolist())
        ids.append(tokenizer.eos_id)
        starts.append(True)
    body = length - 2
    n_rows = len(ids) // body
    rows = np.asarray(ids[: n_rows * body], dtype=np.int64).reshape(n_rows, body)
    firsts = np.asarray(starts[: n_rows * body], dtype=bool).reshape(n_rows, body)
    edge = np.ones((n_rows, 1), dtype=np.int64)
    rows = np.hstack([edge * tokenizer.bos_id, rows, edge * tokenizer.eos_id])
    return rows, np.hstack([edge > 0, firsts, edge > 0])


def mask_words(
    rows: np.ndarray, starts: np.ndarray, tokenizer: PieceTokenizer, rate: float, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Mask whole words at `rate`; return the masked ids and the labels. *Shape:* as `rows`, both."""
    word = starts.cumsum(axis=1) - 1
    chosen = random.random(rows.shape) < rate
    picked = np.take_along_axis(chosen, word, axis=1) & ~np.isin(rows, [tokenizer.bos_id, tokenizer.eos_id])
    labels = np.where(picked, rows, IGNORED)
    fate = random.random(rows.shape)
    masked = np.where(picked & (fate < 0.8), tokenizer.mask_id, rows)
    noise = random.integers(0, tokenizer.size, rows.shape)
    return np.where(picked & (fate >= 0.9), noise, masked), labels


def pretrain(
    encoder: BertModel,
    tokenizer: PieceTokenizer,
    texts: list[str],
    out: Path,
    *,
    epochs: int,
    rate: float = 0.2,
    length: int = 128,
    batch: int = 64,
    learning_rate: float = 4e-4,
    seed: int = 0,
    save_minutes: float = 5.0,
) -> None:
    """Train `encoder` in place and save it to `out`, every `save_minutes` and at the end.

    A run that was cut off goes on from `out/state.pt` (a file of this function's own writing; it is loaded with
    `weights_only`).
    """
    torch.manual_seed(seed)
    rows, starts = packed_rows(texts, tokenizer, length)
    head = MaskedWordHead(encoder.config.hidden_size, encoder.config.vocab_size)
    parameters = [*encoder.parameters(), *head.parameters()]
    optimiser = torch.optim.AdamW(parameters, lr=learning_rate, weight_decay=0.01, betas=(0.9, 0.98), fused=True)
    per_epoch = len(rows) // batch
    total = per_epoch * epochs
    warmup = max(1, total // 20)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, step / warmup) * max(0.0, (total - step) / max(1, total - warmup))
    )
    step = 0
    state_file = out / "state.pt"
    if state_file.exists():
        state = torch.load(state_file, weights_only=True)
        encoder.load_state_dict(state["encoder"])
        head.load_state_dict(state["head"])
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        step = state["step"]
    encoder.train()
    saved = began = time.monotonic()
    began_step, running = step, math.nan
    while step < total:
        epoch, place = divmod(step, per_epoch)
        order = np.random.default_rng((seed, epoch)).permutation(len(rows))[place * batch : (place + 1) * batch]
        random = np.random.default_rng((seed, epoch, place))
        ids, labels = mask_words(rows[order], starts[order], tokenizer, rate, random)
        target = torch.from_numpy(labels)
        where = target != IGNORED
        with torch.autocast("cpu", torch.bfloat16):
            states = encoder(input_ids=torch.from_numpy(ids)).last_hidden_state[where]
            logits = head(states, encoder.embeddings.word_embeddings.weight)
        loss = nn.functional.cross_entropy(logits.float(), target[where])
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad(set_to_none=True)
        step += 1
        running = loss.item() if math.isnan(running) else 0.98 * running + 0.02 * loss.item()
        if step % 25 == 0 or step == total:
            speed = (step - began_step) * batch * length / (time.monotonic() - began)
            log.info("%s", json.dumps({"step": step, "of": total, "loss": round(running, 4), "pieces_s": round(speed)}))
        if time.monotonic() - saved > 60 * save_minutes or step == total:
            encoder.save_pretrained(out)
            torch.save(
                {
                    "encoder": encoder.state_dict(),
                    "head": head.state_dict(),
                    "optimiser": optimiser.state_dict(),
                    "schedule": schedule.state_dict(),
                    "step": step,
                },
                state_file,
            )
            saved = time.monotonic()
