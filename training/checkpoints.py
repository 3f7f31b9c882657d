"""Checkpoints: everything a run needs to go on as if it had never stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import nn

LAST = "last.pt"


class MovingAverage:
    """The exponential moving average of a model's weights: steadier than the last step's while the rate is still high."""

    def __init__(self, model: nn.Module, decay: float = 0.99, every: int = 10) -> None:
        self.decay, self.every = decay, every
        self.weights = {name: value.detach().clone() for name, value in trainable(model).items()}

    def update(self, model: nn.Module, step: int) -> None:
        """Move the average towards the model, on every tenth step so that it costs next to nothing."""
        if step % self.every:
            return
        current = trainable(model)
        # Early on the average follows faster, else it would remember the untrained head for long.
        decay = min(self.decay, (1 + step) / (10 * self.every + step))
        torch._foreach_lerp_(list(self.weights.values()), [current[name].detach() for name in self.weights], 1 - decay)

    def apply(self, model: nn.Module) -> None:
        """Put the averaged weights into ``model``."""
        own = trainable(model)
        with torch.no_grad():
            for name, value in self.weights.items():
                own[name].copy_(value)


def trainable(model: nn.Module) -> dict[str, nn.Parameter]:
    """Return the parameters that learn, by name."""
    return {name: value for name, value in model.named_parameters() if value.requires_grad}


def save_checkpoint(folder: Path, state: dict[str, Any]) -> None:
    """Write the state beside the last one and put it in its place in one move."""
    folder.mkdir(parents=True, exist_ok=True)
    scratch = folder / (LAST + ".tmp")
    torch.save(state, scratch)
    scratch.replace(folder / LAST)


def load_checkpoint(folder: Path) -> dict[str, Any] | None:
    """Return the last state written to ``folder``, or None."""
    path = folder / LAST
    return torch.load(path, map_location="cpu", weights_only=True) if path.exists() else None
