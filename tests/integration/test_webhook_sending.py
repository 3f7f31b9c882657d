"""Sending over real connections: to which address, under whose certificate, for how long, and how much is read."""

from __future__ import annotations

import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ipaddress import ip_network
from pathlib import Path

import pytest
import trustme

from factcheck.webhooks.addresses import AddressGuard, AddressPolicy
from factcheck.webhooks.sending import Answer, Limits, Sender
from tests.receiver import Receiver, running_receiver

pytestmark = pytest.mark.timeout(60)

LOOPBACK = AddressPolicy(frozenset({"cms.example"}), (ip_network("127.0.0.0/8"), ip_network("::1/128")))
AUTHORITY = trustme.CA()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """An endpoint that calls itself cms.example and can prove it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert("cms.example").configure_cert(context)
    with running_receiver(context) as receiver:
        yield receiver


def build_sender(found: Sequence[str] = ("127.0.0.1",), limits: Limits | None = None) -> Sender:
    """Return a sender that trusts the tests' authority and finds every name at these addresses."""
    return Sender(AddressGuard(LOOPBACK, lambda _host, _port: found), build_tls(), limits)


def send(sender: Sender, url: str) -> Answer:
    return sender.send(url, {"webhook-id": "evt_1"}, b'{"a":1}')


def test_the_name_is_kept_for_the_certificate_while_the_checked_address_is_connected_to(receiver: Receiver) -> None:
    answer = send(build_sender(), f"https://cms.example:{receiver.port}/hook?x=1")
    assert (answer.status_code, answer.error) == (200, None)
    came = receiver.wait()
    assert (came.path, came.body) == ("/hook?x=1", b'{"a":1}')
    assert came.headers["Host"] == f"cms.example:{receiver.port}"
    assert came.headers["Content-Type"] == "application/json"
    assert came.headers["webhook-id"] == "evt_1"


@pytest.mark.parametrize("host", ["other.example", "127.0.0.1"])
def test_a_certificate_for_another_name_is_refused(receiver: Receiver, host: str) -> None:
    answer = send(build_sender(), f"https://{host}:{receiver.port}/hook")
    assert answer.status_code is None
    assert "certificate verify failed" in (answer.error or "")
    assert receiver.came.empty()


def test_a_certificate_of_an_unknown_authority_is_refused(receiver: Receiver) -> None:
    sender = Sender(AddressGuard(LOOPBACK, lambda _host, _port: ["127.0.0.1"]))
    assert "certificate verify failed" in (send(sender, f"https://cms.example:{receiver.port}/hook").error or "")
    assert receiver.came.empty()


def test_a_name_that_points_inside_at_the_next_attempt_is_not_followed(receiver: Receiver) -> None:
    found = [["127.0.0.1"], ["10.0.0.1"]]
    sender = Sender(AddressGuard(LOOPBACK, lambda _host, _port: found.pop(0)), build_tls())
    url = f"https://cms.example:{receiver.port}/hook"
    assert send(sender, url).status_code == 200
    again = send(sender, url)
    assert "to which nothing is sent" in (again.error or "")
    assert receiver.came.qsize() == 1


def test_a_name_is_looked_up_once_an_attempt(receiver: Receiver) -> None:
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    send(Sender(AddressGuard(LOOPBACK, resolve), build_tls()), f"https://cms.example:{receiver.port}/hook")
    assert asked == ["cms.example"]


def test_the_next_address_is_tried_when_one_takes_no_connection(receiver: Receiver) -> None:
    assert send(build_sender(["127.0.0.2", "::1", "127.0.0.1"]), f"https://cms.example:{receiver.port}/").status_code == 200


def test_redirects_are_failures_and_not_followed(receiver: Receiver) -> None:
    receiver.answer = lambda _: (307, {"Location": receiver.url}, b"over there")
    answer = send(build_sender(), f"https://cms.example:{receiver.port}/hook")
    assert (answer.status_code, answer.is_success, answer.response) == (307, False, "over there")
    assert receiver.came.qsize() == 1


def test_proxies_of_the_environment_are_not_used(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert send(build_sender(), f"https://cms.example:{receiver.port}/hook").status_code == 200


def test_only_the_beginning_of_an_answer_is_kept(receiver: Receiver) -> None:
    receiver.answer = lambda _: (500, {"Retry-After": "7"}, b"\0\xff" + b"x" * 5_000_000)
    answer = send(build_sender(), f"https://cms.example:{receiver.port}/hook")
    assert (answer.status_code, answer.retry_after, answer.is_success) == (500, "7", False)
    assert answer.response.startswith("\ufffd\ufffdxx")
    assert len(answer.response) == 1024


def test_http_works_for_a_named_host() -> None:
    with running_receiver() as receiver:
        answer = send(build_sender(), f"http://cms.example:{receiver.port}/hook")
        assert answer.status_code == 200
        assert "Only https" in (send(build_sender(), f"http://127.0.0.1:{receiver.port}/").error or "")


@pytest.mark.parametrize(
    "words",
    [
        pytest.param([], id="says nothing"),
        pytest.param([b"HTTP/1.1 200 OK\r\n", *[b"X-Slow: 1\r\n"] * 1000], id="headers without end"),
        pytest.param([b"HTTP/1.1 100 Continue\r\n\r\n"] * 1000, id="interim answers without end"),
    ],
)
def test_an_endpoint_that_never_comes_to_an_end_is_left(words: list[bytes]) -> None:
    with speaking(words) as port:
        began = time.monotonic()
        answer = send(build_sender(limits=Limits(total=0.3, read=0.2)), f"http://cms.example:{port}/")
    assert (answer.status_code, answer.error) == (None, "The endpoint did not answer in time.")
    assert time.monotonic() - began < 5
    assert answer.duration_ms >= 200


def test_an_endpoint_has_the_time_that_is_promised_also_after_a_slow_connection() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    promised = re.search(r"any 2xx within ([0-9]+) seconds", text)
    assert promised
    limits = Limits()
    assert limits.read == float(promised[1])
    assert limits.total >= limits.connect + limits.read


def test_a_body_that_drips_without_end_takes_nothing_from_the_status() -> None:
    words = [b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", *[b"."] * 1000]
    with speaking(words) as port:
        answer = send(build_sender(limits=Limits(total=0.3)), f"http://cms.example:{port}/")
    assert answer.status_code == 200
    assert set(answer.response) == {"."}


@pytest.mark.parametrize(
    "words",
    [[b"garbage\r\n\r\n"], [b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"], [b"HTTP/1.1 200"], [b"\x16\x03\x01" * 9]],
)
def test_what_is_no_answer_is_a_failure(words: list[bytes]) -> None:
    with speaking(words, then_close=True) as port:
        answer = send(build_sender(), f"http://cms.example:{port}/")
    assert answer.status_code is None
    assert (answer.error or "").startswith("The exchange failed")


def test_a_port_that_nobody_listens_on_is_a_failure() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        answer = send(build_sender(), f"http://cms.example:{unused.getsockname()[1]}/")
    assert "refused" in (answer.error or "")


def build_tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    AUTHORITY.configure_trust(context)
    return context


@contextmanager
def speaking(words: Sequence[bytes], then_close: bool = False) -> Iterator[int]:
    """Run a server that says these words, one every few milliseconds, whatever it hears; yield its port."""
    done = threading.Event()

    def speak() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            for word in words:
                try:
                    connection.sendall(word)
                except OSError:
                    return
                if not then_close and done.wait(0.01):
                    return
            if not then_close:
                done.wait(30)

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        thread = threading.Thread(target=speak, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        done.set()
        thread.join(10)
