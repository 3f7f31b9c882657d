"""From a torch model to the files that a worker loads: ONNX with 8-bit weights that are safe on every x86 CPU.

Linear layers are quantised by onnxruntime per output channel with weights in 7 bits (``reduce_range``): processors
without VNNI add pairs of 8-bit products in 16 bits and saturate with full 8-bit weights, which ruins the accuracy there
without any message. The word embeddings, half of the model's size, are stored in 8 bits with one scale for each word,
which loses far less than the single scale for the whole table that onnxruntime would use.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from training.attention import join_attention
from training.checkpoints import LAST
from training.embedding import EMBEDDING_TOKENS, build_embedder
from training.encoder import TextEmbedder, load_encoder
from training.loop import restore_model
from training.pairs import STANCES
from training.prepare import MAX_TOKENS
from training.stance import build_classifier, read_start

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
WORDS = "words.weight"


@dataclass(frozen=True)
class Target:
    """Where a model goes, under which name, with which tokenizer; ``quantised`` is off to measure what int8 loses."""

    folder: Path
    name: str
    tokenizer: Path
    quantised: bool = True


def export_model(model: nn.Module, target: Target, settings: dict[str, Any]) -> None:
    """Write ``model.onnx``, ``tokenizer.json`` and ``model.json`` into the target's folder."""
    target.folder.mkdir(parents=True, exist_ok=True)
    path = target.folder / "model.onnx"
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        write_float_onnx(model, plain)
        if target.quantised:
            quantise(plain, path)
        else:
            shutil.copyfile(plain, path)
    shutil.copyfile(target.tokenizer, target.folder / "tokenizer.json")
    text = json.dumps({"name": target.name} | settings, indent=2, ensure_ascii=False)
    (target.folder / "model.json").write_text(text + "\n", encoding="utf-8")


def write_float_onnx(model: nn.Module, path: Path) -> None:
    """Trace ``model`` in float32 with free batch size and length, and merge its operators where onnxruntime can."""
    from onnxruntime.transformers.fusion_options import FusionOptions
    from onnxruntime.transformers.optimizer import optimize_model

    model = model.float().eval()
    example = torch.ones((2, 7), dtype=torch.int64)
    torch.onnx.export(
        model,
        (example, example, example * 0),
        str(path),
        input_names=list(INPUTS),
        output_names=["output"],
        dynamic_axes={name: {0: "batch", 1: "length"} for name in INPUTS} | {"output": {0: "batch"}},
        opset_version=17,
        dynamo=False,
    )
    options = FusionOptions("bert")
    options.enable_attention = False
    options.enable_embed_layer_norm = False
    # onnxruntime 1.31 normalises seven times, and takes Gelu half again, as fast where the sum before is a step of its own.
    options.enable_skip_layer_norm = False
    options.enable_bias_skip_layer_norm = False
    options.enable_bias_gelu = False
    config = model.encoder.config
    fused = optimize_model(
        str(path),
        "bert",
        num_heads=config.num_attention_heads,
        hidden_size=config.hidden_size,
        opt_level=0,
        optimization_options=options,
    )
    join_attention(fused.model.graph, config.num_attention_heads, config.hidden_size)
    fused.save_model_to_file(str(path))


def quantise(source: Path, target: Path) -> None:
    """Quantise linear layers dynamically to int8 (7 bits used, per channel) and the word embeddings row by row."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = onnx.load(str(source))
    pack_embeddings(model.graph)
    with tempfile.TemporaryDirectory() as scratch:
        packed = Path(scratch) / "packed.onnx"
        onnx.save(model, str(packed))
        quantize_dynamic(
            str(packed),
            str(target),
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            extra_options={"DefaultTensorType": TensorProto.FLOAT, "MatMulConstBOnly": True},
        )


def pack_embeddings(graph: onnx.GraphProto) -> None:
    """Replace the look-up in the word embeddings by one in an int8 table and one in a table of scales."""
    table = next(item for item in graph.initializer if item.name.endswith(WORDS))
    values = numpy_helper.to_array(table).astype(np.float32)
    scales = np.maximum(np.abs(values).max(axis=1, keepdims=True), 1e-8) / 127
    packed = np.clip(np.round(values / scales), -127, 127).astype(np.int8)
    gather = next(node for node in graph.node if node.op_type == "Gather" and node.input[0] == table.name)
    ids, output = gather.input[1], gather.output[0]
    nodes = [
        helper.make_node("Gather", ["words_int8", ids], ["words_int8_rows"]),
        helper.make_node("Cast", ["words_int8_rows"], ["words_rows"], to=TensorProto.FLOAT),
        helper.make_node("Gather", ["words_scale", ids], ["words_scale_rows"]),
        helper.make_node("Mul", ["words_rows", "words_scale_rows"], [output]),
    ]
    position = list(graph.node).index(gather)
    graph.node.remove(gather)
    for node in reversed(nodes):
        graph.node.insert(position, node)
    graph.initializer.remove(table)
    graph.initializer.append(numpy_helper.from_array(packed, "words_int8"))
    graph.initializer.append(numpy_helper.from_array(scales.astype(np.float32), "words_scale"))


def export_stance(run: Path, target: Target, other: Path | None = None, share: float = 0.5) -> None:
    """Export the averaged weights of a stance run, not calibrated yet.

    With ``other``, a run or model that this one started from or beside, its weights are averaged in with ``share``: the
    mean of two fine-tuned models is often better than either (Wortsman et al. 2022).
    """
    model, state = restore_model(run, build_classifier)
    if other is not None:
        weights = read_start(other)
        model.load_state_dict({name: value.lerp(weights[name], share) for name, value in model.state_dict().items()})
    settings = {
        "labels": list(STANCES),
        "max_tokens": MAX_TOKENS,
        "pad_id": 0,
        "temperature": 1.0,
        "bias": [0.0, 0.0, 0.0],
        "steps": state["step"],
    }
    export_model(model, target, settings)


def export_embedding(run: Path, target: Target) -> None:
    """Export the averaged weights of an embedding run; ``run`` may also be a published BERT checkpoint, untouched."""
    if (run / LAST).exists():
        model, _ = restore_model(run, build_embedder)
    else:
        model = TextEmbedder(load_encoder(run))
    settings = {
        "dimensions": model.encoder.config.hidden_size,
        "max_tokens": EMBEDDING_TOKENS,
        "pad_id": 0,
        "normalisation": "l2",
    }
    export_model(model, target, settings)
