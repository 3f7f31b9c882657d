"""The passages of a made-up archive with their vectors, kept in files for the next run.

The embedding model makes the vectors of the first passages and of all claims. Further vectors are recombined from those:
one of them, moved by a part of the difference of two others, so that they spread as the model's do; at a million passages
the model would take an hour.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.feather as feather
from numpy.typing import NDArray

from bench.archives import NewsArchive
from factcheck.domain import Passage
from factcheck.inference.embedder import build_embedder
from factcheck.ports import Embedder
from factcheck.text.passages import split_passages

CLAIMS = 500
MOVED_BY = np.float32(0.35)
CHUNK = 50_000


@dataclass(frozen=True, slots=True)
class Passages:
    """Everything that goes into an index, document by document, and the claims that are looked for in it."""

    rows: pa.Table
    vectors: NDArray[np.float32]
    starts: NDArray[np.int64]
    claims: list[tuple[str, str]]
    claim_vectors: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.vectors)

    def document(self, number: int) -> tuple[tuple[str, str], list[tuple[Passage, NDArray[np.float32]]]]:
        """Return one document, by its place, with its passages."""
        start, end = int(self.starts[number]), int(self.starts[number + 1])
        passages = [Passage(**row) for row in self.rows.slice(start, end - start).to_pylist()]
        return (passages[0].workspace_id, passages[0].document_key), list(
            zip(passages, self.vectors[start:end], strict=True)
        )

    def documents(self) -> Iterator[tuple[tuple[str, str], list[tuple[Passage, NDArray[np.float32]]]]]:
        """Yield every document with its passages."""
        return (self.document(number) for number in range(len(self.starts) - 1))

    def claim(self, number: int) -> tuple[str, str, NDArray[np.float32]]:
        """Return the workspace, text and vector of a claim."""
        workspace_id, text = self.claims[number % len(self.claims)]
        return workspace_id, text, self.claim_vectors[number % len(self.claims)]

    def nearest(self, workspace_id: str, vector: NDArray[np.float32], count: int) -> float:
        """Return the distance (1 - cosine) of the ``count``-th nearest passage of a workspace, every one compared."""
        own = np.asarray(self.rows["workspace_id"].to_numpy(zero_copy_only=False) == workspace_id)
        return float(np.partition(1 - (self.vectors @ vector)[own], count - 1)[count - 1])


class RecombiningEmbedder:
    """Embeds the first passages that it gets with a model, and makes up the vectors of all others from theirs."""

    def __init__(self, embedder: Embedder, embedded: int) -> None:
        self._embedder = embedder
        self._embedded = embedded
        self._made = np.empty((0, embedder.dimensions), np.float32)
        self._random = np.random.default_rng(1)
        self.name, self.dimensions = embedder.name, embedder.dimensions

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one L2-normalised row for each text."""
        if len(self._made) >= self._embedded:
            return recombine(self._made, len(texts), self._random)
        vectors = self._embedder.embed_passages(texts)
        self._made = np.concatenate([self._made, vectors])
        return vectors

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Return the vector of a claim, as the model makes it."""
        return self._embedder.embed_query(text)


def open_passages(cache: Path, models: Path, seed: int, count: int, embedded: int) -> Passages:
    """Return the first ``count`` passages of the archive of this seed, made where the cache does not have them."""
    cache.mkdir(parents=True, exist_ok=True)
    archive = NewsArchive(seed)
    rows_file, vectors_file = cache / f"rows-{seed}-{count}.arrow", cache / f"vectors-{seed}-{count}-{embedded}.npy"
    if not rows_file.exists():
        feather.write_feather(build_rows(archive, count), str(rows_file), compression="lz4")
    rows = feather.read_table(str(rows_file))
    embedder = build_embedder(models)
    keys = rows["document_key"].to_numpy(zero_copy_only=False)
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1], True])
    asked = [archive.claim(number, len(starts) - 1) for number in range(CLAIMS)]
    if not vectors_file.exists():
        texts = rows["text"].slice(0, min(embedded, count)).to_pylist()
        np.save(vectors_file, spread(embedder.embed_passages(texts), count, np.random.default_rng(seed)))
    claims = [(f"ws_{workspace}", text) for workspace, text in asked]
    claim_vectors = np.stack([embedder.embed_query(text) for _, text in asked])
    return Passages(rows, np.load(vectors_file), starts, claims, claim_vectors)


def build_rows(archive: NewsArchive, count: int) -> pa.Table:
    """Return the first ``count`` passages of an archive as a table with the fields of a passage."""
    columns: dict[str, list[str | int | datetime]] = defaultdict(list)
    number = 0
    while len(columns["text"]) < count:
        article = archive.article(number)
        for ordinal, span in enumerate(split_passages(article.text)):
            columns["passage_id"].append(f"doc_{number}-1-{ordinal}")
            columns["workspace_id"].append(f"ws_{article.workspace}")
            columns["document_key"].append(f"doc_{number}")
            columns["version"].append(1)
            columns["start"].append(span.start)
            columns["end"].append(span.end)
            columns["text"].append(article.text[span.start : span.end])
            columns["context"].append(span.context)
            columns["title"].append(article.title)
            columns["language"].append("en")
            columns["published_at"].append(article.published_at)
        number += 1
    return pa.table(columns).slice(0, count)


def spread(made: NDArray[np.float32], count: int, random: np.random.Generator) -> NDArray[np.float32]:
    """Return ``count`` unit vectors: these, and as many more recombined from them as are missing."""
    vectors = np.empty((count, made.shape[1]), np.float32)
    vectors[: len(made)] = made
    for start in range(len(made), count, CHUNK):
        size = min(CHUNK, count - start)
        vectors[start : start + size] = recombine(made, size, random)
    return vectors


def recombine(made: NDArray[np.float32], count: int, random: np.random.Generator) -> NDArray[np.float32]:
    """Return ``count`` unit vectors, each one of these moved by a part of the difference of two others."""
    near, one, other = random.integers(0, len(made), (3, count))
    moved = made[near] + MOVED_BY * (made[one] - made[other])
    return moved / np.linalg.norm(moved, axis=1, keepdims=True)
