"""The collections of an index on Milvus, and which of them is in use: the one that the alias points to."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import grpc
from pymilvus import DataType, Function, FunctionType, MilvusClient, MilvusException
from uuid6 import uuid7

from factcheck.errors import IndexMismatchError, IndexUnavailableError
from factcheck.index.milvus_address import MilvusAddress
from factcheck.index.milvus_rows import FORMAT_VERSION, MARKER, Row, build_marker, workspace_filter

ALIAS = "factcheck_passages"
PREFIX = "factcheck_passages_"
# BM25 functions came with this version of the server.
LEAST_VERSION = (2, 5)
# One call to the server may take so long.
CALL_SECONDS = 30.0
# The client would ask a silent connection for a sign of life every ten seconds, which a server with gRPC's own limits
# answers by closing it, now and then just when a call begins. A call on a dead connection makes a new one anyway.
GRPC_OPTIONS = {"grpc.keepalive_permit_without_calls": False, "grpc.keepalive_time_ms": 60_000}
NO_TABLE = "The passage index has no table in use; run `factcheck reindex`."
# Bytes of a text field; the most that Milvus allows.
LONGEST_TEXT = 65_535


@contextmanager
def wrap_errors(action: str) -> Iterator[None]:
    """Turn whatever the client raises in the body into IndexUnavailableError."""
    try:
        yield
    except (MilvusException, grpc.RpcError, OSError) as error:
        text = error.message if isinstance(error, MilvusException) else str(error)
        reason = next(iter(str(text).strip().splitlines()), "")[:300] or type(error).__name__
        raise IndexUnavailableError(f"The passage index can't {action}: {reason}") from error


@dataclass(frozen=True, slots=True)
class Marker:
    """What a collection says of itself: model and length of its vectors, the last write, when it was put into use and
    written to."""

    embedding_name: str
    dimensions: int
    is_readable: bool
    write: str
    switched_at: str
    written_at: str


class MilvusCatalog:
    """The collections of one database. Safe to use from several threads of the process that opened it."""

    def __init__(self, address: MilvusAddress) -> None:
        # It logs each refusal with its traceback; what we can't handle we raise.
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
        self.client: Any = MilvusClient(
            uri=address.uri,
            user=address.user,
            password=address.password,
            db_name=address.database,
            timeout=CALL_SECONDS,
            grpc_options=GRPC_OPTIONS,
        )
        self.version = str(self.client.get_server_version(timeout=CALL_SECONDS))
        if is_too_old(self.version):
            wanted = ".".join(map(str, LEAST_VERSION))
            raise IndexUnavailableError(f"The Milvus server is {self.version}; the passage index needs {wanted} or newer.")

    def live_table(self) -> str | None:
        """Return the name of the collection in use, None where there is none yet."""
        try:
            found = self.client.describe_alias(alias=ALIAS, timeout=CALL_SECONDS)
        except MilvusException:
            # Servers have different codes for an alias that is not there; whether it is one is asked another way.
            if self._has_alias():
                raise
            return None
        return str(found["collection_name"])

    def create_table(self, dimensions: int, embedding_name: str) -> str:
        """Make an empty collection, ready to be searched, and return its name; names sort by time."""
        name = PREFIX + uuid7().hex
        self.client.create_collection(
            name,
            schema=_build_schema(dimensions),
            index_params=_build_indexes(self.client),
            # A search sees every write that had ended when it began; the one shard makes a request visible as a whole.
            consistency_level="Strong",
            num_shards=1,
            timeout=CALL_SECONDS,
        )
        self.upsert(name, [build_marker(dimensions, embedding_name, "0", "")])
        return name

    def make_live(self, name: str) -> None:
        """Put a collection into use, in one step."""
        marker = self.read_marker(name)
        switched_at = datetime.now(UTC).isoformat()
        self.upsert(name, [build_marker(marker.dimensions, marker.embedding_name, marker.write, switched_at)])
        if self._has_alias():
            self.client.alter_alias(collection_name=name, alias=ALIAS, timeout=CALL_SECONDS)
        else:
            self.client.create_alias(collection_name=name, alias=ALIAS, timeout=CALL_SECONDS)

    def make_first(self, dimensions: int, embedding_name: str) -> None:
        """Make an empty collection and put it into use, unless another process is faster.

        Raises IndexUnavailableError where there are passages but nothing says which collection is the one in use.
        """
        if any(self.count(name, workspace_filter(None)) for name in self.tables()):
            raise IndexUnavailableError("The passage index has lost its table in use; run `factcheck reindex`.")
        name = self.create_table(dimensions, embedding_name)
        try:
            self.client.create_alias(collection_name=name, alias=ALIAS, timeout=CALL_SECONDS)
        except MilvusException:
            self.drop_table(name)
            if self.live_table() is None:
                raise

    def tables(self) -> list[str]:
        """Return the names of the collections of passages, in use or not."""
        found = self.client.list_collections(timeout=CALL_SECONDS)
        return sorted(name for name in found if name.startswith(PREFIX))

    def drop_table(self, name: str) -> None:
        """Drop a collection, if it is there."""
        self.client.drop_collection(name, timeout=CALL_SECONDS)

    def read_marker(self, name: str) -> Marker:
        """Return what a collection says of itself; raises IndexMismatchError where it says nothing."""
        rows = self.client.get(name, ids=[MARKER], output_fields=["passage", "write"], timeout=CALL_SECONDS)
        if not rows:
            raise IndexMismatchError("The passage index has the format of another version; run `factcheck reindex`.")
        state = json.loads(rows[0]["passage"])
        is_readable = state["format"] == FORMAT_VERSION
        moments = state["switched_at"], state["written_at"]
        return Marker(state["embedding"], state["dimensions"], is_readable, rows[0]["write"], *moments)

    def upsert(self, name: str, rows: Sequence[Row]) -> None:
        """Write rows in one request."""
        self.client.upsert(name, data=list(rows), timeout=CALL_SECONDS)

    def count(self, name: str, condition: str) -> int:
        """Return how many rows meet the condition."""
        options = {"consistency_level": "Strong", "timeout": CALL_SECONDS}
        return int(self.client.query(name, filter=condition, output_fields=["count(*)"], **options)[0]["count(*)"])

    def _has_alias(self) -> bool:
        for name in self.tables():
            found = self.client.list_aliases(collection_name=name, timeout=CALL_SECONDS)
            if ALIAS in found.get("aliases", ()):
                return True
        return False


def is_too_old(version: str) -> bool:
    """Return whether a server of this version lacks what the index needs; the local server counts by itself."""
    numbers = version.lstrip("v").split(".")
    if version.startswith("milvus_lite") or not all(number.isdigit() for number in numbers[:2]):
        return False
    return tuple(int(number) for number in numbers[:2]) < LEAST_VERSION


def _build_schema(dimensions: int) -> Any:
    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("row_key", DataType.VARCHAR, is_primary=True, max_length=128)
    for name in ("workspace", "document", "write", "language"):
        schema.add_field(name, DataType.VARCHAR, max_length=64)
    schema.add_field("document_key", DataType.VARCHAR, max_length=512)
    schema.add_field("ordinal", DataType.INT64)
    schema.add_field("published", DataType.INT64)
    analyzer = {"tokenizer": "standard"}
    schema.add_field("words", DataType.VARCHAR, max_length=LONGEST_TEXT, enable_analyzer=True, analyzer_params=analyzer)
    schema.add_field("passage", DataType.VARCHAR, max_length=LONGEST_TEXT)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimensions)
    schema.add_field("bm25", DataType.SPARSE_FLOAT_VECTOR)
    function = Function(
        name="words_bm25", function_type=FunctionType.BM25, input_field_names=["words"], output_field_names=["bm25"]
    )
    schema.add_function(function)
    return schema


def _build_indexes(client: Any) -> Any:
    indexes = client.prepare_index_params()
    indexes.add_index("vector", index_type="AUTOINDEX", metric_type="COSINE")
    # The weights that LanceDB has.
    weights = {"bm25_k1": 1.2, "bm25_b": 0.75}
    indexes.add_index("bm25", index_type="SPARSE_INVERTED_INDEX", metric_type="BM25", params=weights)
    for name in ("workspace", "document", "document_key"):
        indexes.add_index(name, index_type="INVERTED")
    return indexes
