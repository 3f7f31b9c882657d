"""What the store hands out: frozen rows without a session behind them. All times are aware and in UTC."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

T = TypeVar("T")

# The states of checks, imports and their chunks from which work goes on, and those in which it has ended.
UNFINISHED = ("queued", "running")
ENDED_CHECKS = ("done", "failed", "canceled")
ENDED_IMPORTS = ("done", "failed")

SCOPES = ("claims:read", "claims:write", "corpus:read", "corpus:write", "admin")


@dataclass(frozen=True, slots=True)
class Workspace:
    """A newsroom; nothing crosses from one to another."""

    workspace_id: str
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key without its secret. ``admin`` includes every other scope."""

    key_id: str
    workspace_id: str
    scopes: frozenset[str]
    created_at: datetime
    revoked_at: datetime | None = None
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentContent:
    """What a sender gives of a document: the raw content with the text made of it, and what is known about it.

    ``raw`` is kept as it was sent, so that the text could be made of it anew; nothing else reads it.
    ``raw_kind`` is ``text`` or ``html``, ``kind`` one of ``factcheck.domain.DocumentKind``; a fact check has the claim that
    it reviewed and how it rated it. ``uri`` is the item's own name where it comes from. Equal contents make one version.
    """

    raw: str
    raw_kind: str
    text: str
    title: str | None = None
    publisher: str | None = None
    credit: str | None = None
    byline: str | None = None
    url: str | None = None
    language: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    kind: str = "article"
    claim_reviewed: str | None = None
    rating: str | None = None
    uri: str | None = None
    copyright_holder: str | None = None
    usage_terms: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document's current state. ``index_status`` is ``queued``, ``indexed`` or ``failed``.

    ``document_key`` is ours and unique; ``document_id`` is the sender's and unique within the workspace.
    """

    document_key: str
    workspace_id: str
    document_id: str
    version: int
    status: str
    embargoed_until: datetime | None
    index_status: str
    index_error: str | None
    index_attempt: int
    created_at: datetime
    changed_at: datetime
    deleted_at: datetime | None
    content: DocumentContent
    sha256: str


@dataclass(frozen=True, slots=True)
class DocumentVersion:
    """One immutable version of a document."""

    version: int
    sha256: str
    created_at: datetime
    content: DocumentContent


@dataclass(frozen=True, slots=True)
class ArchiveSpan:
    """How many documents there are, and when the first and the last was published; None where no date is known."""

    documents: int
    earliest: datetime | None
    latest: datetime | None


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """What ``put`` did: ``created`` for a document that was not there, ``changed`` for a new version.

    ``is_late``: it was an older edition than the one that is there, which stays.
    """

    document: Document
    created: bool
    changed: bool
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """One run for one claim; ``status`` is ``queued``, ``running``, ``done``, ``failed`` or ``canceled``.

    ``report`` is the serialised ``factcheck.report.Report``; ``problem`` a problem+json mapping once it has failed.
    """

    check_id: str
    claim_id: str
    workspace_id: str
    number: int
    attempt: int
    crashes: int
    status: str
    verdict: str | None
    confidence: float | None
    report: dict[str, Any] | None
    problem: dict[str, Any] | None
    queued_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim with its latest check; the documents of ``exclude_document_ids`` are never evidence for it."""

    claim_id: str
    workspace_id: str
    text: str
    as_of: datetime | None
    language: str | None
    context: str | None
    external_id: str | None
    created_at: datetime
    check: Check
    exclude_document_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewClaim:
    """What an editor asks to have checked. ``watch`` None leaves it to the workspace.

    The documents of ``exclude_document_ids``, known or not, are never looked at for it.
    """

    text: str
    as_of: datetime | None = None
    language: str | None = None
    context: str | None = None
    external_id: str | None = None
    watch: bool | None = None
    exclude_document_ids: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class LineError:
    """Why one line of an import was not stored; ``pointer`` is a JSON pointer into the line's object, or empty."""

    line: int
    detail: str
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Import:
    """An import's progress; ``status`` is ``receiving``, ``queued``, ``running``, ``done`` or ``failed``."""

    import_id: str
    workspace_id: str
    status: str
    total: int
    done: int
    failed: int
    errors: tuple[LineError, ...]
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class ImportChunk:
    """Some hundred lines of an import, as they came; line numbers count from 1 over the whole import.

    ``lines`` holds (line number, text) pairs; a line that was refused while it was received is not among them. The first
    ``position`` of them are worked off already.
    """

    chunk_id: str
    import_id: str
    workspace_id: str
    number: int
    attempt: int
    crashes: int
    status: str
    lines: tuple[tuple[int, str], ...]
    position: int = 0


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list and the cursor of the next one, None at the end."""

    items: tuple[T, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class OutboxEvent:
    """Something that happened and that others may want to hear of: ``claim.done``, ``claim.failed``, ``import.done``."""

    event_id: str
    workspace_id: str
    kind: str
    payload: dict[str, Any]
    created_at: datetime
    traceparent: str | None = None
