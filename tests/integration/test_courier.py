"""The courier as a real process before real endpoints: what arrives, how often, and what a kill -9 changes."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from factcheck.local.processes import ManagedProcess, build_environment, stop_all
from factcheck.settings import read_settings
from factcheck.store import Store, open_store, utc_now
from factcheck.store.records import NewClaim
from factcheck.store.tables import DeliveryRow
from factcheck.store.webhook_records import Attempt, Delivery, LeasedDelivery, NewWebhook, NextStep, Webhook
from factcheck.webhooks.addresses import AddressGuard, AddressPolicy
from factcheck.webhooks.delivering import Deliverer
from factcheck.webhooks.events import EVENT_KINDS
from factcheck.webhooks.sending import Sender
from factcheck.webhooks.signing import new_secret
from tests.integration.courier_main import ASKED_TO_STOP
from tests.integration.workers_lab import send
from tests.receiver import Received, Receiver, running_receiver
from workers.courier import Courier

pytestmark = pytest.mark.timeout(120)


class CourierLab:
    """A store, and couriers on demand; their endpoints may be on loopback and speak http."""

    def __init__(self, home: Path, database_url: str) -> None:
        self._home = home
        self._settings = replace(
            read_settings(),
            home=home,
            database_url=database_url,
            webhook_http_hosts=("127.0.0.1",),
            webhook_allowed_networks=("127.0.0.0/8",),
        )
        self._couriers: list[ManagedProcess] = []
        self.store = open_store(database_url)
        self.workspace_id = self.store.workspaces.ensure("desk").workspace_id

    def start_courier(self, lease_seconds: float = 60) -> ManagedProcess:
        name = f"courier-{len(self._couriers)}"
        command = [sys.executable, "-m", "tests.integration.courier_main", str(lease_seconds)]
        courier = ManagedProcess(name, command, self._home / f"{name}.log")
        courier.start(build_environment(self._settings))
        self._couriers.append(courier)
        return courier

    def add_webhook(self, receiver: Receiver) -> tuple[Webhook, str]:
        secret = new_secret()
        return self.store.webhooks.create(self.workspace_id, NewWebhook(receiver.url, EVENT_KINDS), secret), secret

    def make_event(self) -> str:
        """Let a claim fail, and return its id."""
        claim = self.store.claims.create(self.workspace_id, NewClaim("x"))
        assert self.store.checks.fail(claim.check.check_id, 1, {"title": "x"})
        return claim.claim_id

    def log_of(self, webhook: Webhook) -> list[Delivery]:
        return list(self.store.deliveries.list(self.workspace_id, webhook.webhook_id, limit=200).items)

    def until(self, condition: Callable[[], Any], seconds: float = 30) -> Any:
        """Wait until the condition holds and return what it returned."""
        deadline = time.monotonic() + seconds
        while not (answer := condition()):
            logs = "\n".join(path.read_text()[-3000:] for path in sorted(self._home.glob("courier-*.log")))
            assert time.monotonic() < deadline, f"not within {seconds} s\n{logs}"
            time.sleep(0.01)
        return answer

    def until_ended(self, webhook: Webhook) -> list[Delivery]:
        """Wait until nothing of this webhook is pending, and return its log."""
        return self.until(lambda: (log := self.log_of(webhook)) and all(d.status != "pending" for d in log) and log)

    def close(self) -> None:
        stop_all(self._couriers, 10)
        self.store.close()


def read_lease(lab: CourierLab) -> datetime | None:
    """Return when the lease of the only delivery ends."""
    return lab.store._database.read(lambda session: session.scalar(select(DeliveryRow.leased_until)))


@pytest.fixture
def lab(tmp_path: Path, sqlite_url: str) -> Iterator[CourierLab]:
    lab = CourierLab(tmp_path, sqlite_url)
    yield lab
    lab.close()


@pytest.fixture
def either_lab(tmp_path: Path, database_url: str) -> Iterator[CourierLab]:
    """A lab on each database, for what transactions decide."""
    lab = CourierLab(tmp_path, database_url)
    yield lab
    lab.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running_receiver() as receiver:
        yield receiver


def test_an_event_arrives_signed_and_stands_in_the_log(lab: CourierLab, receiver: Receiver) -> None:
    webhook, secret = lab.add_webhook(receiver)
    receiver.answer = lambda _: (202, {}, b"thanks")
    lab.start_courier()
    claim_id = lab.make_event()
    came = receiver.wait()
    message = came.verify(secret)
    assert message["type"] == "claim.failed"
    assert message["data"]["claim_id"] == claim_id
    (delivery,) = lab.until_ended(webhook)
    assert delivery.event_id == came.headers["webhook-id"]
    (attempt,) = delivery.attempts
    assert (delivery.status, attempt.status_code, attempt.error, attempt.response) == ("delivered", 202, None, "thanks")


def test_a_courier_killed_between_sending_and_noting_it_sends_again(either_lab: CourierLab, receiver: Receiver) -> None:
    lab = either_lab
    webhook, _secret = lab.add_webhook(receiver)
    is_killed = threading.Event()

    def answer(_: Received) -> tuple[int, dict[str, str], bytes]:
        # The message is here, the answer is not there yet: nothing of it can stand in the store.
        if not is_killed.is_set():
            send(signal.SIGKILL, courier.pid)
            is_killed.set()
        return 200, {}, b""

    receiver.answer = answer
    courier = lab.start_courier(lease_seconds=1)
    lab.make_event()
    assert is_killed.wait(30)
    assert courier.wait(10)
    assert lab.log_of(webhook)[0].attempts == ()
    lab.start_courier(lease_seconds=30)
    (delivery,) = lab.until_ended(webhook)
    assert [receiver.wait().headers["webhook-id"] for _ in range(2)] == [delivery.event_id] * 2
    assert (delivery.status, [attempt.number for attempt in delivery.attempts]) == ("delivered", [2])


def test_a_delivery_that_takes_longer_than_its_lease_is_sent_once(either_lab: CourierLab, receiver: Receiver) -> None:
    lab = either_lab
    webhook, _secret = lab.add_webhook(receiver)
    leased_until, may_answer = [], threading.Event()

    def answer(_: Received) -> tuple[int, dict[str, str], bytes]:
        may_answer.wait(60)
        return 200, {}, b""

    receiver.answer = answer
    for _ in range(2):
        lab.start_courier(lease_seconds=2)
    lab.make_event()

    def is_prolonged() -> bool:
        leased_until.append(read_lease(lab))
        return len(set(filter(None, leased_until))) > 5

    # Every beat begins the lease anew: that many come to more than the time it began with.
    lab.until(is_prolonged)
    may_answer.set()
    (delivery,) = lab.until_ended(webhook)
    assert (delivery.status, [attempt.number for attempt in delivery.attempts]) == ("delivered", [1])
    assert receiver.wait().headers["webhook-id"] == delivery.event_id
    assert receiver.came.empty()


def test_events_written_while_no_courier_lived_arrive_when_one_does(lab: CourierLab, receiver: Receiver) -> None:
    _webhook, secret = lab.add_webhook(receiver)
    made = {lab.make_event() for _ in range(5)}
    lab.start_courier()
    assert {receiver.wait().verify(secret)["data"]["claim_id"] for _ in made} == made


def test_two_couriers_send_each_event_once(either_lab: CourierLab, receiver: Receiver) -> None:
    lab = either_lab
    webhook, secret = lab.add_webhook(receiver)
    for _ in range(2):
        lab.start_courier()
    made = [lab.make_event() for _ in range(30)]
    lab.until(lambda: len(lab.log_of(webhook)) == len(made))
    lab.until_ended(webhook)
    came = [receiver.wait().verify(secret)["data"]["claim_id"] for _ in made]
    assert sorted(came) == sorted(made)
    assert receiver.came.empty()


def test_an_endpoint_that_does_not_answer_holds_up_no_other(lab: CourierLab, receiver: Receiver) -> None:
    others_are_done = threading.Event()
    with running_receiver() as silent:

        def keep_waiting(_: Received) -> tuple[int, dict[str, str], bytes]:
            others_are_done.wait(60)
            return 200, {}, b""

        silent.answer = keep_waiting
        lab.add_webhook(silent)
        _webhook, secret = lab.add_webhook(receiver)
        made = {lab.make_event() for _ in range(20)}
        lab.start_courier()
        assert {receiver.wait().verify(secret)["data"]["claim_id"] for _ in made} == made
        assert silent.came.empty()
        others_are_done.set()


def test_410_disables_the_webhook(lab: CourierLab, receiver: Receiver) -> None:
    webhook, _secret = lab.add_webhook(receiver)
    receiver.answer = lambda _: (410, {}, b"")
    lab.start_courier()
    lab.make_event()
    (delivery,) = lab.until_ended(webhook)
    found = lab.store.webhooks.get(lab.workspace_id, webhook.webhook_id)
    assert found is not None
    assert (delivery.status, found.status, found.disabled_reason) == ("failed", "disabled", "gone")


def test_a_courier_that_is_asked_to_stop_brings_what_it_sends_to_an_end(lab: CourierLab, receiver: Receiver) -> None:
    webhook, _secret = lab.add_webhook(receiver)

    def answer(_: Received) -> tuple[int, dict[str, str], bytes]:
        courier.terminate()
        lab.until(lambda: ASKED_TO_STOP in courier.log_path.read_text())
        return 200, {}, b""

    receiver.answer = answer
    courier = lab.start_courier()
    lab.make_event()
    assert courier.wait(30)
    assert "status 0" in courier.describe_end()
    assert [delivery.status for delivery in lab.log_of(webhook)] == ["delivered"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("DELETE FROM webhooks", "was deleted while it was on its way"),
        ("UPDATE webhook_deliveries SET lease_id = 'lse_other'", "another courier has taken it over"),
    ],
)
def test_a_courier_tells_what_became_of_a_delivery_that_it_lost(
    store: Store, caplog: pytest.LogCaptureFixture, change: str, said: str
) -> None:
    caplog.set_level("INFO")
    workspace_id = store.workspaces.ensure("desk").workspace_id
    webhook = store.webhooks.create(workspace_id, NewWebhook("https://cms.example/hook", EVENT_KINDS), new_secret())
    store.deliveries.add_test(workspace_id, webhook.webhook_id)

    class LosingDeliverer(Deliverer):
        def deliver(self, delivery: LeasedDelivery) -> bool:
            with store._database.engine.begin() as connection:
                connection.exec_driver_sql(change)
            courier.stop()
            return store.dispatch.record(delivery, Attempt(1, datetime.now(UTC), 1, 200, None, ""), NextStep("delivered"))

    courier = Courier(store, LosingDeliverer(store, Sender(AddressGuard(AddressPolicy(), lambda _host, _port: [])), utc_now))
    courier.run()

    assert said in caplog.text
    assert "will be sent again" not in caplog.text
