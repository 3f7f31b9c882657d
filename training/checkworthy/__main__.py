"""``python -m training.checkworthy fit|measure``: fit the coefficients on one half of the drafts, measure on the other."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import click
import numpy as np

from factcheck.articles.checkworthiness import WEIGHTS, judge_sentence
from factcheck.articles.features import TESTS, read_features

DRAFTS = Path(__file__).with_name("drafts.txt")
RIDGE = 1.0
ITERATIONS = 50


class Labelled(NamedTuple):
    """A sentence of a draft; ``half`` is ``work`` or ``held``."""

    half: str
    draft: str
    is_claim: bool
    text: str


def read_drafts() -> list[Labelled]:
    """Return the labelled sentences in order."""
    found, half, draft = [], "", ""
    for line in DRAFTS.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            _, half, draft = line.split(" ", 2)
        elif line and not line.startswith("#"):
            label, text = line.split("\t")
            found.append(Labelled(half, draft, label == "1", text))
    return found


def fit_weights(sentences: Sequence[Labelled]) -> dict[str, object]:
    """Fit a logistic regression with a ridge penalty by Newton's method; the constant is not penalised."""
    names = list(TESTS)
    rows = [[1.0, *(read_features(sentence.text)[name] for name in names)] for sentence in sentences]
    x, y = np.array(rows), np.array([sentence.is_claim for sentence in sentences], float)
    penalty = RIDGE * np.diag([0.0, *np.ones(len(names))])
    beta = np.zeros(x.shape[1])
    for _ in range(ITERATIONS):
        p = 1 / (1 + np.exp(-x @ beta))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + penalty
        beta += np.linalg.solve(hessian, x.T @ (y - p) - penalty @ beta)
    rounded = [round(float(value), 3) for value in beta]
    return {"constant": rounded[0], "coefficients": dict(zip(names, rounded[1:], strict=True))}


@click.group()
def main() -> None:
    """Fit and measure which sentences are claims."""


@main.command()
def fit() -> None:
    """Fit the coefficients on the working half and write them into the package."""
    weights = fit_weights([sentence for sentence in read_drafts() if sentence.half == "work"])
    WEIGHTS.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


@main.command()
@click.option("--half", type=click.Choice(["work", "held"]), default="held")
@click.option("--misses", is_flag=True, help="Name the sentences that are judged wrongly.")
def measure(half: str, misses: bool) -> None:
    """Print precision and recall of the shipped coefficients on one half."""
    sentences = [sentence for sentence in read_drafts() if sentence.half == half]
    judged = [judge_sentence(sentence.text) for sentence in sentences]
    pairs = [(sentence.is_claim, judgement.is_claim) for sentence, judgement in zip(sentences, judged, strict=True)]
    right = pairs.count((True, True))
    precision, recall = right / max(1, sum(claim for _, claim in pairs)), right / max(1, sum(claim for claim, _ in pairs))
    click.echo(
        f"{half}: {len(pairs)} sentences, precision {precision:.3f}, recall {recall:.3f}, "
        f"F1 {2 * precision * recall / (precision + recall):.3f}"
    )
    if misses:
        for sentence, judgement in zip(sentences, judged, strict=True):
            if sentence.is_claim != judgement.is_claim:
                click.echo(f"{judgement.score:.2f} {'missed' if sentence.is_claim else 'false'}\t{sentence.text}")


if __name__ == "__main__":
    sys.exit(main())
