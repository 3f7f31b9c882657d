"""What the broker knows of the workers: who works, and on what."""

from __future__ import annotations

import time
from threading import Event

from redis import Redis, RedisError

from tests.chaos.machine import WORKERS, Machine

LOOK_SECONDS = 0.03
IN_HAND_SECONDS = 4.0
WHOLE_SECONDS = 90.0
# Not those whose child is starting.
WORKING = (b"busy", b"idle")


class WorkerWatch:
    """Asks the broker itself, around the proxy. ``is_over`` ends every wait."""

    def __init__(self, machine: Machine, direct: Redis, is_over: Event) -> None:
        self._machine = machine
        self._direct = direct
        self._is_over = is_over

    def await_whole(self) -> bool:
        """Wait until every worker works, so that the next fault finds the service whole; False if it takes too long."""
        wanted = {self._machine.processes[name].pid for name in WORKERS}
        deadline = time.monotonic() + WHOLE_SECONDS
        while not wanted <= self._working():
            if time.monotonic() > deadline or self._is_over.wait(10 * LOOK_SECONDS):
                return False
            wanted = {self._machine.processes[name].pid for name in WORKERS}
        return True

    def await_check(self, pid: int) -> tuple[str, int] | None:
        """Return the check that a worker has in hand, as soon as it has one, and the attempt; None if it gets none."""
        deadline = time.monotonic() + IN_HAND_SECONDS
        while time.monotonic() < deadline and not self._is_over.wait(LOOK_SECONDS):
            try:
                found = self._find_check(pid)
            except RedisError:
                return None
            if found is not None:
                return found
        return None

    def _working(self) -> set[int]:
        try:
            workers = [self._direct.hmget(key, "pid", "state") for key in self._direct.smembers("rq:workers")]
        except RedisError:
            return set()
        return {int(pid) for pid, state in workers if state in WORKING}

    def _find_check(self, pid: int) -> tuple[str, int] | None:
        for key in self._direct.scan_iter("factcheck:running:chk_*"):
            worker = self._direct.get(key)
            if worker and int(self._direct.hget(b"rq:worker:" + worker, "pid") or 0) == pid:
                check_id, _, attempt = key.decode().rpartition(":")[2].rpartition("-")
                return check_id, int(attempt)
        return None
