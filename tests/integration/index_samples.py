"""Passages and vectors for the tests of the index adapters: small, readable, and the same in every process."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from factcheck.domain import Passage, SearchFilters

DIMENSIONS = 16
MODEL = "sample@0123456789ab"
NEWSROOM = "ws_1"
BOTH_SIDES = SearchFilters(NEWSROOM)


def vector_of(text: str) -> NDArray[np.float32]:
    """Return a unit vector that depends on the text alone: equal texts are near, others far."""
    seed = int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8], "big")
    vector = np.random.default_rng(seed).standard_normal(DIMENSIONS).astype(np.float32)
    return vector / np.linalg.norm(vector)


def passage_of(document_key: str, number: int, text: str, version: int = 1, **fields: object) -> Passage:
    """Return a passage with the id that the pipeline would give it."""
    values: dict[str, object] = {
        "workspace_id": NEWSROOM,
        "language": "en",
        "published_at": datetime(2024, 8, 10, 9, 30, tzinfo=UTC),
        **fields,
    }
    return Passage(
        passage_id=f"{document_key}-{version}-{number}",
        document_key=document_key,
        version=version,
        start=number * 1000,
        end=number * 1000 + len(text),
        text=text,
        **values,  # type: ignore[arg-type]
    )


def document_of(document_key: str, *texts: str, version: int = 1, **fields: object) -> list[Passage]:
    """Return the passages of one document, a text each."""
    return [passage_of(document_key, number, text, version, **fields) for number, text in enumerate(texts)]


def put(index: object, *documents: list[Passage]) -> None:
    """Replace the documents that these passages make up, in one call."""
    keys = [(passages[0].workspace_id, passages[0].document_key) for passages in documents]
    pairs = [(passage, vector_of(passage.text)) for passages in documents for passage in passages]
    index.replace_documents(keys, pairs)  # type: ignore[attr-defined]


def find(index: object, text: str, filters: SearchFilters = BOTH_SIDES, limit: int = 10) -> list[str]:
    """Return the ids of the candidates for a text, best first."""
    found = index.search(text, vector_of(text), filters, limit)  # type: ignore[attr-defined]
    return [candidate.passage.passage_id for candidate in found]
