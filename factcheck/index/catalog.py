"""Which table of an index folder is the one in use, and the tables themselves.

The answer is one row of a small table named ``live``, so that a switch is one commit on a local folder as on an object
store, and every process sees it with its next call.
"""

from __future__ import annotations

import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import lancedb
import pyarrow as pa
from lancedb.index import FTS, Bitmap, BTree
from uuid6 import uuid7

from factcheck.errors import IndexUnavailableError
from factcheck.folders import make_private_folder
from factcheck.index.object_store import build_storage_options, describe_refusal
from factcheck.index.rows import KEY, SEARCHED

LIVE = "live"
PREFIX = "passages_"
WORDS_INDEX = "words"
SETTLE_SECONDS = 3.0
# What LanceDB keeps in memory, also of versions that nobody reads any more: by default 7 GB, more than a worker may hold.
INDEX_CACHE_BYTES = 2 * 1024**3
METADATA_CACHE_BYTES = 32 * 1024**2
# Words are kept as they are: an archive is in several languages, stemming by English rules would join words of others at
# random, and it gained nothing; inflection is the vector side's part. Stop words stay, because "not" and "no" are among
# them. Unicode segmentation splits scripts without spaces; the split form also cuts "Russia's" and "59,000" at the mark.
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
        text = str(error).strip() or type(error).__name__
        # The text of a store's refusal is not kept as the cause either: it would stand in the traceback.
        if refusal := describe_refusal(text):
            raise IndexUnavailableError(f"The passage index can't {action}: {refusal}.") from None
        raise IndexUnavailableError(f"The passage index can't {action}: {text.splitlines()[0][:300]}") from error


@contextmanager
def first_opening(url: str) -> Iterator[None]:
    """Let one process at a time make the first table.

    LanceDB does not make one of two simultaneous creations of a table fail: the second overwrites the first. In a folder
    a lock keeps them apart, and goes with its process; on an object store, which has none, the body's outcome is
    looked at only after any other creation that began before it has ended.
    """
    if "://" in url:
        yield
        time.sleep(SETTLE_SECONDS)
        return
    folder = Path(url)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".first-opening").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def build_entry(table: str) -> pa.Table:
    """Return the row that says which table is in use, as of now."""
    return pa.Table.from_pylist([{"entry": LIVE, "table": table, "switched_at": datetime.now(UTC)}], _LIVE_SCHEMA)


class Catalog:
    """The tables of one index folder. Safe to use from several threads of the process that opened it."""

    def __init__(self, url: str) -> None:
        self._url = url
        if "://" not in url:
            # LanceDB makes the folder; those above it, perhaps the home, would be open to everybody.
            make_private_folder(Path(url).parent)
        self._session = lancedb.Session(INDEX_CACHE_BYTES, METADATA_CACHE_BYTES)
        self._connection: Any = lancedb.connect(url, storage_options=build_storage_options(url), session=self._session)
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
        table.create_index(SEARCHED, config=FULL_TEXT, name=WORDS_INDEX)
        # Without them a search reads each column that it filters by whole: at a million rows 40 ms more of a core. A tree
        # over the dates gains nothing, since a bound on them leaves most rows.
        table.create_index("workspace_id", config=Bitmap(), name="workspaces")
        table.create_index("language", config=Bitmap(), name="languages")
        table.create_index("document_key", config=BTree(), name="documents")
        return name

    def open_table(self, name: str) -> Any:
        """Return a new handle of a table; it belongs to the thread that asks."""
        return self._connection.open_table(name)

    def make_live(self, name: str) -> None:
        """Put a table into use, in one commit."""
        pointer = self._open_pointer()
        if pointer is None:
            self._connection.create_table(LIVE, data=build_entry(name), schema=_LIVE_SCHEMA)
        else:
            pointer.merge_insert("entry").when_matched_update_all().execute(build_entry(name))

    def make_first(self, schema: pa.Schema) -> None:
        """Make an empty table and put it into use, unless another process does so at the same moment.

        Raises IndexUnavailableError where there are passages but nothing says which table is the one in use.
        """
        with first_opening(self._url):
            if self.live_table() is not None:
                return
            if any(self._has_rows(table) for table in self.table_names() if table.startswith(PREFIX)):
                raise IndexUnavailableError("The passage index has lost its table in use; run `factcheck reindex`.")
            name = self.create_table(schema)
            # Making a table takes long enough for another process to be first. Its entry is not touched: a change of it
            # would fail where a third process makes the entry anew meanwhile.
            self._make_pointer(name)

    def drop_tables_before(self, name: str) -> list[str]:
        """Drop the tables of passages that were made before this one; return their names."""
        tables = [table for table in self.table_names() if table.startswith(PREFIX) and table < name]
        for table in tables:
            self.drop_table(table)
        return tables

    def drop_table(self, name: str) -> None:
        """Drop a table, if it is there."""
        self._connection.drop_table(name, ignore_missing=True)

    def table_names(self) -> list[str]:
        """Return the names of all tables in the folder, in use or not."""
        names: list[str] = []
        page = self._connection.list_tables()
        names += page.tables
        while page.page_token:
            page = self._connection.list_tables(page_token=page.page_token)
            names += page.tables
        return names

    def forget_live(self) -> None:
        """Remove a pointer that can't be read, so that the next ``make_live`` makes a new one."""
        self._handles = threading.local()
        self._connection.drop_table(LIVE, ignore_missing=True)

    def _make_pointer(self, name: str) -> None:
        """Say which table is in use, unless another process has said so already."""
        try:
            self._connection.create_table(LIVE, data=build_entry(name), schema=_LIVE_SCHEMA)
        except ValueError as error:
            if "already exists" not in str(error):
                raise

    def _open_pointer(self) -> Any:
        if getattr(self._handles, "pointer", None) is None:
            try:
                self._handles.pointer = self._connection.open_table(LIVE)
            except ValueError as error:
                if "not found" not in str(error):
                    raise
                return None
        return self._handles.pointer

    def _has_rows(self, name: str) -> bool:
        try:
            return int(self._connection.open_table(name).count_rows()) > 0
        except ValueError:
            return False  # a process died while it made the table
