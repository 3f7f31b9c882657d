"""Comments at claims: made for bad verdicts, resolved when the verdict is another or the sentence is gone."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Comment
from wagtail.users.models import UserProfile

from wagtail_factcheck.client import ServiceError, send
from wagtail_factcheck.models import ClaimComment, PageClaim, PageResults
from wagtail_factcheck.settings import read_settings
from wagtail_factcheck.texts import Place, find, lines_of
from wagtail_factcheck.wording import name_verdict

logger = logging.getLogger(__name__)


def place_comments(results: PageResults, draft: Any) -> None:
    """Make the comments of a page fit its claims, as they stand in the draft that was saved last."""
    wanted = _find_claims(results, draft)
    author = _find_author(results, draft)
    standing = _resolve_others(draft, wanted)
    _drop_copies(draft)
    for claim, place in wanted.values():
        if author and claim.claim_id not in standing and not _was_closed(draft, claim):
            _comment(draft, author, claim, place)


def _find_claims(results: PageResults, draft: Any) -> dict[str, tuple[PageClaim, Place]]:
    lines = lines_of(draft)
    claims = results.claims.filter(verdict__in=read_settings().comment_verdicts)
    placed = ((claim, find(lines, claim.text)) for claim in claims)
    return {claim.claim_id: (claim, place) for claim, place in placed if place}


def _find_author(results: PageResults, draft: Any) -> Any:
    named = read_settings().comment_user
    if named:
        return get_user_model().objects.filter(**{get_user_model().USERNAME_FIELD: named}).first()
    return results.requested_by or draft.owner


def _open_comments(draft: Any) -> QuerySet[ClaimComment]:
    ours = ClaimComment.objects.filter(page_id=draft.pk).exclude(comment=None)
    return ours.filter(comment__resolved_at=None).select_related("comment")


def _resolve_others(draft: Any, wanted: dict[str, tuple[PageClaim, Place]]) -> set[str]:
    """Resolve the comments that no longer fit; return the claims of those that do."""
    standing = set()
    for placed in _open_comments(draft):
        claim, place = wanted.get(placed.claim_id, (None, None))
        if claim and claim.verdict == placed.verdict and place.path == placed.comment.contentpath:
            standing.add(placed.claim_id)
        else:
            Comment.objects.filter(pk=placed.comment_id).update(resolved_at=timezone.now())
    return standing


def _drop_copies(draft: Any) -> None:
    """Delete what an editor that was open meanwhile has saved anew: a comment of ours that had been resolved."""
    ours = ClaimComment.objects.filter(page_id=draft.pk)
    copies = Comment.objects.filter(page_id=draft.pk, resolved_at=None)
    texts, known = ours.values_list("text", flat=True), ours.exclude(comment=None).values_list("comment_id", flat=True)
    copies.filter(text__in=list(texts)).exclude(pk__in=list(known)).delete()


def _was_closed(draft: Any, claim: PageClaim) -> bool:
    """Say whether somebody has resolved or deleted the comment on this verdict: then it stays so."""
    made = ClaimComment.objects.filter(page_id=draft.pk, claim_id=claim.claim_id, verdict=claim.verdict)
    return made.filter(comment=None).exists() or made.exclude(comment__resolved_by=None).exists()


def _comment(draft: Any, author: Any, claim: PageClaim, place: Place) -> None:
    with override(UserProfile.get_for_user(author).get_preferred_language()):
        text = _write(claim)
    with transaction.atomic():
        # Locks the row on every database: a message and an editor may ask at the same moment.
        PageResults.objects.filter(pk=draft.pk).update(status=F("status"))
        if _open_comments(draft).filter(claim_id=claim.claim_id).exists():
            return
        comment = Comment.objects.create(
            page_id=draft.pk,
            user=author,
            text=text,
            contentpath=place.path,
            position=place.position,
            revision_created_id=draft.latest_revision_id,
        )
        ClaimComment.objects.create(
            page_id=draft.pk, comment=comment, claim_id=claim.claim_id, verdict=claim.verdict, text=text
        )


def _write(claim: PageClaim) -> str:
    said = _("Factcheck: %(verdict)s. “%(sentence)s”") % {"verdict": name_verdict(claim.verdict), "sentence": claim.text}
    try:
        reasons = send("GET", f"/v1/claims/{claim.claim_id}")["reasons"]
    except ServiceError as error:
        logger.warning("The comment on %s has no reasons: %s", claim.claim_id, error)
        reasons = []
    return "\n".join([said, *reasons])
