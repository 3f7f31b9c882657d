"""Command line of the training: each step is one command and can be repeated or resumed."""

from __future__ import annotations

import json
import logging
from pathlib import Path

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


@main.command()
@click.option("--base", type=FOLDER, required=True, help="config.json and model.safetensors of a BERT.")
@click.option("--data", type=FOLDER, required=True, help="What `prepare` wrote.")
@click.option("--mixture", type=FILE, required=True, help="JSON: weight of each source.")
@click.option("--run", type=FOLDER, required=True, help="Checkpoints and log; an existing run is resumed.")
@click.option("--start", type=FOLDER, help="Run whose averaged weights are the starting point.")
@click.option("--steps", type=int, required=True)
@click.option("--rate", type=float, default=1e-4, show_default=True)
@click.option("--token-budget", type=int, default=2048, show_default=True, help="Tokens of a step.")
@click.option("--dropout", type=float, default=0.1, show_default=True)
@click.option("--smoothing", type=float, default=0.0, show_default=True)
@click.option("--seed", type=int, default=13, show_default=True)
@click.option("--threads", type=int, default=1, show_default=True)
def train(base: Path, data: Path, mixture: Path, run: Path, start: Path | None, threads: int, **recipe: float) -> None:
    """Train the stance model, from the last checkpoint of the run if there is one."""
    import torch

    from training.batches import Mixture
    from training.pairs import TokenStore
    from training.stance import Cadence, Recipe, StanceTrainer, build_model

    torch.set_num_threads(threads)
    settings = Recipe(**recipe)  # type: ignore[arg-type]
    stores = {path.stem: TokenStore.load(path) for path in sorted((data / "train").glob("*.npz"))}
    dev = {path.stem: TokenStore.load(path) for path in sorted((data / "dev").glob("*.npz"))}
    weights = json.loads(mixture.read_text(encoding="utf-8"))
    mixed = Mixture(stores, weights, settings.seed)
    StanceTrainer(build_model(base, settings, start), settings, mixed, dev, run).run(Cadence())


@main.command()
@click.argument("kind", type=click.Choice(["stance", "embedding"]))
@click.option("--run", type=FOLDER, required=True, help="Run whose last checkpoint is exported.")
@click.option("--tokenizer", type=FILE, required=True, help="tokenizer.json of the base.")
@click.option("--out", type=FOLDER, required=True, help="Model folder, such as models/stance.")
@click.option("--name", required=True)
def export(kind: str, run: Path, tokenizer: Path, out: Path, name: str) -> None:
    """Write the averaged weights of a run as int8 ONNX with tokenizer and settings."""
    from training.export import export_embedding, export_stance

    (export_stance if kind == "stance" else export_embedding)(run, out, tokenizer, name)


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
@click.option("--threads", type=int, default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True)
def evaluate_stance(data: Path, models: Path, threads: int, as_json: bool) -> None:
    """Score the stance model on every *.jsonl.gz of a folder."""
    from factcheck.inference import build_stance_model
    from training.evaluate import build_model_judge, evaluate_stance, format_scores

    report = evaluate_stance(build_model_judge(build_stance_model(models, threads)), data)
    click.echo(json.dumps(report, indent=2) if as_json else format_scores(report))
