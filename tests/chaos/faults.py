"""What can go wrong: each fault is a function that does it, waits as long as it lasts, and puts right what needs a hand.

A function returns a ``Wound``, or None where this machine can't be hurt that way.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from threading import Event

from redis import RedisError

from tests.chaos.kept import await_end, children_of, send
from tests.chaos.machine import API, CHECKERS, COURIER, INDEXER, QUOTA_BYTES, WORKERS, Machine
from tests.chaos.watch import WorkerWatch


@dataclass(frozen=True, slots=True)
class Wound:
    """What was done. ``healed_at`` is when the cause was gone (monotonic); ``check_id`` what a victim had in hand.

    ``attempt`` is the number of the check's attempt that was lost with it.
    """

    kind: str
    healed_at: float
    check_id: str | None = None
    attempt: int = 0


class Faults:
    """Hurts one machine by the dice. ``is_over`` ends every wait."""

    def __init__(self, machine: Machine, dice: Random, is_over: Event, has_quota: bool) -> None:
        self._machine = machine
        self._dice = dice
        self._is_over = is_over
        self._has_quota = has_quota
        self._direct = machine.ask_broker()
        self.watch = WorkerWatch(machine, self._direct, is_over)

    def deck(self) -> list[Callable[[], Wound | None]]:
        """Return the faults of one round, in the order of the dice."""
        often = [self.kill_worker, self.kill_child, self.kill_broker]
        others = [
            *(self.kill_indexer, self.kill_indexers_child, self.kill_courier, self.kill_api_process, self.kill_api),
            *(self.kill_database, self.kill_database_connection, self.freeze_database),
            *(self.freeze_worker, self.freeze_child, self.freeze_api_process, self.freeze_broker, self.freeze_courier),
            *(self.fill_index, self.flush_broker, self.cut_broker, self.hang_broker),
            *(self.stop_worker, self.stop_indexer, self.stop_api_process, self.stop_courier, self.move_clock),
        ]
        deck: list[Callable[[], Wound | None]] = [*often, *often, *often, *others]
        self._dice.shuffle(deck)
        return deck

    def kill_worker(self) -> Wound:
        """SIGKILL for a worker that has a check in hand."""
        name = self._dice.choice(CHECKERS)
        return self._end_worker("worker killed", name, self._machine.processes[name].pid, signal.SIGKILL)

    def kill_child(self) -> Wound | None:
        """SIGKILL for the process that runs a worker's checks."""
        name = self._dice.choice(CHECKERS)
        children = children_of(self._machine.processes[name].pid)
        return self._end_worker("worker's child killed", name, children[0], signal.SIGKILL) if children else None

    def stop_worker(self) -> Wound:
        """SIGTERM for a worker that has a check in hand."""
        name = self._dice.choice(CHECKERS)
        return self._end_worker("worker told to stop", name, self._machine.processes[name].pid, signal.SIGTERM)

    def kill_indexer(self) -> Wound:
        """SIGKILL for the indexing worker."""
        return self._send("indexing worker killed", signal.SIGKILL, self._machine.processes[INDEXER].pid)

    def kill_indexers_child(self) -> Wound:
        """SIGKILL for the process that writes the index."""
        children = children_of(self._machine.processes[INDEXER].pid)
        return self._send("indexing worker's child killed", signal.SIGKILL, *children)

    def stop_indexer(self) -> Wound:
        """SIGTERM for the indexing worker."""
        return self._send("indexing worker told to stop", signal.SIGTERM, self._machine.processes[INDEXER].pid)

    def kill_courier(self) -> Wound:
        """SIGKILL for the courier."""
        return self._send("courier killed", signal.SIGKILL, self._machine.processes[COURIER].pid)

    def stop_courier(self) -> Wound:
        """SIGTERM for the courier."""
        return self._send("courier told to stop", signal.SIGTERM, self._machine.processes[COURIER].pid)

    def kill_api_process(self) -> Wound:
        """SIGKILL for one of the API's processes."""
        return self._send("API process killed", signal.SIGKILL, self._choose_api_process())

    def stop_api_process(self) -> Wound:
        """SIGTERM for one of the API's processes."""
        return self._send("API process told to stop", signal.SIGTERM, self._choose_api_process())

    def kill_api(self) -> Wound:
        """SIGKILL for the API's first process, which takes the others along."""
        return self._send("API killed", signal.SIGKILL, self._machine.processes[API].pid)

    def kill_broker(self) -> Wound:
        """SIGKILL for the broker, which comes back on its files."""
        self._kill_broker()
        self._pause(0.2, 4.0)
        self._machine.start_broker()
        return self._wound("broker killed")

    def flush_broker(self) -> Wound | None:
        """FLUSHALL."""
        try:
            self._direct.flushall()
        except RedisError:
            return None
        return self._wound("broker emptied")

    def cut_broker(self) -> Wound:
        """Break all connections to the broker; new ones are refused for a while."""
        self._machine.proxy.cut()
        self._pause(0.0, 5.0)
        self._machine.proxy.mend()
        return self._wound("broker cut off")

    def hang_broker(self) -> Wound:
        """Swallow what goes to and from the broker for a while."""
        self._machine.proxy.hang()
        self._pause(1.0, 12.0)
        self._machine.proxy.mend()
        return self._wound("broker behind a dead line")

    def freeze_broker(self) -> Wound:
        """Stop the broker's process for a while."""
        return self._freeze("broker frozen", [self._machine.broker.process.pid if self._machine.broker.process else 0])

    def freeze_worker(self) -> Wound:
        """Stop a worker with its child, for longer or shorter than its lease."""
        pid = self._machine.processes[self._dice.choice(WORKERS)].pid
        return self._freeze("worker frozen", [pid, *children_of(pid)])

    def freeze_child(self) -> Wound:
        """Stop the process that runs a worker's jobs; its worker goes on."""
        return self._freeze("worker's child frozen", children_of(self._machine.processes[self._dice.choice(WORKERS)].pid))

    def freeze_api_process(self) -> Wound:
        """Stop one of the API's processes."""
        return self._freeze("API process frozen", [self._choose_api_process()])

    def freeze_courier(self) -> Wound:
        """Stop the courier."""
        return self._freeze("courier frozen", [self._machine.processes[COURIER].pid])

    def kill_database(self) -> Wound | None:
        """SIGKILL for the database server, all its processes; it recovers from its log."""
        server = self._machine.postgres
        if server is None:
            return None
        pid = server.pid
        pids = [pid, *children_of(pid)]
        send(signal.SIGKILL, *pids)
        self._pause(0.2, 4.0)
        await_end(pids)
        server.start()
        return self._wound("database server killed")

    def kill_database_connection(self) -> Wound | None:
        """SIGKILL for one process of the database server, which then ends all others and recovers."""
        children = children_of(self._machine.postgres.pid) if self._machine.postgres else []
        return self._send("database process killed", signal.SIGKILL, self._dice.choice(children)) if children else None

    def freeze_database(self) -> Wound | None:
        """Stop the database server."""
        server = self._machine.postgres
        return self._freeze("database frozen", [server.pid, *children_of(server.pid)]) if server else None

    def fill_index(self) -> Wound | None:
        """Leave no byte free where the index is kept."""
        if not self._has_quota:
            return None
        filler = self._machine.home / "index" / ".filler"
        try:
            with filler.open("wb", buffering=0) as file:
                for _ in range(QUOTA_BYTES // 65536 + 1):
                    file.write(bytes(65536))
        except OSError:
            self._pause(3.0, 10.0)
        filler.unlink(missing_ok=True)
        return self._wound("index folder full")

    def move_clock(self) -> Wound | None:
        """Put the clock of a checking and of the indexing worker wrong by an hour, for a while."""
        if not self._machine.can_set_clock:
            return None
        self._machine.set_clock(self._dice.choice((3600, -3600)))
        self._pause(5.0, 12.0)
        self._machine.set_clock(0)
        return self._wound("clock of workers moved")

    def _end_worker(self, kind: str, name: str, pid: int, number: signal.Signals) -> Wound:
        check_id, attempt = self.watch.await_check(self._machine.processes[name].pid) or (None, 0)
        send(number, pid)
        return Wound(kind, time.monotonic(), check_id, attempt)

    def _kill_broker(self) -> None:
        process = self._machine.broker.process
        if process is not None:
            process.kill()
            process.wait(10)

    def _freeze(self, kind: str, pids: list[int]) -> Wound:
        send(signal.SIGSTOP, *pids)
        self._pause(1.0, 14.0)
        send(signal.SIGCONT, *pids)
        return self._wound(kind)

    def _send(self, kind: str, number: signal.Signals, *pids: int) -> Wound:
        send(number, *pids)
        return self._wound(kind)

    def _choose_api_process(self) -> int:
        children = children_of(self._machine.processes[API].pid)
        return self._dice.choice(children) if children else 0

    def _pause(self, shortest: float, longest: float) -> None:
        self._is_over.wait(self._dice.uniform(shortest, longest))

    def _wound(self, kind: str) -> Wound:
        return Wound(kind, time.monotonic())
