"""What the stance model learns: three labels over (passage, claim), from a weighted mixture of sources."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.batches import Batch, Mixture, split_window
from training.encoder import Encoder, EncoderConfig, StanceClassifier, load_encoder
from training.exported import read_exported
from training.loop import Recipe, restore_model
from training.metrics import average_sets, score_set
from training.pairs import LABELS, TokenStore
from training.precision import mix_precision

# Pairs of each development set that a run looks at while it goes on; all of them would take a minute each time.
SAMPLE = 100
NEUTRAL = LABELS.index("NEUTRAL")


class StanceTask:
    """Cross-entropy over ``mixture``, and what the recipe says for probability on the opposite of the right side."""

    def __init__(self, mixture: Mixture, recipe: Recipe) -> None:
        self._mixture, self._recipe = mixture, recipe

    def iter_batches(self, epoch: int) -> Iterable[Batch]:
        """Return the batches of an epoch."""
        return self._mixture.iter_batches(epoch, self._recipe.token_budget)

    def compute_loss(self, model: nn.Module, batch: Batch, device: torch.device) -> Tensor:
        """Return the mean cross-entropy of a batch."""
        batch = batch.to(device)
        with mix_precision(device):
            logits = model(batch.input_ids, batch.attention_mask, batch.token_type_ids)
        loss = functional.cross_entropy(logits.float(), batch.labels, label_smoothing=self._recipe.smoothing)
        if self._recipe.opposite_cost:
            loss = loss + self._recipe.opposite_cost * charge_opposites(logits.float(), batch.labels)
        return loss

    def count_tokens(self, batch: Batch) -> int:
        """Return the tokens of a batch, padding included."""
        return batch.input_ids.numel()


def charge_opposites(logits: Tensor, labels: Tensor) -> Tensor:
    """Return the mean over a batch of -log(1 - p) for the probability p of the opposite label; neutral pairs have none."""
    sided = labels != NEUTRAL
    opposite = torch.where(sided, 1 - labels, labels)
    chances = torch.softmax(logits, dim=-1).gather(1, opposite[:, None]).squeeze(1)
    return torch.where(sided, -torch.log1p(-chances.clamp(max=0.999)), 0.0).mean()


def score_sets(dev: dict[str, TokenStore], model: nn.Module, device: torch.device) -> dict[str, Any]:
    """Return mean scores and the macro-F1 of each set, on a sample of tokenised development sets."""
    sets = {name: score_store(model, store, device) for name, store in dev.items()}
    mean = {name: round(value, 4) for name, value in average_sets(sets).items()}
    return {"dev": mean, "macro_f1": {name: round(value["macro_f1"], 3) for name, value in sets.items()}}


def score_store(model: nn.Module, store: TokenStore, device: torch.device) -> dict[str, Any]:
    """Return the scores of the model in torch on ``SAMPLE`` pairs, evenly spread, of a tokenised set."""
    mixture = Mixture({"set": store}, {"set": 1.0}, seed=0)
    order = np.stack([np.zeros(len(store), dtype=np.int64), np.arange(len(store))], axis=1)
    probabilities = np.zeros((len(store), 3))
    chosen = np.arange(0, len(store), max(1, len(store) // SAMPLE))
    for group in split_window(chosen, store.lengths, 4096):
        batch = mixture.collate(order[group]).to(device)
        with mix_precision(device):
            logits = model(batch.input_ids, batch.attention_mask, batch.token_type_ids)
        probabilities[group] = torch.softmax(logits.float(), dim=-1).cpu().numpy()
    return score_set(store.labels[chosen].tolist(), probabilities[chosen])


def build_classifier(config: dict[str, Any]) -> StanceClassifier:
    """Return a classifier of the given sizes, for weights that are loaded into it."""
    return StanceClassifier(Encoder(EncoderConfig(**config)))


def start_classifier(base: Path, recipe: Recipe, earlier: Path | None) -> StanceClassifier:
    """Return a classifier on the base checkpoint, with the averaged weights of an earlier run or those of an export."""
    torch.manual_seed(recipe.seed)
    model = StanceClassifier(load_encoder(base, recipe.dropout))
    if earlier is not None:
        model.load_state_dict(read_start(earlier))
    return model


def read_start(folder: Path) -> dict[str, Tensor]:
    """Return the weights of a run's folder or of a model's: whichever it is."""
    if (folder / "model.onnx").exists():
        return read_exported(folder)
    return restore_model(folder, build_classifier)[0].state_dict()
