"""How calls become methods of the blocking client: its loop over the steps, on ``httpx.Client``."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Generic, ParamSpec, Self, TypeVar, cast

import httpx

from factcheck_client.errors import UnreachableError
from factcheck_client.messages import (
    Answer,
    Call,
    EventsCall,
    ItemT,
    ListCall,
    PageT,
    Request,
    Response,
    next_page,
    read_pieces,
)
from factcheck_client.sending import Outcome, Pause, RetryPolicy, Run, carry_out
from factcheck_client.streaming import Event, Following
from factcheck_client.transport import SILENCE_SECONDS, build_options, headers_of, request_options, unreachable
from factcheck_client.waiting import Procedure

P = ParamSpec("P")
T = TypeVar("T")


class BlockingSender:
    """Sends calls to one service with one key. Several threads may share it."""

    def __init__(
        self,
        base_url: str,
        key: str,
        *,
        timeout_seconds: float = 30.0,
        retries: RetryPolicy | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._retries = retries or RetryPolicy()
        self._timeout_seconds = timeout_seconds
        self._http = httpx.Client(transport=transport, **build_options(base_url, key))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def send(self, call: Call[T]) -> Answer[T]:
        """Carry out a call of ``factcheck_client.calls``; the answer has the headers as well, such as the ETag."""
        return self.run(lambda policy: carry_out(call, policy))

    def run(self, procedure: Procedure[T]) -> T:
        """Carry out a procedure of ``factcheck_client.waiting``."""
        run = Run(procedure(self._retries))
        while run.step is not None:
            run.go_on(self._carry_out(run.step))
        return run.result

    def follow(self, call: EventsCall) -> Iterator[Event]:
        """Yield the events of a stream until nothing comes any more, over broken connections."""
        following = Following(call, self._retries)
        while not following.is_over:
            error: UnreachableError | None = None
            try:
                with self._http.stream(**request_options(following.request(), SILENCE_SECONDS)) as got:
                    content = b"" if got.status_code == 200 else got.read()
                    if following.opened(Response(got.status_code, headers_of(got), content)):
                        for piece in got.iter_bytes():
                            yield from following.heard(piece)
                            if following.is_over:
                                break
            except httpx.TransportError as lost:
                error = unreachable(lost)
            time.sleep(following.ended(error).seconds)

    def _carry_out(self, step: Request | Pause) -> Outcome:
        if isinstance(step, Pause):
            time.sleep(step.seconds)
            return None
        content = read_pieces(step.content) if not isinstance(step.content, bytes | None) else step.content
        try:
            got = self._http.request(content=content, **request_options(step, self._timeout_seconds))
        except httpx.TransportError as error:
            return unreachable(error)
        return Response(got.status_code, headers_of(got), got.content)


@dataclass(frozen=True, slots=True)
class Pages(Generic[PageT, ItemT]):
    """A list that is fetched page by page while it is iterated; to iterate again is to fetch again."""

    sender: BlockingSender
    call: ListCall[PageT, ItemT]

    def __iter__(self) -> Iterator[ItemT]:
        for page in self.pages():
            yield from cast(dict[str, list[ItemT]], page)["items"]

    def pages(self) -> Iterator[PageT]:
        """Yield the pages themselves; ``next_cursor`` of one is the ``cursor`` to go on with some other time."""
        call: ListCall[PageT, ItemT] | None = self.call
        while call is not None:
            page = self.sender.send(call).data
            yield page
            call = next_page(call, page)


class Method(Generic[P, T]):
    """A method that answers a call."""

    def __init__(self, build: Callable[P, Call[T]]) -> None:
        self._build = build

    def __get__(self, client: BlockingSender, owner: type | None = None) -> Callable[P, T]:
        @wraps(self._build)
        def method(*args: P.args, **kwargs: P.kwargs) -> T:
            return client.send(self._build(*args, **kwargs)).data

        return method


class ListMethod(Generic[P, PageT, ItemT]):
    """A method that returns a list."""

    def __init__(self, build: Callable[P, ListCall[PageT, ItemT]]) -> None:
        self._build = build

    def __get__(self, client: BlockingSender, owner: type | None = None) -> Callable[P, Pages[PageT, ItemT]]:
        @wraps(self._build)
        def method(*args: P.args, **kwargs: P.kwargs) -> Pages[PageT, ItemT]:
            return Pages(client, self._build(*args, **kwargs))

        return method


class EventsMethod(Generic[P]):
    """A method that yields events."""

    def __init__(self, build: Callable[P, EventsCall]) -> None:
        self._build = build

    def __get__(self, client: BlockingSender, owner: type | None = None) -> Callable[P, Iterator[Event]]:
        @wraps(self._build)
        def method(*args: P.args, **kwargs: P.kwargs) -> Iterator[Event]:
            return client.follow(self._build(*args, **kwargs))

        return method


class WaitMethod(Generic[P, T]):
    """A method that carries out a procedure."""

    def __init__(self, build: Callable[P, Procedure[T]]) -> None:
        self._build = build

    def __get__(self, client: BlockingSender, owner: type | None = None) -> Callable[P, T]:
        @wraps(self._build)
        def method(*args: P.args, **kwargs: P.kwargs) -> T:
            return client.run(self._build(*args, **kwargs))

        return method
