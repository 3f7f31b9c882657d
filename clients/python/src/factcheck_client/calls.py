"""The table of operations, and for each a function that makes a call of its arguments.

Made by ``make client`` from the document of the API; change that instead.
"""

from __future__ import annotations

from typing import Literal

from factcheck_client import models
from factcheck_client.messages import Body, Call, EventsCall, ListCall, Operation, Parameters

OPERATIONS = {
    operation.name: operation
    for operation in (
        Operation("list_claims", "GET", "/v1/claims", is_repeatable=True),
        Operation("create_claim", "POST", "/v1/claims", takes_key=True),
        Operation("get_claim", "GET", "/v1/claims/{claim_id}", is_repeatable=True),
        Operation("watch_claim", "PATCH", "/v1/claims/{claim_id}"),
        Operation("get_document", "GET", "/v1/documents/{document_id}", is_repeatable=True),
        Operation("put_document", "PUT", "/v1/documents/{document_id}", is_repeatable=True),
        Operation("delete_document", "DELETE", "/v1/documents/{document_id}", is_repeatable=True),
        Operation("list_documents", "GET", "/v1/documents", is_repeatable=True),
        Operation("post_documents", "POST", "/v1/documents", takes_key=True),
        Operation("list_versions", "GET", "/v1/documents/{document_id}/versions", is_repeatable=True),
        Operation("get_version", "GET", "/v1/documents/{document_id}/versions/{version}", is_repeatable=True),
        Operation("create_import", "POST", "/v1/imports", takes_key=True),
        Operation("get_import", "GET", "/v1/imports/{import_id}", is_repeatable=True),
        Operation("verify_quote", "POST", "/v1/quotes:verify", is_repeatable=True),
        Operation("search_passages", "GET", "/v1/search", is_repeatable=True),
        Operation("get_health", "GET", "/healthz", is_repeatable=True),
        Operation("get_readiness", "GET", "/readyz", is_repeatable=True),
        Operation("follow_claim", "GET", "/v1/claims/{claim_id}/events", is_repeatable=True),
        Operation("follow_import", "GET", "/v1/imports/{import_id}/events", is_repeatable=True),
        Operation("cancel_claim", "POST", "/v1/claims/{claim_id}:cancel", takes_key=True),
        Operation("create_claim_batch", "POST", "/v1/claim-batches", takes_key=True),
        Operation("get_claim_batch", "GET", "/v1/claim-batches/{batch_id}", is_repeatable=True),
        Operation("create_article", "POST", "/v1/articles", takes_key=True),
        Operation("get_article", "GET", "/v1/articles/{article_id}", is_repeatable=True),
        Operation("delete_article", "DELETE", "/v1/articles/{article_id}", is_repeatable=True),
        Operation("list_webhooks", "GET", "/v1/webhooks", is_repeatable=True),
        Operation("create_webhook", "POST", "/v1/webhooks", takes_key=True),
        Operation("get_webhook", "GET", "/v1/webhooks/{webhook_id}", is_repeatable=True),
        Operation("update_webhook", "PATCH", "/v1/webhooks/{webhook_id}"),
        Operation("delete_webhook", "DELETE", "/v1/webhooks/{webhook_id}", is_repeatable=True),
        Operation("rotate_webhook_secret", "POST", "/v1/webhooks/{webhook_id}:rotate-secret", takes_key=True),
        Operation("test_webhook", "POST", "/v1/webhooks/{webhook_id}:test", takes_key=True),
        Operation("list_deliveries", "GET", "/v1/webhooks/{webhook_id}/deliveries", is_repeatable=True),
        Operation("get_delivery", "GET", "/v1/webhooks/{webhook_id}/deliveries/{delivery_id}", is_repeatable=True),
        Operation("replay_delivery", "POST", "/v1/webhooks/{webhook_id}/deliveries/{delivery_id}:replay", takes_key=True),
        Operation("recheck_claim", "POST", "/v1/claims/{claim_id}:recheck", takes_key=True),
        Operation("list_checks", "GET", "/v1/claims/{claim_id}/checks", is_repeatable=True),
        Operation("get_check", "GET", "/v1/claims/{claim_id}/checks/{number}", is_repeatable=True),
        Operation("get_workspace", "GET", "/v1/workspace", is_repeatable=True),
        Operation("update_workspace", "PATCH", "/v1/workspace"),
        Operation("update_review", "PATCH", "/v1/claims/{claim_id}/review"),
        Operation("get_claim_review", "GET", "/v1/claims/{claim_id}/claimreview", is_repeatable=True),
        Operation("list_annotations", "GET", "/v1/claims/{claim_id}/annotations", is_repeatable=True),
        Operation("get_bundle", "GET", "/v1/claims/{claim_id}/bundle", is_repeatable=True),
        Operation("get_signing_key", "GET", "/v1/signing-key", is_repeatable=True),
        Operation("list_feedback", "GET", "/v1/claims/{claim_id}/feedback", is_repeatable=True),
        Operation("give_feedback", "POST", "/v1/claims/{claim_id}/feedback", takes_key=True),
        Operation("list_keys", "GET", "/v1/keys", is_repeatable=True),
        Operation("create_key", "POST", "/v1/keys", takes_key=True),
        Operation("get_key", "GET", "/v1/keys/{key_id}", is_repeatable=True),
        Operation("revoke_key", "DELETE", "/v1/keys/{key_id}", is_repeatable=True),
        Operation("list_audit", "GET", "/v1/audit", is_repeatable=True),
    )
}


def list_claims(
    *,
    cursor: str | None = None,
    limit: int | None = None,
    status: Literal["queued", "running", "done", "failed", "canceled"] | None = None,
    verdict: Literal["supported", "refuted", "disputed", "outdated", "not_enough_evidence"] | None = None,
    external_id: str | None = None,
    if_none_match: str | None = None,
) -> ListCall[models.ClaimList, models.ClaimSummary]:
    """List claims, newest first."""
    return ListCall(
        OPERATIONS["list_claims"],
        Parameters(
            query={"cursor": cursor, "limit": limit, "status": status, "verdict": verdict, "external_id": external_id},
            headers={"If-None-Match": if_none_match},
        ),
    )


def create_claim(
    body: models.NewClaimBody, *, wait_seconds: int | None = None, idempotency_key: str | None = None
) -> Call[models.TakenClaim | models.AcceptedClaim]:
    """Have a claim checked."""
    return Call(
        OPERATIONS["create_claim"],
        Parameters(headers={"Idempotency-Key": idempotency_key}),
        body=body,
        wait_seconds=wait_seconds,
    )


def get_claim(claim_id: str, *, if_none_match: str | None = None) -> Call[models.Claim]:
    """Return a claim with the evidence that may be shown now."""
    return Call(OPERATIONS["get_claim"], Parameters(path={"claim_id": claim_id}, headers={"If-None-Match": if_none_match}))


def watch_claim(claim_id: str, body: models.WatchBody) -> Call[models.Claim]:
    """Watch a claim, or stop it."""
    return Call(OPERATIONS["watch_claim"], Parameters(path={"claim_id": claim_id}), body=body)


def get_document(document_id: str, *, if_none_match: str | None = None) -> Call[models.StoredDocument]:
    """Return a document in its current version."""
    return Call(
        OPERATIONS["get_document"], Parameters(path={"document_id": document_id}, headers={"If-None-Match": if_none_match})
    )


def put_document(
    document_id: str,
    body: models.Document | Body,
    *,
    if_match: str | None = None,
    if_none_match: str | None = None,
    content_type: Literal["application/json", "text/html", "text/plain", "application/xml"] = "application/json",
) -> Call[models.PutDocument]:
    """Store a document. Other content than before makes a new version; status and embargo alone do not."""
    return Call(
        OPERATIONS["put_document"],
        Parameters(path={"document_id": document_id}, headers={"If-Match": if_match, "If-None-Match": if_none_match}),
        body=body,
        content_type=content_type,
    )


def delete_document(document_id: str, *, if_match: str | None = None) -> Call[None]:
    """Delete a document with all its versions."""
    return Call(OPERATIONS["delete_document"], Parameters(path={"document_id": document_id}, headers={"If-Match": if_match}))


def list_documents(
    *, cursor: str | None = None, limit: int | None = None, if_none_match: str | None = None
) -> ListCall[models.DocumentList, models.DocumentSummary]:
    """List documents without their texts, newest first."""
    return ListCall(
        OPERATIONS["list_documents"],
        Parameters(query={"cursor": cursor, "limit": limit}, headers={"If-None-Match": if_none_match}),
    )


def post_documents(
    body: models.ImportedDocument | Body,
    *,
    idempotency_key: str | None = None,
    content_type: Literal["application/json", "text/html", "application/xml"] = "application/json",
) -> Call[models.TakenDocuments]:
    """Store the documents of a body, such as a feed or a message, under the names that they bring."""
    return Call(
        OPERATIONS["post_documents"],
        Parameters(headers={"Idempotency-Key": idempotency_key}),
        body=body,
        content_type=content_type,
    )


def list_versions(
    document_id: str, *, cursor: str | None = None, limit: int | None = None, if_none_match: str | None = None
) -> ListCall[models.VersionList, models.VersionSummary]:
    """List the versions of a document without their texts, newest first."""
    return ListCall(
        OPERATIONS["list_versions"],
        Parameters(
            path={"document_id": document_id},
            query={"cursor": cursor, "limit": limit},
            headers={"If-None-Match": if_none_match},
        ),
    )


def get_version(document_id: str, version: int, *, if_none_match: str | None = None) -> Call[models.Version]:
    """Return one version of a document, as reports cite it."""
    return Call(
        OPERATIONS["get_version"],
        Parameters(path={"document_id": document_id, "version": version}, headers={"If-None-Match": if_none_match}),
    )


def create_import(body: Body, *, idempotency_key: str | None = None) -> Call[models.Import]:
    """Import documents from JSON lines."""
    return Call(
        OPERATIONS["create_import"],
        Parameters(headers={"Idempotency-Key": idempotency_key}),
        body=body,
        content_type="application/x-ndjson",
    )


def get_import(import_id: str, *, if_none_match: str | None = None) -> Call[models.Import]:
    """Return how many lines of an import are done and failed, with the first hundred errors."""
    return Call(
        OPERATIONS["get_import"], Parameters(path={"import_id": import_id}, headers={"If-None-Match": if_none_match})
    )


def verify_quote(body: models.QuoteBody) -> Call[models.QuoteCheck]:
    """Say whether a quote stands in a document: word for word, typed otherwise, or not at all."""
    return Call(OPERATIONS["verify_quote"], body=body)


def search_passages(q: str, *, limit: int | None = None, if_none_match: str | None = None) -> Call[models.SearchAnswer]:
    """Search the archive for passages."""
    return Call(
        OPERATIONS["search_passages"], Parameters(query={"q": q, "limit": limit}, headers={"If-None-Match": if_none_match})
    )


def get_health() -> Call[models.Health]:
    """Say that the process lives; touches nothing else."""
    return Call(OPERATIONS["get_health"])


def get_readiness() -> Call[models.Ready]:
    """Say whether work can be done: store, broker, a worker for each queue, and the index."""
    return Call(OPERATIONS["get_readiness"])


def follow_claim(claim_id: str, *, last_event_id: str | None = None) -> EventsCall:
    """Listen to the progress of a claim's latest check."""
    return EventsCall(
        OPERATIONS["follow_claim"], Parameters(path={"claim_id": claim_id}, headers={"Last-Event-ID": last_event_id})
    )


def follow_import(import_id: str, *, last_event_id: str | None = None) -> EventsCall:
    """Listen to the progress of an import: `progress` with its counts, at last `done` or `failed`."""
    return EventsCall(
        OPERATIONS["follow_import"], Parameters(path={"import_id": import_id}, headers={"Last-Event-ID": last_event_id})
    )


def cancel_claim(claim_id: str, *, idempotency_key: str | None = None) -> Call[models.ClaimSummary]:
    """Cancel a claim's check that is queued or running; what it would have found is not stored."""
    return Call(
        OPERATIONS["cancel_claim"], Parameters(path={"claim_id": claim_id}, headers={"Idempotency-Key": idempotency_key})
    )


def create_claim_batch(body: models.ClaimBatchBody, *, idempotency_key: str | None = None) -> Call[models.ClaimBatch]:
    """Have up to a hundred claims checked."""
    return Call(OPERATIONS["create_claim_batch"], Parameters(headers={"Idempotency-Key": idempotency_key}), body=body)


def get_claim_batch(batch_id: str, *, if_none_match: str | None = None) -> Call[models.ClaimBatch]:
    """Return a batch with the status and verdict of each claim."""
    return Call(
        OPERATIONS["get_claim_batch"], Parameters(path={"batch_id": batch_id}, headers={"If-None-Match": if_none_match})
    )


def create_article(body: models.ArticleBody, *, idempotency_key: str | None = None) -> Call[models.Article]:
    """Have the sentences of a draft checked that are worth it most."""
    return Call(OPERATIONS["create_article"], Parameters(headers={"Idempotency-Key": idempotency_key}), body=body)


def get_article(article_id: str, *, if_none_match: str | None = None) -> Call[models.Article]:
    """Return an article with the status and verdict of each sentence that makes a checkable claim."""
    return Call(
        OPERATIONS["get_article"], Parameters(path={"article_id": article_id}, headers={"If-None-Match": if_none_match})
    )


def delete_article(article_id: str) -> Call[None]:
    """Delete an article with its text; its claims stay as claims of their own."""
    return Call(OPERATIONS["delete_article"], Parameters(path={"article_id": article_id}))


def list_webhooks(
    *, cursor: str | None = None, limit: int | None = None, if_none_match: str | None = None
) -> ListCall[models.WebhookList, models.Webhook]:
    """List webhooks, newest first, without their secrets."""
    return ListCall(
        OPERATIONS["list_webhooks"],
        Parameters(query={"cursor": cursor, "limit": limit}, headers={"If-None-Match": if_none_match}),
    )


def create_webhook(body: models.WebhookBody, *, idempotency_key: str | None = None) -> Call[models.SecretWebhook]:
    """Have events sent to an address, signed as Standard Webhooks specifies."""
    return Call(OPERATIONS["create_webhook"], Parameters(headers={"Idempotency-Key": idempotency_key}), body=body)


def get_webhook(webhook_id: str, *, if_none_match: str | None = None) -> Call[models.Webhook]:
    """Return a webhook without its secret."""
    return Call(
        OPERATIONS["get_webhook"], Parameters(path={"webhook_id": webhook_id}, headers={"If-None-Match": if_none_match})
    )


def update_webhook(webhook_id: str, body: models.WebhookChanges) -> Call[models.Webhook]:
    """Change a webhook; `status` disables it or makes it active again."""
    return Call(OPERATIONS["update_webhook"], Parameters(path={"webhook_id": webhook_id}), body=body)


def delete_webhook(webhook_id: str) -> Call[None]:
    """Delete a webhook."""
    return Call(OPERATIONS["delete_webhook"], Parameters(path={"webhook_id": webhook_id}))


def rotate_webhook_secret(
    webhook_id: str, body: models.RotationBody, *, idempotency_key: str | None = None
) -> Call[models.SecretWebhook]:
    """Give a webhook a new secret; for a while every message is signed with both."""
    return Call(
        OPERATIONS["rotate_webhook_secret"],
        Parameters(path={"webhook_id": webhook_id}, headers={"Idempotency-Key": idempotency_key}),
        body=body,
    )


def test_webhook(webhook_id: str, *, idempotency_key: str | None = None) -> Call[models.Delivery]:
    """Send an event of the type `webhook.test`."""
    return Call(
        OPERATIONS["test_webhook"], Parameters(path={"webhook_id": webhook_id}, headers={"Idempotency-Key": idempotency_key})
    )


def list_deliveries(
    webhook_id: str,
    *,
    cursor: str | None = None,
    limit: int | None = None,
    status: Literal["pending", "delivered", "failed"] | None = None,
    if_none_match: str | None = None,
) -> ListCall[models.DeliveryList, models.Delivery]:
    """List what was sent to a webhook, newest first. The log goes back as far as it is kept, 30 days by default."""
    return ListCall(
        OPERATIONS["list_deliveries"],
        Parameters(
            path={"webhook_id": webhook_id},
            query={"cursor": cursor, "limit": limit, "status": status},
            headers={"If-None-Match": if_none_match},
        ),
    )


def get_delivery(webhook_id: str, delivery_id: str, *, if_none_match: str | None = None) -> Call[models.Delivery]:
    """Return one delivery with its attempts."""
    return Call(
        OPERATIONS["get_delivery"],
        Parameters(path={"webhook_id": webhook_id, "delivery_id": delivery_id}, headers={"If-None-Match": if_none_match}),
    )


def replay_delivery(webhook_id: str, delivery_id: str, *, idempotency_key: str | None = None) -> Call[models.Delivery]:
    """Send the event of a delivery once more, whatever came of the first; it says what is true now."""
    return Call(
        OPERATIONS["replay_delivery"],
        Parameters(
            path={"webhook_id": webhook_id, "delivery_id": delivery_id}, headers={"Idempotency-Key": idempotency_key}
        ),
    )


def recheck_claim(claim_id: str, *, idempotency_key: str | None = None) -> Call[models.Recheck]:
    """Check a claim again. It goes on showing what was found before until the new check has found something else."""
    return Call(
        OPERATIONS["recheck_claim"], Parameters(path={"claim_id": claim_id}, headers={"Idempotency-Key": idempotency_key})
    )


def list_checks(
    claim_id: str, *, cursor: str | None = None, limit: int | None = None, if_none_match: str | None = None
) -> ListCall[models.CheckList, models.CheckSummary]:
    """List the checks of a claim, newest first, each with why it was run and what it changed."""
    return ListCall(
        OPERATIONS["list_checks"],
        Parameters(
            path={"claim_id": claim_id}, query={"cursor": cursor, "limit": limit}, headers={"If-None-Match": if_none_match}
        ),
    )


def get_check(claim_id: str, number: int, *, if_none_match: str | None = None) -> Call[models.PastCheck]:
    """Return a claim with what one of its checks found, as far as it may be shown now."""
    return Call(
        OPERATIONS["get_check"],
        Parameters(path={"claim_id": claim_id, "number": number}, headers={"If-None-Match": if_none_match}),
    )


def get_workspace(*, if_none_match: str | None = None) -> Call[models.Workspace]:
    """Return what the workspace has settled."""
    return Call(OPERATIONS["get_workspace"], Parameters(headers={"If-None-Match": if_none_match}))


def update_workspace(body: models.WatchBody) -> Call[models.Workspace]:
    """Settle whether claims are watched whose senders don't say; it holds for claims from now on."""
    return Call(OPERATIONS["update_workspace"], body=body)


def update_review(claim_id: str, body: models.ReviewBody) -> Call[models.Review]:
    """Rate a claim as an editor. It goes into the claim's ClaimReview and decides nothing else."""
    return Call(OPERATIONS["update_review"], Parameters(path={"claim_id": claim_id}), body=body)


def get_claim_review(claim_id: str, *, if_none_match: str | None = None) -> Call[models.ClaimReview]:
    """Return a draft of schema.org's ClaimReview; the rating is null until an editor has set it."""
    return Call(
        OPERATIONS["get_claim_review"], Parameters(path={"claim_id": claim_id}, headers={"If-None-Match": if_none_match})
    )


def list_annotations(claim_id: str, *, if_none_match: str | None = None) -> Call[models.AnnotationPage]:
    """Return the evidence as W3C Web Annotations, by quote and by offsets into the version's text."""
    return Call(
        OPERATIONS["list_annotations"], Parameters(path={"claim_id": claim_id}, headers={"If-None-Match": if_none_match})
    )


def get_bundle(claim_id: str, *, if_none_match: str | None = None) -> Call[models.Bundle]:
    """Return claim and report with the hashes of what is cited, signed; `factcheck verify-bundle` checks it offline."""
    return Call(OPERATIONS["get_bundle"], Parameters(path={"claim_id": claim_id}, headers={"If-None-Match": if_none_match}))


def get_signing_key(*, if_none_match: str | None = None) -> Call[models.SigningKey]:
    """Return the public key that the workspace's bundles are signed with; the first request makes it."""
    return Call(OPERATIONS["get_signing_key"], Parameters(headers={"If-None-Match": if_none_match}))


def list_feedback(
    claim_id: str, *, cursor: str | None = None, limit: int | None = None, if_none_match: str | None = None
) -> ListCall[models.FeedbackList, models.Feedback]:
    """List the feedback on a claim, newest first."""
    return ListCall(
        OPERATIONS["list_feedback"],
        Parameters(
            path={"claim_id": claim_id}, query={"cursor": cursor, "limit": limit}, headers={"If-None-Match": if_none_match}
        ),
    )


def give_feedback(claim_id: str, body: models.FeedbackBody, *, idempotency_key: str | None = None) -> Call[models.Feedback]:
    """Say of a piece of evidence whether it is right, or what the verdict should be."""
    return Call(
        OPERATIONS["give_feedback"],
        Parameters(path={"claim_id": claim_id}, headers={"Idempotency-Key": idempotency_key}),
        body=body,
    )


def list_keys(
    *, cursor: str | None = None, limit: int | None = None, if_none_match: str | None = None
) -> ListCall[models.KeyList, models.Key]:
    """List the workspace's keys, revoked ones too, newest first."""
    return ListCall(
        OPERATIONS["list_keys"],
        Parameters(query={"cursor": cursor, "limit": limit}, headers={"If-None-Match": if_none_match}),
    )


def create_key(body: models.KeyBody, *, idempotency_key: str | None = None) -> Call[models.NewKey]:
    """Make a key for this workspace."""
    return Call(OPERATIONS["create_key"], Parameters(headers={"Idempotency-Key": idempotency_key}), body=body)


def get_key(key_id: str, *, if_none_match: str | None = None) -> Call[models.Key]:
    """Return a key."""
    return Call(OPERATIONS["get_key"], Parameters(path={"key_id": key_id}, headers={"If-None-Match": if_none_match}))


def revoke_key(key_id: str) -> Call[None]:
    """Revoke a key at once. It stays in the list."""
    return Call(OPERATIONS["revoke_key"], Parameters(path={"key_id": key_id}))


def list_audit(
    *,
    cursor: str | None = None,
    limit: int | None = None,
    key_id: str | None = None,
    operation: str | None = None,
    if_none_match: str | None = None,
) -> ListCall[models.AuditList, models.AuditEntry]:
    """List the requests that wrote something or were kept from it, newest first."""
    return ListCall(
        OPERATIONS["list_audit"],
        Parameters(
            query={"cursor": cursor, "limit": limit, "key_id": key_id, "operation": operation},
            headers={"If-None-Match": if_none_match},
        ),
    )
