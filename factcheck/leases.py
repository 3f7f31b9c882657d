"""Leases that a process holds: prolonged for as long as it works on them, so that they may be short.

What a killed process had in hand is free again within ``LEASE_SECONDS``. A process that is only slow keeps it, and one that
was frozen for longer finds that its lease has another owner: whoever writes under a lease has to name it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from factcheck.errors import StoreUnavailableError

logger = logging.getLogger("factcheck.leases")

LEASE_SECONDS = 12.0
# A lease outlives two beats that came to nothing.
BEAT_SECONDS = 3.0

T = TypeVar("T", bound=Hashable)


class LeaseKeeper(Generic[T]):
    """Calls ``prolong`` every few seconds with what has been held since the call before, so short work costs nothing.

    Its thread lives while something is held. All methods may be called from any thread of the process that made it.
    """

    def __init__(self, prolong: Callable[[Sequence[T]], object], every_seconds: float = BEAT_SECONDS) -> None:
        self._prolong = prolong
        self._every_seconds = every_seconds
        self._changed = threading.Condition()
        self._beating = threading.Lock()
        self._held: set[T] = set()
        self._known: set[T] = set()
        self._next_beat = 0.0
        self._has_thread = False

    def hold(self, lease: T) -> None:
        """Keep a lease that was just taken."""
        with self._changed:
            self._held.add(lease)
            if not self._has_thread:
                self._has_thread = True
                self._next_beat = time.monotonic() + self._every_seconds
                threading.Thread(target=self._run, name="leases", daemon=True).start()

    def let_go(self, lease: T) -> None:
        """Keep it no longer; nothing happens if it was not held."""
        with self._changed:
            self._held.discard(lease)

    def beat_if_due(self) -> None:
        """Prolong now what should have been prolonged already, as after the whole process was stopped for a while."""
        with self._beating:
            with self._changed:
                if time.monotonic() < self._next_beat:
                    return
                self._next_beat = time.monotonic() + self._every_seconds
                due, self._known = self._held & self._known, set(self._held)
            if due:
                self._guard(sorted(due, key=repr))

    def _run(self) -> None:
        while True:
            with self._changed:
                if not self._held:
                    self._has_thread = False
                    return
                pause = self._next_beat - time.monotonic()
            time.sleep(max(0.0, pause))
            self.beat_if_due()

    def _guard(self, leases: Sequence[T]) -> None:
        try:
            self._prolong(leases)
        except StoreUnavailableError as error:
            logger.warning("%d leases can't be prolonged now: %s", len(leases), error)
        except Exception:
            logger.exception("Prolonging %d leases failed", len(leases))
