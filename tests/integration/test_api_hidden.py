"""The list of claims and its filter say what each claim says, whatever becomes of the documents behind it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from factcheck.store import open_store
from factcheck.store.checks import CheckResult
from factcheck.store.records import NewClaim
from tests.conftest import FakeClock
from tests.integration.api_client import ApiClient
from tests.store_samples import BRIDGE, report_on


@pytest.fixture
def api(sqlite_url: str, clock: FakeClock) -> ApiClient:
    return ApiClient(open_store(sqlite_url, clock), clock)


def put(api: ApiClient, **state: Any) -> None:
    body = {"text": BRIDGE.text, "title": BRIDGE.title, **state}
    assert api.put("/v1/documents/bridge", json=body).status_code in (200, 201)


def finish_claim(api: ApiClient) -> str:
    """Have a claim checked that rests on the document alone, and return its id."""
    claim = api.store.claims.create(api.workspace_id, NewClaim("The bridge is closed."))
    document = api.store.documents.get(api.workspace_id, "bridge")
    assert document is not None
    report = report_on(document)
    api.store.checks.start(claim.check.check_id, 1)
    assert api.store.checks.finish(claim.check.check_id, 1, CheckResult(report, "supported", 0.9, [document.document_key]))
    return claim.claim_id


def read_verdicts(api: ApiClient, claim_id: str) -> set[str]:
    """Return what the claim, the list and its filter say of the verdict: one, if they agree."""
    shown = api.get(f"/v1/claims/{claim_id}").get_json()
    (listed,) = api.get("/v1/claims").get_json()["items"]
    assert listed["confidence"] == shown["confidence"]
    found = [
        verdict
        for verdict in ("supported", "refuted", "not_enough_evidence")
        if api.get(f"/v1/claims?verdict={verdict}").get_json()["items"]
    ]
    return {shown["verdict"], listed["verdict"], *found}


@pytest.mark.parametrize("status", ["withheld", "canceled"])
def test_a_withheld_document_takes_its_verdict_along_and_brings_it_back(api: ApiClient, status: str) -> None:
    put(api)
    claim_id = finish_claim(api)
    assert read_verdicts(api, claim_id) == {"supported"}
    put(api, status=status)
    assert read_verdicts(api, claim_id) == {"not_enough_evidence"}
    put(api)
    assert read_verdicts(api, claim_id) == {"supported"}


def test_an_embargo_ends_by_itself(api: ApiClient, clock: FakeClock) -> None:
    put(api)
    claim_id = finish_claim(api)
    put(api, embargoed_until=(clock() + timedelta(hours=2)).isoformat())
    assert read_verdicts(api, claim_id) == {"not_enough_evidence"}
    clock.advance(7200)
    assert read_verdicts(api, claim_id) == {"supported"}


def test_a_deleted_document_takes_its_verdict_along(api: ApiClient) -> None:
    put(api)
    claim_id = finish_claim(api)
    assert api.delete("/v1/documents/bridge").status_code == 204
    assert read_verdicts(api, claim_id) == {"not_enough_evidence"}
