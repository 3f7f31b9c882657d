"""Sending one message: resolved and checked anew, over a connection of its own, without redirects and proxies."""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass

import certifi
import httpcore

from factcheck import __version__
from factcheck.webhooks.addresses import AddressError, AddressGuard, Endpoint
from factcheck.webhooks.connecting import PinnedBackend

RESPONSE_BYTES = 1024
LONGEST_ERROR = 300


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a message may take, in seconds; ``total`` holds for everything after the name was resolved.

    An endpoint has the whole of ``read`` for its answer, as docs/api.md promises, also after a slow connection.
    """

    connect: float = 5.0
    read: float = 15.0
    total: float = 20.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What an endpoint said: its status, or None and why there is none; ``response`` is the beginning of the body."""

    status_code: int | None
    error: str | None
    response: str = ""
    retry_after: str | None = None
    duration_ms: int = 0

    @property
    def is_success(self) -> bool:
        """Whether the endpoint has taken the message."""
        return self.status_code is not None and 200 <= self.status_code < 300


class Sender:
    """Sends messages to where the guard allows. Threads may share it."""

    def __init__(self, guard: AddressGuard, tls: ssl.SSLContext | None = None, limits: Limits | None = None) -> None:
        self._guard = guard
        self._tls = tls or build_tls_context()
        self._limits = limits or Limits()

    def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """POST a JSON body and return what came of it; everything that can go wrong on the way is an answer too."""
        began = time.monotonic()
        try:
            endpoint, addresses = self._guard.find(url)
            backend = PinnedBackend(addresses, time.monotonic() + self._limits.total)
            answer = self._exchange(endpoint, backend, headers, body)
        except AddressError as error:
            answer = Answer(None, str(error))
        except httpcore.TimeoutException:
            answer = Answer(None, "The endpoint did not answer in time.")
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            answer = Answer(None, f"The exchange failed: {error}"[:LONGEST_ERROR])
        took = round((time.monotonic() - began) * 1000)
        return Answer(answer.status_code, answer.error, answer.response, answer.retry_after, took)

    def _exchange(self, endpoint: Endpoint, backend: PinnedBackend, headers: Mapping[str, str], body: bytes) -> Answer:
        timeout = {"connect": self._limits.connect, "read": self._limits.read, "write": self._limits.read}
        sent = {
            "Host": _host_header(endpoint),
            "User-Agent": f"Factcheck/{__version__}",
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "Accept-Encoding": "identity",
            "Connection": "close",
            **headers,
        }
        url = httpcore.URL(
            scheme=endpoint.scheme.encode(), host=endpoint.host.encode(), port=endpoint.port, target=endpoint.target.encode()
        )
        with (
            httpcore.ConnectionPool(ssl_context=self._tls, network_backend=backend) as pool,
            pool.stream("POST", url, headers=list(sent.items()), content=body, extensions={"timeout": timeout}) as response,
        ):
            error = None if 200 <= response.status < 300 else _explain(response.status)
            return Answer(response.status, error, _read_beginning(response), _header(response, b"retry-after"))


def build_tls_context() -> ssl.SSLContext:
    """Return a context that trusts the usual authorities, and those that SSL_CERT_FILE or SSL_CERT_DIR name."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _read_beginning(response: httpcore.Response) -> str:
    """Return the first bytes of the body as text; what can't be read any more changes nothing, the status is there."""
    read = b""
    try:
        for piece in response.iter_stream():
            read += piece
            if len(read) >= RESPONSE_BYTES:
                break
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
        pass
    # NUL is the one character that PostgreSQL can't store.
    return read[:RESPONSE_BYTES].decode(errors="replace").replace("\0", "\ufffd")


def _explain(status: int) -> str:
    if 300 <= status < 400:
        return f"The endpoint answered {status}; redirects are not followed."
    return f"The endpoint answered {status}."


def _header(response: httpcore.Response, name: bytes) -> str | None:
    return next((value.decode("latin-1") for key, value in response.headers if key.lower() == name), None)


def _host_header(endpoint: Endpoint) -> str:
    host = f"[{endpoint.host}]" if ":" in endpoint.host else endpoint.host
    is_usual = (endpoint.scheme, endpoint.port) in (("https", 443), ("http", 80))
    return host if is_usual else f"{host}:{endpoint.port}"
