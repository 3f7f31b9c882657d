"""The courier: hands events out to webhooks and delivers them, a bounded number at a time.

A process of its own beside the workers, without models; several may run at once. It asks the store, which is the truth:
nothing that is to be sent is kept anywhere else. Endpoints that failed last have places of their own, so that the dead
ones take none from those that answer. Now and then a courier forgets what is kept no longer.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import FrameType
from typing import Any

from factcheck.errors import StoreUnavailableError
from factcheck.leases import BEAT_SECONDS, LEASE_SECONDS, LeaseKeeper
from factcheck.meters import build_meter
from factcheck.settings import Settings
from factcheck.store import Store, migrate, open_store, utc_now
from factcheck.store.retention import Keep
from factcheck.store.webhook_records import LeasedDelivery, Room
from factcheck.tracing import start_tracing
from factcheck.webhooks.addresses import build_guard
from factcheck.webhooks.delivering import Deliverer
from factcheck.webhooks.sending import Sender

logger = logging.getLogger("factcheck.webhooks")


@dataclass(frozen=True, slots=True)
class CourierTimings:
    """How much a courier does at once, and when; a lease is prolonged every ``beat_seconds`` while its try lasts."""

    poll_seconds: float = 0.2
    lease_seconds: float = LEASE_SECONDS
    beat_seconds: float = BEAT_SECONDS
    sound_places: int = 12
    failing_places: int = 4
    places_per_webhook: int = 4
    events_at_once: int = 200
    forget_every_seconds: float = 600.0


class Courier:
    """Delivers until it is stopped. ``run`` belongs to one thread; ``stop`` may be called from anywhere."""

    def __init__(
        self, store: Store, deliverer: Deliverer, timings: CourierTimings | None = None, keep: Keep | None = None
    ) -> None:
        self._store = store
        self._keep = keep or Keep()
        self._deliverer = deliverer
        self._timings = timings or CourierTimings()
        self._stopping = False
        self._wake = threading.Event()
        self._lock = threading.Lock()
        self._on_the_way = {False: 0, True: 0}
        self._forgot_at = float("-inf")
        self._leases: LeaseKeeper[tuple[str, str]] = LeaseKeeper(self._prolong, self._timings.beat_seconds)

    def run(self) -> None:
        """Work until stopped; deliveries that are on the way then are brought to their end."""
        places = self._timings.sound_places + self._timings.failing_places
        with ThreadPoolExecutor(places, thread_name_prefix="deliver") as pool:
            while not self._stopping:
                self._wake.clear()
                if not self._guard(lambda: self._look(pool)):
                    self._wake.wait(self._timings.poll_seconds)

    def stop(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """Ask ``run`` to return; serves as a signal handler."""
        self._stopping = True
        self._wake.set()

    def _look(self, pool: ThreadPoolExecutor) -> bool:
        """Take what there is to do; return whether to look again at once."""
        # Before it takes anything: what it holds itself is not to be taken as left by a dead courier.
        self._leases.beat_if_due()
        handed_out = self._store.outbox.hand_out(self._timings.events_at_once)
        taken = self._store.dispatch.lease(self._room(), self._timings.lease_seconds)
        for delivery in taken:
            self._count(delivery, 1)
            self._leases.hold(_lease_of(delivery))
            pool.submit(self._deliver, delivery)
        self._forget()
        return bool(handed_out or taken)

    def _room(self) -> Room:
        with self._lock:
            return Room(
                sound=self._timings.sound_places - self._on_the_way[False],
                failing=self._timings.failing_places - self._on_the_way[True],
                per_webhook=self._timings.places_per_webhook,
            )

    def _deliver(self, delivery: LeasedDelivery) -> None:
        is_stored = self._guard(lambda: self._deliverer.deliver(delivery))
        if is_stored is None:
            logger.warning("%s: what came of it could not be stored; it will be sent again", delivery.delivery_id)
        elif not is_stored:
            self._guard(lambda: self._tell_lost(delivery.delivery_id))
        self._leases.let_go(_lease_of(delivery))
        self._count(delivery, -1)
        self._wake.set()

    def _tell_lost(self, delivery_id: str) -> None:
        if self._store.dispatch.has(delivery_id):
            logger.warning("%s: what came of it was not stored; another courier has taken it over", delivery_id)
        else:
            logger.info("%s: it was deleted while it was on its way", delivery_id)

    def _prolong(self, leases: Sequence[tuple[str, str]]) -> None:
        self._store.dispatch.prolong(leases, self._timings.lease_seconds)

    def _count(self, delivery: LeasedDelivery, change: int) -> None:
        with self._lock:
            self._on_the_way[delivery.is_failing] += change

    def _forget(self) -> None:
        if time.monotonic() - self._forgot_at >= self._timings.forget_every_seconds:
            self._forgot_at = time.monotonic()
            removed = self._store.retention.sweep(self._keep)
            if removed:
                logger.info("Forgot %d rows that are kept no longer", removed)

    def _guard(self, work: Callable[[], Any]) -> Any:
        try:
            return work()
        except StoreUnavailableError as error:
            logger.warning("Nothing can be delivered now: %s", error)
        except Exception:
            logger.exception("Delivering failed")
        return None


def _lease_of(delivery: LeasedDelivery) -> tuple[str, str]:
    return delivery.delivery_id, delivery.lease_id


def build_courier(settings: Settings, timings: CourierTimings | None = None) -> Courier:
    """Return a courier on the store that the settings name."""
    store = open_store(settings.database_url)
    meter = build_meter(settings.redis_url)
    deliverer = Deliverer(store, Sender(build_guard(settings)), utc_now, meter=meter)
    keep = Keep(settings.keep_audit_days, settings.keep_deliveries_days, settings.keep_imports_days)
    return Courier(store, deliverer, timings, keep)


def run_courier(settings: Settings, timings: CourierTimings | None = None) -> None:
    """Deliver until a SIGTERM or SIGINT."""
    start_tracing(settings.traces, "courier")
    migrate(settings.database_url)
    courier = build_courier(settings, timings)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, courier.stop)
    courier.run()
