"""Requests and answers as plain data: what a call becomes on the wire, and what an answer means. No I/O."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Generic, TypeVar, cast
from urllib.parse import quote

from factcheck_client.errors import FieldError, NotModifiedError, Problem, ProblemError, UnexpectedAnswerError, problem_error

T = TypeVar("T")
PageT = TypeVar("PageT")
ItemT = TypeVar("ItemT")

# A body: what JSON can hold, text or bytes as they are, or a file, which is read anew for each attempt.
Body = Mapping[str, object] | str | bytes | Path
JSON = "application/json"
PIECE_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Operation:
    """A row of the table of operations.

    ``takes_key``: it takes an Idempotency-Key. ``is_repeatable``: to send it twice does no harm without one.
    """

    name: str
    method: str
    path: str
    takes_key: bool = False
    is_repeatable: bool = False


@dataclass(frozen=True, slots=True)
class Parameters:
    """The values of a call by their place; ``None`` means not sent."""

    path: Mapping[str, str | int] = field(default_factory=dict)
    query: Mapping[str, str | int | None] = field(default_factory=dict)
    headers: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """One use of an operation, to be sent by a client; ``T`` is the type of what it answers."""

    operation: Operation
    parameters: Parameters = Parameters()
    body: Body | None = None
    content_type: str = JSON
    wait_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class ListCall(Call[PageT], Generic[PageT, ItemT]):
    """A call that answers one page of a list."""


@dataclass(frozen=True, slots=True)
class EventsCall(Call[None]):
    """A call that answers with server-sent events."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent. ``wait_seconds`` is how much longer than usual the answer may take."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    content: bytes | Path | None = None
    wait_seconds: float = 0


@dataclass(frozen=True, slots=True)
class Response:
    """What came back; the names of ``headers`` are in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What an operation answered, with the headers."""

    status: int
    headers: Mapping[str, str]
    data: T

    @property
    def etag(self) -> str | None:
        """What ``if_match`` and ``if_none_match`` take."""
        return self.headers.get("etag")

    @property
    def is_replayed(self) -> bool:
        """Say whether this answers a request that was carried out before, under the same idempotency key."""
        return self.headers.get("idempotency-replayed") == "true"


def build_request(call: Call[Any], extra_headers: Mapping[str, str]) -> Request:
    """Return the request of a call; what ``extra_headers`` says does not outrank the call's own headers."""
    operation, parameters = call.operation, call.parameters
    path = operation.path
    for name, value in parameters.path.items():
        path = path.replace(f"{{{name}}}", _encode(str(value)))
    query = {name: str(value) for name, value in parameters.query.items() if value is not None}
    headers = {**extra_headers, **{name: value for name, value in parameters.headers.items() if value is not None}}
    if call.wait_seconds is not None:
        headers["Prefer"] = f"wait={call.wait_seconds}"
    if call.body is not None:
        headers["Content-Type"] = call.content_type
    return Request(operation.method, path, query, headers, _content(call.body), call.wait_seconds or 0)


def read_answer(response: Response) -> Answer[Any]:
    """Return the answer; raises what a status other than 2xx stands for."""
    if response.status == 304:
        raise NotModifiedError("Nothing has changed.")
    if not 200 <= response.status < 300:
        raise _read_problem(response)
    if not response.content:
        return Answer(response.status, response.headers, None)
    return Answer(response.status, response.headers, _parse(response))


def retry_after_seconds(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Return what Retry-After says, in seconds from now (RFC 9110: seconds or a date); ``None`` without a valid one."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())
    except (ValueError, IndexError, OverflowError):
        return None


def next_page(call: ListCall[PageT, ItemT], page: PageT) -> ListCall[PageT, ItemT] | None:
    """Return the call for the page after this one; ``None`` after the last."""
    cursor = cast(dict[str, str | None], page)["next_cursor"]
    if cursor is None:
        return None
    return replace(call, parameters=replace(call.parameters, query={**call.parameters.query, "cursor": cursor}))


def read_pieces(path: Path) -> Iterator[bytes]:
    """Read a file piece by piece, so that it need not fit into memory."""
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            yield piece


def _encode(value: str) -> str:
    # Two dots would be taken for the folder above on the way.
    return "%2E" * len(value) if value in (".", "..") else quote(value, safe="")


def _content(body: Body | None) -> bytes | Path | None:
    if body is None or isinstance(body, bytes | Path):
        return body
    if isinstance(body, str):
        return body.encode()
    return json.dumps(body, allow_nan=False).encode()


def _parse(response: Response) -> Any:
    try:
        return json.loads(response.content)
    except ValueError as error:
        raise UnexpectedAnswerError(f"The answer ({response.status}) is not JSON.") from error


def _read_problem(response: Response) -> ProblemError | UnexpectedAnswerError:
    said: Any = None
    if response.headers.get("content-type", "").startswith("application/problem+json"):
        said = _parse(response)
    if not isinstance(said, dict):
        return UnexpectedAnswerError(f"The answer ({response.status}) is neither of this API nor one of its problems.")
    errors = [error for error in said.get("errors") or [] if isinstance(error, dict)]
    problem = Problem(
        status=response.status,
        type=str(said.get("type", "about:blank")),
        title=str(said.get("title", "")),
        detail=str(said.get("detail", "")),
        errors=tuple(FieldError(str(error.get("pointer", "")), str(error.get("detail", ""))) for error in errors),
        request_id=response.headers.get("x-request-id"),
        retry_after_seconds=retry_after_seconds(response.headers),
    )
    return problem_error(problem)
