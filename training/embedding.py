"""What the embedding model learns: a claim lies nearer to a passage that bears on it than to any other.

Contrastive loss with in-batch negatives (van den Oord et al. 2018), both directions. A batch comes from one source, so
that its other passages are of the same kind and not told apart by style alone; a hard negative stands beside each passage.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from training.encoder import Encoder, EncoderConfig, TextEmbedder, load_encoder
from training.links import Link
from training.loop import Recipe
from training.precision import mix_precision

EMBEDDING_TOKENS = 256
# Passages are cut shorter while learning; the positions beyond are as the base left them.
LEARNING_TOKENS = 128
TEMPERATURE = 0.05


@dataclass(frozen=True)
class LinkBatch:
    """Claims and passages as padded ids and masks; the first passages are the claims' own, in order."""

    claims: tuple[Tensor, Tensor]
    passages: tuple[Tensor, Tensor]


class EmbeddingTask:
    """In-batch contrastive learning on links grouped by source."""

    def __init__(self, links: dict[str, Sequence[Link]], tokenizer: Path, batch_size: int, seed: int) -> None:
        self._links, self._batch_size, self._seed = links, batch_size, seed
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LEARNING_TOKENS)

    def iter_batches(self, epoch: int) -> Iterator[LinkBatch]:
        """Yield the batches of an epoch: within a source no claim and no passage occurs twice in a batch."""
        rng = random.Random(f"{self._seed} {epoch}")
        groups: list[list[Link]] = []
        for name in sorted(self._links):
            links = list(self._links[name])
            rng.shuffle(links)
            groups.extend(group_links(links, self._batch_size))
        rng.shuffle(groups)
        for group in groups:
            negatives = [link.negative for link in group if link.negative]
            passages = [link.passage for link in group] + negatives
            yield LinkBatch(self._encode([link.claim for link in group]), self._encode(passages))

    def compute_loss(self, model: nn.Module, batch: LinkBatch, device: torch.device) -> Tensor:
        """Return the mean of the losses claim → passage and passage → claim."""
        with mix_precision(device):
            claims = embed(model, batch.claims, device)
            passages = embed(model, batch.passages, device)
        scores = claims @ passages.T / TEMPERATURE
        gold = torch.arange(len(claims), device=device)
        back = functional.cross_entropy(scores[:, : len(claims)].T, gold)
        return 0.5 * (functional.cross_entropy(scores, gold) + back)

    def count_tokens(self, batch: LinkBatch) -> int:
        """Return the tokens of a batch, padding included."""
        return batch.claims[0].numel() + batch.passages[0].numel()

    def _encode(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        encodings: list[Encoding] = self._tokenizer.encode_batch(list(texts))
        longest = max(len(encoding.ids) for encoding in encodings)
        ids = torch.zeros((len(encodings), longest), dtype=torch.int64)
        mask = torch.zeros_like(ids)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = torch.tensor(encoding.ids)
            mask[row, : len(encoding.ids)] = 1
        return ids, mask


def embed(model: nn.Module, inputs: tuple[Tensor, Tensor], device: torch.device) -> Tensor:
    """Return unit vectors in float32."""
    ids, mask = (tensor.to(device) for tensor in inputs)
    return functional.normalize(model(ids, mask, torch.zeros_like(ids)).float(), dim=-1)


def group_links(links: Sequence[Link], size: int) -> list[list[Link]]:
    """Cut into groups of ``size`` in which each claim and each passage occurs once; a rest of under 8 falls away."""
    groups: list[list[Link]] = []
    waiting = list(links)
    while len(waiting) >= 8:
        group: list[Link] = []
        rest: list[Link] = []
        claims: set[str] = set()
        passages: set[str] = set()
        for link in waiting:
            if len(group) < size and link.claim not in claims and link.passage not in passages:
                group.append(link)
                claims.add(link.claim)
                passages.add(link.passage)
            else:
                rest.append(link)
        if len(group) < 8:
            break
        groups.append(group)
        waiting = rest
    return groups


def build_embedder(config: dict[str, Any]) -> TextEmbedder:
    """Return an embedder of the given sizes, for weights that are loaded into it."""
    return TextEmbedder(Encoder(EncoderConfig(**config)))


def start_embedder(base: Path, recipe: Recipe) -> TextEmbedder:
    """Return an embedder on the base checkpoint."""
    torch.manual_seed(recipe.seed)
    return TextEmbedder(load_encoder(base, recipe.dropout))
