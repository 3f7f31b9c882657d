"""What a view may reach: the services that the composition root built, and who is asking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from flask import current_app, g

from factcheck.leases import LeaseKeeper
from factcheck.progress import ProgressLog
from factcheck.settings import Settings
from factcheck.store import Store
from factcheck.store.records import ApiKey
from factcheck.webhooks.addresses import AddressGuard
from service.queue import JobQueue
from service.streams import StreamSlots

if TYPE_CHECKING:
    from service.overload import OverloadGuard

EXTENSION = "factcheck"


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that the views use, wired once per process."""

    settings: Settings
    store: Store
    queue: JobQueue
    clock: Callable[[], datetime]
    progress: ProgressLog
    streams: StreamSlots
    waits: StreamSlots
    guard: AddressGuard
    overload: OverloadGuard
    reservations: LeaseKeeper[str]


def services() -> Services:
    """Return the services of the app that answers the current request."""
    return cast(Services, current_app.extensions[EXTENSION])


def caller() -> ApiKey:
    """Return the key of the current request; only views behind a guard have one."""
    return cast(ApiKey, g.api_key)


def workspace_id() -> str:
    """Return the workspace that the current request may see, and nothing else."""
    return caller().workspace_id
