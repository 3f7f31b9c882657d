"""Lines of the log: JSON, with the ids of the work in hand, without secrets."""

from __future__ import annotations

import io
import json
import logging
import time
from collections.abc import Iterator
from typing import Any

import pytest

from factcheck.logs import HIDDEN, begin_work, build_formatter, carried_ids, hide_secrets, note_ids, work_on
from factcheck.webhooks.signing import new_secret

PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
TOKEN = "fck_01929c0ffee_Zm9vYmFy-_x"
SECRETS = [
    TOKEN,
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw==",
    "hunter2-of-the-broker",
    "p%40ss-of-the-database",
    "eyJhbGciOi.J9.signature",
    "dXNlcjpwYXNz",
    "session-Secret_value",
]
CARRIERS = [
    "key {0} refused",
    "secrets {1}, {1}",
    "redis://:{2}@broker:6379/0 is away",
    "rediss+sentinel://:{2}@s1:26379,s2:26379/newsroom/0?sentinel_password={3}&db=1 has no master",
    "postgresql://factcheck:{3}@db:5432/factcheck?sslmode=require",
    "Authorization: Bearer {4}",
    "authorization: basic {5}",
    "Cookie: theme=dark; factcheck_session={6}; x=1",
    'headers={{"Authorization": "bearer {0}"}}',
]


class Log:
    """A logger of this test's own, and the lines that it has written."""

    def __init__(self) -> None:
        self._stream = io.StringIO()
        handler = logging.StreamHandler(self._stream)
        handler.setFormatter(build_formatter("test"))
        self.logger = logging.Logger("factcheck.tests", logging.INFO)
        self.logger.addHandler(handler)

    def text(self) -> str:
        return self._stream.getvalue()

    def last(self) -> dict[str, Any]:
        line: dict[str, Any] = json.loads(self.text().splitlines()[-1])
        return line


@pytest.fixture
def log() -> Iterator[Log]:
    begin_work()
    yield Log()
    begin_work()


def test_a_line_says_what_when_where_and_who(log: Log) -> None:
    log.logger.warning("Café %s closed", "Mira", extra={"route": "/v1/claims"})
    line = log.last()
    assert (line["event"], line["level"], line["logger"]) == ("Café Mira closed", "warning", "factcheck.tests")
    assert (line["process"], line["route"]) == ("test", "/v1/claims")
    assert line["timestamp"].endswith("Z")


def test_ids_stand_on_every_line_until_the_work_ends(log: Log) -> None:
    begin_work(request_id="r1")
    with work_on(job_id="j1"):
        note_ids(claim_id="clm_1")
        log.logger.info("inside")
    assert {key: log.last()[key] for key in ("request_id", "job_id", "claim_id")} == {
        "request_id": "r1",
        "job_id": "j1",
        "claim_id": "clm_1",
    }
    begin_work()
    log.logger.info("after")
    assert not {"request_id", "job_id", "claim_id"} & set(log.last())


def test_only_the_ids_of_the_request_travel(log: Log) -> None:
    begin_work(request_id="r1", traceparent=PARENT, claim_id="clm_1")
    assert carried_ids() == {"request_id": "r1", "traceparent": PARENT}
    begin_work()
    assert carried_ids() == {}
    assert log.text() == ""


@pytest.mark.parametrize("carrier", CARRIERS)
def test_no_secret_gets_into_a_line(log: Log, carrier: str) -> None:
    said = carrier.format(*SECRETS)
    log.logger.error("%s", said, extra={"note": said})
    try:
        raise ValueError(said)
    except ValueError:
        log.logger.exception("It failed")
    assert not [secret for secret in SECRETS if secret in log.text()]
    assert log.text().count(HIDDEN) >= 3
    assert log.last()["event"] == "It failed"


def test_fresh_secrets_look_like_secrets() -> None:
    assert hide_secrets(None, "", f"signed with {new_secret()}.") == f"signed with {HIDDEN}."


def test_addresses_without_a_password_stay_readable() -> None:
    assert hide_secrets(None, "", "see http://127.0.0.1:8000/docs") == "see http://127.0.0.1:8000/docs"


@pytest.mark.parametrize(
    "piece", ["://", "fck_", "bearer ", "://a:", "factcheck_session=", "whsec_://", "Basic =", "password="]
)
def test_a_long_line_costs_time_in_proportion(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * (length // len(piece) + 1))[:length]
        began = time.process_time()
        hide_secrets(None, "", text)
        return time.process_time() - began

    assert min(seconds(80_000) for _ in range(3)) < 40 * max(min(seconds(8_000) for _ in range(3)), 1e-3)
