"""Distillation: a teacher reads every prepared pair once, and a student learns from how sure it was (Hinton et al. 2015).

The teacher is any run of this training: a deeper or wider BERT with the student's vocabulary, trained by the same commands.
Its logits are kept on disk, so that students of many kinds learn from one reading.
"""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from training.batches import Batch, Mixture, split_window
from training.loop import Recipe, restore_model
from training.pairs import TokenStore
from training.precision import mix_precision
from training.stance import StanceTask, build_classifier

log = logging.getLogger(__name__)

READING_TOKENS = 8192


def write_soft_labels(teacher: Path, data: Path, out: Path) -> None:
    """Write the teacher's logits for each store of ``data/train`` into ``out``; stores that are there already stay."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = restore_model(teacher, build_classifier)[0].to(device)
    out.mkdir(parents=True, exist_ok=True)
    for path in sorted((data / "train").glob("*.npz")):
        place = out / f"{path.stem}.npy"
        if place.exists():
            continue
        scratch = place.with_suffix(".tmp.npy")
        np.save(scratch, read_logits(model, TokenStore.load(path), device))
        scratch.replace(place)
        log.info("%s read", path.stem)


def read_logits(model: nn.Module, store: TokenStore, device: torch.device) -> NDArray[np.float32]:
    """Return the model's logits for each pair of a store, shape (pairs, labels)."""
    mixture = Mixture({"store": store}, {"store": 1.0}, seed=0)
    logits = np.zeros((len(store), 3), dtype=np.float32)
    for group in split_window(np.arange(len(store)), store.lengths, READING_TOKENS):
        batch = mixture.collate(np.stack([np.zeros_like(group), group], axis=1)).to(device)
        with torch.no_grad(), mix_precision(device):
            output = model(batch.input_ids, batch.attention_mask, batch.token_type_ids)
        logits[group] = output.float().cpu().numpy()
    return logits


def attach_soft_labels(stores: dict[str, TokenStore], folder: Path) -> None:
    """Give each store the logits that were written for it; stores without any learn from their labels alone.

    Raises ``ValueError`` where a file was written for another state of the store.
    """
    for name, store in stores.items():
        path = folder / f"{name}.npy"
        if path.exists():
            soft = np.load(path)
            if len(soft) != len(store):
                raise ValueError(f"{path} has {len(soft)} rows for {len(store)} pairs; read the data again.")
            store.soft = soft


class DistillationTask(StanceTask):
    """Cross-entropy and the distance to a softened teacher, weighted by ``soft_share`` of the recipe."""

    def __init__(self, mixture: Mixture, recipe: Recipe) -> None:
        super().__init__(mixture, recipe)
        self._share, self._temperature = recipe.soft_share, recipe.soft_temperature

    def compute_loss(self, model: nn.Module, batch: Batch, device: torch.device) -> Tensor:
        """Return the mean loss of a batch; pairs that the teacher did not read count by their labels alone."""
        batch = batch.to(device)
        with mix_precision(device):
            logits = model(batch.input_ids, batch.attention_mask, batch.token_type_ids).float()
        hard = functional.cross_entropy(logits, batch.labels, reduction="none")
        known = ~torch.isnan(batch.soft[:, 0])
        teacher = torch.softmax(torch.nan_to_num(batch.soft) / self._temperature, dim=-1)
        student = torch.log_softmax(logits / self._temperature, dim=-1)
        distance = functional.kl_div(student, teacher, reduction="none").sum(-1) * self._temperature**2
        share = self._share * known
        return ((1 - share) * hard + share * distance).mean()
