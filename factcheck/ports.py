"""The seams of the core: what the pipeline needs from an index and from models, as contracts.

Each adapter names the technology behind it (``LancePassageIndex``, ``OnnxStanceModel``); each fake for tests stands in
``tests/fakes.py`` and obeys the same contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from factcheck.domain import Candidate, Passage, SearchFilters, StanceScores


class Embedder(Protocol):
    """Turns text into vectors. Safe to call from several threads; not to be carried across ``fork``."""

    @property
    def name(self) -> str:
        """Model name and content hash, as reports show it: ``name@0123456789ab``."""

    @property
    def dimensions(self) -> int:
        """Length of each vector."""

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one L2-normalised row for each text, in order; shape ``(len(texts), dimensions)``."""

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Return the L2-normalised vector of a claim or search query; shape ``(dimensions,)``."""


class StanceModel(Protocol):
    """Judges passages against a claim. Safe to call from several threads; not to be carried across ``fork``."""

    @property
    def name(self) -> str:
        """Model name and content hash, as reports show it: ``name@0123456789ab``."""

    def judge(self, claim: str, passages: Sequence[str]) -> list[StanceScores]:
        """Return calibrated probabilities for each passage, in order. An over-long passage is truncated, not refused."""


class PassageIndex(Protocol):
    """The derived index of passages: hybrid search with filters, replaced document by document.

    Opened once per process and never used across ``fork``. Readers see a snapshot: a document's passages are either all
    of one version or all of another. Raises ``factcheck.errors.IndexUnavailableError`` when the storage can't be read
    or written.
    """

    @property
    def name(self) -> str:
        """Technology, table and table version, as reports show it."""

    def replace_documents(
        self, documents: Sequence[tuple[str, str]], passages: Iterable[tuple[Passage, NDArray[np.float32]]]
    ) -> None:
        """Make ``passages`` the only ones of ``documents`` (pairs of workspace_id and document_key).

        A document without passages is removed. Idempotent; one call is one commit.
        """

    def search(self, text: str, vector: NDArray[np.float32], filters: SearchFilters, limit: int) -> list[Candidate]:
        """Return up to ``limit`` candidates, best first: BM25 and vector ranks fused (Cormack et al. 2009, k = 60).

        Ties are broken by passage id, so that the same index always gives the same answer.
        """

    def count_passages(self, workspace_id: str | None) -> int:
        """Return how many passages the workspace has, or all workspaces together."""

    def optimize(self) -> None:
        """Merge small fragments and refresh the search structures; safe beside readers."""


@dataclass(frozen=True, slots=True)
class IndexState:
    """The table in use, the embedding model it was built with, and whether this version can read it."""

    table: str
    embedding_model: str
    is_readable: bool


class IndexInspector(Protocol):
    """Looks into the index row by row and makes nothing; every call sees its latest state.

    Raises ``factcheck.errors.IndexUnavailableError`` when the storage can't be read.
    """

    def describe(self) -> IndexState | None:
        """Return the state of the table in use, None where there is none."""

    def passages_between(self, after: str, until: str | None) -> list[Passage]:
        """Return the passages of documents with a key above ``after`` and up to ``until``, or without an end."""

    def passages_of(self, document_keys: Sequence[str]) -> list[Passage]:
        """Return the passages of these documents, whatever workspace they stand under."""

    def leftovers(self) -> list[str]:
        """Return the tables that were made after the one in use by a rebuild that nobody goes on with."""

    def drop(self, table: str) -> None:
        """Drop a table that is left over."""
