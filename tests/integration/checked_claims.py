"""Claims with finished checks, through the API and the store, for tests of what is made of a report."""

from __future__ import annotations

from factcheck.domain import Stance
from factcheck.store.checks import CheckResult
from factcheck.store.records import Document
from tests.integration.api_client import ApiClient
from tests.store_samples import put_text, report_on


def publish(api: ApiClient, document_id: str, text: str = "The bridge at Sant Pere was closed on Monday.") -> Document:
    """Store a document that counts as indexed."""
    document = put_text(api.store, api.workspace_id, document_id, text).document
    api.store.documents.mark_indexed(document.document_key, document.index_attempt)
    return document


def post_claim(api: ApiClient, **more: object) -> str:
    """Post a claim and return its id."""
    answer = api.post("/v1/claims", json={"text": "The bridge is closed.", **more})
    assert answer.status_code == 202
    claim_id: str = answer.get_json()["claim_id"]
    return claim_id


def finish(api: ApiClient, *documents: Document, stance: Stance = Stance.SUPPORTING) -> None:
    """Finish the check whose job was enqueued last, with a report that cites these documents."""
    check_id, attempt = api.queue.jobs[-1].args
    assert api.store.checks.start(str(check_id), int(attempt or 0))
    report = report_on(*documents, stance=stance)
    keys = [document.document_key for document in documents]
    values = (report, report["verdict"], report["confidence"], keys)
    assert api.store.checks.finish(str(check_id), int(attempt or 0), CheckResult(*values))


def checked_claim(api: ApiClient, *documents: Document, **more: object) -> str:
    """Return the id of a claim whose report cites these documents."""
    claim_id = post_claim(api, **more)
    finish(api, *documents)
    return claim_id
