"""How fast the shipped models are on one thread, next to the same network in float32 under torch and onnxruntime.

``python -m bench.models [--json]``; torch, onnx and safetensors come with ``requirements-training.txt``. Tokenization is
counted. Only ratios within one run mean something: the rounds of the three alternate, and the best of each counts.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click

from factcheck.inference import OnnxEmbedder, OnnxStanceModel, build_embedder, build_stance_model
from factcheck.inference.bundle import load_bundle

LENGTHS = (48, 96, 192)
PAIRS = 32
SENTENCE = "the council in town said on friday that about forty people had left their homes after water rose again"
MEMORY_CODE = """
import re, sys, time
from pathlib import Path
started = time.perf_counter()
from factcheck.inference import build_embedder, build_stance_model
models = Path(sys.argv[1])
stance, embedder = build_stance_model(models), build_embedder(models)
seconds = time.perf_counter() - started
passages = ["word " * 180] * 16
stance.judge("A claim.", passages)
embedder.embed_passages(passages)
# Not ru_maxrss: that is inherited from the process which started this one.
peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
print(seconds, int(peak[1]) / 1024)
"""


def build_texts(tokens: int, count: int) -> list[tuple[str, str]]:
    """Return (claim, passage) pairs that make ``tokens`` tokens with the special ones: every word is one token."""
    rng = random.Random(tokens)
    words, claim = SENTENCE.split(), 12
    return [
        (" ".join(rng.choices(words, k=claim)), " ".join(rng.choices(words, k=tokens - claim - 3))) for _ in range(count)
    ]


def time_rounds(ways: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the least seconds of each way, measured in turns so that a busy moment hits all of them."""
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(rounds):
        for name, run in ways.items():
            started = time.perf_counter()
            run()
            best[name] = min(best[name], time.perf_counter() - started)
    return best


def build_alternatives(models: Path, scratch: Path) -> tuple[OnnxStanceModel, Callable[[list[tuple[str, str]]], object]]:
    """Return the network with float32 weights in onnxruntime, and a function that runs it under torch."""
    import torch
    from onnxruntime import InferenceSession

    from factcheck.inference.bundle import build_options
    from training.encoder import Encoder, EncoderConfig, StanceClassifier
    from training.export import write_float_onnx

    torch.set_num_threads(1)
    bundle = load_bundle(models / "stance", threads=1)
    # The time does not depend on the weights, so they need not be at hand.
    config = EncoderConfig(bundle.tokenizer.get_vocab_size(), 384, 6, 12, 1536, 512, 2, 1e-12)
    network = StanceClassifier(Encoder(config)).eval()
    write_float_onnx(network, scratch / "float.onnx")
    session = InferenceSession(str(scratch / "float.onnx"), build_options(1), providers=["CPUExecutionProvider"])
    plain = OnnxStanceModel(replace(bundle, session=session))

    def run_torch(pairs: list[tuple[str, str]]) -> object:
        encodings = [bundle.tokenizer.encode(passage, claim) for claim, passage in pairs]
        ids, mask, types = (
            torch.tensor([getattr(encoding, field) for encoding in encodings])
            for field in ("ids", "attention_mask", "type_ids")
        )
        with torch.inference_mode():
            return network(ids, mask, types)

    return plain, run_torch


def measure_stance(models: Path, rounds: int) -> dict[str, dict[str, float]]:
    """Return pairs per second by length and way, and how many times faster int8 is."""
    shipped = build_stance_model(models, threads=1)
    results: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        plain, run_torch = build_alternatives(models, Path(scratch))
        for tokens in LENGTHS:
            pairs = build_texts(tokens, PAIRS)
            ways: dict[str, Callable[[], object]] = {
                "int8": lambda pairs=pairs: shipped.judge_pairs(pairs),
                "onnx_float32": lambda pairs=pairs: plain.judge_pairs(pairs),
                "torch_float32": lambda pairs=pairs: run_torch(pairs),
            }
            seconds = time_rounds(ways, rounds)
            results[str(tokens)] = {name: PAIRS / value for name, value in seconds.items()} | {
                "times_torch": seconds["torch_float32"] / seconds["int8"],
                "times_onnx": seconds["onnx_float32"] / seconds["int8"],
            }
    return results


def measure_embedding(embedder: OnnxEmbedder, rounds: int) -> dict[str, float]:
    """Return texts per second by length."""
    texts = {tokens: [passage for _, passage in build_texts(tokens, PAIRS)] for tokens in LENGTHS}
    ways = {str(tokens): lambda batch=batch: embedder.embed_passages(batch) for tokens, batch in texts.items()}
    return {name: PAIRS / value for name, value in time_rounds(ways, rounds).items()}


def measure_process(models: Path) -> dict[str, float]:
    """Return how long a fresh process takes to load both models and its largest memory after using them."""
    command = [sys.executable, "-c", MEMORY_CODE, str(models)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return {"load_seconds": float(answer[0]), "memory_mib": float(answer[1])}


@click.command()
@click.option("--models", type=click.Path(path_type=Path), default=Path("models"), show_default=True)
@click.option("--rounds", type=int, default=5, show_default=True)
@click.option("--json", "as_json", is_flag=True)
def main(models: Path, rounds: int, as_json: bool) -> None:
    """Measure the shipped models on one thread."""
    report = {
        "stance_pairs_per_second": measure_stance(models, rounds),
        "embeddings_per_second": measure_embedding(build_embedder(models, threads=1), rounds),
        "process": measure_process(models),
    }
    if as_json:
        click.echo(json.dumps(report, indent=2))
        return
    for tokens, row in report["stance_pairs_per_second"].items():
        click.echo(f"stance {tokens:>4} tokens  " + "  ".join(f"{name} {value:.1f}" for name, value in row.items()))
    for tokens, rate in report["embeddings_per_second"].items():
        click.echo(f"embedding {tokens:>4} tokens  {rate:.1f}/s")
    process = report["process"]
    click.echo(f"both models: loaded in {process['load_seconds']:.2f} s, {process['memory_mib']:.0f} MiB at most")


if __name__ == "__main__":
    main()
