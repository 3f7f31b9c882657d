"""What has to hold at the end. Each proof compares what clients were told with what there is, and names what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import httpx
from sqlalchemy import func, select

from factcheck.store import utc_now
from factcheck.store.engine import Database
from factcheck.store.tables import CheckRow, DeliveryRow, DocumentRow, MatchingRow, OutboxRow, RecheckCauseRow
from tests.chaos.ledger import ENDS, Ledger
from tests.chaos.machine import Machine
from tests.chaos.storm import Recovery

FIRST = 5
WORKER_SECONDS, BROKER_SECONDS = 15.0, 5.0


@dataclass(frozen=True, slots=True)
class Proof:
    """One promise: what was looked at, and what breaks it (nothing, if it holds).

    ``is_timing`` if a machine that is busy with something else may break it.
    """

    promise: str
    looked_at: str
    breaches: Sequence[str]
    is_timing: bool = False

    @property
    def holds(self) -> bool:
        """Whether nothing breaks it."""
        return not self.breaches


@dataclass(frozen=True, slots=True)
class Scene:
    """What the proofs look at."""

    machine: Machine
    database: Database
    ledger: Ledger
    client: httpx.Client


def count_unfinished(database: Database) -> int:
    """Count what is under way: checks, second looks, documents, events, deliveries."""
    # What a clock that was wrong has put off by an hour is not waited for.
    soon = utc_now() + timedelta(seconds=60)
    waiting = (
        select(func.count()).select_from(CheckRow).where(CheckRow.status.in_(("queued", "running"))),
        select(func.count()).select_from(RecheckCauseRow).where(RecheckCauseRow.due_at <= soon),
        select(func.count()).select_from(DocumentRow).where(DocumentRow.index_status == "queued"),
        select(func.count()).select_from(MatchingRow).where(MatchingRow.matched_at.is_(None)),
        select(func.count()).select_from(OutboxRow).where(OutboxRow.sent_at.is_(None)),
        select(func.count()).select_from(DeliveryRow).where(DeliveryRow.status == "pending"),
    )
    return database.read(lambda session: sum(session.scalar(query) or 0 for query in waiting))


def prove_claims(scene: Scene) -> Iterator[Proof]:
    """Every claim that was taken is there, once, and checked once."""
    answered = scene.ledger.claims
    states = {}
    breaches = []
    for claim_id, text in answered.items():
        answer = scene.client.get(f"/v1/claims/{claim_id}")
        if answer.status_code != 200 or answer.json()["text"] != text:
            breaches.append(f"{claim_id} is answered {answer.status_code}")
        else:
            states[claim_id] = answer.json()["status"]
    yield Proof("every claim that was taken is there", f"{len(answered)} claims", breaches)
    listed = Counter(_list_claims(scene.client))
    extra = [f"{claim_id} was never answered" for claim_id in listed.keys() - answered.keys()]
    missing = [f"{claim_id} is not listed" for claim_id in answered.keys() - listed.keys()]
    doubled = [f"{claim_id} is listed twice" for claim_id, times in listed.items() if times > 1]
    yield Proof("none was made twice", f"{len(listed)} listed", extra + missing + doubled)
    undone = [f"{claim_id} is {status}" for claim_id, status in states.items() if status != "done"]
    yield Proof("every check has its report", f"{len(states)} checks, {dict(Counter(states.values()))}", undone)
    yield _prove_once(scene)


def _prove_once(scene: Scene) -> Proof:
    ends: dict[str, set[str]] = {}
    claims: dict[str, set[str]] = {}
    for message in scene.ledger.messages:
        if message.kind in ENDS:
            ends.setdefault(message.data["check_id"], set()).add(message.event_id)
            claims.setdefault(message.data["claim_id"], set()).add(message.data["check_id"])
    breaches = [f"{check_id} was told to end {len(events)} times" for check_id, events in ends.items() if len(events) > 1]
    breaches += [f"the end of {claim_id} was never told" for claim_id in scene.ledger.claims if claim_id not in claims]
    return Proof("each check ended exactly once, as told by webhooks", f"{len(ends)} ends", breaches)


def prove_webhooks(scene: Scene) -> Iterator[Proof]:
    """Every event of the store was told, and none that is not in the store."""
    with_events = select(OutboxRow.event_id, OutboxRow.kind, OutboxRow.payload)
    events = {row.event_id: row for row in scene.database.read(lambda session: session.execute(with_events).all())}
    come = Counter(message.event_id for message in scene.ledger.messages)
    missing = [f"{event_id} ({events[event_id].kind}) never came" for event_id in events.keys() - come.keys()]
    repeated = sum(times - 1 for times in come.values())
    yield Proof("every webhook arrived at least once", f"{len(events)} events, {repeated} came again", missing)
    rows = select(CheckRow.check_id, CheckRow.claim_id, CheckRow.status)
    checks = {row.check_id: row for row in scene.database.read(lambda session: session.execute(rows).all())}
    wrong = [
        f"{message.event_id}: {problem}"
        for message in scene.ledger.messages
        if (problem := _contradict(events.get(message.event_id), message.kind, message.data, checks))
    ]
    yield Proof("none told a state that is not in the store", f"{len(scene.ledger.messages)} messages", wrong)


def _contradict(event: object, kind: str, data: dict[str, object], checks: dict[str, object]) -> str:
    if event is None:
        return "no such event"
    check = checks.get(str(data.get("check_id")))
    if kind in ENDS and check is None:
        return f"no check {data.get('check_id')}"
    if kind in ENDS and f"claim.{check.status}" != kind:  # type: ignore[attr-defined]
        return f"{kind}, but the check is {check.status}"  # type: ignore[attr-defined]
    return ""


def prove_documents(scene: Scene) -> Iterator[Proof]:
    """Every document is as it was left, and found if it is there, not if it was deleted."""
    breaches, unfound, live = [], [], 0
    for document_id, word in scene.ledger.documents.items():
        answer = scene.client.get(f"/v1/documents/{document_id}")
        if (answer.json().get("title") if answer.status_code == 200 else None) != word:
            breaches.append(f"{document_id} is answered {answer.status_code}, its last word was {word}")
        elif word is not None:
            live += 1
            found = scene.client.get("/v1/search", params={"q": word, "limit": 5}).json().get("items", [])
            if not any(item["document"]["document_id"] == document_id and word in item["text"].lower() for item in found):
                unfound.append(f"{document_id} is not found by {word}")
    yield Proof("every document is as it was left", f"{len(scene.ledger.documents)} documents", breaches)
    yield Proof("what was stored is found", f"{live} searches", unfound)
    gone = [document_id for document_id, word in scene.ledger.documents.items() if word is None]
    shown = [f"{document_id} is found" for document_id in gone if _is_found(scene, document_id)]
    yield Proof("what was deleted is not found", f"{len(gone)} searches", shown)


def _is_found(scene: Scene, document_id: str) -> bool:
    word = scene.ledger.words[document_id]
    items = scene.client.get("/v1/search", params={"q": word, "limit": 20}).json().get("items", [])
    return any(item["document"]["document_id"] == document_id or word in item["text"].lower() for item in items)


def prove_answers(scene: Scene) -> Iterator[Proof]:
    """What could not be done was said with 503, never with a mistake of ours."""
    statuses = scene.ledger.statuses
    mistakes = [
        f"{count} answers {status}" for status, count in statuses.items() if status.startswith("5") and status != "503"
    ]
    told = ", ".join(f"{count} {status}" for status, count in statuses.most_common())
    yield Proof("no answer 500", told, mistakes)


def prove_recovery(recoveries: Sequence[Recovery]) -> Iterator[Proof]:
    """Workers and broker are got over in time."""
    # A check that ended by itself just before its worker was killed says nothing.
    held = [recovery for recovery in recoveries if recovery.kind == "worker killed" and recovery.was_lost]
    noticed = [replace(recovery, seconds=recovery.noticed_seconds) for recovery in held]
    yield _prove_limit(
        f"a killed worker's check is queued again within {WORKER_SECONDS:.0f} s (p95)", noticed, WORKER_SECONDS
    )
    yield _prove_limit(f"a killed worker's check is done within {WORKER_SECONDS:.0f} s (p95)", held, WORKER_SECONDS)
    broker = [recovery for recovery in recoveries if recovery.kind == "broker killed"]
    yield _prove_limit(f"checks go on within {BROKER_SECONDS:.0f} s of the broker's return (p95)", broker, BROKER_SECONDS)
    stuck = [recovery.kind for recovery in recoveries if recovery.seconds is None]
    yield Proof("work went on after every fault", f"{len(recoveries)} faults", stuck)


def quantile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def _prove_limit(promise: str, recoveries: Sequence[Recovery], limit: float) -> Proof:
    seconds = [recovery.seconds or float("inf") for recovery in recoveries if recovery.is_alone]
    if not seconds:
        return Proof(promise, "never happened alone", [], is_timing=True)
    reached = quantile(seconds, 0.95)
    breaches = [f"{reached:.1f} s"] if reached > limit else []
    told = f"{len(seconds)} times alone, median {quantile(seconds, 0.5):.1f} s, at most {max(seconds):.1f} s"
    return Proof(promise, told, breaches, is_timing=True)


def _list_claims(client: httpx.Client) -> Iterator[str]:
    cursor = None
    while True:
        page = client.get("/v1/claims", params={"limit": 100} | ({"cursor": cursor} if cursor else {})).json()
        yield from (item["claim_id"] for item in page["items"])
        cursor = page["next_cursor"]
        if cursor is None:
            return


PROOFS: tuple[Callable[[Scene], Iterator[Proof]], ...] = (prove_claims, prove_webhooks, prove_documents, prove_answers)
