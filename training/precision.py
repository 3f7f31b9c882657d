"""In which precision products are computed while learning; master weights stay in float32 everywhere."""

from __future__ import annotations

import torch


def mix_precision(device: torch.device) -> torch.autocast:
    """Return the context for forward passes: bfloat16 where the device has units for its matrices, float32 elsewhere.

    On a CPU these are AMX tiles. Its vector instructions for bfloat16 alone take longer than float32: products by half,
    and every conversion comes on top.
    """
    has_units = device.type != "cpu" or torch.cpu.get_capabilities().get("amx_bf16", False)
    return torch.autocast(device.type, torch.bfloat16, enabled=bool(has_units))
