"""Which pairs a training step sees: a weighted mixture of sources, in batches of similar length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.pairs import LABELS, TokenStore

# Batches are formed within a window of this many pairs: enough lengths to choose from, still well mixed.
WINDOW = 4096


@dataclass(frozen=True)
class Batch:
    """Tensors of one step: three inputs (batch, length), the labels (batch,) and a teacher's logits (batch, labels).

    The logits are NaN for pairs that no teacher has read.
    """

    input_ids: Tensor
    attention_mask: Tensor
    token_type_ids: Tensor
    labels: Tensor
    soft: Tensor

    def to(self, device: torch.device) -> Batch:
        """Return the batch on ``device``."""
        return Batch(
            *(tensor.to(device) for tensor in (self.input_ids, self.attention_mask, self.token_type_ids)),
            self.labels.to(device),
            self.soft.to(device),
        )


class Mixture:
    """Sources with weights: a weight of 2.5 shows each pair of a source twice an epoch and every second one again.

    ``rulers`` are the same pairs as another tokenizer cuts them: with them their lengths decide what makes a batch, so that
    two bases with different tokenizers see the same pairs in every step.
    """

    def __init__(
        self,
        stores: dict[str, TokenStore],
        weights: dict[str, float],
        seed: int,
        rulers: dict[str, TokenStore] | None = None,
    ) -> None:
        self._names = sorted(name for name in stores if weights.get(name, 0) > 0)
        self._stores = stores
        self._rulers = stores if rulers is None else rulers
        self._weights = weights
        self._seed = seed

    def iter_batches(self, epoch: int, token_budget: int) -> Iterator[Batch]:
        """Yield the batches of an epoch; the same seed and epoch always give the same ones."""
        rng = np.random.default_rng((self._seed, epoch))
        order = self._draw(rng)
        lengths = self._measure(order)
        groups: list[NDArray[np.int64]] = []
        for start in range(0, len(order), WINDOW):
            window = np.arange(start, min(start + WINDOW, len(order)))
            groups.extend(split_window(window, lengths, token_budget))
        for number in rng.permutation(len(groups)):
            yield self.collate(order[groups[number]])

    def _measure(self, order: NDArray[np.int64]) -> NDArray[np.int64]:
        lengths = [self._rulers[name].lengths for name in self._names]
        return np.array([lengths[source][position] for source, position in order])

    def _draw(self, rng: np.random.Generator) -> NDArray[np.int64]:
        parts = []
        for number, name in enumerate(self._names):
            size, weight = len(self._stores[name]), self._weights[name]
            whole = np.tile(np.arange(size), int(weight))
            rest = rng.permutation(size)[: round(size * (weight % 1))]
            positions = np.concatenate([whole, rest])
            parts.append(np.stack([np.full(len(positions), number), positions], axis=1))
        order = np.concatenate(parts)
        rng.shuffle(order)
        return order

    def collate(self, rows: NDArray[np.int64]) -> Batch:
        """Return the tensors for rows of (source, position)."""
        parts = [self._stores[self._names[source]].get_row(position) for source, position in rows]
        labels = [int(self._stores[self._names[source]].labels[position]) for source, position in rows]
        shape = (len(parts), max(len(ids) for ids, _ in parts))
        input_ids, mask, types = (np.zeros(shape, dtype=np.int64) for _ in range(3))
        for row, (ids, middle) in enumerate(parts):
            input_ids[row, : len(ids)] = ids
            mask[row, : len(ids)] = 1
            types[row, middle : len(ids)] = 1
        arrays = (torch.from_numpy(array) for array in (input_ids, mask, types))
        return Batch(*arrays, torch.tensor(labels), torch.from_numpy(self._find_soft(rows)))

    def _find_soft(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        soft = np.full((len(rows), len(LABELS)), np.nan, dtype=np.float32)
        for place, (source, position) in enumerate(rows):
            logits = self._stores[self._names[source]].soft
            if logits is not None:
                soft[place] = logits[position]
        return soft


def split_window(window: NDArray[np.int64], lengths: NDArray[np.int64], token_budget: int) -> list[NDArray[np.int64]]:
    """Cut the window, sorted by length, into groups of at most ``token_budget`` tokens with padding."""
    window = window[np.argsort(lengths[window], kind="stable")]
    groups, start = [], 0
    for end in range(1, len(window) + 1):
        if end == len(window) or lengths[window[end]] * (end - start + 1) > token_budget:
            groups.append(window[start:end])
            start = end
    return groups
