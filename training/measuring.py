"""Command line of what is measured and fitted after a training; none of it needs torch."""

from __future__ import annotations

import json
from pathlib import Path

import click

FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.option("--model", type=FOLDER, required=True, help="Model folder, such as models/stance.")
@click.option("--data", type=FOLDER, required=True, help="Sets that are not in training.")
def calibrate(model: Path, data: Path) -> None:
    """Fit temperature and biases of the exported stance model and write them into its model.json."""
    from training.calibrate import calibrate_model
    from training.evaluate import format_scores

    report = calibrate_model(model, data)
    click.echo(f"temperature {report['temperature']}, bias {report['bias']}; each set fitted on the others:")
    click.echo(format_scores(report["held_out"]))


@click.command("fit-judge")
@click.option("--data", type=FOLDER, required=True, help="Sets that are not in training.")
@click.option("--models", type=FOLDER, default=Path("models"), show_default=True)
@click.option("--threads", type=int, default=1, show_default=True)
def fit_judge(data: Path, models: Path, threads: int) -> None:
    """Fit the weights of the judge of a passage and write them into factcheck/judgement/weights.json."""
    from factcheck.inference import build_stance_model
    from training.evaluate import format_scores
    from training.judge_fit import fit_judge

    report = fit_judge(build_stance_model(models, threads), data)
    for side, weights in report["weights"].items():
        click.echo(f"{side:12} " + "  ".join(f"{name} {value:+.2f}" for name, value in weights.items()))
    click.echo("each set weighed with what was fitted on the others, before the rules:")
    click.echo(format_scores(report["held_out"]))


@click.group()
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
@click.option("--first", type=int, multiple=True, default=(3,), show_default=True, help="Abstracts looked at; repeatable.")
@click.option("--json", "as_json", is_flag=True)
def evaluate_pipeline(data: Path, split: str, first: tuple[int, ...], as_json: bool) -> None:
    """Run each claim through retrieval, judgement and decision over all abstracts; the models are the settings' own."""
    from training.pipeline import evaluate_pipeline

    report = evaluate_pipeline(data, split, first)
    if as_json:
        click.echo(json.dumps(report, indent=2))
        return
    for way, scores in report.items():
        click.echo(f"{way:28} " + "  ".join(f"{name} {value:.3f}" for name, value in scores.items()))


@click.command()
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
