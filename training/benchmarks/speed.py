"""Speed of the default path beside the Hugging Face pipeline with the same checkpoint, in one run.

    python training/benchmarks/speed.py [--model FOLDER] [--torch-model FOLDER] [--repeats 5]

Both read the same articles with the same threads, turn by turn; the ratio of each turn is what counts. The share of
the machine's peak is the floating-point operations that the encoder's matrices need, over the time of the whole path,
over what a large float32 matrix product reaches here.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import numpy as np
import onnx
import onnxruntime
import torch
import typer
from onnx import helper, numpy_helper
from rich.console import Console
from rich.table import Table
from transformers import AutoModelForTokenClassification, PreTrainedTokenizerFast, pipeline

from beritaie.corpus import read_corpus
from beritaie.extractor import Extractor
from beritaie.loading import load
from beritaie.tagger.folder import DEFAULT_MODEL, TOKENIZER_FILE
from beritaie.tagger.onnx_backend import usable_cpus
from beritaie.text import split_words
from beritaie.training.config import data_folder
from beritaie.training.export import OPSET


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def matmul_peak(threads: int, size: int = 1024, repeats: int = 20) -> float:
    """Best float32 operations a second of a square matrix product: in torch, numpy or onnxruntime."""
    torch.set_num_threads(threads)
    a, b = torch.randn(size, size), torch.randn(size, size)
    x, y = a.numpy(), b.numpy()
    session = matmul_session(y, threads)
    products: list[Callable[[], object]] = [lambda: a @ b, lambda: x @ y, lambda: session.run(None, {"x": x})]
    return max(2 * size**3 / min(seconds(product) for _ in range(repeats)) for product in products)


def matmul_session(weights: np.ndarray, threads: int) -> onnxruntime.InferenceSession:
    """A graph of one product with fixed weights, as the encoder has them."""
    given, wanted = (helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, weights.shape) for name in "xy")
    node = helper.make_node("MatMul", ["x", "w"], ["y"])
    graph = helper.make_graph([node], "product", [given], [wanted], [numpy_helper.from_array(weights, "w")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(model.SerializeToString(), options)


def encoder_operations(reader: Extractor, texts: list[str], hidden: int, layers: int, feed_forward: int) -> float:
    """Floating-point operations of the encoder's matrices and attention over the windows of `texts`."""
    tagger = reader.tagger
    total = 0.0
    for text in texts:
        for row in tagger.rows(0, text, split_words(text)):
            n = len(row.ids)
            total += layers * (n * 2 * (4 * hidden**2 + 2 * hidden * feed_forward) + 4 * n * n * hidden)
    return total


def hugging_face(folder: Path) -> Callable[[list[str]], object]:
    """The pipeline as its users run it: strided windows of 512 pieces, one text after the other."""
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(folder / TOKENIZER_FILE), pad_token="<pad>", model_max_length=512
    )
    model = AutoModelForTokenClassification.from_pretrained(folder, dtype=torch.float32).eval()
    run = pipeline("token-classification", model=model, tokenizer=tokenizer, stride=96, aggregation_strategy="simple")
    return lambda texts: [run(text) for text in texts]


def main(
    torch_model: Annotated[Path, typer.Argument(help="folder with config.json and model.safetensors")],
    model: Annotated[Path, typer.Option(help="folder with model.onnx")] = DEFAULT_MODEL,
    articles: Annotated[Path | None, typer.Option(help="records to read, by default the development set")] = None,
    repeats: Annotated[int, typer.Option(min=3)] = 5,
    threads: Annotated[int | None, typer.Option()] = None,
) -> None:
    """Print words a second of both, the ratio with its spread, and the share of the peak."""
    threads = threads or usable_cpus()
    texts = [article.text for article in read_corpus(articles or data_folder() / "corpus/dev.jsonl")]
    n_words = sum(len(text.split()) for text in texts)
    peak = matmul_peak(threads)
    reader = load(model, threads=threads)
    theirs = hugging_face(torch_model)
    torch.set_num_threads(threads)
    runs = {"beritaie": lambda: list(reader.pipe(texts)), "transformers pipeline": lambda: theirs(texts)}
    times: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(repeats + 1):  # the first turn warms up
        for name, work in runs.items():
            taken = seconds(work)
            if turn:
                times[name].append(taken)
    config = AutoModelForTokenClassification.from_pretrained(torch_model).config
    work_done = encoder_operations(
        reader, texts, config.hidden_size, config.num_hidden_layers, config.intermediate_size
    )
    table = Table("path", "words a second (median)", "slowest", "fastest")
    for name, taken in times.items():
        table.add_row(name, *(f"{n_words / t:,.0f}" for t in (statistics.median(taken), max(taken), min(taken))))
    console = Console(width=120)
    console.print(table)
    ratios = [b / a for a, b in zip(times["beritaie"], times["transformers pipeline"], strict=True)]
    console.print(
        f"{len(texts)} articles, {n_words} words, {threads} threads, {repeats} turns: beritaie is "
        f"{statistics.median(ratios):.2f} times as fast ({min(ratios):.2f} to {max(ratios):.2f})"
    )
    share = work_done / statistics.median(times["beritaie"]) / peak
    console.print(
        f"matrix product peak {peak / 1e9:.0f} GFLOP/s in float32; the whole path reaches {100 * share:.0f}% of it"
    )
    console.print(f"numpy {np.__version__}, torch {torch.__version__}")


if __name__ == "__main__":
    typer.run(main)
