"""The archive at the desk: search it, list it, read a document with its versions, put it under embargo, take it out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from flask import Response, request
from flask_babel import gettext

from factcheck.domain import DocumentStatus
from factcheck.store.editions import DocumentPut
from factcheck.store.records import Claim, Document
from factcheck.text.boilerplate import Line, tag_lines
from service.context import services, workspace_id
from service.desk.access import has_scope, needs, see_other
from service.desk.blueprint import blp
from service.desk.forms import read_moment
from service.desk.rendering import document_page, render_page
from service.documents import find_document, follow_in_index, sees_hidden
from service.limits import charge
from service.paths import known_document_id, known_version
from service.problems import ProblemError, not_found
from service.search import find_passages

PAGE_SIZE = 50
PASSAGES = 20
LONGEST_QUERY = 500
MOST_CITING = 50
STATUSES = tuple(status.value for status in DocumentStatus)


@blp.get("/archive")
@needs("corpus:read")
def show_archive() -> str:
    """Show what a search finds, or the documents, newest first."""
    text = request.args.get("q", "").strip()[:LONGEST_QUERY]
    if text:
        charge()
        return render_page("archive.html", q=text, passages=find_passages(text, PASSAGES), documents=(), next_cursor=None)
    visible_at = None if sees_hidden() else services().clock()
    status = request.args.get("status")
    status = status if status in STATUSES else None
    page = services().store.documents.list(
        workspace_id(), request.args.get("cursor"), PAGE_SIZE, visible_at=visible_at, status=status
    )
    return render_page(
        "archive.html",
        q="",
        passages=None,
        documents=page.items,
        is_embargoed=is_embargoed,
        next_cursor=page.next_cursor,
        status=status,
        statuses=STATUSES if visible_at is None else (),
    )


@blp.get("/archive/documents/<document_id>")
@needs("corpus:read")
def show_document(document_id: str) -> str:
    """Show a document, in the version asked for or the current one, with what is not its own text in grey."""
    document = find_document(document_id)
    number = request.args.get("version", document.version, type=int)
    shown = services().store.documents.get_version(workspace_id(), document.document_id, known_version(number))
    if shown is None:
        raise not_found("version")
    versions = services().store.documents.versions(workspace_id(), document.document_id, request.args.get("cursor"))
    text = shown.content.text
    return render_page(
        "document.html",
        document=document,
        is_embargoed=is_embargoed(document),
        shown=shown,
        versions=versions.items,
        next_cursor=versions.next_cursor,
        lines=[(list(cut_line(text, line, read_span())), line.kind) for line in tag_lines(text)],
        claims=list_citing(document) if has_scope("claims:read") else [],
        statuses=STATUSES,
        may_write=has_scope("corpus:write"),
    )


@blp.post("/archive/documents/<document_id>/state")
@needs("corpus:write")
def set_document_state(document_id: str) -> Response:
    """Set status and embargo of a document; the reports that cite it follow at once."""
    document = find_document(document_id)
    status = request.form.get("status", "")
    if status not in STATUSES:
        raise ProblemError(422, gettext("A document is usable, withheld or canceled."))
    put = DocumentPut(document.document_id, None, status, read_embargo(document))
    stored = [found.document for found in services().store.documents.put_many(workspace_id(), [put]) if found]
    follow_in_index(stored)
    return see_other(document_page(document.document_id))


@blp.post("/archive/documents/<document_id>/index")
@needs("corpus:write")
def index_document_again(document_id: str) -> Response:
    """Have a document indexed again for which that failed."""
    document = services().store.documents.requeue(workspace_id(), known_document_id(document_id))
    if document is None:
        raise not_found("document")
    follow_in_index([document])
    return see_other(document_page(document_id))


@blp.post("/archive/documents/<document_id>/delete")
@needs("corpus:write")
def delete_document_page(document_id: str) -> Response:
    """Delete a document with all its versions."""
    document = services().store.documents.delete(workspace_id(), known_document_id(document_id))
    if document is None:
        raise not_found("document")
    follow_in_index([document])
    return see_other("/archive")


def list_citing(document: Document) -> Sequence[Claim]:
    """Return the newest claims whose report quotes the document."""
    return services().store.claims.citing(workspace_id(), document.document_key, MOST_CITING)


def read_embargo(document: Document) -> datetime | None:
    """Return the end of the embargo that the form names; raises the 422 problem.

    An empty field ends an embargo at this moment, and is None for a document that has none. The form tells whole seconds, so
    an end that was not changed there is kept as it is.
    """
    if not request.form.get("embargoed_until", "").strip():
        return services().clock() if is_embargoed(document) else None
    moment = read_moment("embargoed_until")
    if moment is None:
        raise ProblemError(422, gettext("The end of the embargo is no time of the calendar."))
    kept = document.embargoed_until
    return kept if kept is not None and kept.replace(microsecond=0) == moment else moment


def read_span() -> tuple[int, int]:
    """Return the offsets of what the address wants to see marked; an empty span if it names none."""
    return request.args.get("start", 0, type=int), request.args.get("end", 0, type=int)


def cut_line(text: str, line: Line, span: tuple[int, int]) -> Iterator[tuple[str, bool]]:
    """Yield a line in up to three pieces, each with whether it is marked."""
    start, end = (min(max(offset, line.start), line.end) for offset in span)
    pieces = ((line.start, start, False), (start, end, True), (max(start, end), line.end, False))
    for first, last, is_marked in pieces:
        if first < last:
            yield text[first:last], is_marked


def is_embargoed(document: Document) -> bool:
    """Say whether the document's embargo has not run out."""
    return document.embargoed_until is not None and document.embargoed_until > services().clock()
