"""Passages as entities of a Milvus collection, and the expressions that select them.

Whatever a filter compares is stored as a digest, a number or a name that was made here, so nothing that a user writes, not
even an odd document id, ever stands in an expression. The words that BM25 searches are folded here as well: Milvus and
its small local server cut and fold text differently, folded words they treat alike.

A row belongs to a write: what one call put in for its documents. Writes of one document are ordered by their names, and the
greatest is the one that counts; see ``MilvusPassageIndex``.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np

from factcheck.domain import Passage, SearchFilters
from factcheck.text.invisible import drop_invisible

if TYPE_CHECKING:
    from numpy.typing import NDArray

Row = dict[str, Any]

FORMAT_VERSION = 1
# The row that says with which model a collection was built and what was written last. Digests never look like its workspace.
MARKER = "marker"
MARKER_WORKSPACE = "-"
NO_DATE = 2**62
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIELDS = tuple(field.name for field in fields(Passage) if field.name != "published_at")
# Letters that do not come apart into a plain one and a mark.
_PLAIN = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
# Those of European letters; a mark of another script makes another letter.
_ACCENTS = re.compile(r"[\u0300-\u036f]+")
# Scripts without spaces: each character is a word, so that a name is found inside a sentence.
_UNSPACED = (("\u0e00", "\u0eff"), ("\u3040", "\u30ff"), ("\u3400", "\u9fff"))


def digest(*parts: str) -> str:
    """Return 32 hexadecimal digits that stand for these texts."""
    text = json.dumps(parts)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def fold_words(text: str) -> str:
    """Return the words of a text, small and without accents, with one space between them; empty if there are none."""
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", drop_invisible(text).lower().translate(_PLAIN)))
    return " ".join("".join(_split(char) for char in unicodedata.normalize("NFC", plain)).split())


def name_write(newest: str | None) -> str:
    """Return the name of a write that comes after ``newest``; two made at once differ and have an order as well."""
    number = 1 + (int(newest.partition("-")[0]) if newest else 0)
    return f"{number:012d}-{uuid4().hex[:12]}"


def build_rows(
    dimensions: int, documents: Sequence[tuple[str, str]], passages: Iterable[tuple[Passage, NDArray[np.float32]]]
) -> dict[str, list[Row]]:
    """Return the rows by document, without their write.

    Raises ValueError for a passage of another document and for a vector that does not fit.
    """
    rows: dict[str, list[Row]] = {digest(*document): [] for document in documents}
    for passage, vector in passages:
        document = digest(passage.workspace_id, passage.document_key)
        if document not in rows:
            raise ValueError(f"Passage {passage.passage_id} is not of a document that is being replaced.")
        if np.shape(vector) != (dimensions,) or not np.isfinite(vector).all():
            raise ValueError(f"Each vector must hold {dimensions} finite numbers.")
        rows[document].append(_build_row(passage, vector, document, len(rows[document])))
    return rows


def build_marker(dimensions: int, embedding_name: str, write: str, switched_at: str) -> Row:
    """Return the row that describes the collection."""
    state = {
        "format": FORMAT_VERSION,
        "embedding": embedding_name,
        "dimensions": dimensions,
        "switched_at": switched_at,
        "written_at": datetime.now(UTC).isoformat(),
    }
    return {
        "row_key": MARKER,
        "workspace": MARKER_WORKSPACE,
        "document": MARKER_WORKSPACE,
        "document_key": MARKER_WORKSPACE,
        "ordinal": 0,
        "write": write,
        "language": MARKER_WORKSPACE,
        "published": NO_DATE,
        "words": MARKER,
        "passage": json.dumps(state),
        "vector": [1.0] + [0.0] * (dimensions - 1),
    }


def read_passage(row: Row) -> Passage:
    """Return the passage that a row holds; its time is aware and in UTC."""
    values = json.loads(row["passage"])
    published_at = values.pop("published_at")
    return Passage(**values, published_at=datetime.fromisoformat(published_at) if published_at else None)


def build_filter(filters: SearchFilters) -> str:
    """Return the condition that a row must meet; rows without a date never meet ``published_before``."""
    parts = [workspace_filter(filters.workspace_id)]
    if filters.language is not None:
        parts.append(f'language == "{digest(filters.language)}"')
    if filters.published_before is not None:
        parts.append(f"published < {_to_microseconds(filters.published_before)}")
    if filters.excluded_document_keys:
        excluded = [digest(filters.workspace_id, key) for key in filters.excluded_document_keys]
        parts.append(f"document not in {json.dumps(excluded)}")
    return " and ".join(parts)


def workspace_filter(workspace_id: str | None) -> str:
    """Return the condition for the rows of a workspace, or of all of them."""
    return f'workspace != "{MARKER_WORKSPACE}"' if workspace_id is None else f'workspace == "{digest(workspace_id)}"'


def documents_filter(documents: Sequence[str]) -> str:
    """Return the condition for the rows of documents, given by their digests."""
    return f"document in {json.dumps(list(documents))}"


def keys_between_filter(after: str, until: str | None) -> str:
    """Return the condition for the rows of documents with a key above ``after`` and up to ``until``, or without an end.

    Keys stand in it as they are: they must come from the store, which makes them itself.
    """
    condition = f"{workspace_filter(None)} and document_key > {json.dumps(after)}"
    return condition if until is None else f"{condition} and document_key <= {json.dumps(until)}"


def keys_filter(document_keys: Sequence[str]) -> str:
    """Return the condition for the rows of documents with these keys, which must come from the store."""
    return f"{workspace_filter(None)} and document_key in {json.dumps(list(document_keys))}"


def _build_row(passage: Passage, vector: NDArray[np.float32], document: str, ordinal: int) -> Row:
    published_at = passage.published_at
    values = {name: getattr(passage, name) for name in _FIELDS}
    values["published_at"] = published_at.astimezone(UTC).isoformat() if published_at else None
    return {
        "workspace": digest(passage.workspace_id),
        "document": document,
        "document_key": passage.document_key,
        "ordinal": ordinal,
        "language": digest(passage.language),
        "published": _to_microseconds(published_at) if published_at else NO_DATE,
        "words": fold_words(passage.text) or MARKER_WORKSPACE,
        "passage": json.dumps(values),
        "vector": np.asarray(vector, np.float32).tolist(),
    }


def _split(char: str) -> str:
    if not char.isalnum():
        return " "
    return f" {char} " if any(first <= char <= last for first, last in _UNSPACED) else char


def _to_microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)
