"""A BERT encoder in plain torch: small enough to read, exportable without surprises, fast on a CPU.

Own code rather than transformers' because the three projections of the attention are one product here, dropout costs
next to nothing (see ``BufferedDropout``) and the exported graph has no operator that onnxruntime can't fuse.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True)
class EncoderConfig:
    """The sizes of a BERT encoder, named as in the ``config.json`` of published checkpoints."""

    vocab_size: int
    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int
    intermediate_size: int
    max_position_embeddings: int
    type_vocab_size: int
    layer_norm_eps: float

    def to_dict(self) -> dict[str, Any]:
        """Return the sizes as JSON-ready data."""
        return asdict(self)


class BufferedDropout(nn.Module):
    """Dropout that reads its mask from a random place in a ready-made buffer.

    Drawing a fresh Bernoulli mask takes a fifth of a training step on a CPU; a slice of 16 million random bits starting
    at a random offset takes a fiftieth and decorrelates steps just as well for this purpose.
    """

    def __init__(self, probability: float, size: int = 1 << 24) -> None:
        super().__init__()
        self.probability = probability
        keep = torch.rand(size) >= probability
        self.register_buffer("mask", (keep / (1 - probability)).to(torch.bfloat16), persistent=False)

    def forward(self, values: Tensor) -> Tensor:
        """Return ``values`` with some entries set to zero and the rest scaled up; unchanged outside training."""
        if not self.training or self.probability == 0:
            return values
        count = values.numel()
        start = int(torch.randint(0, self.mask.numel() - count, (1,)))
        return values * self.mask[start : start + count].view(values.shape)


class Layer(nn.Module):
    """Self-attention and feed-forward, each followed by the residual sum and layer norm (post-norm, as in BERT)."""

    def __init__(self, config: EncoderConfig, dropout: nn.Module) -> None:
        super().__init__()
        size = config.hidden_size
        self.heads = config.num_attention_heads
        self.qkv = nn.Linear(size, 3 * size)
        self.attention_out = nn.Linear(size, size)
        self.attention_norm = nn.LayerNorm(size, eps=config.layer_norm_eps)
        self.widen = nn.Linear(size, config.intermediate_size)
        self.narrow = nn.Linear(config.intermediate_size, size)
        self.output_norm = nn.LayerNorm(size, eps=config.layer_norm_eps)
        self.dropout = dropout

    def forward(self, hidden: Tensor, bias: Tensor) -> Tensor:
        """Return the next hidden states, (batch, length, size); ``bias`` is added to the attention scores."""
        batch, length, size = hidden.shape
        qkv = self.qkv(hidden).view(batch, length, 3, self.heads, size // self.heads).permute(2, 0, 3, 1, 4)
        query, key, value = qkv[0], qkv[1], qkv[2]
        scores = query @ key.transpose(-1, -2) * (size // self.heads) ** -0.5 + bias
        context = (torch.softmax(scores, dim=-1) @ value).transpose(1, 2).reshape(batch, length, size)
        hidden = self.attention_norm(hidden + self.dropout(self.attention_out(context)))
        return self.output_norm(hidden + self.dropout(self.narrow(functional.gelu(self.widen(hidden)))))


class Encoder(nn.Module):
    """Token, position and segment embeddings and a stack of layers."""

    def __init__(self, config: EncoderConfig, dropout: float = 0.0) -> None:
        super().__init__()
        self.config = config
        self.words = nn.Embedding(config.vocab_size, config.hidden_size)
        self.positions = nn.Embedding(config.max_position_embeddings, config.hidden_size)
        self.types = nn.Embedding(config.type_vocab_size, config.hidden_size)
        self.norm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.dropout = BufferedDropout(dropout)
        self.layers = nn.ModuleList(Layer(config, self.dropout) for _ in range(config.num_hidden_layers))

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Return hidden states (batch, length, size) for three integer tensors (batch, length)."""
        places = torch.arange(input_ids.shape[1], device=input_ids.device)
        embedded = self.words(input_ids) + self.positions(places) + self.types(token_type_ids)
        hidden = self.dropout(self.norm(embedded))
        if torch.is_autocast_enabled(hidden.device.type):
            hidden = hidden.to(torch.get_autocast_dtype(hidden.device.type))
        bias = ((1.0 - attention_mask.to(hidden.dtype)) * -10000.0)[:, None, None, :]
        for layer in self.layers:
            hidden = layer(hidden, bias)
        return hidden


class StanceClassifier(nn.Module):
    """The encoder with a head on the first token and the mean of all tokens: three logits a pair."""

    def __init__(self, encoder: Encoder, labels: int = 3) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = nn.Linear(2 * encoder.config.hidden_size, labels)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Return logits (batch, labels)."""
        hidden = self.encoder(input_ids, attention_mask, token_type_ids)
        pooled = torch.cat([hidden[:, 0], mean_pool(hidden, attention_mask)], dim=-1)
        return self.head(self.encoder.dropout(pooled))


class TextEmbedder(nn.Module):
    """The encoder with the mean of its tokens as the vector of the text, not normalised."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Return vectors (batch, size)."""
        return mean_pool(self.encoder(input_ids, attention_mask, token_type_ids), attention_mask)


def mean_pool(hidden: Tensor, attention_mask: Tensor) -> Tensor:
    """Return the mean over the tokens that are not padding."""
    mask = attention_mask.to(hidden.dtype)[:, :, None]
    return (hidden * mask).sum(1) / mask.sum(1)


def load_encoder(folder: Path, dropout: float = 0.0) -> Encoder:
    """Read ``config.json`` and ``model.safetensors`` of a published BERT checkpoint."""
    from safetensors.torch import load_file

    raw = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config = EncoderConfig(**{name: raw[name] for name in EncoderConfig.__dataclass_fields__})
    encoder = Encoder(config, dropout)
    encoder.load_state_dict(translate_names(load_file(folder / "model.safetensors"), config))
    return encoder


def translate_names(weights: dict[str, Tensor], config: EncoderConfig) -> dict[str, Tensor]:
    """Map the parameter names of published BERT checkpoints onto ours, joining query, key and value."""
    weights = {name.removeprefix("bert."): value for name, value in weights.items()}
    state = {
        "words.weight": weights["embeddings.word_embeddings.weight"],
        "positions.weight": weights["embeddings.position_embeddings.weight"],
        "types.weight": weights["embeddings.token_type_embeddings.weight"],
    }
    pairs = {"norm": "embeddings.LayerNorm"}
    for number in range(config.num_hidden_layers):
        ours, theirs = f"layers.{number}", f"encoder.layer.{number}"
        pairs |= {
            f"{ours}.attention_out": f"{theirs}.attention.output.dense",
            f"{ours}.attention_norm": f"{theirs}.attention.output.LayerNorm",
            f"{ours}.widen": f"{theirs}.intermediate.dense",
            f"{ours}.narrow": f"{theirs}.output.dense",
            f"{ours}.output_norm": f"{theirs}.output.LayerNorm",
        }
        for kind in ("weight", "bias"):
            parts = [weights[f"{theirs}.attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
            state[f"{ours}.qkv.{kind}"] = torch.cat(parts)
    for ours, theirs in pairs.items():
        state[f"{ours}.weight"] = weights[f"{theirs}.weight"]
        state[f"{ours}.bias"] = weights[f"{theirs}.bias"]
    return state
