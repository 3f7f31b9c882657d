"""Our shipped weights in float32 under torch, so that every contestant embeds and judges with the same two models."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from training.exported import read_exported

SIZES = {
    "hidden_size": 384,
    "num_hidden_layers": 6,
    "num_attention_heads": 12,
    "intermediate_size": 1536,
    "max_position_embeddings": 512,
}
PARTS = {
    "attention_out": "attention.output.dense",
    "attention_norm": "attention.output.LayerNorm",
    "widen": "intermediate.dense",
    "narrow": "output.dense",
    "output_norm": "output.LayerNorm",
}


def load_bert(state: dict[str, Tensor]) -> BertModel:
    """Return transformers' BERT with the encoder's weights of an exported model."""
    weights = {name.removeprefix("encoder."): value for name, value in state.items() if name.startswith("encoder.")}
    named = {f"embeddings.{theirs}_embeddings.weight": weights[f"{ours}.weight"] for ours, theirs in (
        ("words", "word"), ("positions", "position"), ("types", "token_type"))}  # fmt: skip
    for kind in ("weight", "bias"):
        named[f"embeddings.LayerNorm.{kind}"] = weights[f"norm.{kind}"]
        for number in range(SIZES["num_hidden_layers"]):
            ours, theirs = f"layers.{number}", f"encoder.layer.{number}"
            for part, rows in zip(("query", "key", "value"), weights[f"{ours}.qkv.{kind}"].chunk(3), strict=True):
                named[f"{theirs}.attention.self.{part}.{kind}"] = rows
            named |= {f"{theirs}.{name}.{kind}": weights[f"{ours}.{part}.{kind}"] for part, name in PARTS.items()}
    model = BertModel(BertConfig(vocab_size=weights["words.weight"].shape[0], **SIZES), add_pooling_layer=False)
    model.load_state_dict(named)
    return model.eval()


def load_tokenizer(folder: Path) -> PreTrainedTokenizerFast:
    """Return the tokenizer of a model folder."""
    return PreTrainedTokenizerFast(
        tokenizer_file=str(folder / "tokenizer.json"),
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        unk_token="[UNK]",
    )


def write_embedder(models: Path, target: Path) -> Path:
    """Write the embedding model as sentence-transformers and txtai load it; return where it is."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, Pooling, Transformer

    plain = target / "bert"
    load_bert(read_exported(models / "embedding")).save_pretrained(plain)
    load_tokenizer(models / "embedding").save_pretrained(plain)
    words = Transformer(str(plain), max_seq_length=256)
    whole = SentenceTransformer(modules=[words, Pooling(SIZES["hidden_size"]), Normalize()], device="cpu")
    whole.save(str(target / "embedder"))
    return target / "embedder"


@dataclass(frozen=True)
class StanceScorer:
    """The cross-encoder as a script would run it: one batch a claim, padded to the longest passage."""

    bert: BertModel
    tokenizer: PreTrainedTokenizerFast
    head: torch.nn.Linear
    settings: dict[str, Any]

    def score(self, claim: str, passages: Sequence[str]) -> list[dict[str, float]]:
        """Return the calibrated probability of each stance for each passage."""
        if not passages:
            return []
        batch = self.tokenizer(
            list(passages), [claim] * len(passages), padding=True, truncation="only_first",
            max_length=self.settings["max_tokens"], return_tensors="pt", return_token_type_ids=True,
        )  # fmt: skip
        with torch.inference_mode():
            hidden = self.bert(**batch).last_hidden_state
            mask = batch["attention_mask"][:, :, None].to(hidden.dtype)
            pooled = torch.cat([hidden[:, 0], (hidden * mask).sum(1) / mask.sum(1)], dim=-1)
            logits = self.head(pooled) / self.settings["temperature"] + torch.tensor(self.settings["bias"])
        rows = torch.softmax(logits, dim=-1).tolist()
        return [dict(zip(self.settings["labels"], row, strict=True)) for row in rows]


def load_scorer(models: Path) -> StanceScorer:
    """Return the stance model of a models folder."""
    folder = models / "stance"
    state = read_exported(folder)
    head = torch.nn.Linear(2 * SIZES["hidden_size"], 3)
    head.load_state_dict({"weight": state["head.weight"], "bias": state["head.bias"]})
    settings = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    return StanceScorer(load_bert(state), load_tokenizer(folder), head, settings)
