"""The training of the stance model: one long schedule over a weighted mixture, resumable at any checkpoint."""

from __future__ import annotations

import json
import logging
import math
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from training.batches import Batch, Mixture, split_window
from training.checkpoints import MovingAverage, load_checkpoint, save_checkpoint, trainable
from training.encoder import Encoder, EncoderConfig, StanceClassifier, load_encoder
from training.metrics import average_sets, score_set
from training.pairs import TokenStore

log = logging.getLogger(__name__)

# Pairs of each development set that a run looks at while it goes on; all of them would take a minute each time.
SAMPLE = 100


@dataclass(frozen=True)
class Recipe:
    """What decides the outcome of a run besides data and base; stored in every checkpoint."""

    steps: int
    rate: float = 1e-4
    warmup_share: float = 0.05
    token_budget: int = 3072
    weight_decay: float = 0.01
    smoothing: float = 0.0
    dropout: float = 0.1
    seed: int = 13
    freeze_words: bool = True


@dataclass(frozen=True)
class Cadence:
    """How often a run reports, writes a checkpoint and looks at the development sets, in steps."""

    report: int = 50
    save: int = 500
    score: int = 1000


class StanceTrainer:
    """Trains on ``mixture`` and keeps its state in ``folder``; ``dev`` maps names to tokenised development sets."""

    def __init__(
        self, model: StanceClassifier, recipe: Recipe, mixture: Mixture, dev: dict[str, TokenStore], folder: Path
    ) -> None:
        self.recipe, self.mixture, self.dev, self.folder = recipe, mixture, dev, folder
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        model.encoder.words.weight.requires_grad_(not recipe.freeze_words)
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
            tokens += batch.input_ids.numel()
            if self.step % cadence.report == 0:
                seconds = time.monotonic() - started
                self._note(loss=round(sum(losses) / len(losses), 4), tokens_per_second=round(tokens / seconds))
                started, tokens, losses = time.monotonic(), 0, []
            if self.step % cadence.save == 0 or self.step == self.recipe.steps:
                self._save()
            if self.dev and (self.step % cadence.score == 0 or self.step == self.recipe.steps):
                self._note(**self._score())
                started = time.monotonic()

    def _iter_batches(self) -> Iterator[Batch]:
        while self.step < self.recipe.steps:
            batches = self.mixture.iter_batches(self.epoch, self.recipe.token_budget)
            for number, batch in enumerate(batches):
                if number < self.position:
                    continue
                if self.step >= self.recipe.steps:
                    return
                self.step, self.position = self.step + 1, number + 1
                yield batch
            self.epoch, self.position = self.epoch + 1, 0

    def _learn(self, batch: Batch) -> float:
        batch = batch.to(self.device)
        for group in self.optimizer.param_groups:
            group["lr"] = compute_rate(self.step, self.recipe)
        self.model.train()
        with torch.autocast(self.device.type, torch.bfloat16):
            logits = self.model(batch.input_ids, batch.attention_mask, batch.token_type_ids)
        loss = functional.cross_entropy(logits.float(), batch.labels, label_smoothing=self.recipe.smoothing)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trainable(self.model).values(), 1.0, foreach=True)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.average.update(self.model, self.step)
        return float(loss.detach())

    def _score(self) -> dict[str, Any]:
        held = {name: value.detach().clone() for name, value in trainable(self.model).items()}
        self.average.apply(self.model)
        sets = {name: score_store(self.model, store, self.device) for name, store in self.dev.items()}
        with torch.no_grad():
            for name, value in trainable(self.model).items():
                value.copy_(held[name])
        scores = {name: round(value["macro_f1"], 3) for name, value in sets.items()}
        return {"dev": {k: round(v, 4) for k, v in average_sets(sets).items()}, "macro_f1": scores}

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


def build_model(base: Path, recipe: Recipe, start: Path | None) -> StanceClassifier:
    """Return a classifier on the base checkpoint, or with the averaged weights of an earlier run in ``start``."""
    torch.manual_seed(recipe.seed)
    model = StanceClassifier(load_encoder(base, recipe.dropout))
    if start is not None:
        state = load_checkpoint(start)
        if state is None:
            raise FileNotFoundError(f"There is no checkpoint in {start}.")
        model.load_state_dict(state["model"] | state["average"])
    return model


def restore_model(folder: Path) -> tuple[StanceClassifier, dict[str, Any]]:
    """Return the classifier with the averaged weights of the last checkpoint, and that checkpoint."""
    state = load_checkpoint(folder)
    if state is None:
        raise FileNotFoundError(f"There is no checkpoint in {folder}.")
    model = StanceClassifier(Encoder(EncoderConfig(**state["config"])))
    model.load_state_dict(state["model"] | state["average"])
    return model.eval(), state


def build_optimizer(model: StanceClassifier, recipe: Recipe) -> torch.optim.AdamW:
    """Return AdamW without decay on biases and norms and with a faster head, which starts from nothing."""
    groups: dict[bool, list[torch.nn.Parameter]] = {True: [], False: []}
    for value in trainable(model).values():
        groups[value.ndim > 1].append(value)
    return torch.optim.AdamW(
        [{"params": groups[True], "weight_decay": recipe.weight_decay}, {"params": groups[False], "weight_decay": 0.0}],
        lr=recipe.rate,
        fused=True,
    )


def compute_rate(step: int, recipe: Recipe) -> float:
    """Return the learning rate of a step: a straight warm-up, then half a cosine down to 2 % of the peak."""
    warmup = max(1, round(recipe.steps * recipe.warmup_share))
    if step < warmup:
        return recipe.rate * step / warmup
    progress = (step - warmup) / max(1, recipe.steps - warmup)
    return recipe.rate * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, progress))))


def score_store(model: StanceClassifier, store: TokenStore, device: torch.device) -> dict[str, Any]:
    """Return the scores of the model in torch on ``SAMPLE`` pairs, evenly spread, of a tokenised set."""
    mixture = Mixture({"set": store}, {"set": 1.0}, seed=0)
    order = np.stack([np.zeros(len(store), dtype=np.int64), np.arange(len(store))], axis=1)
    probabilities = np.zeros((len(store), 3))
    chosen = np.arange(0, len(store), max(1, len(store) // SAMPLE))
    model.eval()
    for group in split_window(chosen, store.lengths, 4096):
        batch = mixture.collate(order[group]).to(device)
        with torch.no_grad(), torch.autocast(device.type, torch.bfloat16):
            logits = model(batch.input_ids, batch.attention_mask, batch.token_type_ids)
        probabilities[group] = torch.softmax(logits.float(), dim=-1).cpu().numpy()
    return score_set(store.labels[chosen].tolist(), probabilities[chosen])
