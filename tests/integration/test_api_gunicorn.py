"""Bodies as they come over a socket: whole, in HTTP chunks, broken off. Under real gunicorn."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from factcheck.store import Store, open_store
from factcheck.store.records import SCOPES
from tests.integration.gunicorn_server import running_gunicorn

LINE = json.dumps({"document_id": "a", "text": "One sentence."}).encode() + b"\n"


class Server:
    """A running API, its store, and a key for it."""

    def __init__(self, address: str, store: Store) -> None:
        self.address = address
        self.store = store
        self.workspace_id = store.workspaces.ensure("desk").workspace_id
        self.headers = {
            "Authorization": f"Bearer {store.keys.create(self.workspace_id, SCOPES)[1]}",
            "Content-Type": "application/x-ndjson",
        }

    def send_raw(self, head: str, body: bytes) -> bytes:
        """Send a request of these bytes, end the sending side, and return whatever comes back."""
        url = urlsplit(self.address)
        lines = [head, f"Host: {url.netloc}", "Connection: close", *(f"{k}: {v}" for k, v in self.headers.items())]
        with socket.create_connection((url.hostname, url.port), timeout=10) as connection:
            connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def count_imports(self) -> int:
        with self.store._database.engine.connect() as connection:
            return int(connection.exec_driver_sql("SELECT count(*) FROM imports").scalar() or 0)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("gunicorn")
    (home / "factcheck.db").write_bytes(migrated_sqlite.read_bytes())
    url = f"sqlite:///{home / 'factcheck.db'}"
    store = open_store(url)
    with running_gunicorn(url, home) as address:
        yield Server(address, store)
    store.close()


def test_a_chunked_body_is_imported(server: Server) -> None:
    pieces = (LINE * 500 for _ in range(8))
    response = httpx.post(f"{server.address}/v1/imports", content=pieces, headers=server.headers, timeout=30)
    assert response.status_code == 202
    assert response.json()["total"] == 4000


def test_a_body_of_several_megabytes_is_imported(server: Server) -> None:
    body = LINE * 20_000
    response = httpx.post(f"{server.address}/v1/imports", content=body, headers=server.headers, timeout=60)
    assert response.status_code == 202
    assert response.json()["total"] == 20_000


@pytest.mark.parametrize(
    ("framing", "body"),
    [
        ("Content-Length: 100000", LINE * 300),
        ("Transfer-Encoding: chunked", b"10\r\n" + LINE[:5]),
        ("Transfer-Encoding: chunked", b"5\r\n" + LINE[:5] + b"\r\n"),
        ("Transfer-Encoding: chunked", b"5\r\n" + LINE[:5] + b"\r\nzz\r\n"),
        ("Transfer-Encoding: chunked", b"2\r\nabcdef\r\n0\r\n\r\n"),
    ],
)
def test_of_a_body_that_breaks_off_nothing_is_kept(server: Server, framing: str, body: bytes) -> None:
    before = server.count_imports()
    answer = server.send_raw(f"POST /v1/imports HTTP/1.1\r\n{framing}", body)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in answer
    assert server.count_imports() == before


def test_a_json_body_that_breaks_off_is_a_problem(server: Server) -> None:
    text = b'{"text": "A claim."}'
    for framing, body in [("Content-Length: 99", text), ("Transfer-Encoding: chunked", b"ff\r\n" + text)]:
        head = f"POST /v1/claims HTTP/1.1\r\n{framing}"
        server.headers["Content-Type"] = "application/json"
        try:
            answer = server.send_raw(head, body)
        finally:
            server.headers["Content-Type"] = "application/x-ndjson"
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert b"before it was complete" in answer


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("GET /" + "x" * 9000 + " HTTP/1.1", 414),
        ("GET / HTTP/1.1\r\nX-Large: " + "x" * 9000, 431),
        ("GET / HTTP/1.1\r\nno header", 400),
        ("GET / HTTP/1.1\r\nBad Name: x", 400),
        ("GET / SPDY/9", 400),
        ("nonsense", 400),
        ("POST /v1/claims HTTP/1.1\r\nTransfer-Encoding: rot13", 501),
        ("POST /v1/claims HTTP/1.1\r\nContent-Length: -5", 400),
        ("POST /v1/claims HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2", 400),
    ],
)
def test_what_is_not_http_is_answered_with_a_problem_too(server: Server, head: str, status: int) -> None:
    answer_head, _, body = server.send_raw(head, b"").partition(b"\r\n\r\n")
    assert answer_head.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"Content-Type: application/problem+json" in answer_head
    assert json.loads(body)["status"] == status


def test_a_chunked_claim_is_taken(server: Server) -> None:
    headers = {**server.headers, "Content-Type": "application/json"}
    content = iter([b'{"text": ', b'"A claim in two pieces."}'])
    response = httpx.post(f"{server.address}/v1/claims", content=content, headers=headers)
    assert response.status_code == 202
