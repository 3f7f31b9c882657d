"""Passages as rows of an Arrow table and back.

A passage stands whole in one column: fetching a hundred rows costs about as much for each column (a millisecond) as for
all their bytes. What the index filters by and searches has columns of its own besides.

A row's key is its document and the passage's ordinal in it, not the passage id: whatever two writers put in for one
document, both write ordinal 0, so the second to commit meets a conflict and starts again from the first one's rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from factcheck.domain import Passage
from factcheck.text.invisible import drop_invisible

if TYPE_CHECKING:
    from numpy.typing import NDArray

KEY = "row_key"
VECTOR = "vector"
# What BM25 searches: the passage alone, without invisible characters. With the headline or the sentences before it, the
# passages of one matching article crowd out the other articles: on the demo corpus, recall of the documents wanted fell
# from 0.93 to 0.92 among the first five of both sides and from 0.91 to 0.84 among those of BM25. Stemming changed neither.
SEARCHED = "text"
PASSAGE = "passage"
# What has to be fetched of a row for ``read_passage``.
PASSAGE_COLUMNS = (PASSAGE,)
# Fields of a passage with a column of their own.
_OWN_COLUMNS = ("workspace_id", "document_key", SEARCHED, "language", "published_at")
# In their order; the time, which JSON does not know, is the last.
_FIELDS = tuple(field.name for field in fields(Passage) if field.name != "published_at")
_EMBEDDING = b"factcheck.embedding"
_FORMAT = b"factcheck.format"
FORMAT_VERSION = b"3"


def build_schema(dimensions: int, embedding_name: str) -> pa.Schema:
    """Return the schema of a table of passages; its metadata names the embedding model."""
    return pa.schema(
        [
            pa.field(KEY, pa.string(), nullable=False),
            pa.field("workspace_id", pa.string(), nullable=False),
            pa.field("document_key", pa.string(), nullable=False),
            pa.field(SEARCHED, pa.string(), nullable=False),
            pa.field("language", pa.string(), nullable=False),
            pa.field("published_at", pa.timestamp("us", tz="UTC")),
            pa.field(PASSAGE, pa.string(), nullable=False),
            pa.field(VECTOR, pa.list_(pa.float32(), dimensions), nullable=False),
        ],
        metadata={_EMBEDDING: embedding_name.encode(), _FORMAT: FORMAT_VERSION},
    )


def describe_schema(schema: pa.Schema) -> tuple[str, int, bool]:
    """Return the embedding model's name, the vectors' length, and whether this version can read the table."""
    metadata = schema.metadata or {}
    name = metadata.get(_EMBEDDING, b"").decode()
    dimensions = schema.field(VECTOR).type.list_size if VECTOR in schema.names else 0
    return name, dimensions, metadata.get(_FORMAT) == FORMAT_VERSION


def build_rows(
    schema: pa.Schema,
    documents: Sequence[tuple[str, str]],
    passages: Iterable[tuple[Passage, NDArray[np.float32]]],
) -> pa.Table:
    """Return the rows of these documents; raise ValueError for a passage of another one or a vector that does not fit."""
    ordinals = dict.fromkeys(documents, 0)
    columns: dict[str, list[Any]] = {name: [] for name in (KEY, *_OWN_COLUMNS, PASSAGE)}
    vectors: list[NDArray[np.float32]] = []
    for passage, vector in passages:
        document = (passage.workspace_id, passage.document_key)
        if document not in ordinals:
            raise ValueError(f"Passage {passage.passage_id} is not of a document that is being replaced.")
        columns[KEY].append(_build_key(document, ordinals[document]))
        for name in _OWN_COLUMNS:
            columns[name].append(drop_invisible(passage.text) if name == SEARCHED else getattr(passage, name))
        columns[PASSAGE].append(_write_passage(passage))
        vectors.append(vector)
        ordinals[document] += 1
    arrays = {name: pa.array(values, schema.field(name).type) for name, values in columns.items()}
    arrays[VECTOR] = _build_vectors(vectors, schema.field(VECTOR).type)
    return pa.Table.from_arrays([arrays[name] for name in schema.names], schema=schema)


def read_passage(row: Mapping[str, Any]) -> Passage:
    """Return the passage that a row holds; its time is aware and in UTC."""
    values = json.loads(row[PASSAGE])
    if values[-1] is not None:
        values[-1] = datetime.fromisoformat(values[-1])
    return Passage(*values)


def _write_passage(passage: Passage) -> str:
    values = [getattr(passage, name) for name in _FIELDS]
    published_at = passage.published_at.astimezone(UTC).isoformat() if passage.published_at else None
    return json.dumps([*values, published_at], ensure_ascii=False, separators=(",", ":"))


def _build_key(document: tuple[str, str], ordinal: int) -> str:
    workspace_id, document_key = document
    return f"{len(workspace_id)}:{workspace_id}:{document_key}#{ordinal}"


def _build_vectors(vectors: list[NDArray[np.float32]], vector_type: pa.DataType) -> pa.Array:
    size: int = vector_type.list_size
    if not vectors:
        return pa.array([], vector_type)
    matrix = np.asarray(vectors, dtype=np.float32)
    if matrix.shape != (len(vectors), size) or not np.isfinite(matrix).all():
        raise ValueError(f"Each vector must hold {size} finite numbers.")
    return pa.FixedSizeListArray.from_arrays(pa.array(matrix.ravel()), size)
