"""Fine-tuning: one BIO head per label on one encoder, with the loss of a head masked where a corpus is silent."""

import copy
import json
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LambdaLR
from transformers import BertForTokenClassification, PreTrainedModel

from beritaie.tagger.decode import N_TAGS
from beritaie.tagger.pieces import PieceTokenizer
from beritaie.training.augment import NamePool, Recipe, Span, augment
from beritaie.training.data import IGNORED, Window, batches, windows_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how fast to train. `budget` is in pieces a step, `learning_rate` that of the encoder's top layer."""

    epochs: int = 12
    learning_rate: float = 2e-4
    head_learning_rate: float = 1e-3
    layer_decay: float = 0.95
    budget: int = 1024
    warmup: float = 0.1
    weight_decay: float = 0.01
    dropout: float = 0.1
    average: float = 0.98
    window: int = 254
    overlap: int = 64
    seed: int = 0
    bfloat16: bool = True
    recipe: Recipe = field(default_factory=Recipe)


@dataclass(frozen=True, slots=True)
class TrainingText:
    """One text to learn from; `taught` names the labels that its corpus annotates, `weight` how many times an epoch."""

    text: str
    spans: list[Span]
    taught: frozenset[str]
    weight: float = 1.0


def new_model(encoder: Path, labels: Sequence[str], *, dropout: float) -> PreTrainedModel:
    """Load `encoder` under fresh heads: three logits a label, named `O-`, `B-` and `I-` with the label."""
    names = [f"{tag}-{label}" for label in labels for tag in "OBI"]
    return BertForTokenClassification.from_pretrained(
        encoder,
        dtype=torch.float32,  # whatever it is stored in: weights that learn need all their digits
        num_labels=len(names),
        id2label=dict(enumerate(names)),
        label2id={name: place for place, name in enumerate(names)},
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=0.0,  # on CPU, drawing it takes a third of the step
        attn_implementation="eager",  # on CPU in bfloat16 it trains faster than the fused kernel
    )


def parameter_groups(model: PreTrainedModel, schedule: Schedule) -> list[dict[str, object]]:
    """Group parameters by learning rate: `layer_decay` for each layer down, the heads at a rate of their own."""
    n_layers = model.config.num_hidden_layers
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        decay = schedule.weight_decay if parameter.ndim > 1 else 0.0
        if name.startswith("classifier"):
            rate = schedule.head_learning_rate
        else:
            layer = int(name.split("encoder.layer.")[1].split(".")[0]) if "encoder.layer." in name else -1
            rate = schedule.learning_rate * schedule.layer_decay ** (n_layers - 1 - layer)
        groups.setdefault((rate, decay), []).append(parameter)
    return [{"params": p, "lr": rate, "weight_decay": decay} for (rate, decay), p in groups.items()]


def heads_loss(logits: torch.Tensor, tags: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy of each taught head over the words, summed over the heads.

    *Shape:* `logits` (words, labels, 3), `tags` (words, labels) with IGNORED where a head is not taught.
    """
    losses = nn.functional.cross_entropy(
        logits.reshape(-1, N_TAGS), tags.reshape(-1), ignore_index=IGNORED, reduction="none"
    ).view_as(tags)
    taught = (tags != IGNORED).sum(0).clamp(min=1)
    return (losses.sum(0) / taught).sum()


def collate(rows: Sequence[Window], pad_id: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Pad rows into a batch: ids and mask (batch, pieces), flat places of the words, tags (words, labels)."""
    longest = max(len(row.ids) for row in rows)
    ids = np.full((len(rows), longest), pad_id, dtype=np.int64)
    mask = np.zeros((len(rows), longest), dtype=np.int64)
    for place, row in enumerate(rows):
        ids[place, : len(row.ids)] = row.ids
        mask[place, : len(row.ids)] = 1
    places = np.concatenate([row.first_piece + place * longest for place, row in enumerate(rows)])
    tags = np.concatenate([row.tags for row in rows])
    return torch.from_numpy(ids), torch.from_numpy(mask), torch.from_numpy(places), torch.from_numpy(tags)


class Fit:
    """A training run that can be cut off after any epoch and goes on from its folder."""

    def __init__(
        self, model: PreTrainedModel, tokenizer: PieceTokenizer, labels: Sequence[str], schedule: Schedule, out: Path
    ) -> None:
        self.model, self.tokenizer, self.labels, self.schedule, self.out = model, tokenizer, labels, schedule, out
        self.average: PreTrainedModel = copy.deepcopy(model).eval()  # type: ignore[no-untyped-call]
        self.epoch = 0

    def run(
        self, texts: Sequence[TrainingText], pool: NamePool, judge: Callable[[PreTrainedModel], dict[str, float]]
    ) -> PreTrainedModel:
        """Train and return the averaged model; `judge` is called on it after every epoch and its answer logged."""
        schedule = self.schedule
        torch.manual_seed(schedule.seed)
        optimiser = torch.optim.AdamW(parameter_groups(self.model, schedule), betas=(0.9, 0.98), fused=True)
        per_epoch = sum(1 for _ in batches(self._windows(texts, pool, 0), schedule.budget, self._random(0)))
        total = per_epoch * schedule.epochs
        rates = LambdaLR(optimiser, lambda step: self._rate(step, total))
        self._resume(optimiser, rates)
        while self.epoch < schedule.epochs:
            began = time.monotonic()
            windows = self._windows(texts, pool, self.epoch)
            loss = self._epoch(batches(windows, schedule.budget, self._random(self.epoch)), optimiser, rates)
            self.epoch += 1
            seconds = time.monotonic() - began
            n_pieces = sum(len(w.ids) for w in windows)
            report = {"epoch": self.epoch, "loss": round(loss, 4), "s": round(seconds)}
            report["pieces_s"] = round(n_pieces / seconds)
            log.info("%s", json.dumps(report | judge(self.average)))
            self._save(optimiser, rates)
        return self.average

    def _rate(self, step: int, total: int) -> float:
        """Share of the learning rate at `step`: up to 1 over the warm-up, then down, and none after `total`."""
        warm = max(1, int(total * self.schedule.warmup))
        if step < warm:
            return (step + 1) / warm
        return max(0.02, (total - step) / max(1, total - warm)) if step < total else 0.0

    def _random(self, epoch: int) -> np.random.Generator:
        return np.random.default_rng((self.schedule.seed, epoch))

    def _windows(self, texts: Sequence[TrainingText], pool: NamePool, epoch: int) -> list[Window]:
        random = self._random(epoch)
        schedule = self.schedule
        windows: list[Window] = []
        for item in texts:
            if random.random() >= item.weight:
                continue
            text, spans = augment(item.text, item.spans, schedule.recipe, pool, random)
            # Windows of many sizes, so that no place in a window means anything.
            most = int(random.integers(3 * schedule.window // 4, schedule.window + 1))
            windows += windows_of(
                text, spans, self.tokenizer, self.labels, item.taught, most=most, overlap=schedule.overlap // 2
            )
        return windows

    def _epoch(self, rows: Iterable[Sequence[Window]], optimiser: Optimizer, rates: LambdaLR) -> float:
        self.model.train()
        losses = []
        for batch in rows:
            ids, mask, places, tags = collate(batch, self.tokenizer.pad_id)
            with torch.autocast("cpu", torch.bfloat16, enabled=self.schedule.bfloat16):
                logits = self.model(input_ids=ids, attention_mask=mask).logits
            kept = logits.float().flatten(0, 1)[places].view(len(tags), len(self.labels), N_TAGS)
            loss = heads_loss(kept, tags)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            optimiser.step()
            rates.step()
            optimiser.zero_grad(set_to_none=True)
            self._average(rates.last_epoch)
            losses.append(loss.item())
        return float(np.mean(losses))

    @torch.no_grad()
    def _average(self, step: int) -> None:
        keep = min(self.schedule.average, (1 + step) / (10 + step))
        for mean, now in zip(self.average.parameters(), self.model.parameters(), strict=True):
            mean.lerp_(now, 1 - keep)

    def _save(self, optimiser: Optimizer, rates: LambdaLR) -> None:
        self.average.save_pretrained(self.out)
        state = {
            "epoch": self.epoch,
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),  # the saved model may be newer, where the run was cut off here
            "optimiser": optimiser.state_dict(),
            "rates": rates.state_dict(),
            "torch": torch.get_rng_state(),
        }
        partial = self.out / "state.partial"
        torch.save(state, partial)
        partial.replace(self.out / "state.pt")

    def _resume(self, optimiser: Optimizer, rates: LambdaLR) -> None:
        path = self.out / "state.pt"
        if not path.exists():
            return
        state = torch.load(path, weights_only=True)
        self.model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        rates.load_state_dict(state["rates"])
        torch.set_rng_state(state["torch"])
        self.epoch = state["epoch"]
        self.average.load_state_dict(state["average"])
