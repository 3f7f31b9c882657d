"""Command line of the training: each step is one command and can be repeated or resumed."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def main() -> None:
    """Make and measure the models of Factcheck."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")


@main.command()
@click.option("--train", type=FOLDER, multiple=True, required=True, help="Folder of *.jsonl.gz; repeatable.")
@click.option("--dev", type=FOLDER, required=True, help="Development sets; their claims are kept out.")
@click.option("--forbidden", type=FOLDER, help="Text files whose lines are kept out.")
@click.option("--tokenizer", type=FILE, required=True, help="tokenizer.json of the base.")
@click.option("--out", type=FOLDER, required=True)
def prepare(train: tuple[Path, ...], dev: Path, forbidden: Path | None, tokenizer: Path, out: Path) -> None:
    """Tokenise the data sets and drop what overlaps with the development sets."""
    from training.prepare import prepare_stores

    prepare_stores(list(train), dev, forbidden, tokenizer, out)


@main.command()
@click.option("--train", type=FOLDER, multiple=True, required=True, help="Folder of *.jsonl.gz; repeatable.")
@click.option("--dev", type=FOLDER, required=True, help="Development sets; their claims are kept out.")
@click.option("--forbidden", type=FOLDER, help="Text files whose lines are kept out.")
@click.option("--out", type=FOLDER, required=True)
@click.option("--size", type=float, default=1.0, show_default=True, help="Scales how much is generated.")
@click.option("--seed", type=int, default=7, show_default=True)
def generate(train: tuple[Path, ...], dev: Path, forbidden: Path | None, out: Path, size: float, seed: int) -> None:
    """Make pairs of our own, from frames and from the pairs of the data sets."""
    from training.generate.sources import generate_sources
    from training.prepare import read_clean

    clean = {name: kept for name, (kept, _) in read_clean(list(train), dev, forbidden).items()}
    generate_sources(clean, out, size, seed)


@main.group()
def train() -> None:
    """Train a model, from the last checkpoint of the run if there is one."""


def add_recipe(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that every training has."""
    options = (
        click.option("--base", type=FOLDER, required=True, help="config.json, model.safetensors of a BERT."),
        click.option("--run", type=FOLDER, required=True, help="Checkpoints and log; resumed if it exists."),
        click.option("--steps", type=int, required=True),
        click.option("--dropout", type=float, default=0.1, show_default=True),
        click.option("--seed", type=int, default=13, show_default=True),
        click.option("--threads", type=int, default=1, show_default=True),
    )
    for option in reversed(options):
        command = option(command)
    return command


@train.command("stance")
@add_recipe
@click.option("--data", type=FOLDER, required=True, help="What `prepare` wrote.")
@click.option("--mixture", type=FILE, required=True, help="JSON: weight of each source.")
@click.option("--start", type=FOLDER, help="Run or exported model to start from.")
@click.option("--rate", type=float, default=1.5e-4, show_default=True)
@click.option("--smoothing", type=float, default=0.0, show_default=True)
@click.option("--freeze-words/--train-words", default=True, show_default=True, help="The word embeddings.")
@click.option("--token-budget", type=int, default=2048, show_default=True, help="Tokens of a step.")
def train_stance(base: Path, run: Path, data: Path, mixture: Path, start: Path | None, **options: Any) -> None:
    """Train the stance model."""
    import torch

    from training.batches import Mixture
    from training.loop import Cadence, Loop, Recipe
    from training.pairs import TokenStore
    from training.stance import StanceTask, score_sets, start_classifier

    torch.set_num_threads(options.pop("threads"))
    recipe = Recipe(**options)
    stores = {path.stem: TokenStore.load(path) for path in sorted((data / "train").glob("*.npz"))}
    dev = {path.stem: TokenStore.load(path) for path in sorted((data / "dev").glob("*.npz"))}
    weights = json.loads(mixture.read_text(encoding="utf-8"))
    task = StanceTask(Mixture(stores, weights, recipe.seed), recipe)
    model = start_classifier(base, recipe, start)
    Loop(model, task, recipe, run, partial(score_sets, dev)).run(Cadence())


@train.command("embedding")
@add_recipe
@click.option("--train", "folders", type=FOLDER, multiple=True, required=True, help="Folder of *.jsonl.gz; repeatable.")
@click.option("--dev", type=FOLDER, required=True, help="Development sets; their claims are kept out.")
@click.option("--retrieval", type=FOLDER, multiple=True, help="Folder with corpus, queries.train and qrels.train.")
@click.option("--rate", type=float, default=3e-5, show_default=True)
@click.option("--batch-size", type=int, default=32, show_default=True)
@click.option("--most", type=int, default=800, show_default=True, help="Most links of one data set of pairs.")
@click.option("--look-alikes", is_flag=True, help="A hard negative beside each passage: twice the work.")
def train_embedding(
    base: Path, run: Path, folders: tuple[Path, ...], dev: Path, retrieval: tuple[Path, ...], **options: Any
) -> None:
    """Train the embedding model."""
    import torch

    from training.embedding import EmbeddingTask, start_embedder
    from training.links import build_links
    from training.loop import Cadence, Loop, Recipe
    from training.prepare import read_clean

    torch.set_num_threads(options.pop("threads"))
    batch_size, most, look_alikes = (options.pop(name) for name in ("batch_size", "most", "look_alikes"))
    recipe = Recipe(**options)
    clean = {name: kept for name, (kept, _) in read_clean(list(folders), dev, None).items()}
    links = build_links(clean, retrieval, most, look_alikes, recipe.seed)
    task = EmbeddingTask(links, base / "tokenizer.json", batch_size, recipe.seed)
    Loop(start_embedder(base, recipe), task, recipe, run).run(Cadence(report=20, save=100))


@main.command()
@click.argument("kind", type=click.Choice(["stance", "embedding"]))
@click.option("--run", type=FOLDER, required=True, help="Run whose last checkpoint is exported.")
@click.option("--tokenizer", type=FILE, required=True, help="tokenizer.json of the base.")
@click.option("--out", type=FOLDER, required=True, help="Model folder, such as models/stance.")
@click.option("--name", required=True)
@click.option("--float", "full", is_flag=True, help="Float32 weights, to measure what int8 loses.")
def export(kind: str, run: Path, tokenizer: Path, out: Path, name: str, full: bool) -> None:
    """Write the averaged weights of a run as int8 ONNX with tokenizer and settings."""
    from training.export import Target, export_embedding, export_stance

    write = export_stance if kind == "stance" else export_embedding
    write(run, Target(out, name, tokenizer, quantised=not full))


@main.command()
@click.option("--model", type=FOLDER, required=True, help="Model folder, such as models/stance.")
@click.option("--data", type=FOLDER, required=True, help="Sets that are not in training.")
def calibrate(model: Path, data: Path) -> None:
    """Fit temperature and biases of the exported stance model and write them into its model.json."""
    from training.calibrate import calibrate_model
    from training.evaluate import format_scores

    report = calibrate_model(model, data)
    click.echo(f"temperature {report['temperature']}, bias {report['bias']}; each set fitted on the others:")
    click.echo(format_scores(report["held_out"]))


@main.group()
def evaluate() -> None:
    """Measure the shipped models through the classes that a worker uses."""


@evaluate.command("stance")
@click.option("--data", type=FOLDER, required=True)
@click.option("--models", type=FOLDER, default=Path("models"), show_default=True)
@click.option("--judge", "whole", is_flag=True, help="The whole judgement of a passage, not the model alone.")
@click.option("--threads", type=int, default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True)
def evaluate_stance(data: Path, models: Path, whole: bool, threads: int, as_json: bool) -> None:
    """Score the stance model on every *.jsonl.gz of a folder."""
    from factcheck.inference import build_stance_model
    from training.evaluate import build_model_judge, build_passage_judge, evaluate_stance, format_scores

    model = build_stance_model(models, threads)
    report = evaluate_stance(build_passage_judge(model) if whole else build_model_judge(model), data)
    click.echo(json.dumps(report, indent=2) if as_json else format_scores(report))


@evaluate.command("retrieval")
@click.option("--data", type=FOLDER, required=True, help="Folder with corpus, queries and qrels.")
@click.option("--models", type=FOLDER, default=Path("models"), show_default=True)
@click.option("--split", default="*", show_default=True, help="Which queries: dev, train, … or all.")
@click.option("--rerank", type=int, default=10, show_default=True, help="How many the stance model reorders; 0: none.")
@click.option("--threads", type=int, default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True)
def evaluate_retrieval(data: Path, models: Path, split: str, rerank: int, threads: int, as_json: bool) -> None:
    """Score BM25, vectors, both together, and both reordered by the stance model."""
    from factcheck.inference import build_embedder, build_stance_model
    from training.retrieval import evaluate_retrieval

    stance = build_stance_model(models, threads) if rerank else None
    report = evaluate_retrieval(data, split, build_embedder(models, threads), stance, rerank)
    if as_json:
        click.echo(json.dumps(report, indent=2))
        return
    for way, scores in report.items():
        click.echo(f"{way:10} " + "  ".join(f"{name} {value:.3f}" for name, value in scores.items()))


@evaluate.command("pipeline")
@click.option("--data", type=FOLDER, required=True, help="Folder with corpus, queries and labelled qrels, as of SciFact.")
@click.option("--split", default="dev", show_default=True)
@click.option("--json", "as_json", is_flag=True)
def evaluate_pipeline(data: Path, split: str, as_json: bool) -> None:
    """Run each claim through retrieval, judgement and decision over all abstracts; the models are the settings' own."""
    from training.pipeline import evaluate_pipeline

    report = evaluate_pipeline(data, split)
    if as_json:
        click.echo(json.dumps(report, indent=2))
        return
    for way, scores in report.items():
        click.echo(f"{way:18} " + "  ".join(f"{name} {value:.3f}" for name, value in scores.items()))


@main.command()
@click.option("--data", type=FOLDER, required=True, help="What `generate` wrote.")
def audit(data: Path) -> None:
    """Measure how much the claim alone gives away of the labels."""
    from training.hypotheses import score_claim_only
    from training.pairs import read_pairs

    for path in sorted(data.glob("*.jsonl.gz")):
        pairs = read_pairs(path)
        if len({pair.label for pair in pairs}) > 1:
            accuracy, majority = score_claim_only(pairs)
            click.echo(f"{path.name:36} {len(pairs):6d} claim only {accuracy:.3f}  majority {majority:.3f}")
