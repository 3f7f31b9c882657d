"""How calls become methods of the async client: its loop over the steps, on ``httpx.AsyncClient``."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any, Generic, ParamSpec, Self, TypeVar, cast

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


class AsyncSender:
    """Sends calls to one service with one key. Tasks of one event loop may share it."""

    def __init__(
        self,
        base_url: str,
        key: str,
        *,
        timeout_seconds: float = 30.0,
        retries: RetryPolicy | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._retries = retries or RetryPolicy()
        self._timeout_seconds = timeout_seconds
        self._http = httpx.AsyncClient(transport=transport, **build_options(base_url, key))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def send(self, call: Call[T]) -> Answer[T]:
        """Carry out a call of ``factcheck_client.calls``; the answer has the headers as well, such as the ETag."""
        return await self.run(lambda policy: carry_out(call, policy))

    async def run(self, procedure: Procedure[T]) -> T:
        """Carry out a procedure of ``factcheck_client.waiting``."""
        run = Run(procedure(self._retries))
        while run.step is not None:
            run.go_on(await self._carry_out(run.step))
        return run.result

    async def follow(self, call: EventsCall) -> AsyncIterator[Event]:
        """Yield the events of a stream until nothing comes any more, over broken connections."""
        following = Following(call, self._retries)
        while not following.is_over:
            error: UnreachableError | None = None
            try:
                async with self._http.stream(**request_options(following.request(), SILENCE_SECONDS)) as got:
                    content = b"" if got.status_code == 200 else await got.aread()
                    if following.opened(Response(got.status_code, headers_of(got), content)):
                        async for piece in got.aiter_bytes():
                            for event in following.heard(piece):
                                yield event
                            if following.is_over:
                                break
            except httpx.TransportError as lost:
                error = unreachable(lost)
            await asyncio.sleep(following.ended(error).seconds)

    async def _carry_out(self, step: Request | Pause) -> Outcome:
        if isinstance(step, Pause):
            await asyncio.sleep(step.seconds)
            return None
        content = _each(read_pieces(step.content)) if not isinstance(step.content, bytes | None) else step.content
        try:
            got = await self._http.request(content=content, **request_options(step, self._timeout_seconds))
        except httpx.TransportError as error:
            return unreachable(error)
        return Response(got.status_code, headers_of(got), got.content)


async def _each(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


@dataclass(frozen=True, slots=True)
class AsyncPages(Generic[PageT, ItemT]):
    """A list that is fetched page by page while it is iterated; to iterate again is to fetch again."""

    sender: AsyncSender
    call: ListCall[PageT, ItemT]

    async def __aiter__(self) -> AsyncIterator[ItemT]:
        async for page in self.pages():
            for item in cast(dict[str, list[ItemT]], page)["items"]:
                yield item

    async def pages(self) -> AsyncIterator[PageT]:
        """Yield the pages themselves; ``next_cursor`` of one is the ``cursor`` to go on with some other time."""
        call: ListCall[PageT, ItemT] | None = self.call
        while call is not None:
            page = (await self.sender.send(call)).data
            yield page
            call = next_page(call, page)


class AsyncMethod(Generic[P, T]):
    """A method that answers a call."""

    def __init__(self, build: Callable[P, Call[T]]) -> None:
        self._build = build

    def __get__(self, client: AsyncSender, owner: type | None = None) -> Callable[P, Coroutine[Any, Any, T]]:
        @wraps(self._build)
        async def method(*args: P.args, **kwargs: P.kwargs) -> T:
            return (await client.send(self._build(*args, **kwargs))).data

        return method


class AsyncListMethod(Generic[P, PageT, ItemT]):
    """A method that returns a list."""

    def __init__(self, build: Callable[P, ListCall[PageT, ItemT]]) -> None:
        self._build = build

    def __get__(self, client: AsyncSender, owner: type | None = None) -> Callable[P, AsyncPages[PageT, ItemT]]:
        @wraps(self._build)
        def method(*args: P.args, **kwargs: P.kwargs) -> AsyncPages[PageT, ItemT]:
            return AsyncPages(client, self._build(*args, **kwargs))

        return method


class AsyncEventsMethod(Generic[P]):
    """A method that yields events."""

    def __init__(self, build: Callable[P, EventsCall]) -> None:
        self._build = build

    def __get__(self, client: AsyncSender, owner: type | None = None) -> Callable[P, AsyncIterator[Event]]:
        @wraps(self._build)
        def method(*args: P.args, **kwargs: P.kwargs) -> AsyncIterator[Event]:
            return client.follow(self._build(*args, **kwargs))

        return method


class AsyncWaitMethod(Generic[P, T]):
    """A method that carries out a procedure."""

    def __init__(self, build: Callable[P, Procedure[T]]) -> None:
        self._build = build

    def __get__(self, client: AsyncSender, owner: type | None = None) -> Callable[P, Coroutine[Any, Any, T]]:
        @wraps(self._build)
        async def method(*args: P.args, **kwargs: P.kwargs) -> T:
            return await client.run(self._build(*args, **kwargs))

        return method
