"""The kinds of events that a webhook can ask for."""

from __future__ import annotations

EVENT_KINDS = (
    "claim.done",
    "claim.failed",
    "claim.canceled",
    "claim.evidence_changed",
    "claim_batch.done",
    "article.done",
    "import.done",
)
THIN, FULL = "thin", "full"
