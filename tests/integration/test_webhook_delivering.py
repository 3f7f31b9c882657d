"""The whole life of a delivery before a real endpoint, by a clock that is moved."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from ipaddress import ip_network

import pytest

from factcheck.logs import work_on
from factcheck.store import Store
from factcheck.store.records import NewClaim
from factcheck.store.webhook_records import Delivery, NewWebhook, Room
from factcheck.webhooks.addresses import AddressGuard, AddressPolicy
from factcheck.webhooks.delivering import BROKEN, MOOT, Deliverer
from factcheck.webhooks.events import EVENT_KINDS
from factcheck.webhooks.schedule import DELAYS_SECONDS
from factcheck.webhooks.sending import Sender
from factcheck.webhooks.signing import new_secret
from tests.conftest import FakeClock
from tests.receiver import Receiver, running_receiver

pytestmark = pytest.mark.timeout(60)

POLICY = AddressPolicy(frozenset({"cms.example"}), (ip_network("127.0.0.0/8"),))
ROOM = Room(sound=9, failing=9, per_webhook=9)


class Bench:
    """One webhook with one event, and tries at it when asked for."""

    def __init__(self, store: Store, clock: FakeClock, receiver: Receiver) -> None:
        self._store = store
        sender = Sender(AddressGuard(POLICY, lambda _host, _port: ["127.0.0.1"]))
        self._deliverer = Deliverer(store, sender, clock, chance=lambda: 0.0)
        self._workspace_id = store.workspaces.ensure("desk").workspace_id
        url = f"http://cms.example:{receiver.port}/hook?token=do-not-tell"
        self.webhook = store.webhooks.create(self._workspace_id, NewWebhook(url, EVENT_KINDS), new_secret())
        check = store.claims.create(self._workspace_id, NewClaim("x")).check
        store.checks.fail(check.check_id, 1, {"title": "x"})
        store.outbox.hand_out(10)

    def deliver(self) -> bool:
        """Try what is due; False if nothing is."""
        return [self._deliverer.deliver(delivery) for delivery in self._store.dispatch.lease(ROOM, 60)] == [True]

    def delivery(self) -> Delivery:
        (found,) = self._store.deliveries.list(self._workspace_id, self.webhook.webhook_id).items
        return found


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running_receiver() as receiver:
        yield receiver


@pytest.fixture
def bench(store: Store, clock: FakeClock, receiver: Receiver) -> Bench:
    return Bench(store, clock, receiver)


def test_a_delivery_is_given_up_after_the_last_of_its_tries(bench: Bench, clock: FakeClock, receiver: Receiver) -> None:
    receiver.answer = lambda _: (500, {}, b"not today")
    for delay in DELAYS_SECONDS:
        assert bench.deliver()
        clock.advance(delay - 0.001)
        assert not bench.deliver()
        clock.advance(0.001)
    assert bench.delivery().status == "pending"
    assert bench.deliver()

    delivery = bench.delivery()
    assert (delivery.status, delivery.finished_at) == ("failed", clock.now)
    assert [attempt.number for attempt in delivery.attempts] == list(range(1, 11))
    assert {(attempt.status_code, attempt.response) for attempt in delivery.attempts} == {(500, "not today")}
    assert len({receiver.wait().headers["webhook-id"] for _ in range(10)}) == 1
    clock.advance(10**6)
    assert not bench.deliver()


def test_a_try_that_was_lost_with_its_courier_is_none_of_the_endpoints(
    bench: Bench, store: Store, clock: FakeClock, receiver: Receiver
) -> None:
    for _ in range(9):
        assert store.dispatch.lease(ROOM, 12)
        clock.advance(12)
    receiver.answer = lambda _: (503, {}, b"")
    for delay in DELAYS_SECONDS:
        assert bench.deliver()
        assert bench.delivery().status == "pending"
        clock.advance(delay)
    assert bench.deliver()

    delivery = bench.delivery()
    assert (delivery.status, [attempt.number for attempt in delivery.attempts]) == ("failed", list(range(10, 20)))


def test_an_endpoint_that_asks_for_time_gets_it(bench: Bench, clock: FakeClock, receiver: Receiver) -> None:
    receiver.answer = lambda _: (429, {"Retry-After": "90"}, b"")
    assert bench.deliver()
    clock.advance(89)
    assert not bench.deliver()
    clock.advance(1)
    receiver.answer = lambda _: (200, {}, b"")
    assert bench.deliver()
    assert bench.delivery().status == "delivered"


def test_each_try_is_signed_at_its_own_time(bench: Bench, clock: FakeClock, receiver: Receiver) -> None:
    receiver.answer = lambda _: (503, {}, b"")
    bench.deliver()
    clock.advance(5)
    bench.deliver()
    first, second = receiver.wait().headers, receiver.wait().headers
    assert int(second["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 5
    assert first["webhook-signature"] != second["webhook-signature"]


def test_a_redirect_is_a_failure(bench: Bench, receiver: Receiver) -> None:
    receiver.answer = lambda _: (302, {"Location": receiver.url}, b"")
    bench.deliver()
    (attempt,) = bench.delivery().attempts
    assert attempt.status_code == 302
    assert "redirects are not followed" in (attempt.error or "")
    assert receiver.came.qsize() == 1


def test_no_secret_is_logged(bench: Bench, receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    receiver.answer = lambda _: (500, {}, b"")
    bench.deliver()
    assert bench.delivery().delivery_id in caplog.text
    for secret in ("whsec_", "do-not-tell", "v1,"):
        assert secret not in caplog.text


def test_what_is_about_nothing_any_more_ends_without_a_message(bench: Bench, store: Store, receiver: Receiver) -> None:
    with store._database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM claims")
    assert bench.deliver()
    delivery = bench.delivery()
    assert (delivery.status, delivery.attempts[0].error) == ("failed", MOOT)
    assert receiver.came.empty()


def test_a_mistake_of_ours_is_a_failed_try_and_not_one_without_end(bench: Bench, store: Store) -> None:
    with store._database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE webhooks SET secret = 'whsec_no base64 at all!'")
    assert bench.deliver()
    delivery = bench.delivery()
    assert (delivery.status, delivery.attempts[0].error) == ("pending", BROKEN)
    assert delivery.due_at > delivery.created_at


def test_a_webhook_deleted_while_its_message_is_on_the_way_leaves_nothing(
    bench: Bench, store: Store, receiver: Receiver
) -> None:
    deleted = threading.Event()

    def answer(_: object) -> tuple[int, dict[str, str], bytes]:
        store.webhooks.delete(bench.webhook.workspace_id, bench.webhook.webhook_id)
        deleted.set()
        return 200, {}, b""

    receiver.answer = answer
    assert not bench.deliver()
    assert deleted.is_set()


def test_a_webhook_brings_the_trace_of_what_it_tells_on(store: Store, clock: FakeClock, receiver: Receiver) -> None:
    traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    with work_on(traceparent=traceparent):
        bench = Bench(store, clock, receiver)
    assert bench.deliver()
    assert receiver.wait().headers["traceparent"] == traceparent


def test_a_webhook_outside_of_a_trace_has_none(bench: Bench, receiver: Receiver) -> None:
    assert bench.deliver()
    assert "traceparent" not in receiver.wait().headers
