"""The API against its own document: whatever the document allows works, whatever it forbids is refused, nothing breaks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from factcheck.schemas.fields import URL_PATTERN, is_document_id, is_web_address
from factcheck.store import open_store
from factcheck.store.cursors import encode_cursor
from factcheck.store.records import SCOPES
from tests.integration.gunicorn_server import running_gunicorn

# Some thousand requests, one after the other.
pytestmark = pytest.mark.timeout(1200)

# What schemathesis may not take for granted, because no JSON schema can say it: which cursors a list gave out, whether
# any text is left of a page of HTML, to which addresses messages may go, which evidence a claim shows, which characters
# Python holds for printable, and in which state a document is. There a 422 or a 412 is right as well.
MAY_BE_REFUSED = [
    "list_documents",
    "list_versions",
    "list_claims",
    "put_document",
    "post_documents",
    "create_claim",
    "create_claim_batch",
    "create_article",
    "list_webhooks",
    "list_deliveries",
    "create_webhook",
    "update_webhook",
    "list_checks",
    "list_feedback",
    "list_keys",
    "list_audit",
    "delete_document",
    "give_feedback",
]
ACCEPTED = ["2xx", "304", "401", "403", "404", "412", "422"]
# A precondition or the length of an address may be what is refused first.
REFUSED = ["400", "401", "403", "404", "405", "409", "412", "414", "415", "422", "431", "503"]
CURSOR = encode_cursor("claims", "clm_" + 32 * "0")
DOCUMENT_IDS = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=200).filter(is_document_id)
WEBHOOK_URLS = st.from_regex(r"https://[a-z]{1,9}\.example(:[1-9][0-9]{1,3})?/[a-z0-9/]{0,20}", fullmatch=True)
WEB_URLS = st.from_regex(URL_PATTERN, fullmatch=True).filter(is_web_address)
LINES = st.lists(
    st.sampled_from([b'{"document_id": "a", "text": "One."}', b"[]", b"", b"\xff", b"\x00", b"{", b"\xed\xa0\x80"]),
    min_size=1,
).map(lambda lines: b"\n".join([b"{}", *lines]))


@pytest.fixture
def server(sqlite_url: str, tmp_path: Path) -> Iterator[str]:
    """The address of the app under gunicorn."""
    # So many requests in a minute are more than one key may send.
    unlimited = {"FACTCHECK_READS_PER_MINUTE": "0", "FACTCHECK_WRITES_PER_MINUTE": "0"}
    with running_gunicorn(sqlite_url, tmp_path, **unlimited) as address:
        yield address


@pytest.fixture
def schema(server: str, sqlite_url: str) -> Any:
    """The document of the app, to be tried with a key of all scopes."""
    store = open_store(sqlite_url)
    _, token = store.keys.create(store.workspaces.ensure("fuzzed").workspace_id, SCOPES)
    store.close()
    schemathesis.openapi.format("cursor", st.just(CURSOR))
    schemathesis.openapi.format("document-id", DOCUMENT_IDS)
    schemathesis.openapi.format("webhook-url", WEBHOOK_URLS)
    schemathesis.openapi.format("web-url", WEB_URLS)
    schemathesis.openapi.media_type("application/x-ndjson", LINES)
    config = SchemathesisConfig.from_dict(
        {
            "seed": 20250301,
            # The hundred claims of the largest batch are all checked before the answer here.
            "request-timeout": 60,
            "headers": {"Authorization": f"Bearer {token}"},
            "generation": {"max-examples": 10, "deterministic": True, "database": "none"},
            "checks": {"negative_data_rejection": {"expected-statuses": REFUSED}},
            "operations": [
                {
                    "include-operation-id": MAY_BE_REFUSED,
                    "checks": {"positive_data_acceptance": {"expected-statuses": ACCEPTED}},
                },
                # Control characters at the ends of a query are trimmed before it is found too long.
                {
                    "include-operation-id": "search_passages",
                    "checks": {"negative_data_rejection": {"expected-statuses": ["200", *REFUSED]}},
                },
                # Schemathesis takes examples of a media type or a strategy for it, not both.
                {"include-operation-id": "create_import", "phases": {"examples": {"enabled": False}}},
                # To make drafts of 200,000 characters by their pattern takes a minute.
                {"include-operation-id": "create_article", "phases": {"coverage": {"enabled": False}}},
            ],
        }
    )
    return schemathesis.openapi.from_url(f"{server}/openapi.json", config=config)


def test_schemathesis_finds_nothing(schema: Any) -> None:
    found, tried = [], set()
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            found.append(event)
        if isinstance(event, events.ScenarioFinished):
            found += list(describe_failures(event))
            tried |= {(event.phase.name, event.status.name)}
    assert found == []
    assert {("COVERAGE", "SUCCESS"), ("FUZZING", "SUCCESS"), ("STATEFUL_TESTING", "SUCCESS")} <= tried


def describe_failures(event: events.ScenarioFinished) -> Iterator[tuple[Any, ...]]:
    """Yield what is wrong with each answer, with the request that shows it."""
    for case_id, checks in event.recorder.checks.items():
        sent = event.recorder.interactions.get(case_id)
        for check in checks:
            if check.failure_info is not None:
                request = (sent.request.method, sent.request.uri, sent.request.body) if sent else ()
                answer = (sent.response.status_code, sent.response.content[:500]) if sent and sent.response else ()
                yield check.name, check.failure_info.failure.message, request, answer
