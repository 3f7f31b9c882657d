"""Composition root of ``factcheck doctor``: which parts there are to look at on this installation."""

from __future__ import annotations

from pathlib import Path

from factcheck.broker import connect_broker
from factcheck.doctor.archive import ArchivePart
from factcheck.doctor.broker import BrokerPart
from factcheck.doctor.disks import DisksPart
from factcheck.doctor.examination import Part
from factcheck.doctor.mending import Mender
from factcheck.doctor.records import RecordsPart
from factcheck.errors import FactcheckError
from factcheck.index import open_inspector
from factcheck.model_names import describe_versions
from factcheck.settings import Settings
from factcheck.store import open_store
from factcheck.store.engine import parse_url, sqlite_path
from factcheck.store.migration import read_schema_state

BROKER_SECONDS = 5.0


class SchemaDiffersError(FactcheckError):
    """The database has another schema than this version works with; nothing of it can be looked at."""


def build_parts(settings: Settings) -> tuple[list[Part], Mender]:
    """Return what to look at and who mends it; raises FactcheckError where that can't even be begun."""
    state = read_schema_state(settings.database_url)
    if state.current != state.newest:
        raise SchemaDiffersError(
            f"The database's schema is {state.current or 'none'}, this version works with {state.newest}: start it once, "
            "or install the version that belongs to the database."
        )
    model = describe_versions(settings.models_dir)["embedding_model"]
    store = open_store(settings.database_url)
    connection = connect_broker(settings.redis_url, socket_timeout=BROKER_SECONDS, socket_connect_timeout=BROKER_SECONDS)
    broker = BrokerPart(store, connection)
    parts: list[Part] = [
        RecordsPart(store),
        broker,
        ArchivePart(store, lambda: open_inspector(settings.index_url), model),
        DisksPart(_list_folders(settings)),
    ]
    return parts, Mender(settings, store, broker)


def _list_folders(settings: Settings) -> list[Path]:
    folders = [settings.home]
    url = parse_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        folders.append(sqlite_path(url).absolute().parent)
    if "://" not in settings.index_url:
        folders.append(Path(settings.index_url))
    return list(dict.fromkeys(folders))
