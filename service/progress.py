"""How far checks and imports are, as streams of events; and ending a check before its time."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import jsonify, request

from factcheck.jobs import check_job
from factcheck.progress import ENDED, Note
from factcheck.showing import claim_path, present_claim_summary
from factcheck.store import Store
from factcheck.store.records import ENDED_CHECKS, ENDED_IMPORTS, Check, Claim, Import
from service.blueprint import ApiBlueprint
from service.claims import find_claim
from service.context import caller, services, workspace_id
from service.headers import LAST_EVENT_ID
from service.imports import find_import
from service.paths import CLAIM_PARAMETER, IMPORT_PARAMETER, import_path
from service.problems import ProblemError
from service.queue import take_back
from service.schemas.claims import ClaimSummarySchema
from service.streams import END, EVENT_STREAM, Event, Feed, Look, answer_stream, write_stream

blp = ApiBlueprint("progress", __name__, description="How far checks and imports are.")

BEGINNING = "0-0"
# The number of the check, a dot, and the place of the note in the broker's stream.
PLACE = re.compile(r"([0-9]{1,9})\.([0-9]{1,15}-[0-9]{1,9}|end)", re.ASCII)
CLAIM_EXAMPLE = {"id": "1.0-0", "event": "queued", "data": '{"claim_id": "clm_…", "check_id": "chk_…"}'}
IMPORT_EXAMPLE = {"id": "running-900-400-2", "event": "progress", "data": '{"total": 900, "done": 400, "failed": 2}'}
# One event; the stream is a row of them.
EVENT_SCHEMA = {"type": "object", "properties": {name: {"type": "string"} for name in ("id", "event", "data")}}


def _streams(example: dict[str, str]) -> dict[str, Any]:
    content = {EVENT_STREAM: {"schema": EVENT_SCHEMA, "example": example}}
    return {
        "parameters": [LAST_EVENT_ID],
        "responses": {
            200: {"description": "Events until the end, or for some minutes.", "content": content},
            204: {"description": "The client has heard the end."},
        },
    }


@blp.get("/v1/claims/<claim_id>/events", parameters=[CLAIM_PARAMETER])
@blp.describe(**_streams(CLAIM_EXAMPLE))
@blp.needs("claims:read")
@blp.problems(404)
def follow_claim(claim_id: str) -> Any:
    """Listen to the progress of a claim's latest check.

    `queued`, `running`, `retrieved`, `judged`, at last `done`, `failed` or `canceled`. All but the first and the last may
    be missing.
    """
    return stream_claim(claim_id)


@blp.get("/v1/imports/<import_id>/events", parameters=[IMPORT_PARAMETER])
@blp.describe(**_streams(IMPORT_EXAMPLE))
@blp.needs("corpus:read")
@blp.problems(404)
def follow_import(import_id: str) -> Any:
    """Listen to the progress of an import: `progress` with its counts, at last `done` or `failed`."""
    return stream_import(import_id)


def stream_claim(claim_id: str) -> Any:
    """Return the events of a claim's latest check, from where the client has heard; raises the 404 problem."""
    claim = find_claim(claim_id)
    after = _read_place(request.headers.get("Last-Event-ID", ""), claim.check.number)
    if after == END and claim.check.status in ENDED_CHECKS:
        return "", 204
    return answer_stream(services().streams, write_stream(_feed_of_check(claim, after)))


def stream_import(import_id: str) -> Any:
    """Return the events of an import, from where the client has heard; raises the 404 problem."""
    progress = find_import(import_id)
    last = request.headers.get("Last-Event-ID", "")
    if last == END and progress.status in ENDED_IMPORTS:
        return "", 204
    return answer_stream(services().streams, write_stream(_feed_of_import(progress, last)))


def answer_again(claim_id: str) -> Any:
    """Return the answer to a request that was carried out before: the claim as it is now."""
    return jsonify(ClaimSummarySchema().dump(present_claim_summary(find_claim(claim_id)))), 200


@blp.post("/v1/claims/<claim_id>:cancel", parameters=[CLAIM_PARAMETER])
@blp.needs("claims:write", again=answer_again, keeps=(200,))
@blp.answer(200, ClaimSummarySchema, "The check has been canceled.")
@blp.problems(404, 409)
def cancel_claim(claim_id: str) -> Any:
    """Cancel a claim's check that is queued or running; what it would have found is not stored."""
    cancel_check(claim_id)
    return present_claim_summary(find_claim(claim_id))


def cancel_check(claim_id: str) -> None:
    """End a claim's check before its time; raises the 404 or the 409 problem."""
    claim = find_claim(claim_id)
    canceled = services().store.checks.cancel(workspace_id(), claim.claim_id)
    if canceled is None:
        raise ProblemError(409, "This check has ended and can't be canceled any more.")
    services().progress.note(canceled.check_id, ENDED, {})
    take_back(services().queue, check_job(canceled.check_id, canceled.attempt, services().settings.check_timeout_seconds))


def _read_place(last: str, number: int) -> str | None:
    """Return the place behind which this client goes on, None if it has heard nothing of the claim's latest check."""
    match = PLACE.fullmatch(last)
    return match[2] if match and int(match[1]) == number else None


def _feed_of_check(claim: Claim, after: str | None) -> Feed:
    check, store = claim.check, services().store

    def convert(note: Note) -> Event:
        return Event(f"{check.number}.{note.note_id}", note.kind, {**_ids(check), **note.data})

    return Feed(
        log=services().progress,
        topic=check.check_id,
        after=after if after and after != END else BEGINNING,
        look=lambda: _look_at_check(store, claim),
        convert=convert,
        first=(Event(f"{check.number}.{BEGINNING}", "queued", _ids(check)),) if after is None else (),
        may_listen=_watch_key(),
    )


def _look_at_check(store: Store, claim: Claim) -> Look:
    """Tell the end of the check; one that is not the claim's latest any more has ended too."""
    now = store.claims.get(claim.workspace_id, claim.claim_id)
    if now is None or now.check.number != claim.check.number:
        return Look(is_end=True)
    check = now.check
    if check.status not in ENDED_CHECKS:
        return Look()
    data = {**_ids(check), "status": check.status, "verdict": check.verdict, "links": {"self": claim_path(claim.claim_id)}}
    return Look((Event(f"{check.number}.{END}", check.status, data),), is_end=True)


def _watch_key() -> Callable[[], bool]:
    """Return what says, after the request too, whether the key behind it is still good."""
    keys, key_id = services().store.keys, caller().key_id
    return lambda: keys.is_live(key_id)


def _ids(check: Check) -> dict[str, Any]:
    return {"claim_id": check.claim_id, "check_id": check.check_id}


def _feed_of_import(progress: Import, last: str) -> Feed:
    store, told = services().store, [last]

    def look() -> Look:
        now = store.imports.get(progress.workspace_id, progress.import_id)
        if now is None:
            return Look(is_end=True)
        event = _describe_import(now)
        if event.event_id == told[0]:
            return Look()
        told[0] = event.event_id
        return Look((event,), is_end=event.event_id == END)

    return Feed(services().progress, progress.import_id, BEGINNING, look, lambda _note: None, may_listen=_watch_key())


def _describe_import(progress: Import) -> Event:
    ended = progress.status in ENDED_IMPORTS
    counts = {"total": progress.total, "done": progress.done, "failed": progress.failed}
    data = {"import_id": progress.import_id, "status": progress.status, **counts}
    data["links"] = {"self": import_path(progress.import_id)}
    event_id = END if ended else f"{progress.status}-{progress.total}-{progress.done}-{progress.failed}"
    return Event(event_id, progress.status if ended else "progress", data)
