"""Looking into an index on Milvus row by row, without making or changing anything: for ``factcheck doctor``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from factcheck.domain import Passage
from factcheck.errors import IndexUnavailableError
from factcheck.index.limits import ABANDONED_AFTER, KEYS_A_QUERY
from factcheck.index.milvus_address import read_milvus_address
from factcheck.index.milvus_catalog import CALL_SECONDS, NO_TABLE, MilvusCatalog, wrap_errors
from factcheck.index.milvus_rows import keys_between_filter, keys_filter, read_passage
from factcheck.portions import in_portions
from factcheck.ports import IndexState

ROWS_A_PAGE = 2_000


class MilvusInspector:
    """Adapter of IndexInspector to Milvus. What a writer left behind that died is shown as well."""

    def __init__(self, catalog: MilvusCatalog) -> None:
        self._catalog = catalog

    def describe(self) -> IndexState | None:
        """Return the state of the collection in use, None where there is none."""
        with wrap_errors("be read"):
            name = self._catalog.live_table()
            if name is None:
                return None
            marker = self._catalog.read_marker(name)
            return IndexState(name, marker.embedding_name, marker.is_readable)

    def passages_between(self, after: str, until: str | None) -> list[Passage]:
        """Return the passages of documents with a key above ``after`` and up to ``until``, or without an end."""
        return self._read(keys_between_filter(after, until))

    def passages_of(self, document_keys: Sequence[str]) -> list[Passage]:
        """Return the passages of these documents, whatever workspace they stand under."""
        found: list[Passage] = []
        for portion in in_portions(document_keys, KEYS_A_QUERY):
            found += self._read(keys_filter(portion))
        return found

    def leftovers(self) -> list[str]:
        """Return the collections that were made after the one in use by a rebuild that nobody goes on with."""
        with wrap_errors("be listed"):
            live = self._catalog.live_table() or ""
            return [name for name in self._catalog.tables() if name > live and self._is_abandoned(name)]

    def drop(self, table: str) -> None:
        """Drop a collection that is left over."""
        with wrap_errors("be tidied"):
            self._catalog.drop_table(table)

    def _read(self, condition: str) -> list[Passage]:
        with wrap_errors("be read"):
            name = self._catalog.live_table()
            if name is None:
                raise IndexUnavailableError(NO_TABLE)
            pages = self._catalog.client.query_iterator(
                name,
                batch_size=ROWS_A_PAGE,
                filter=condition,
                output_fields=["passage"],
                consistency_level="Strong",
                timeout=CALL_SECONDS,
            )
            found: list[Passage] = []
            while page := pages.next():
                found += [read_passage(row) for row in page]
            pages.close()
            return found

    def _is_abandoned(self, name: str) -> bool:
        written_at = datetime.fromisoformat(self._catalog.read_marker(name).written_at)
        return datetime.now(UTC) - written_at > ABANDONED_AFTER


def open_inspector(url: str) -> MilvusInspector:
    """Return an inspector of the index at ``url``."""
    with wrap_errors("be opened"):
        return MilvusInspector(MilvusCatalog(read_milvus_address(url)))
