"""Looking into the passage index row by row, without making or changing anything: for ``factcheck doctor``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lancedb.expr import Expr, col, lit

from factcheck.domain import Passage
from factcheck.errors import IndexUnavailableError
from factcheck.index.catalog import PREFIX, Catalog, wrap_errors
from factcheck.index.limits import ABANDONED_AFTER, KEYS_A_QUERY
from factcheck.index.rows import PASSAGE_COLUMNS, describe_schema, read_passage
from factcheck.portions import in_portions
from factcheck.ports import IndexState


class LanceInspector:
    """Adapter of IndexInspector to LanceDB; every call sees the table in use at its latest version."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def describe(self) -> IndexState | None:
        """Return the state of the table in use, None where there is none."""
        with wrap_errors("be read"):
            name = self._catalog.live_table()
            if name is None:
                return None
            model, _dimensions, is_readable = describe_schema(self._catalog.open_table(name).schema)
            return IndexState(name, model, is_readable)

    def passages_between(self, after: str, until: str | None) -> list[Passage]:
        """Return the passages of documents with a key above ``after`` and up to ``until``, or without an end."""
        condition = col("document_key") > lit(after)
        if until is not None:
            condition = condition & (col("document_key") <= lit(until))
        return self._read(condition)

    def passages_of(self, document_keys: Sequence[str]) -> list[Passage]:
        """Return the passages of these documents, whatever workspace they stand under."""
        found: list[Passage] = []
        for portion in in_portions(document_keys, KEYS_A_QUERY):
            found += self._read(col("document_key").isin(list(portion)))
        return found

    def leftovers(self) -> list[str]:
        """Return the tables that were made after the one in use by a rebuild that nobody goes on with."""
        with wrap_errors("be listed"):
            live = self._catalog.live_table() or ""
            newer = [name for name in self._catalog.table_names() if name.startswith(PREFIX) and name > live]
            return [name for name in newer if self._is_abandoned(name)]

    def drop(self, table: str) -> None:
        """Drop a table that is left over."""
        with wrap_errors("be tidied"):
            self._catalog.drop_table(table)

    def _read(self, condition: Expr) -> list[Passage]:
        with wrap_errors("be read"):
            name = self._catalog.live_table()
            if name is None:
                raise IndexUnavailableError("The passage index has no table in use; run `factcheck reindex`.")
            query = self._catalog.open_table(name).search().where(condition).select(list(PASSAGE_COLUMNS))
            return [read_passage(row) for row in query.to_arrow().to_pylist()]

    def _is_abandoned(self, name: str) -> bool:
        try:
            versions: list[dict[str, Any]] = self._catalog.open_table(name).list_versions()
        except ValueError:
            return True  # a process died while it made the table
        latest = max(version["timestamp"] for version in versions)
        return bool(datetime.now(UTC) - latest.astimezone(UTC) > ABANDONED_AFTER)


def open_inspector(url: str) -> LanceInspector | None:
    """Return an inspector of the index at ``url``, None where there is no such folder."""
    if "://" not in url and not Path(url).is_dir():
        return None
    with wrap_errors("be opened"):
        return LanceInspector(Catalog(url))
