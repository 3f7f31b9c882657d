"""Connections of httpcore that go to given addresses and end at a given time.

httpcore asks for a name; it gets a connection to one of the addresses that were found allowed, and goes on to check the
certificate against the name. Nothing is looked up in between.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Sequence
from typing import Any

import httpcore

from factcheck.webhooks.addresses import IpAddress


class PinnedBackend(httpcore.NetworkBackend):
    """Connects to the addresses it was given, one after the other; no operation lasts beyond ``deadline`` (monotonic)."""

    def __init__(self, addresses: Sequence[IpAddress], deadline: float) -> None:
        self._addresses = addresses
        self._deadline = deadline
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a connection to the first address that takes one; raise what the last one said."""
        failure: Exception = httpcore.ConnectError("There is no address to connect to.")
        for address in self._addresses:
            try:
                seconds = time_left(self._deadline, timeout, httpcore.ConnectTimeout)
                stream = self._backend.connect_tcp(str(address), port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return EndingStream(stream, self._deadline)
        raise failure


class EndingStream(httpcore.NetworkStream):
    """A connection whose every operation ends at ``deadline``, however slowly the other side goes on."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what is there to read."""
        return self._stream.read(max_bytes, time_left(self._deadline, timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of the buffer."""
        self._stream.write(buffer, time_left(self._deadline, timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Return the connection, encrypted, its certificate checked against the name."""
        seconds = time_left(self._deadline, timeout, httpcore.ConnectTimeout)
        return EndingStream(self._stream.start_tls(ssl_context, server_hostname, seconds), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """Return what httpcore asks of the connection."""
        return self._stream.get_extra_info(info)


def time_left(deadline: float, timeout: float | None, error: type[Exception]) -> float:
    """Return the seconds until the deadline, or the timeout if that is shorter; raise the error if none is left."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise error("The time for the whole exchange is over.")
    return left if timeout is None else min(left, timeout)
