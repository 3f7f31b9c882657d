"""Fact checks picked out of what was retrieved."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from factcheck.judgement.prior_checks import FactCheck, PriorCheck, Relation
from factcheck.pipeline.prior_checks import find_prior_checks
from factcheck.store.records import Document, DocumentContent

NOW = datetime(2025, 3, 1, tzinfo=UTC)
CLAIM = "The bridge at Sant Pere was sold."
CONTENT = DocumentContent(
    raw=CLAIM,
    raw_kind="text",
    text=CLAIM,
    title="No sale",
    publisher="Valley Checks",
    url="https://checks.example/bridge",
    published_at=NOW,
    kind="fact_check",
    claim_reviewed=CLAIM,
    rating="False",
)
DOCUMENT = Document(
    document_key="doc_1",
    workspace_id="wsp_1",
    document_id="f",
    version=2,
    status="usable",
    embargoed_until=None,
    index_status="indexed",
    index_error=None,
    index_attempt=1,
    created_at=NOW,
    changed_at=NOW,
    deleted_at=None,
    content=CONTENT,
    sha256="",
)
ARTICLE = replace(DOCUMENT, document_id="a", content=replace(CONTENT, kind="article", claim_reviewed=None, rating=None))


def test_fact_checks_are_matched_and_articles_are_not() -> None:
    expected = FactCheck("f", 2, CLAIM, "False", "No sale", "Valley Checks", "https://checks.example/bridge", NOW)
    assert find_prior_checks(CLAIM, [ARTICLE, DOCUMENT]) == [PriorCheck(expected, Relation.SAME, 1.0)]
    assert find_prior_checks(CLAIM, [ARTICLE]) == []
