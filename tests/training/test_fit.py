import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")
from transformers import BertForTokenClassification, BertModel  # noqa: E402

import tiny_bert  # noqa: E402
from beritaie.tagger.pieces import PieceTokenizer  # noqa: E402
from beritaie.training.augment import NamePool, Recipe  # noqa: E402
from beritaie.training.data import IGNORED, Window, windows_of  # noqa: E402
from beritaie.training.fit import (  # noqa: E402
    Fit,
    Schedule,
    TrainingText,
    collate,
    heads_loss,
    new_model,
    parameter_groups,
)

LABELS = tiny_bert.LABELS
TOKENIZER = PieceTokenizer(tiny_bert.tokenizer())
POOL = NamePool(["Romi Maradona", "Siti Aminah"])
TEXT = "Ketua Bawaslu OKI Romi Maradona kata: “Aman.” Bupati Asmar di OKI."
SPANS = [
    (0, 17, "ROLE"),
    (14, 17, "REGION"),
    (18, 31, "PERSON"),
    (39, 44, "QUOTE"),
    (46, 52, "ROLE"),
    (53, 58, "PERSON"),
]
TEXTS = [
    TrainingText(TEXT, SPANS, frozenset(LABELS)),
    TrainingText(TEXT * 4, SPANS, frozenset(LABELS), 0.7),
    TrainingText("Romi ke OKI\nAsmar ke Sumsel", [(0, 4, "PERSON"), (12, 17, "PERSON")], frozenset({"PERSON"})),
]
SCHEDULE = Schedule(
    epochs=4,
    learning_rate=1e-3,
    head_learning_rate=1e-2,
    budget=96,
    window=40,
    overlap=8,
    average=0.8,
    bfloat16=False,
    recipe=Recipe(names=0.5, typos=0.5, quotes=0.5),
)


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def fit(folder: Path, schedule: Schedule = SCHEDULE, *, dropout: float = 0.1, labels: tuple[str, ...] = LABELS) -> Fit:
    return Fit(tiny_bert.model(labels, dropout=dropout), TOKENIZER, labels, schedule, folder)


def judge(model: object) -> dict[str, float]:
    return {}


def weights(model: torch.nn.Module) -> dict[str, torch.Tensor]:
    return {name: value.clone() for name, value in model.state_dict().items()}


def same(a: dict[str, torch.Tensor], b: dict[str, torch.Tensor]) -> bool:
    return a.keys() == b.keys() and all(torch.equal(value, b[name]) for name, value in a.items())


# --- parts -----------------------------------------------------------------------------------------------------------


def test_loss_is_that_of_a_plain_loop() -> None:
    random = np.random.default_rng(0)
    logits = random.normal(size=(7, 3, 3))
    tags = random.integers(0, 3, (7, 3))
    tags[2:5, 0] = IGNORED
    tags[:, 2] = IGNORED  # a head that no corpus of the batch teaches
    expected = 0.0
    for head in range(3):
        losses = []
        for word in range(7):
            if tags[word, head] != IGNORED:
                row = logits[word, head]
                losses.append(-math.log(math.exp(row[tags[word, head]]) / sum(math.exp(x) for x in row)))
        expected += sum(losses) / len(losses) if losses else 0.0
    found = heads_loss(torch.tensor(logits), torch.tensor(tags))
    assert found.item() == pytest.approx(expected)


def test_words_that_are_not_taught_pull_at_nothing() -> None:
    logits = torch.randn(4, 2, 3, requires_grad=True)
    tags = torch.tensor([[0, IGNORED], [1, IGNORED], [IGNORED, IGNORED], [2, IGNORED]])
    heads_loss(logits, tags).backward()
    pulled = logits.grad.abs().sum(-1) > 0
    assert pulled.tolist() == (tags != IGNORED).tolist()
    nothing = heads_loss(torch.randn(4, 2, 3), torch.full((4, 2), IGNORED))
    assert nothing.item() == 0.0


def test_rows_are_padded_and_words_found_again() -> None:
    made = [
        window
        for text in TEXTS
        for window in windows_of(text.text, text.spans, TOKENIZER, LABELS, text.taught, most=30, overlap=8)
    ]
    ids, mask, places, tags = collate(made, TOKENIZER.pad_id)
    assert ids.shape == mask.shape == (len(made), max(len(row.ids) for row in made))
    assert tags.shape == (len(places), len(LABELS))
    for place, row in enumerate(made):
        assert ids[place, : len(row.ids)].tolist() == row.ids.tolist()
        assert (ids[place, len(row.ids) :] == TOKENIZER.pad_id).all()
        assert mask[place].tolist() == [1] * len(row.ids) + [0] * (ids.shape[1] - len(row.ids))
    assert ids.flatten()[places].tolist() == [int(row.ids[at]) for row in made for at in row.first_piece]
    assert tags.tolist() == [tag for row in made for tag in row.tags.tolist()]
    lone = Window(np.array([0, 2]), np.zeros(0, np.int64), np.zeros((0, 4), np.int64))
    assert collate([lone], 1)[2].shape == (0,)


def test_rates_fall_from_the_heads_to_the_words() -> None:
    schedule = Schedule(learning_rate=1e-3, head_learning_rate=5e-3, layer_decay=0.5, weight_decay=0.1)
    model = tiny_bert.model()
    rates = {id(p): (g["lr"], g["weight_decay"]) for g in parameter_groups(model, schedule) for p in g["params"]}
    expected = {
        "classifier.weight": (5e-3, 0.1),
        "classifier.bias": (5e-3, 0.0),
        "bert.encoder.layer.1.output.dense.weight": (1e-3, 0.1),
        "bert.encoder.layer.1.output.LayerNorm.weight": (1e-3, 0.0),
        "bert.encoder.layer.0.attention.self.query.weight": (0.5e-3, 0.1),
        "bert.encoder.layer.0.attention.self.query.bias": (0.5e-3, 0.0),
        "bert.embeddings.word_embeddings.weight": (0.25e-3, 0.1),
        "bert.embeddings.LayerNorm.bias": (0.25e-3, 0.0),
    }
    named = dict(model.named_parameters())
    assert {name: pytest.approx(rates[id(named[name])]) for name in expected} == expected
    assert len(rates) == len(named)  # every parameter is in one group, once


def test_rates_warm_up_and_fall(tmp_path: Path) -> None:
    made = fit(tmp_path, replace(SCHEDULE, warmup=0.2))
    rates = [made._rate(step, 50) for step in range(60)]
    assert rates[:10] == sorted(rates[:10])
    assert rates[9] == pytest.approx(1.0, abs=0.03)
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert all(0.0 < rate < 1.03 for rate in rates[:50])
    assert set(rates[50:]) == {0.0}


def test_new_models_have_three_logits_a_label(tmp_path: Path) -> None:
    tiny_bert.model().bert.save_pretrained(tmp_path)
    model = new_model(tmp_path, ["PERSON", "CUE"], dropout=0.3)
    assert isinstance(model, BertForTokenClassification)
    assert model.config.id2label == {0: "O-PERSON", 1: "B-PERSON", 2: "I-PERSON", 3: "O-CUE", 4: "B-CUE", 5: "I-CUE"}
    assert model.config.label2id == {name: place for place, name in model.config.id2label.items()}
    assert model.config.hidden_dropout_prob == 0.3
    assert same(weights(model.bert), weights(BertModel.from_pretrained(tmp_path, add_pooling_layer=False)))


# --- runs ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole_run(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[dict[str, torch.Tensor], dict[str, torch.Tensor], Path]:
    """A run without interruption: the averaged weights, those under them, and the folder."""
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("whole")
    made = fit(folder)
    average = made.run(TEXTS, POOL, judge)
    return weights(average), weights(made.model), folder


class PowerCut(BaseException):
    """Not an Exception: nothing may catch it."""


@pytest.mark.parametrize("moment", ["judged", "weights saved", "state saved", "state moved"])
@pytest.mark.parametrize("epoch", [1, 3])
def test_a_run_that_is_cut_off_goes_on_as_if_nothing_had_been(
    whole_run: tuple[dict[str, torch.Tensor], dict[str, torch.Tensor], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
    epoch: int,
) -> None:
    made = fit(tmp_path)
    save = torch.save

    def cut_off(*args: object, **kwargs: object) -> None:
        if made.epoch == epoch:
            if moment == "state saved":
                save(*args, **kwargs)
            raise PowerCut
        save(*args, **kwargs)

    def judge_once(model: object) -> dict[str, float]:
        if (moment == "judged" and made.epoch == epoch) or (moment == "state moved" and made.epoch == epoch + 1):
            raise PowerCut
        return {}

    with monkeypatch.context() as patch:
        if moment in ("weights saved", "state saved"):
            patch.setattr(torch, "save", cut_off)
        with pytest.raises(PowerCut):
            made.run(TEXTS, POOL, judge_once)
    torch.manual_seed(12345)  # another process knows nothing of this one
    again = fit(tmp_path)
    average = again.run(TEXTS, POOL, judge)
    assert again.epoch == SCHEDULE.epochs
    assert same(weights(again.model), whole_run[1])
    assert same(weights(average), whole_run[0])
    saved = BertForTokenClassification.from_pretrained(tmp_path)
    assert same(weights(saved), whole_run[0])


def test_a_run_that_is_done_is_done(
    whole_run: tuple[dict[str, torch.Tensor], dict[str, torch.Tensor], Path],
) -> None:
    again = fit(whole_run[2])
    assert same(weights(again.run(TEXTS, POOL, judge)), whole_run[0])


def test_another_seed_is_another_run(
    whole_run: tuple[dict[str, torch.Tensor], dict[str, torch.Tensor], Path], tmp_path: Path
) -> None:
    other = fit(tmp_path, replace(SCHEDULE, seed=1)).run(TEXTS, POOL, judge)
    assert not same(weights(other), whole_run[0])


def test_a_head_that_no_corpus_teaches_does_not_move(tmp_path: Path) -> None:
    schedule = replace(SCHEDULE, epochs=2, weight_decay=0.0)
    made = fit(tmp_path, schedule)
    before = weights(made.model)
    silent = [replace(text, taught=frozenset({"PERSON", "QUOTE"})) for text in TEXTS]
    made.run(silent, POOL, judge)
    after = weights(made.model)
    for name in ("classifier.weight", "classifier.bias"):
        moved = (after[name] != before[name]).reshape(len(LABELS), -1).any(1)
        assert dict(zip(LABELS, moved.tolist(), strict=True)) == {
            "PERSON": True,
            "ROLE": False,
            "REGION": False,
            "QUOTE": True,
        }


def test_a_few_epochs_learn_the_text(tmp_path: Path) -> None:
    schedule = replace(SCHEDULE, epochs=40, budget=1000, recipe=Recipe(), learning_rate=3e-3)
    losses: list[float] = []
    made = fit(tmp_path, schedule, dropout=0.0)
    epoch = made._epoch
    made._epoch = lambda *rows: losses.append(epoch(*rows)) or losses[-1]  # type: ignore[method-assign, func-returns-value]
    made.run([TEXTS[0]], POOL, judge)
    assert losses[-1] < 0.1 * losses[0]
    (window,) = windows_of(TEXT, SPANS, TOKENIZER, LABELS, frozenset(LABELS), most=60, overlap=8)
    with torch.inference_mode():
        logits = made.average(input_ids=torch.from_numpy(window.ids)[None]).logits[0, window.first_piece]
    assert (logits.view(-1, len(LABELS), 3).argmax(-1).numpy() == window.tags).mean() > 0.9


def test_judges_see_the_average_in_eval_mode(tmp_path: Path) -> None:
    seen = []

    def look(model: torch.nn.Module) -> dict[str, float]:
        seen.append((model.training, weights(model)))
        return {"micro": 1.0}

    made = fit(tmp_path, replace(SCHEDULE, epochs=2))
    made.run(TEXTS, POOL, look)
    assert [training for training, _ in seen] == [False, False]
    assert same(seen[-1][1], weights(made.average))
    assert not same(seen[-1][1], weights(made.model))
