"""What goes in and comes out, as JSON has it.

Made by ``make client`` from the document of the API; change that instead.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class FieldError(TypedDict):
    pointer: str
    detail: str


class Problem(TypedDict):
    type: str
    title: str
    status: int
    detail: str
    errors: NotRequired[list[FieldError]]


class NewClaimBody(TypedDict):
    text: str
    as_of: NotRequired[str | None]
    language: NotRequired[str | None]
    context: NotRequired[str | None]
    external_id: NotRequired[str | None]
    exclude_document_ids: NotRequired[list[str]]
    watch: NotRequired[bool]
    fresh: NotRequired[bool]


class Links(TypedDict):
    self: str


class Explanation(TypedDict):
    code: Literal[
        "nothing_found",
        "supported_by",
        "contradicted_by",
        "party",
        "unverified_side",
        "unverified_by",
        "later_figures",
        "earlier_figures",
        "other_figures",
        "late_passages",
        "about_saying",
        "other_speakers",
        "removed",
    ]
    values: dict[str, Any]
    part: str | None


class Quote(TypedDict):
    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


class CitedDocument(TypedDict):
    document_id: str
    version: int
    title: str | None
    publisher: str | None
    credit: str | None
    published_at: str | None
    url: str | None
    link: NotRequired[str | None]


class QuantityComparison(TypedDict):
    claim: str
    passage: str
    unit: str
    claim_value: float
    passage_value: float
    ratio: float | None
    relation: str


class Attribution(TypedDict):
    speaker: str
    speaker_key: str
    is_anonymous: bool
    outlet: str | None
    hedge: str | None
    start: int
    end: int


class Evidence(TypedDict):
    stance: Literal["supporting", "conflicting", "neutral"]
    confidence: float
    quote: Quote
    document: CitedDocument
    time: NotRequired[Literal["before", "after", "unknown"]]
    quantities: NotRequired[list[QuantityComparison]]
    attribution: NotRequired[Attribution | None]


class Part(TypedDict):
    text: str
    start: int
    end: int
    verdict: Literal["supported", "refuted", "disputed", "outdated", "not_enough_evidence"]
    confidence: float
    evidence: list[int]


class Origin(TypedDict):
    origin_id: str
    kind: Literal["agency_copy", "shared_source", "own_reporting", "unknown"]
    label: str
    evidence: list[int]
    publishers: list[str]


class IndependentOrigins(TypedDict):
    supporting: int
    conflicting: int


class Gap(TypedDict):
    kind: Literal["quantity", "name", "date", "place", "term"]
    text: str
    start: int
    end: int


class NearestPassage(TypedDict):
    quote: Quote
    document: CitedDocument


class PriorCheck(TypedDict):
    document_id: str
    version: int
    claim_reviewed: str
    rating: str
    title: str | None
    publisher: str | None
    url: str | None
    published_at: str | None
    relation: Literal["same", "opposite", "related"]
    score: float
    differs_in: list[str]


class Searched(TypedDict):
    documents: NotRequired[int]
    earliest: NotRequired[str | None]
    latest: NotRequired[str | None]
    passages: NotRequired[int]
    candidates: NotRequired[int]
    judged: NotRequired[int]
    filters: NotRequired[dict[str, str]]


class TakenClaim(TypedDict):
    claim_id: str
    text: str
    as_of: str | None
    language: str | None
    context: str | None
    external_id: str | None
    exclude_document_ids: list[str]
    created_at: str
    status: Literal["queued", "running", "done", "failed", "canceled"]
    verdict: Literal["supported", "refuted", "disputed", "outdated", "not_enough_evidence", None]
    confidence: float | None
    links: Links
    reasons: list[str]
    explanations: list[Explanation]
    evidence: list[Evidence]
    parts: list[Part]
    origins: list[Origin]
    independent_origins: IndependentOrigins
    gaps: list[Gap]
    nearest: NearestPassage | None
    prior_checks: list[PriorCheck]
    searched: Searched
    versions: dict[str, str]
    timings_ms: dict[str, float]
    check_number: NotRequired[int]
    watch: NotRequired[bool]
    rechecking: NotRequired[bool]
    rechecked_at: NotRequired[str | None]
    problem: NotRequired[Problem]
    reused: NotRequired[bool]


class AcceptedClaim(TypedDict):
    claim_id: str
    status: Literal["queued", "running", "done", "failed", "canceled"]
    links: Links
    reused: NotRequired[bool]


class Claim(TypedDict):
    claim_id: str
    text: str
    as_of: str | None
    language: str | None
    context: str | None
    external_id: str | None
    exclude_document_ids: list[str]
    created_at: str
    status: Literal["queued", "running", "done", "failed", "canceled"]
    verdict: Literal["supported", "refuted", "disputed", "outdated", "not_enough_evidence", None]
    confidence: float | None
    links: Links
    reasons: list[str]
    explanations: list[Explanation]
    evidence: list[Evidence]
    parts: list[Part]
    origins: list[Origin]
    independent_origins: IndependentOrigins
    gaps: list[Gap]
    nearest: NearestPassage | None
    prior_checks: list[PriorCheck]
    searched: Searched
    versions: dict[str, str]
    timings_ms: dict[str, float]
    check_number: NotRequired[int]
    watch: NotRequired[bool]
    rechecking: NotRequired[bool]
    rechecked_at: NotRequired[str | None]
    problem: NotRequired[Problem]


class ClaimSummary(TypedDict):
    claim_id: str
    text: str
    as_of: str | None
    language: str | None
    context: str | None
    external_id: str | None
    exclude_document_ids: list[str]
    created_at: str
    status: Literal["queued", "running", "done", "failed", "canceled"]
    verdict: Literal["supported", "refuted", "disputed", "outdated", "not_enough_evidence", None]
    confidence: float | None
    links: Links


class ClaimList(TypedDict):
    next_cursor: str | None
    items: list[ClaimSummary]


class Document(TypedDict):
    kind: NotRequired[Literal["article", "fact_check"]]
    claim_reviewed: NotRequired[str | None]
    rating: NotRequired[str | None]
    text: NotRequired[str]
    html: NotRequired[str]
    title: NotRequired[str | None]
    publisher: NotRequired[str | None]
    credit: NotRequired[str | None]
    byline: NotRequired[str | None]
    url: NotRequired[str | None]
    uri: NotRequired[str | None]
    language: NotRequired[str | None]
    copyright_holder: NotRequired[str | None]
    usage_terms: NotRequired[str | None]
    published_at: NotRequired[str | None]
    updated_at: NotRequired[str | None]
    status: NotRequired[Literal["usable", "withheld", "canceled"]]
    embargoed_until: NotRequired[str | None]


class PutDocument(TypedDict):
    version: int
    sha256: str
    kind: Literal["article", "fact_check"]
    claim_reviewed: str | None
    rating: str | None
    title: str | None
    publisher: str | None
    credit: str | None
    byline: str | None
    url: str | None
    uri: str | None
    copyright_holder: str | None
    usage_terms: str | None
    language: str | None
    published_at: str | None
    updated_at: str | None
    created_at: str
    document_id: str
    status: Literal["usable", "withheld", "canceled"]
    embargoed_until: str | None
    index_status: Literal["queued", "indexed", "failed"]
    index_error: str | None
    changed_at: str
    links: Links
    text: str
    outcome: Literal["created", "changed", "unchanged", "older"]


class ImportedDocument(TypedDict):
    kind: NotRequired[Literal["article", "fact_check"]]
    claim_reviewed: NotRequired[str | None]
    rating: NotRequired[str | None]
    text: NotRequired[str]
    html: NotRequired[str]
    title: NotRequired[str | None]
    publisher: NotRequired[str | None]
    credit: NotRequired[str | None]
    byline: NotRequired[str | None]
    url: NotRequired[str | None]
    uri: NotRequired[str | None]
    language: NotRequired[str | None]
    copyright_holder: NotRequired[str | None]
    usage_terms: NotRequired[str | None]
    published_at: NotRequired[str | None]
    updated_at: NotRequired[str | None]
    status: NotRequired[Literal["usable", "withheld", "canceled"]]
    embargoed_until: NotRequired[str | None]
    document_id: NotRequired[str]


class TakenDocument(TypedDict):
    version: int
    sha256: str
    kind: Literal["article", "fact_check"]
    claim_reviewed: str | None
    rating: str | None
    title: str | None
    publisher: str | None
    credit: str | None
    byline: str | None
    url: str | None
    uri: str | None
    copyright_holder: str | None
    usage_terms: str | None
    language: str | None
    published_at: str | None
    updated_at: str | None
    created_at: str
    document_id: str
    status: Literal["usable", "withheld", "canceled"]
    embargoed_until: str | None
    index_status: Literal["queued", "indexed", "failed"]
    index_error: str | None
    changed_at: str
    links: Links
    pointer: str
    created: bool
    outcome: Literal["created", "changed", "unchanged", "older"]


class TakenDocuments(TypedDict):
    items: list[TakenDocument]
    errors: list[FieldError]


class StoredDocument(TypedDict):
    version: int
    sha256: str
    kind: Literal["article", "fact_check"]
    claim_reviewed: str | None
    rating: str | None
    title: str | None
    publisher: str | None
    credit: str | None
    byline: str | None
    url: str | None
    uri: str | None
    copyright_holder: str | None
    usage_terms: str | None
    language: str | None
    published_at: str | None
    updated_at: str | None
    created_at: str
    document_id: str
    status: Literal["usable", "withheld", "canceled"]
    embargoed_until: str | None
    index_status: Literal["queued", "indexed", "failed"]
    index_error: str | None
    changed_at: str
    links: Links
    text: str


class DocumentSummary(TypedDict):
    version: int
    sha256: str
    kind: Literal["article", "fact_check"]
    claim_reviewed: str | None
    rating: str | None
    title: str | None
    publisher: str | None
    credit: str | None
    byline: str | None
    url: str | None
    uri: str | None
    copyright_holder: str | None
    usage_terms: str | None
    language: str | None
    published_at: str | None
    updated_at: str | None
    created_at: str
    document_id: str
    status: Literal["usable", "withheld", "canceled"]
    embargoed_until: str | None
    index_status: Literal["queued", "indexed", "failed"]
    index_error: str | None
    changed_at: str
    links: Links


class DocumentList(TypedDict):
    next_cursor: str | None
    items: list[DocumentSummary]


class VersionSummary(TypedDict):
    version: int
    sha256: str
    kind: Literal["article", "fact_check"]
    claim_reviewed: str | None
    rating: str | None
    title: str | None
    publisher: str | None
    credit: str | None
    byline: str | None
    url: str | None
    uri: str | None
    copyright_holder: str | None
    usage_terms: str | None
    language: str | None
    published_at: str | None
    updated_at: str | None
    created_at: str
    links: Links


class VersionList(TypedDict):
    next_cursor: str | None
    items: list[VersionSummary]


class Version(TypedDict):
    version: int
    sha256: str
    kind: Literal["article", "fact_check"]
    claim_reviewed: str | None
    rating: str | None
    title: str | None
    publisher: str | None
    credit: str | None
    byline: str | None
    url: str | None
    uri: str | None
    copyright_holder: str | None
    usage_terms: str | None
    language: str | None
    published_at: str | None
    updated_at: str | None
    created_at: str
    links: Links
    text: str


class LineError(TypedDict):
    line: int
    pointer: str
    detail: str


class Import(TypedDict):
    import_id: str
    status: Literal["receiving", "queued", "running", "done", "failed"]
    total: int
    done: int
    failed: int
    errors: list[LineError]
    created_at: str
    finished_at: str | None
    links: Links


class QuoteBody(TypedDict):
    document_id: str
    version: NotRequired[int | None]
    exact: str
    start: NotRequired[int | None]


class QuoteCheck(TypedDict):
    result: Literal["verbatim", "normalized", "missing"]
    document_id: str
    version: int
    start: int | None
    end: int | None
    exact: str | None


class FoundPassage(TypedDict):
    score: float
    bm25_rank: int | None
    vector_rank: int | None
    text: str
    start: int
    end: int
    document: CitedDocument


class SearchAnswer(TypedDict):
    items: list[FoundPassage]


class Health(TypedDict):
    status: Literal["ok"]


class Ready(TypedDict):
    status: Literal["ready"]
    index: dict[str, Any]


class ClaimBatchBody(TypedDict):
    claims: list[ClaimBody | Any]
    fresh: NotRequired[bool]


class BatchCounts(TypedDict):
    by_status: dict[str, int]
    by_verdict: dict[str, int]
    refused: int


class ClaimState(TypedDict):
    claim_id: str
    status: Literal["queued", "running", "done", "failed", "canceled"]
    verdict: Literal["supported", "refuted", "disputed", "outdated", "not_enough_evidence", None]
    confidence: float | None
    links: Links


class BatchItem(TypedDict):
    claim: ClaimState | None
    errors: list[FieldError]


class ClaimBatch(TypedDict):
    batch_id: str
    status: Literal["running", "done"]
    counts: BatchCounts
    items: list[BatchItem]
    created_at: str
    finished_at: str | None
    links: Links


class ArticleBody(TypedDict):
    text: NotRequired[str]
    html: NotRequired[str]
    title: NotRequired[str | None]
    external_id: NotRequired[str | None]
    as_of: NotRequired[str | None]
    language: NotRequired[str | None]
    exclude_document_ids: NotRequired[list[str]]
    check_at_most: NotRequired[int | None]
    fresh: NotRequired[bool]


class ArticleCounts(TypedDict):
    by_status: dict[str, int]
    by_verdict: dict[str, int]
    sentences: int
    checkable: int


class TextQuoteSelector(TypedDict):
    type: Literal["TextQuoteSelector"]
    exact: str
    prefix: str
    suffix: str


class ArticleSentence(TypedDict):
    start: int
    end: int
    selector: TextQuoteSelector
    rank: int
    score: float
    reasons: list[Literal["figure", "name", "date", "reported_statement", "past_event", "act", "comparison"]]
    claim: ClaimState | None


class Article(TypedDict):
    article_id: str
    external_id: str | None
    revision: int
    status: Literal["running", "done"]
    title: str | None
    kind: Literal["text", "html"]
    text: str
    as_of: str | None
    language: str | None
    exclude_document_ids: list[str]
    counts: ArticleCounts
    sentences: list[ArticleSentence]
    created_at: str
    changed_at: str
    finished_at: str | None
    links: Links


class WebhookBody(TypedDict):
    url: str
    events: NotRequired[
        list[
            Literal[
                "claim.done",
                "claim.failed",
                "claim.canceled",
                "claim.evidence_changed",
                "claim_batch.done",
                "article.done",
                "import.done",
            ]
        ]
    ]
    payload: NotRequired[Literal["thin", "full"]]
    description: NotRequired[str | None]


class SecretWebhook(TypedDict):
    webhook_id: str
    url: str
    events: list[
        Literal[
            "claim.done",
            "claim.failed",
            "claim.canceled",
            "claim.evidence_changed",
            "claim_batch.done",
            "article.done",
            "import.done",
        ]
    ]
    payload: Literal["thin", "full"]
    description: str | None
    status: Literal["active", "disabled"]
    disabled_reason: Literal["request", "gone", None]
    failing_since: str | None
    previous_secret_expires_at: str | None
    created_at: str
    changed_at: str
    links: Links
    secret: str


class Webhook(TypedDict):
    webhook_id: str
    url: str
    events: list[
        Literal[
            "claim.done",
            "claim.failed",
            "claim.canceled",
            "claim.evidence_changed",
            "claim_batch.done",
            "article.done",
            "import.done",
        ]
    ]
    payload: Literal["thin", "full"]
    description: str | None
    status: Literal["active", "disabled"]
    disabled_reason: Literal["request", "gone", None]
    failing_since: str | None
    previous_secret_expires_at: str | None
    created_at: str
    changed_at: str
    links: Links


class WebhookList(TypedDict):
    next_cursor: str | None
    items: list[Webhook]


class WebhookChanges(TypedDict):
    url: NotRequired[str]
    events: NotRequired[
        list[
            Literal[
                "claim.done",
                "claim.failed",
                "claim.canceled",
                "claim.evidence_changed",
                "claim_batch.done",
                "article.done",
                "import.done",
            ]
        ]
    ]
    payload: NotRequired[Literal["thin", "full"]]
    description: NotRequired[str | None]
    status: NotRequired[Literal["active", "disabled"]]


class RotationBody(TypedDict):
    overlap_seconds: NotRequired[int]


class Attempt(TypedDict):
    number: int
    started_at: str
    duration_ms: int
    status_code: int | None
    error: str | None
    response: str


class Delivery(TypedDict):
    delivery_id: str
    event_id: str
    type: str
    status: Literal["pending", "delivered", "failed"]
    occurred_at: str
    created_at: str
    next_attempt_at: str | None
    finished_at: str | None
    attempts: list[Attempt]
    links: Links


class DeliveryList(TypedDict):
    next_cursor: str | None
    items: list[Delivery]


class WatchBody(TypedDict):
    watch: bool


class Recheck(TypedDict):
    claim_id: str
    check_id: str
    number: int
    status: Literal["queued", "running", "done", "failed", "canceled"]
    links: Links


class Reason(TypedDict):
    kind: Literal[
        "new_version",
        "withheld",
        "canceled",
        "released",
        "deleted",
        "embargo_changed",
        "embargo_ended",
        "new_document",
        "watch_started",
        "editor",
    ]
    document_id: str | None


class Change(TypedDict):
    change: Literal["added", "removed", "stance"]
    document_id: str | None
    version: int | None
    start: int | None
    end: int | None
    stance: Literal["supporting", "conflicting"]
    previous_stance: Literal["supporting", "conflicting", None]


class CheckSummary(TypedDict):
    check_id: str
    number: int
    latest: bool
    status: Literal["queued", "running", "done", "failed", "canceled"]
    verdict: Literal["supported", "refuted", "disputed", "outdated", "not_enough_evidence", None]
    confidence: float | None
    queued_at: str
    finished_at: str | None
    rechecked_at: str | None
    reasons: list[Reason]
    previous_number: int | None
    previous_verdict: Literal["supported", "refuted", "disputed", "outdated", "not_enough_evidence", None]
    changes: list[Change]
    links: Links


class CheckList(TypedDict):
    next_cursor: str | None
    items: list[CheckSummary]


class PastCheck(TypedDict):
    claim_id: str
    text: str
    as_of: str | None
    language: str | None
    context: str | None
    external_id: str | None
    exclude_document_ids: list[str]
    created_at: str
    status: Literal["queued", "running", "done", "failed", "canceled"]
    verdict: Literal["supported", "refuted", "disputed", "outdated", "not_enough_evidence", None]
    confidence: float | None
    links: Links
    reasons: list[str]
    explanations: list[Explanation]
    evidence: list[Evidence]
    parts: list[Part]
    origins: list[Origin]
    independent_origins: IndependentOrigins
    gaps: list[Gap]
    nearest: NearestPassage | None
    prior_checks: list[PriorCheck]
    searched: Searched
    versions: dict[str, str]
    timings_ms: dict[str, float]
    check_number: NotRequired[int]
    watch: NotRequired[bool]
    rechecking: NotRequired[bool]
    rechecked_at: NotRequired[str | None]
    problem: NotRequired[Problem]
    history: CheckSummary


class Floor(TypedDict):
    supporting: float
    conflicting: float


class Workspace(TypedDict):
    workspace_id: str
    watch: bool
    evidence_floor: Floor
    fitted_on: int
    fitted_at: str | None


class ReviewBody(TypedDict):
    rating: NotRequired[int | None]
    alternate_name: NotRequired[str | None]
    explanation: NotRequired[str | None]
    url: NotRequired[str | None]
    author: NotRequired[str | None]


class Review(TypedDict):
    claim_id: str
    rating: int | None
    alternate_name: str | None
    explanation: str | None
    url: str | None
    author: str | None
    changed_at: str


Organization = TypedDict(
    "Organization",
    {
        "@type": "str",
        "name": "str",
    },
)

ItemReviewed = TypedDict(
    "ItemReviewed",
    {
        "@type": "str",
        "text": "str",
        "datePublished": "str | None",
    },
)

Rating = TypedDict(
    "Rating",
    {
        "@type": "str",
        "ratingValue": "int | None",
        "bestRating": "int",
        "worstRating": "int",
        "alternateName": "str | None",
    },
)

Citation = TypedDict(
    "Citation",
    {
        "@type": "str",
        "identifier": "str",
        "headline": "str | None",
        "url": "str | None",
        "publisher": "Organization | None",
        "datePublished": "str | None",
    },
)

ClaimReview = TypedDict(
    "ClaimReview",
    {
        "@context": "str",
        "@type": "str",
        "claimReviewed": "str",
        "datePublished": "str | None",
        "url": "str | None",
        "author": "Organization | None",
        "reviewBody": "str | None",
        "itemReviewed": "ItemReviewed",
        "reviewRating": "Rating",
        "citation": "list[Citation]",
    },
)


class Body(TypedDict):
    type: str
    purpose: str
    format: str
    value: str


class Selector(TypedDict):
    type: Literal["TextQuoteSelector", "TextPositionSelector"]
    exact: NotRequired[str]
    prefix: NotRequired[str]
    suffix: NotRequired[str]
    start: NotRequired[int]
    end: NotRequired[int]


class Target(TypedDict):
    type: str
    source: str
    via: str | None
    selector: list[Selector]


class Annotation(TypedDict):
    id: str
    type: str
    motivation: str
    body: list[Body]
    target: Target


AnnotationPage = TypedDict(
    "AnnotationPage",
    {
        "@context": "str",
        "id": "str",
        "type": "str",
        "items": "list[Annotation]",
    },
)


class Manifest(TypedDict):
    format: str
    made_at: str
    workspace_id: str
    sha256: dict[str, str]


class Signature(TypedDict):
    algorithm: str
    public_key: str
    value: str


class Bundle(TypedDict):
    claim: dict[str, Any]
    check: dict[str, Any]
    report: dict[str, Any]
    documents: list[dict[str, Any]]
    manifest: Manifest
    signature: Signature


class SigningKey(TypedDict):
    algorithm: str
    public_key: str
    created_at: str


class EvidenceFeedback(TypedDict):
    document_id: str
    version: int
    start: int
    end: int
    judgement: Literal["right", "wrong_sign", "irrelevant"]


class FeedbackBody(TypedDict):
    evidence: NotRequired[EvidenceFeedback]
    verdict: NotRequired[Literal["supported", "refuted", "disputed", "outdated", "not_enough_evidence"]]
    comment: NotRequired[str | None]


class GivenEvidence(TypedDict):
    document_id: str | None
    version: int | None
    start: int | None
    end: int | None
    judgement: Literal["right", "wrong_sign", "irrelevant"]
    stance: str
    confidence: float


class Feedback(TypedDict):
    feedback_id: str
    claim_id: str
    check_id: str
    key_id: str
    evidence: GivenEvidence | None
    verdict: Literal["supported", "refuted", "disputed", "outdated", "not_enough_evidence", None]
    comment: str | None
    created_at: str


class FeedbackList(TypedDict):
    next_cursor: str | None
    items: list[Feedback]


class KeyBody(TypedDict):
    scopes: list[Literal["claims:read", "claims:write", "corpus:read", "corpus:write", "admin"]]
    name: NotRequired[str | None]
    expires_at: NotRequired[str | None]


class NewKey(TypedDict):
    key_id: str
    name: str | None
    scopes: list[Literal["claims:read", "claims:write", "corpus:read", "corpus:write", "admin"]]
    created_at: str
    expires_at: str | None
    last_used_at: str | None
    revoked_at: str | None
    links: Links
    key: str | None


class Key(TypedDict):
    key_id: str
    name: str | None
    scopes: list[Literal["claims:read", "claims:write", "corpus:read", "corpus:write", "admin"]]
    created_at: str
    expires_at: str | None
    last_used_at: str | None
    revoked_at: str | None
    links: Links


class KeyList(TypedDict):
    next_cursor: str | None
    items: list[Key]


class AuditEntry(TypedDict):
    entry_id: str
    at: str
    key_id: str
    operation: str
    ids: dict[str, str]
    outcome: Literal["done", "refused", "failed"]
    problem: str | None
    request_id: str


class AuditList(TypedDict):
    next_cursor: str | None
    items: list[AuditEntry]


class ClaimBody(TypedDict):
    text: str
    as_of: NotRequired[str | None]
    language: NotRequired[str | None]
    context: NotRequired[str | None]
    external_id: NotRequired[str | None]
    exclude_document_ids: NotRequired[list[str]]
    watch: NotRequired[bool]
