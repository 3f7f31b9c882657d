"""Retries, as steps: which requests are sent again, after which pause, under which key."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from factcheck_client import calls
from factcheck_client.errors import (
    ConflictError,
    FactcheckError,
    InvalidInputError,
    NotFoundError,
    NotModifiedError,
    PreconditionFailedError,
    ProblemError,
    TooManyRequestsError,
    UnavailableError,
    UnexpectedAnswerError,
    UnreachableError,
)
from factcheck_client.messages import Call, Request, Response, build_request, retry_after_seconds
from factcheck_client.sending import Pause, RetryPolicy, Run, carry_out

POLICY = RetryPolicy(attempts=3, first_pause_seconds=1, longest_retry_after_seconds=60, chance=lambda: 0.0)
LOST = UnreachableError("gone")
DONE = Response(200, {}, b'{"claim_id": "clm_1"}')
CREATE = calls.create_claim({"text": "The mill burned."})


def problem(status: int, slug: str, **headers: str) -> Response:
    body = f'{{"type": "urn:factcheck:problem:{slug}", "title": "T", "status": {status}, "detail": "D"}}'
    return Response(status, {"content-type": "application/problem+json", **headers}, body.encode())


def drive(call: Call[Any], *outcomes: Response | UnreachableError, policy: RetryPolicy = POLICY) -> tuple[Any, list[Any]]:
    """Carry a call out against these outcomes; return the answer's data or the error, and the steps taken."""
    taken, left = [], list(outcomes)
    try:
        run = Run(carry_out(call, policy))
        while run.step is not None:
            taken.append(run.step)
            run.go_on(None if isinstance(run.step, Pause) else left.pop(0))
    except FactcheckError as error:
        assert not left
        return error, taken
    assert not left
    return run.result.data, taken


def pauses(steps: list[Any]) -> list[float]:
    return [step.seconds for step in steps if isinstance(step, Pause)]


def requests(steps: list[Any]) -> list[Request]:
    return [step for step in steps if isinstance(step, Request)]


def test_a_post_is_sent_again_under_the_same_key() -> None:
    data, steps = drive(CREATE, LOST, Response(502, {}, b""), DONE)
    assert data == {"claim_id": "clm_1"}
    assert pauses(steps) == [1, 2]
    first, *others = requests(steps)
    assert len(first.headers["Idempotency-Key"]) == 32
    assert others == [first, first]
    assert requests(drive(CREATE, DONE)[1])[0].headers != first.headers


def test_a_key_of_ones_own_is_kept() -> None:
    _, steps = drive(calls.create_claim({"text": "T"}, idempotency_key="cms-7"), LOST, DONE)
    assert [request.headers["Idempotency-Key"] for request in requests(steps)] == ["cms-7", "cms-7"]


def test_retry_after_outlasts_the_own_pause() -> None:
    busy = problem(429, "too-many-requests", **{"retry-after": "7"})
    data, steps = drive(calls.get_claim("clm_1"), busy, problem(503, "unavailable", **{"retry-after": "0"}), DONE)
    assert data["claim_id"] == "clm_1"
    assert pauses(steps) == [7, 2]


def test_a_retry_after_that_is_too_long_ends_the_call() -> None:
    error, steps = drive(CREATE, problem(429, "too-many-requests", **{"retry-after": "61"}))
    assert isinstance(error, TooManyRequestsError)
    assert error.problem.retry_after_seconds == 61
    assert len(steps) == 1


def test_after_the_last_attempt_what_it_ended_with_is_raised() -> None:
    assert isinstance(drive(CREATE, *[problem(503, "unavailable")] * 3)[0], UnavailableError)
    assert drive(CREATE, LOST, LOST, LOST)[0] is LOST
    assert isinstance(drive(CREATE, *[Response(502, {}, b"<html>")] * 3)[0], UnexpectedAnswerError)


def test_a_write_without_a_key_is_not_repeated_when_its_answer_was_lost() -> None:
    change = calls.watch_claim("clm_1", {"watch": True})
    assert drive(change, LOST)[0] is LOST
    assert isinstance(drive(change, Response(502, {}, b""))[0], UnexpectedAnswerError)
    assert drive(change, problem(503, "unavailable"), DONE)[0] == {"claim_id": "clm_1"}


def test_a_conditional_write_is_not_repeated_when_its_answer_was_lost() -> None:
    document: Any = {"text": "T"}
    assert drive(calls.put_document("a", document, if_match='"1"'), LOST)[0] is LOST
    assert drive(calls.put_document("a", document), LOST, DONE)[0] == {"claim_id": "clm_1"}


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (problem(412, "precondition-failed"), PreconditionFailedError),
        (problem(500, "internal-error"), ProblemError),
        (problem(409, "conflict"), ConflictError),
        (problem(418, "of-another-kind"), ProblemError),
        (Response(302, {"location": "https://elsewhere.example"}, b""), UnexpectedAnswerError),
        (Response(200, {}, b"<html>"), UnexpectedAnswerError),
        (Response(304, {}, b""), NotModifiedError),
    ],
)
def test_what_is_final_is_not_repeated(response: Response, expected: type[Exception]) -> None:
    error, steps = drive(CREATE, response)
    assert isinstance(error, expected)
    assert len(steps) == 1


def test_a_conflict_after_a_lost_answer_waits_for_the_first_attempt() -> None:
    data, steps = drive(CREATE, LOST, problem(409, "conflict"), DONE)
    assert data == {"claim_id": "clm_1"}
    assert pauses(steps) == [1, 2]


def test_a_lost_attempt_is_waited_for_as_long_as_it_holds_its_answer_back() -> None:
    call = calls.create_claim({"text": "T"}, wait_seconds=5)
    data, steps = drive(call, LOST, *[problem(409, "conflict")] * 4, DONE)
    assert data == {"claim_id": "clm_1"}
    assert pauses(steps) == [1, 2, 2, 1, 2]
    assert isinstance(drive(CREATE, LOST, *[problem(409, "conflict")] * 2)[0], ConflictError)


def test_what_a_lost_attempt_has_deleted_is_deleted() -> None:
    gone = problem(404, "not-found")
    assert drive(calls.delete_document("a"), LOST, gone)[0] is None
    assert isinstance(drive(calls.delete_document("a"), gone)[0], NotFoundError)


def test_pauses_double_up_to_the_longest_and_vary_by_a_fourth() -> None:
    policy = replace(RetryPolicy(), attempts=9, first_pause_seconds=0.5, longest_pause_seconds=3)
    plain = replace(policy, chance=lambda: 0.0)
    assert [step.seconds for step in map(plain.pause, range(1, 5)) if step] == [0.5, 1, 2, 3]
    assert replace(policy, chance=lambda: 1.0).pause(1) == Pause(0.625)
    assert policy.pause(9) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7),
        ("Wed, 21 Oct 2026 07:28:10 GMT", 10),
        ("Wed, 21 Oct 2026 07:27:00 GMT", 0),
        ("soon", None),
        ("Mon, 01 Jan 2024 00:00:00 +99999999999999999", None),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", None),
        ("Mon, 01 Jan 2024 00:00:00 +9999", None),
        ("-1", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float | None) -> None:
    assert retry_after_seconds({"retry-after": value}, datetime(2026, 10, 21, 7, 28, tzinfo=UTC)) == seconds


@pytest.mark.parametrize(
    ("call", "method", "path"),
    [
        (lambda: calls.get_document("a b/c:d"), "GET", "/v1/documents/a%20b%2Fc%3Ad"),
        (lambda: calls.delete_document(".."), "DELETE", "/v1/documents/%2E%2E"),
        (lambda: calls.get_version("a", 2), "GET", "/v1/documents/a/versions/2"),
    ],
)
def test_ids_stay_one_part_of_the_address(call: Callable[[], Call[Any]], method: str, path: str) -> None:
    request = build_request(call(), {})
    assert (request.method, request.path) == (method, path)


def test_a_request_says_only_what_was_given() -> None:
    request = build_request(calls.list_claims(status="done", limit=5), {})
    assert (request.query, request.headers, request.content) == ({"status": "done", "limit": "5"}, {}, None)
    request = build_request(calls.create_claim({"text": "Ä"}, wait_seconds=30), {})
    assert request.headers == {"Prefer": "wait=30", "Content-Type": "application/json"}
    assert request.wait_seconds == 30
    request = build_request(calls.put_document("a", "<p>Ä</p>", content_type="text/html"), {})
    assert (request.headers["Content-Type"], request.content) == ("text/html", "<p>Ä</p>".encode())


def test_a_problem_names_the_fields() -> None:
    errors = [{"pointer": "/text", "detail": "no"}]
    body = json.dumps({"type": "urn:factcheck:problem:invalid-input", "title": "T", "detail": "D", "errors": errors})
    headers = {"content-type": "application/problem+json", "x-request-id": "r-1"}
    error, _ = drive(CREATE, Response(422, headers, body.encode()))
    assert isinstance(error, InvalidInputError)
    assert [(one.pointer, one.detail) for one in error.problem.errors] == [("/text", "no")]
    assert (error.problem.status, error.problem.request_id) == (422, "r-1")
