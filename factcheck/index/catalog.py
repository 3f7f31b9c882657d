"""Which table of an index folder is the one in use, and the tables themselves.

The answer is one row of a small table named ``live``, so that a switch is one commit on a local folder as on an object
store, and every process sees it with its next call.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import lancedb
import pyarrow as pa
from lancedb.index import FTS, Bitmap
from uuid6 import uuid7

from factcheck.errors import IndexUnavailableError
from factcheck.index.rows import KEY, SEARCH_TEXT

LIVE = "live"
PREFIX = "passages_"
WORDS_INDEX = "words"
# Words are kept as they are: an archive is in several languages, and stemming by English rules would join words of
# others at random; inflection is the vector side's part. Stop words stay, because "not" and "no" are among them.
# Unicode segmentation splits scripts without spaces; the split form also cuts "Russia's" and "59,000" at the mark.
FULL_TEXT = FTS(
    base_tokenizer="icu/split",
    lower_case=True,
    stem=False,
    remove_stop_words=False,
    ascii_folding=True,
    max_token_length=40,
    with_position=False,
)
_LIVE_SCHEMA = pa.schema(
    [
        pa.field("entry", pa.string(), nullable=False),
        pa.field("table", pa.string(), nullable=False),
        pa.field("switched_at", pa.timestamp("us", tz="UTC"), nullable=False),
    ]
)


@contextmanager
def wrap_errors(action: str) -> Iterator[None]:
    """Turn whatever LanceDB raises in the body into IndexUnavailableError."""
    try:
        yield
    except IndexUnavailableError:
        raise
    except (OSError, RuntimeError, ValueError, KeyError, pa.ArrowException) as error:
        reason = str(error).strip().splitlines()[0][:300] if str(error).strip() else type(error).__name__
        raise IndexUnavailableError(f"The passage index can't {action}: {reason}") from error


class Catalog:
    """The tables of one index folder. Safe to use from several threads of the process that opened it."""

    def __init__(self, url: str) -> None:
        self._connection: Any = lancedb.connect(url)
        self._handles = threading.local()

    def live_table(self) -> str | None:
        """Return the name of the table in use, None where there is none yet."""
        pointer = self._open_pointer()
        if pointer is None:
            return None
        pointer.checkout_latest()
        version = pointer.version
        if getattr(self._handles, "version", None) != version:
            self._handles.live = pointer.to_arrow()["table"][0].as_py()
            self._handles.version = version
        name: str = self._handles.live
        return name

    def switched_at(self) -> datetime:
        """Return when the table in use became so."""
        pointer = self._open_pointer()
        if pointer is None:
            raise IndexUnavailableError("The passage index has no table in use.")
        pointer.checkout_latest()
        moment: datetime = pointer.to_arrow()["switched_at"][0].as_py()
        return moment

    def create_table(self, schema: pa.Schema) -> str:
        """Make an empty table of passages, ready to be searched, and return its name; names sort by time."""
        name = PREFIX + uuid7().hex
        table = self._connection.create_table(name, schema=schema)
        table.set_unenforced_primary_key(KEY)
        table.create_index(SEARCH_TEXT, config=FULL_TEXT, name=WORDS_INDEX)
        table.create_index("workspace_id", config=Bitmap(), name="workspaces")
        return name

    def open_table(self, name: str) -> Any:
        """Return a new handle of a table; it belongs to the thread that asks."""
        return self._connection.open_table(name)

    def make_live(self, name: str) -> None:
        """Put a table into use, in one commit. Of two processes that do it for the first time, one wins."""
        row = pa.Table.from_pylist([{"entry": LIVE, "table": name, "switched_at": datetime.now(UTC)}], _LIVE_SCHEMA)
        pointer = self._open_pointer()
        if pointer is None:
            self._connection.create_table(LIVE, data=row, schema=_LIVE_SCHEMA)
        else:
            pointer.merge_insert("entry").when_matched_update_all().when_not_matched_insert_all().execute(row)

    def make_first(self, schema: pa.Schema) -> None:
        """Make an empty table and put it into use, unless another process does so at the same moment."""
        name = self.create_table(schema)
        try:
            self.make_live(name)
        except (OSError, RuntimeError, ValueError):
            if self.live_table() is None:
                raise
        if self.live_table() != name:
            self._connection.drop_table(name)

    def drop_tables_before(self, name: str) -> list[str]:
        """Drop the tables of passages that were made before this one; return their names."""
        tables = [table for table in self._table_names() if table.startswith(PREFIX) and table < name]
        for table in tables:
            self._connection.drop_table(table, ignore_missing=True)
        return tables

    def _open_pointer(self) -> Any:
        if getattr(self._handles, "pointer", None) is None:
            if LIVE not in self._table_names():
                return None
            self._handles.pointer = self._connection.open_table(LIVE)
        return self._handles.pointer

    def _table_names(self) -> list[str]:
        names: list[str] = []
        page = self._connection.list_tables()
        names += page.tables
        while page.page_token:
            page = self._connection.list_tables(page_token=page.page_token)
            names += page.tables
        return names
