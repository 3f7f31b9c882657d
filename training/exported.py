"""The weights of an exported model, back as floats: any shipped model can be a starting point, checkpoints or not.

What 8 bits lost stays lost, which costs a training that goes on from there a few hundred steps at most.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor

Weights = dict[str, NDArray[np.generic]]
# A product is named after the module that it comes from: ``/encoder/layers.0/qkv/MatMul_quant``.
PRODUCT = re.compile(r"^/(.+)/(?:Gemm_)?MatMul(?:_quant)?$")


def read_exported(folder: Path) -> dict[str, Tensor]:
    """Return the state of the torch model behind ``folder/model.onnx``, int8 or float32, in float32.

    Raises ``ValueError`` where the graph was not written by ``export``.
    """
    graph = onnx.load(str(folder / "model.onnx")).graph
    arrays: Weights = {item.name: numpy_helper.to_array(item) for item in graph.initializer}
    state = {name: array for name, array in arrays.items() if name.endswith((".weight", ".bias"))}
    if "words_int8" in arrays:
        state["encoder.words.weight"] = arrays["words_int8"].astype(np.float32) * arrays["words_scale"]
    for node in graph.node:
        name = PRODUCT.match(node.name)
        if node.op_type in ("MatMul", "MatMulInteger") and name and node.input[1] in arrays:
            state[name[1].replace("/", ".") + ".weight"] = restore_floats(arrays, node.input[1]).T
    if "encoder.words.weight" not in state:
        raise ValueError(f"{folder / 'model.onnx'} is no model that this training exported.")
    return {name: torch.tensor(np.ascontiguousarray(array, dtype=np.float32)) for name, array in state.items()}


def restore_floats(arrays: Weights, name: str) -> NDArray[np.float32]:
    """Return a weight in float32, multiplied out by the scale of each column where it was quantised."""
    values = arrays[name].astype(np.float32)
    stem = name.removesuffix("_quantized")
    if stem == name:
        return values
    restored: NDArray[np.float32] = (values - arrays[stem + "_zero_point"]) * arrays[stem + "_scale"]
    return restored
