"""Webhooks and deliveries in the store: handed out once, leased to one courier at a time, nothing lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from factcheck.store import Store
from factcheck.store.dispatch import pause_after
from factcheck.store.records import NewClaim
from factcheck.store.retention import Keep
from factcheck.store.webhook_records import Attempt, LeasedDelivery, NewWebhook, NextStep, Room, Webhook
from factcheck.webhooks.events import EVENT_KINDS
from tests.conftest import FakeClock
from tests.store_samples import at_once

ROOM = Room(sound=100, failing=100, per_webhook=100)
DAY = 86_400


def add_webhook(store: Store, workspace_id: str, **options: object) -> Webhook:
    new = NewWebhook("https://cms.example/hook", EVENT_KINDS)
    return store.webhooks.create(workspace_id, replace(new, **options), "whsec_one")  # type: ignore[arg-type]


def make_events(store: Store, workspace_id: str, count: int = 1) -> None:
    """Let that many checks fail."""
    for _ in range(count):
        check = store.claims.create(workspace_id, NewClaim("x")).check
        assert store.checks.fail(check.check_id, 1, {"title": "x"})


def record(store: Store, clock: FakeClock, delivery: LeasedDelivery, step: NextStep) -> bool:
    attempt = Attempt(delivery.tries, clock.now, 12, 500, "The endpoint answered 500.", "oh")
    return store.dispatch.record(delivery, attempt, step)


def count_deliveries(store: Store) -> int:
    with store._database.engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM webhook_deliveries")).scalar() or 0)


def test_an_event_goes_to_each_webhook_of_its_workspace_that_wants_it(store: Store, workspace_id: str) -> None:
    wanting = [add_webhook(store, workspace_id), add_webhook(store, workspace_id, events=("claim.failed",))]
    add_webhook(store, workspace_id, events=("claim.done",))
    off = add_webhook(store, workspace_id)
    store.webhooks.change(workspace_id, off.webhook_id, {"status": "disabled"})
    add_webhook(store, store.workspaces.ensure("rivals").workspace_id)
    make_events(store, workspace_id)

    assert store.outbox.hand_out(10) == 1
    assert store.outbox.hand_out(10) == 0

    leased = store.dispatch.lease(ROOM, 60)
    assert {delivery.webhook_id for delivery in leased} == {webhook.webhook_id for webhook in wanting}
    assert len({delivery.event_id for delivery in leased}) == 1
    assert {(delivery.kind, delivery.tries, delivery.secrets) for delivery in leased} == {
        ("claim.failed", 1, ("whsec_one",))
    }


def test_several_processes_hand_each_event_out_once(store: Store, workspace_id: str) -> None:
    add_webhook(store, workspace_id)
    make_events(store, workspace_id, 20)

    handed_out = at_once(4, lambda _: sum(store.outbox.hand_out(3) for _ in range(10)))

    assert sum(handed_out) == 20
    assert count_deliveries(store) == 20


def test_several_couriers_never_hold_the_same_delivery(store: Store, workspace_id: str) -> None:
    for _ in range(3):
        add_webhook(store, workspace_id)
    make_events(store, workspace_id, 10)
    store.outbox.hand_out(100)

    room = Room(sound=2, failing=0, per_webhook=100)
    leased = at_once(4, lambda _: [d.delivery_id for _ in range(10) for d in store.dispatch.lease(room, 60)])

    # Those that reached for the same ones may have come away with nothing, and leave some for the next look.
    held = [delivery_id for ids in leased for delivery_id in ids]
    held += [delivery.delivery_id for delivery in store.dispatch.lease(ROOM, 60)]
    assert len(held) == len(set(held)) == 30


def test_a_lease_that_ran_out_goes_to_another_and_the_first_can_change_nothing(
    store: Store, workspace_id: str, clock: FakeClock
) -> None:
    webhook = add_webhook(store, workspace_id)
    make_events(store, workspace_id)
    store.outbox.hand_out(10)
    (first,) = store.dispatch.lease(ROOM, 60)
    clock.advance(59)
    assert store.dispatch.lease(ROOM, 60) == []
    clock.advance(1)
    (second,) = store.dispatch.lease(ROOM, 60)

    assert (second.delivery_id, second.tries) == (first.delivery_id, 2)
    assert not record(store, clock, first, NextStep("delivered"))
    assert record(store, clock, second, NextStep("delivered"))
    assert not record(store, clock, second, NextStep("failed"))
    (delivery,) = store.deliveries.list(workspace_id, webhook.webhook_id).items
    assert (delivery.status, [attempt.number for attempt in delivery.attempts]) == ("delivered", [2])


def test_what_ten_couriers_have_died_with_pauses_and_goes_apart_from_what_died_with_it(
    store: Store, workspace_id: str, clock: FakeClock
) -> None:
    add_webhook(store, workspace_id)
    make_events(store, workspace_id, 2)
    store.outbox.hand_out(10)
    for number in range(10):
        leased = store.dispatch.lease(ROOM, 12)
        assert [(d.tries, d.recorded) for d in leased] == [(number + 1, 0)] * 2
        clock.advance(12)

    clock.advance(60 - 12 - 1)
    assert store.dispatch.lease(ROOM, 12) == []
    clock.advance(1)
    (first,) = store.dispatch.lease(ROOM, 12)
    clock.advance(30)
    (second,) = store.dispatch.lease(ROOM, 12)
    assert {first.delivery_id, second.delivery_id} == {d.delivery_id for d in leased}
    assert record(store, clock, second, NextStep("pending", due_at=clock.now))
    (again,) = store.dispatch.lease(ROOM, 12)
    assert (again.delivery_id, again.tries, again.recorded) == (second.delivery_id, 12, 1)


def test_a_pause_grows_to_an_hour_and_no_further() -> None:
    assert [pause_after(losses) for losses in (1, 9, 10, 11, 15, 16, 10_000)] == [0, 0, 60, 120, 1920, 3600, 3600]


def test_a_failed_try_is_due_again_at_its_time_and_stands_in_the_log(
    store: Store, workspace_id: str, clock: FakeClock
) -> None:
    webhook = add_webhook(store, workspace_id)
    make_events(store, workspace_id)
    store.outbox.hand_out(10)
    began = clock.now
    (leased,) = store.dispatch.lease(ROOM, 60)
    clock.advance(1)
    due = NextStep("pending", due_at=clock.now.replace(hour=13))

    assert record(store, clock, leased, due)

    assert store.dispatch.lease(ROOM, 60) == []
    found = store.deliveries.get(workspace_id, webhook.webhook_id, leased.delivery_id)
    assert found is not None
    assert (found.status, found.due_at, found.finished_at) == ("pending", due.due_at, None)
    assert found.attempts == (Attempt(1, clock.now, 12, 500, "The endpoint answered 500.", "oh"),)
    assert began < clock.now
    clock.advance(3600)
    assert [delivery.tries for delivery in store.dispatch.lease(ROOM, 60)] == [2]


def test_one_webhook_never_takes_all_places(store: Store, workspace_id: str) -> None:
    busy = add_webhook(store, workspace_id)
    make_events(store, workspace_id, 5)
    store.outbox.hand_out(100)
    late = add_webhook(store, workspace_id)
    make_events(store, workspace_id)
    store.outbox.hand_out(100)

    room = Room(sound=3, failing=1, per_webhook=2)
    first = [delivery.webhook_id for delivery in store.dispatch.lease(room, 60)]
    second = [delivery.webhook_id for delivery in store.dispatch.lease(room, 60)]

    assert sorted(first) == sorted([busy.webhook_id, busy.webhook_id, late.webhook_id])
    assert second == []


def test_a_webhook_that_failed_last_has_a_single_place_among_those_of_its_kind(
    store: Store, workspace_id: str, clock: FakeClock
) -> None:
    dead, sound = add_webhook(store, workspace_id), add_webhook(store, workspace_id)
    make_events(store, workspace_id, 3)
    store.outbox.hand_out(100)
    leased = store.dispatch.lease(ROOM, 60)
    for delivery in leased:
        failed = delivery.webhook_id == dead.webhook_id
        record(store, clock, delivery, NextStep("pending", due_at=clock.now) if failed else NextStep("delivered"))
    assert store.webhooks.get(workspace_id, dead.webhook_id).failing_since == clock.now  # type: ignore[union-attr]
    make_events(store, workspace_id)
    store.outbox.hand_out(100)

    assert [d.webhook_id for d in store.dispatch.lease(Room(9, 0, 9), 60)] == [sound.webhook_id]
    (again,) = store.dispatch.lease(Room(9, 9, 9), 60)
    assert (again.webhook_id, again.is_failing) == (dead.webhook_id, True)
    assert store.dispatch.lease(Room(9, 9, 9), 60) == []
    record(store, clock, again, NextStep("delivered"))
    assert store.webhooks.get(workspace_id, dead.webhook_id).failing_since is None  # type: ignore[union-attr]
    assert len(store.dispatch.lease(Room(9, 0, 9), 60)) == 3


def test_an_endpoint_that_is_gone_is_disabled_and_what_waits_for_it_waits_on(
    store: Store, workspace_id: str, clock: FakeClock
) -> None:
    webhook = add_webhook(store, workspace_id)
    make_events(store, workspace_id, 2)
    store.outbox.hand_out(10)
    (leased,) = store.dispatch.lease(Room(1, 1, 1), 60)
    record(store, clock, leased, NextStep("failed", is_gone=True))

    found = store.webhooks.get(workspace_id, webhook.webhook_id)
    assert found is not None
    assert (found.status, found.disabled_reason) == ("disabled", "gone")
    assert store.dispatch.lease(ROOM, 60) == []
    make_events(store, workspace_id)
    store.outbox.hand_out(10)
    changed = store.webhooks.change(workspace_id, webhook.webhook_id, {"status": "active"})
    assert changed is not None
    assert (changed.disabled_reason, changed.failing_since) == (None, None)
    assert len(store.dispatch.lease(ROOM, 60)) == 1


@pytest.mark.parametrize("step", [NextStep("failed", is_gone=True), NextStep("failed"), NextStep("delivered")])
def test_what_the_old_address_says_is_no_word_on_the_new_one(
    store: Store, workspace_id: str, clock: FakeClock, step: NextStep
) -> None:
    webhook = add_webhook(store, workspace_id)
    make_events(store, workspace_id, 2)
    store.outbox.hand_out(10)
    to_old = store.dispatch.lease(Room(1, 1, 1), 60)[0]
    store.webhooks.change(workspace_id, webhook.webhook_id, {"url": "https://new.example/hook"})
    failed_since = None
    if step.status == "delivered":
        (to_new,) = store.dispatch.lease(Room(9, 9, 9), 60)
        record(store, clock, to_new, NextStep("failed"))
        failed_since = clock.now

    assert record(store, clock, to_old, step)

    found = store.webhooks.get(workspace_id, webhook.webhook_id)
    assert found is not None
    assert (found.status, found.disabled_reason, found.failing_since) == ("active", None, failed_since)


@pytest.mark.parametrize("status", ["failed", "pending"])
def test_what_the_old_address_refused_is_due_for_the_new_one(
    store: Store, workspace_id: str, clock: FakeClock, status: str
) -> None:
    webhook = add_webhook(store, workspace_id)
    make_events(store, workspace_id)
    store.outbox.hand_out(10)
    (to_old,) = store.dispatch.lease(ROOM, 60)
    store.webhooks.change(workspace_id, webhook.webhook_id, {"url": "https://new.example/hook"})
    clock.advance(1)

    in_a_day = clock.now + timedelta(days=1)
    assert record(store, clock, to_old, NextStep(status, due_at=in_a_day if status == "pending" else None))

    (found,) = store.deliveries.list(workspace_id, webhook.webhook_id).items
    assert (found.status, found.due_at, found.finished_at) == ("pending", clock.now, None)
    (to_new,) = store.dispatch.lease(ROOM, 60)
    assert (to_new.delivery_id, to_new.url) == (to_old.delivery_id, "https://new.example/hook")
    assert record(store, clock, to_new, NextStep("failed"))
    assert store.dispatch.lease(ROOM, 60) == []


@pytest.mark.parametrize("step", [NextStep("delivered"), NextStep("failed", is_moot=True)])
def test_what_has_come_to_its_end_is_not_sent_to_a_new_address(
    store: Store, workspace_id: str, clock: FakeClock, step: NextStep
) -> None:
    webhook = add_webhook(store, workspace_id)
    make_events(store, workspace_id)
    store.outbox.hand_out(10)
    (leased,) = store.dispatch.lease(ROOM, 60)
    store.webhooks.change(workspace_id, webhook.webhook_id, {"url": "https://new.example/hook"})

    assert record(store, clock, leased, step)

    assert store.dispatch.lease(ROOM, 60) == []


def test_nothing_to_send_is_no_mark_against_the_endpoint(store: Store, workspace_id: str, clock: FakeClock) -> None:
    webhook = add_webhook(store, workspace_id)
    make_events(store, workspace_id)
    store.outbox.hand_out(10)
    record(store, clock, store.dispatch.lease(ROOM, 60)[0], NextStep("failed", is_moot=True))
    assert store.webhooks.get(workspace_id, webhook.webhook_id).failing_since is None  # type: ignore[union-attr]


def test_the_old_secret_signs_as_well_until_its_time_is_over(store: Store, workspace_id: str, clock: FakeClock) -> None:
    webhook = add_webhook(store, workspace_id)

    def secrets() -> tuple[str, ...]:
        store.deliveries.add_test(workspace_id, webhook.webhook_id)
        return store.dispatch.lease(ROOM, 60)[0].secrets

    rotated = store.webhooks.rotate_secret(workspace_id, webhook.webhook_id, "whsec_two", DAY)
    assert rotated is not None
    assert rotated.previous_secret_expires_at is not None
    assert secrets() == ("whsec_two", "whsec_one")
    store.webhooks.rotate_secret(workspace_id, webhook.webhook_id, "whsec_three", DAY)
    assert secrets() == ("whsec_three", "whsec_two")
    clock.advance(DAY)
    assert secrets() == ("whsec_three",)
    assert store.webhooks.get(workspace_id, webhook.webhook_id).previous_secret_expires_at is None  # type: ignore[union-attr]
    store.webhooks.rotate_secret(workspace_id, webhook.webhook_id, "whsec_four", 0)
    assert secrets() == ("whsec_four",)


def test_a_replay_is_a_delivery_of_its_own_for_the_same_event(store: Store, workspace_id: str, clock: FakeClock) -> None:
    webhook = add_webhook(store, workspace_id)
    make_events(store, workspace_id)
    store.outbox.hand_out(10)
    (leased,) = store.dispatch.lease(ROOM, 60)
    record(store, clock, leased, NextStep("delivered"))

    replayed = store.deliveries.replay(workspace_id, webhook.webhook_id, leased.delivery_id)

    assert replayed is not None
    (again,) = store.dispatch.lease(ROOM, 60)
    assert (again.delivery_id, again.event_id, again.subject) == (replayed.delivery_id, leased.event_id, leased.subject)
    assert again.delivery_id != leased.delivery_id
    assert again.tries == 1


def test_another_workspace_reaches_nothing(store: Store, workspace_id: str) -> None:
    webhook = add_webhook(store, workspace_id)
    delivery = store.deliveries.add_test(workspace_id, webhook.webhook_id)
    assert delivery is not None
    rivals = store.workspaces.ensure("rivals").workspace_id
    ids = (rivals, webhook.webhook_id)

    assert store.webhooks.get(*ids) is store.webhooks.secret(*ids) is store.webhooks.change(*ids, {"url": "x"}) is None
    assert store.webhooks.rotate_secret(*ids, "whsec_x", 0) is store.deliveries.add_test(*ids) is None
    assert not store.webhooks.delete(*ids)
    assert store.webhooks.list(rivals).items == store.deliveries.list(*ids).items == ()
    assert store.deliveries.get(*ids, delivery.delivery_id) is store.deliveries.replay(*ids, delivery.delivery_id) is None
    other = add_webhook(store, workspace_id)
    assert store.deliveries.replay(workspace_id, other.webhook_id, delivery.delivery_id) is None
    assert store.deliveries.get(workspace_id, other.webhook_id, delivery.delivery_id) is None


def test_deleting_a_webhook_takes_its_deliveries_along(store: Store, workspace_id: str, clock: FakeClock) -> None:
    webhook = add_webhook(store, workspace_id)
    make_events(store, workspace_id, 2)
    store.outbox.hand_out(10)
    first, second = store.dispatch.lease(ROOM, 60)
    record(store, clock, first, NextStep("pending", due_at=clock.now))

    assert store.webhooks.delete(workspace_id, webhook.webhook_id)

    assert count_deliveries(store) == 0
    assert not record(store, clock, second, NextStep("delivered"))


def test_what_ended_long_ago_is_forgotten_and_what_waits_is_not(store: Store, workspace_id: str, clock: FakeClock) -> None:
    webhook = add_webhook(store, workspace_id)
    make_events(store, workspace_id, 3)
    store.outbox.hand_out(2)
    ended, waiting = store.dispatch.lease(ROOM, 60)
    record(store, clock, ended, NextStep("failed"))
    clock.advance(10 * DAY)

    assert store.retention.sweep(Keep(deliveries_days=0)) == 0
    assert store.retention.sweep(Keep(deliveries_days=11)) == 0
    assert store.retention.sweep(Keep(deliveries_days=10)) == 1

    assert [item.delivery_id for item in store.deliveries.list(workspace_id, webhook.webhook_id).items] == [
        waiting.delivery_id
    ]
    assert len(store.outbox.pending(10)) == 1


def test_what_waits_for_a_webhook_that_was_disabled_long_ago_is_forgotten(
    store: Store, workspace_id: str, clock: FakeClock
) -> None:
    active, off, lately = (add_webhook(store, workspace_id) for _ in range(3))
    make_events(store, workspace_id)
    store.outbox.hand_out(10)
    store.webhooks.change(workspace_id, off.webhook_id, {"status": "disabled"})
    clock.advance(DAY)
    store.webhooks.change(workspace_id, lately.webhook_id, {"status": "disabled"})
    store.deliveries.add_test(workspace_id, off.webhook_id)
    clock.advance(30 * DAY - 60)
    store.retention.sweep(Keep())

    left = {hook: [d.kind for d in store.deliveries.list(workspace_id, hook.webhook_id).items] for hook in (active, lately)}
    assert left == {active: ["claim.failed"], lately: ["claim.failed"]}
    assert [d.kind for d in store.deliveries.list(workspace_id, off.webhook_id).items] == ["webhook.test"]


def test_only_what_could_be_sent_is_late(store: Store, workspace_id: str, clock: FakeClock) -> None:
    active, off, failing = (add_webhook(store, workspace_id) for _ in range(3))
    make_events(store, workspace_id)
    store.outbox.hand_out(10)
    store.webhooks.change(workspace_id, off.webhook_id, {"status": "disabled"})
    (refused,) = (d for d in store.dispatch.lease(ROOM, 60) if d.webhook_id == failing.webhook_id)
    assert record(store, clock, refused, NextStep("pending", clock.now))
    clock.advance(300)
    assert (store.gauges.read().deliveries, store.gauges.read().delivery_lag_seconds) == (3, 300)

    (sent,) = (d for d in store.dispatch.lease(ROOM, 60) if d.webhook_id == active.webhook_id)
    assert record(store, clock, sent, NextStep("delivered"))
    assert (store.gauges.read().deliveries, store.gauges.read().delivery_lag_seconds) == (2, 0)


def test_an_event_that_no_courier_hands_out_is_late(store: Store, workspace_id: str, clock: FakeClock) -> None:
    add_webhook(store, workspace_id)
    make_events(store, workspace_id)
    clock.advance(200)
    make_events(store, workspace_id)
    clock.advance(100)
    assert (store.gauges.read().events, store.gauges.read().delivery_lag_seconds) == (2, 300)

    store.outbox.hand_out(10)
    assert (store.gauges.read().events, store.gauges.read().delivery_lag_seconds) == (0, 0)


def test_lists_go_page_by_page_newest_first(store: Store, workspace_id: str, clock: FakeClock) -> None:
    webhooks = [add_webhook(store, workspace_id).webhook_id for _ in range(3)]
    page = store.webhooks.list(workspace_id, limit=2)
    assert [item.webhook_id for item in page.items] == webhooks[:0:-1]
    assert [item.webhook_id for item in store.webhooks.list(workspace_id, page.next_cursor).items] == webhooks[:1]
    for _ in range(3):
        store.deliveries.add_test(workspace_id, webhooks[0])
    leased = store.dispatch.lease(ROOM, 60)
    record(store, clock, leased[1], NextStep("delivered"))
    log = store.deliveries.list(workspace_id, webhooks[0], limit=2)
    rest = store.deliveries.list(workspace_id, webhooks[0], log.next_cursor)
    assert [item.delivery_id for item in (*log.items, *rest.items)] == [d.delivery_id for d in reversed(leased)]
    (delivered,) = store.deliveries.list(workspace_id, webhooks[0], status="delivered").items
    assert delivered.delivery_id == leased[1].delivery_id


def test_secrets_are_in_no_printed_record(store: Store, workspace_id: str) -> None:
    webhook = add_webhook(store, workspace_id)
    store.deliveries.add_test(workspace_id, webhook.webhook_id)
    (leased,) = store.dispatch.lease(ROOM, 60)
    assert leased.secrets == ("whsec_one",)
    assert "whsec" not in repr((webhook, leased))
