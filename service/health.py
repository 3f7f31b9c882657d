"""Health: whether the process lives, and whether work can be done."""

from __future__ import annotations

from typing import Any

from factcheck.errors import BrokerUnavailableError, StoreUnavailableError
from factcheck.jobs import QUEUES
from service.blueprint import ApiBlueprint
from service.context import services
from service.problems import unavailable
from service.queue import QueueStatus
from service.schemas.health import HealthSchema, ReadySchema

blp = ApiBlueprint("health", __name__, description="For load balancers and supervisors; no key needed.")


@blp.get("/healthz")
@blp.answer(200, HealthSchema, "The process answers.")
def get_health() -> Any:
    """Say that the process lives; touches nothing else."""
    return {}


@blp.get("/readyz")
@blp.answer(200, ReadySchema, "Claims will be checked.")
@blp.problems(503)
def get_readiness() -> Any:
    """Say whether work can be done: store, broker, a worker for each queue, and the index."""
    missing = look_at_store()
    status: QueueStatus | None = None
    try:
        status = services().queue.status()
    except BrokerUnavailableError:
        missing.append(("/broker", "The broker can't be reached."))
    else:
        missing += look_at_workers(status)
    if missing or status is None:
        raise unavailable(" ".join(detail for _, detail in missing), missing)
    return {"index": status.index}


def look_at_store() -> list[tuple[str, str]]:
    """Return what is wrong with the store."""
    try:
        services().store.ping()
    except StoreUnavailableError:
        return [("/store", "The database can't be reached.")]
    return []


def look_at_workers(status: QueueStatus) -> list[tuple[str, str]]:
    """Return which queues have no live worker, and whether nobody speaks for the index."""
    dead = [name for name in QUEUES if name not in status.live_queues]
    missing = [("/workers", f"No worker is alive for the queue {name}.") for name in dead]
    if status.index is None:
        missing.append(("/index", "No worker has reported the passage index lately."))
    return missing
