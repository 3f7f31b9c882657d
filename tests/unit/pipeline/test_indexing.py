"""What of a document goes into the index."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from factcheck.pipeline.indexing import build_passages
from factcheck.store.records import Document, DocumentContent

TEXT = "Many people say that the bridge at Sant Pere fell last week. It did not, the mayor said on Monday morning."
NOW = datetime(2025, 3, 1, tzinfo=UTC)
DOCUMENT = Document(
    document_key="doc_1",
    workspace_id="wsp_1",
    document_id="a",
    version=2,
    status="usable",
    embargoed_until=None,
    index_status="queued",
    index_error=None,
    index_attempt=1,
    created_at=NOW,
    changed_at=NOW,
    deleted_at=None,
    content=DocumentContent(raw=TEXT, raw_kind="text", text=TEXT),
    sha256="",
)


def passages_of(claim: str | None, text: str = TEXT) -> list[str]:
    content = DocumentContent(raw=text, raw_kind="text", text=text, claim_reviewed=claim)
    passages = build_passages(replace(DOCUMENT, content=content))
    assert [passage.passage_id for passage in passages] == [f"doc_1-2-{number}" for number in range(len(passages))]
    assert all(text[passage.start : passage.end] == passage.text for passage in passages)
    return [passage.text for passage in passages]


def test_an_article_gives_its_sentences() -> None:
    assert passages_of(None) == [TEXT[:60], TEXT[61:]]


def test_the_claim_that_was_reviewed_is_a_passage_of_its_own() -> None:
    assert passages_of("the bridge at Sant Pere fell") == [TEXT[:60], "the bridge at Sant Pere fell", TEXT[61:]]


def test_a_claim_that_is_a_passage_already_is_not_repeated() -> None:
    assert passages_of(TEXT[:60]) == [TEXT[:60], TEXT[61:]]


def test_a_claim_alone_in_the_first_line_is_a_passage_though_it_may_pass_for_a_headline() -> None:
    assert passages_of("Bridge sold", f"Bridge sold\n\n{TEXT}") == ["Bridge sold", TEXT[:60], TEXT[61:]]


def test_a_claim_that_is_not_in_the_text_gives_nothing() -> None:
    assert passages_of("Nobody was there") == [TEXT[:60], TEXT[61:]]
