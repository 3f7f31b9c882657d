"""One run from start to proof."""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

import httpx

from factcheck.store import migrate, open_store, utc_now
from factcheck.store.engine import Database
from tests.chaos.clients import Client
from tests.chaos.doctor import prove_health
from tests.chaos.faults import Faults
from tests.chaos.ledger import Ledger
from tests.chaos.machine import Machine, limited_folder
from tests.chaos.proof import PROOFS, Proof, Scene, count_unfinished, prove_recovery
from tests.chaos.storm import Recovery, Storm
from tests.chaos.work import plan_work
from tests.postgres import DURABLE, running_postgres
from tests.receiver import running_receiver

READY_SECONDS = 300.0
QUIET_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Scenario:
    """How much is sent by how many clients, on which database (``sqlite`` or ``postgresql``), with which dice.

    ``watched`` is the share of the claims that are to be watched. ``ends_with_weather``: no more is sent once that is over.
    """

    seed: int
    claims: int
    documents: int
    clients: int
    database: str
    watched: float = 0.03
    ends_with_weather: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """How a run ended."""

    proofs: Sequence[Proof]
    faults: int
    recoveries: Sequence[Recovery]
    skipped: Sequence[str]
    seconds: float


def say(text: str) -> None:
    """Write a line."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stdout.flush()


def run_scenario(scenario: Scenario, weather: Callable[[Storm, threading.Event], None]) -> Result:
    """Start the service, let the clients send and the weather rage, wait for quiet, and prove.

    ``weather`` gets the storm and an event that is set once all clients have ended.
    """
    began = time.monotonic()
    with running_machine(scenario.database) as (machine, has_quota):
        ledger, database = Ledger(), Database(machine.settings.database_url, utc_now)
        with running_receiver() as receiver:
            receiver.answer = ledger.receive
            token = prepare(machine, receiver.url)
            is_over = threading.Event()
            dice = Random(scenario.seed)
            storm = Storm(Faults(machine, dice, is_over, has_quota), database, dice, is_over, say)
            clients = start_clients(scenario, ledger, machine.base_url, token)
            with ThreadPoolExecutor(1, "weather") as pool:
                storming = pool.submit(weather, storm, is_over)
                storming.add_done_callback(lambda done: _stop_if_over(scenario, done, clients))
                try:
                    errors = wait_for_clients(clients)
                finally:
                    is_over.set()
                storming.result()
            say(f"{len(ledger.claims)} claims and {len(ledger.documents)} documents are sent; waiting for quiet")
            proofs = [_prove_quiet(ledger, database, errors)]
            with httpx.Client(base_url=machine.base_url, headers=_authorize(token), timeout=60, trust_env=False) as client:
                scene = Scene(machine, database, ledger, client)
                proofs += [proof for prove in (*PROOFS, prove_health) for proof in prove(scene)]
            proofs += prove_recovery(storm.recoveries)
            database.close()
    return Result(proofs, len(storm.wounds), storm.recoveries, sorted(storm.skipped), time.monotonic() - began)


@contextmanager
def running_machine(database: str) -> Iterator[tuple[Machine, bool]]:
    """Run the service in a new folder; yield it and whether its index has a file system of its own."""
    home = Path(tempfile.mkdtemp(prefix="factcheck-chaos-"))
    try:
        with limited_folder(home / "index") as has_quota:
            if database == "sqlite":
                with _running(Machine(home)) as machine:
                    yield machine, has_quota
            else:
                with running_postgres(DURABLE) as server, _running(Machine(home, server)) as machine:
                    yield machine, has_quota
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _running(machine: Machine) -> Iterator[Machine]:
    try:
        machine.start()
        _wait_until_ready(machine.base_url)
        yield machine
    finally:
        machine.stop()


def prepare(machine: Machine, webhook_url: str) -> str:
    """Make a workspace with a key and a webhook; return the key."""
    migrate(machine.settings.database_url)
    store = open_store(machine.settings.database_url)
    _key, token = store.keys.create(store.workspaces.ensure("newsroom").workspace_id, ["admin"])
    store.close()
    answer = httpx.post(
        f"{machine.base_url}/v1/webhooks", json={"url": webhook_url}, headers=_authorize(token), timeout=60, trust_env=False
    )
    answer.raise_for_status()
    return token


def start_clients(scenario: Scenario, ledger: Ledger, base_url: str, token: str) -> list[Client]:
    """Start the clients; the work is dealt evenly."""
    clients = []
    for number in range(scenario.clients):
        claims, documents = (_share(total, scenario.clients, number) for total in (scenario.claims, scenario.documents))
        client = Client(
            number, plan_work(scenario.seed, number, claims, documents, scenario.watched), ledger, base_url, token
        )
        client.start()
        clients.append(client)
    return clients


def wait_for_clients(clients: Sequence[Client]) -> list[str]:
    """Wait until all have ended; return what went wrong with them."""
    for client in clients:
        client.join()
    return [f"{client.name}: {client.error}" for client in clients if client.error]


def _stop_if_over(scenario: Scenario, storming: Future[None], clients: Sequence[Client]) -> None:
    # A storm that broke may have left things as nobody can work with them.
    if scenario.ends_with_weather or storming.exception():
        for client in clients:
            client.stop()


def _prove_quiet(ledger: Ledger, database: Database, errors: Sequence[str]) -> Proof:
    began = time.monotonic()
    left, fewest = count_unfinished(database), sys.maxsize
    # For as long as it goes on: a machine that has other work to do takes its time.
    while 0 < left < fewest:
        fewest = left
        ledger.wait_for(lambda: count_unfinished(database) == 0, QUIET_SECONDS)
        left = count_unfinished(database)
    breaches = [*errors, *([f"{left} things stay unfinished"] if left else [])]
    return Proof(
        "everything sent is taken, and all work comes to an end", f"{time.monotonic() - began:.1f} s later", breaches
    )


def _wait_until_ready(base_url: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            answer = httpx.get(f"{base_url}/readyz", timeout=10, trust_env=False)
            if answer.status_code == 200:
                return
            told = answer.text
        except httpx.TransportError as error:
            told = str(error)
        if time.monotonic() > deadline:
            raise RuntimeError(f"The service was not ready within {READY_SECONDS:.0f} s: {told}")
        time.sleep(0.1)


def _share(total: int, parts: int, number: int) -> int:
    return total // parts + (number < total % parts)


def _authorize(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
