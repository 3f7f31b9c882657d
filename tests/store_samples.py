"""Contents, claims and reports for tests of the store."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier
from typing import TYPE_CHECKING, Any, TypeVar

from factcheck.domain import CitedDocument, Evidence, Quote, Stance, Verdict, VerdictLabel
from factcheck.reason import Reason, ReasonCode
from factcheck.report import Report
from factcheck.report_json import report_to_json
from factcheck.store.records import Document, DocumentContent, StoredDocument

if TYPE_CHECKING:
    from collections.abc import Callable

    from factcheck.store import Store

T = TypeVar("T")

BRIDGE = DocumentContent(
    raw="<p>The bridge at Sant Pere was closed on Monday.</p>",
    raw_kind="html",
    text="The bridge at Sant Pere was closed on Monday.",
    title="Bridge closed",
    publisher="Valley Courier",
    credit="Valley Courier staff",
    byline="Desk",
    url="https://news.example/bridge",
    language="en",
    published_at=datetime(2025, 2, 3, 8, 30, 0, 123456, tzinfo=UTC),
    updated_at=datetime(2025, 2, 4, tzinfo=UTC),
)


COUNTED = {"passages": 1, "publications": 1, "origins": 0, "labels": []}


def content_of(text: str) -> DocumentContent:
    """Return the sample content with another text."""
    return replace(BRIDGE, raw=f"<p>{text}</p>", text=text)


def put_text(store: Store, workspace_id: str, document_id: str, text: str = BRIDGE.text) -> StoredDocument:
    """Store a document with this text."""
    return store.documents.put(workspace_id, document_id, content_of(text))


def report_on(*documents: Document, stance: Stance = Stance.SUPPORTING) -> dict[str, Any]:
    """Return a stored report whose evidence quotes these documents."""
    label = VerdictLabel.SUPPORTED if stance is Stance.SUPPORTING else VerdictLabel.REFUTED
    evidence = tuple(_evidence(document, stance) for document in documents)
    because = Reason("One passage says so.", ReasonCode.SUPPORTED_BY, COUNTED)
    return report_to_json(Report(verdict=Verdict(label, 0.9, (because,)), evidence=evidence))


def at_once(threads: int, work: Callable[[int], T]) -> list[T]:
    """Run ``work`` with the numbers from 0 in that many threads that all begin at the same moment."""
    barrier = Barrier(threads)

    def run(number: int) -> T:
        barrier.wait(timeout=30)
        return work(number)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))


def _evidence(document: Document, stance: Stance) -> Evidence:
    text = document.content.text
    return Evidence(
        stance=stance,
        confidence=0.9,
        quote=Quote(exact=text, prefix="", suffix="", start=0, end=len(text)),
        document=CitedDocument(
            document_id=document.document_id,
            version=document.version,
            title=document.content.title,
            publisher=document.content.publisher,
            credit=document.content.credit,
            published_at=document.content.published_at,
            url=document.content.url,
        ),
    )
