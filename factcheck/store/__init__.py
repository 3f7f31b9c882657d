"""The store: the truth about workspaces, keys, documents, claims, checks and imports, in SQLite or PostgreSQL.

Every method of a repository is one short transaction; what it returned is on the disk. Threads share a store; a process
opens its own, after ``fork()``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import text

from factcheck.store.articles import Articles
from factcheck.store.audit import Audit
from factcheck.store.batches import Batches
from factcheck.store.checks import Checks
from factcheck.store.claims import Claims
from factcheck.store.cursors import CursorError
from factcheck.store.deliveries import Deliveries
from factcheck.store.dispatch import Dispatch
from factcheck.store.documents import Documents
from factcheck.store.engine import Database
from factcheck.store.feedback import FeedbackStore
from factcheck.store.gauges import GaugeReader
from factcheck.store.history import History
from factcheck.store.idempotency import Idempotency
from factcheck.store.imports import ImportClosedError, Imports
from factcheck.store.inspection import Inspection
from factcheck.store.keys import Keys, Workspaces
from factcheck.store.outbox import Outbox
from factcheck.store.overview import Overviews
from factcheck.store.rechecks import Rechecks
from factcheck.store.retention import Retention
from factcheck.store.reviews import Reviews
from factcheck.store.schema import MigrationError, migrate
from factcheck.store.sessions import DeskSessions
from factcheck.store.sharing import Sharing
from factcheck.store.signing_keys import SigningKeys
from factcheck.store.watches import Watches
from factcheck.store.webhooks import Webhooks
from factcheck.store.workspace_settings import WorkspaceSettingsStore

__all__ = ["CursorError", "ImportClosedError", "MigrationError", "Store", "migrate", "open_store"]


class Store:
    """All repositories on one database. Whatever can't be read or written raises StoreUnavailableError."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.workspaces = Workspaces(database)
        self.keys = Keys(database)
        self.sharing = Sharing(database)
        self.idempotency = Idempotency(database)
        self.audit = Audit(database)
        self.desk_sessions = DeskSessions(database)
        self.overview = Overviews(database)
        self.documents = Documents(database)
        self.claims = Claims(database)
        self.checks = Checks(database)
        self.batches = Batches(database)
        self.articles = Articles(database)
        self.imports = Imports(database)
        self.history = History(database)
        self.rechecks = Rechecks(database)
        self.watches = Watches(database)
        self.reviews = Reviews(database)
        self.feedback = FeedbackStore(database)
        self.signing_keys = SigningKeys(database)
        self.workspace_settings = WorkspaceSettingsStore(database)
        self.outbox = Outbox(database)
        self.webhooks = Webhooks(database)
        self.deliveries = Deliveries(database)
        self.dispatch = Dispatch(database)
        self.gauges = GaugeReader(database)
        self.inspection = Inspection(database)
        self.retention = Retention(database)

    def ping(self) -> None:
        """Return if the database answers and has our tables, else raise StoreUnavailableError."""
        self._database.read(lambda session: session.execute(text("SELECT 1 FROM workspaces LIMIT 1")))

    def close(self) -> None:
        """Close the connections; the next use opens new ones."""
        self._database.close()


def utc_now() -> datetime:
    """Return the time of day as an aware time in UTC."""
    return datetime.now(UTC)


def open_store(database_url: str, clock: Callable[[], datetime] = utc_now) -> Store:
    """Return a store that connects on first use and migrates nothing; raise SettingsError for an unusable address."""
    return Store(Database(database_url, clock))
