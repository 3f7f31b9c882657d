"""One long schedule for any of the models: warm-up and cosine, averaged weights, checkpoints to go on from."""

from __future__ import annotations

import json
import logging
import math
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from training.checkpoints import MovingAverage, load_checkpoint, save_checkpoint, trainable

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Recipe:
    """What decides the outcome of a run besides data and base; stored in every checkpoint."""

    steps: int
    rate: float = 1e-4
    warmup_share: float = 0.05
    token_budget: int = 2048
    weight_decay: float = 0.01
    smoothing: float = 0.0
    opposite_cost: float = 0.0
    dropout: float = 0.1
    seed: int = 13
    freeze_words: bool = True
    freeze_layers: int = 0
    soft_share: float = 0.0
    soft_temperature: float = 2.0


@dataclass(frozen=True)
class Cadence:
    """How often a run reports, writes a checkpoint and looks at the development sets, in steps."""

    report: int = 50
    save: int = 250
    score: int = 1000


Score = Callable[[nn.Module, torch.device], dict[str, Any]]


class Task(Protocol):
    """What a model learns: its batches and its loss."""

    def iter_batches(self, epoch: int) -> Iterable[Any]:
        """Return the batches of an epoch, the same for the same epoch every time."""

    def compute_loss(self, model: nn.Module, batch: Any, device: torch.device) -> Tensor:
        """Return the mean loss of a batch."""

    def count_tokens(self, batch: Any) -> int:
        """Return the tokens of a batch, padding included."""


class Loop:
    """Trains ``model`` on ``task`` and keeps its state in ``folder``; ``score`` looks at it on data that it never sees."""

    def __init__(self, model: nn.Module, task: Task, recipe: Recipe, folder: Path, score: Score | None = None) -> None:
        self.task, self.recipe, self.folder, self.score = task, recipe, folder, score
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        freeze_parts(model.encoder, recipe)
        self.model = model.to(self.device)
        self.average = MovingAverage(self.model)
        self.optimizer = build_optimizer(self.model, recipe)
        self.step = self.epoch = self.position = 0

    def run(self, cadence: Cadence) -> None:
        """Train from the last checkpoint, if there is one, to the end of the schedule."""
        self._resume()
        started, tokens, losses = time.monotonic(), 0, []
        for batch in self._iter_batches():
            losses.append(self._learn(batch))
            tokens += self.task.count_tokens(batch)
            if self.step % cadence.report == 0:
                seconds = time.monotonic() - started
                self._note(loss=round(sum(losses) / len(losses), 4), tokens_per_second=round(tokens / seconds))
                started, tokens, losses = time.monotonic(), 0, []
            if self.step % cadence.save == 0 or self.step == self.recipe.steps:
                self._save()
            if self.score and (self.step % cadence.score == 0 or self.step == self.recipe.steps):
                self._note(**self._look(self.score))
                started, tokens = time.monotonic(), 0

    def _iter_batches(self) -> Iterator[Any]:
        while self.step < self.recipe.steps:
            for number, batch in enumerate(self.task.iter_batches(self.epoch)):
                if number < self.position:
                    continue
                if self.step >= self.recipe.steps:
                    return
                self.step, self.position = self.step + 1, number + 1
                yield batch
            self.epoch, self.position = self.epoch + 1, 0

    def _learn(self, batch: Any) -> float:
        for group in self.optimizer.param_groups:
            group["lr"] = compute_rate(self.step, self.recipe)
        self.model.train()
        loss = self.task.compute_loss(self.model, batch, self.device)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trainable(self.model).values(), 1.0, foreach=True)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.average.update(self.model, self.step)
        return float(loss.detach())

    def _look(self, score: Score) -> dict[str, Any]:
        held = {name: value.detach().clone() for name, value in trainable(self.model).items()}
        self.average.apply(self.model)
        self.model.eval()
        with torch.no_grad():
            scores = score(self.model, self.device)
            for name, value in trainable(self.model).items():
                value.copy_(held[name])
        return scores

    def _note(self, **values: Any) -> None:
        entry = {"step": self.step, "epoch": self.epoch, "time": time.strftime("%H:%M:%S"), **values}
        log.info("%s", json.dumps(entry))
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(entry) + "\n")

    def _save(self) -> None:
        state = {
            "config": self.model.encoder.config.to_dict(),
            "recipe": asdict(self.recipe),
            "model": self.model.state_dict(),
            "average": self.average.weights,
            "optimizer": self.optimizer.state_dict(),
            "random": torch.get_rng_state(),
            "step": self.step,
            "epoch": self.epoch,
            "position": self.position,
        }
        save_checkpoint(self.folder, state)

    def _resume(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        state = load_checkpoint(self.folder)
        if state is None:
            return
        self.model.load_state_dict(state["model"])
        self.average.weights = {name: value.to(self.device) for name, value in state["average"].items()}
        self.optimizer.load_state_dict(state["optimizer"])
        torch.set_rng_state(state["random"])
        self.step, self.epoch, self.position = state["step"], state["epoch"], state["position"]
        log.info("resumed at step %d", self.step)


def freeze_parts(encoder: nn.Module, recipe: Recipe) -> None:
    """Keep what the recipe names as it is: the word embeddings, and the first layers with all that lies below them."""
    encoder.words.weight.requires_grad_(not recipe.freeze_words)
    if recipe.freeze_layers:
        for part in (encoder.positions, encoder.types, encoder.norm, *encoder.layers[: recipe.freeze_layers]):
            part.requires_grad_(False)


def build_optimizer(model: nn.Module, recipe: Recipe) -> torch.optim.AdamW:
    """Return AdamW without decay on biases and norms."""
    groups: dict[bool, list[nn.Parameter]] = {True: [], False: []}
    for value in trainable(model).values():
        groups[value.ndim > 1].append(value)
    parameters = [
        {"params": groups[True], "weight_decay": recipe.weight_decay},
        {"params": groups[False], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(parameters, lr=recipe.rate, fused=True)


def compute_rate(step: int, recipe: Recipe) -> float:
    """Return the learning rate of a step: a straight warm-up, then half a cosine down to 2 % of the peak."""
    warmup = max(1, round(recipe.steps * recipe.warmup_share))
    if step < warmup:
        return recipe.rate * step / warmup
    progress = (step - warmup) / max(1, recipe.steps - warmup)
    return recipe.rate * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, progress))))


def restore_model(folder: Path, build: Callable[[dict[str, Any]], nn.Module]) -> tuple[Any, dict[str, Any]]:
    """Return the model with the averaged weights of the last checkpoint, and that checkpoint.

    ``build`` gets the sizes of the encoder as stored there.
    """
    state = load_checkpoint(folder)
    if state is None:
        raise FileNotFoundError(f"There is no checkpoint in {folder}.")
    model = build(state["config"])
    model.load_state_dict(state["model"] | state["average"])
    return model.eval(), state
