"""What the webhook takes, and what it refuses."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core import mail
from django.test import override_settings
from django.urls import reverse
from standardwebhooks.webhooks import Webhook
from wagtail_factcheck import checking
from wagtail_factcheck.client import send
from wagtail_factcheck.models import EvidenceChange, PageClaim, PageResults

from tests.newsroom.models import ArticlePage
from tests.pages import FALSE, NewsroomCase, wait_for

SECRET, OLD_SECRET = "whsec_" + "c2VjcmV0" * 5, "whsec_" + "b2xkZXI=" * 1
SETTINGS = {**settings.WAGTAIL_FACTCHECK, "COMMENT_VERDICTS": [], "WEBHOOK_SECRET": ""}


def sign(body: bytes, *, at: float | None = None, message_id: str = "evt_1", secret: str = SECRET) -> dict[str, str]:
    """Return the headers of a message, by the library that other receivers use."""
    moment = time.time() if at is None else at
    signature = Webhook(secret).sign(message_id, datetime.fromtimestamp(moment, UTC), body.decode())
    return {"webhook-id": message_id, "webhook-timestamp": str(int(moment)), "webhook-signature": signature}


def change(verdict: str = "refuted", check_id: str = "chk_1") -> bytes:
    """Return the message that the evidence of a claim has changed."""
    claim = {"claim_id": "clm_0", "status": "done", "verdict": verdict, "confidence": 0.9, "evidence": []}
    data = {"claim_id": "clm_0", "check_id": check_id, "is_latest": True, "claim": claim}
    return json.dumps({"type": "claim.evidence_changed", "data": data}).encode()


@override_settings(WAGTAIL_FACTCHECK={**SETTINGS, "WEBHOOK_SECRET": [SECRET, OLD_SECRET]})
class MessagesTest(NewsroomCase):
    """Signed messages change results once and tell the owner."""

    def post(self, body: bytes, headers: dict[str, str]) -> int:
        """Send a message and return the status of the answer."""
        address = reverse("wagtail_factcheck:webhook")
        status: int = self.client.post(address, body, content_type="application/json", headers=headers).status_code
        return status

    def checked(self, **fields: Any) -> ArticlePage:
        """Return a page whose one claim was supported."""
        page = self.write(FALSE, **fields)
        results = PageResults.objects.create(page_id=page.pk, article_id="art_0", digest="", status="done")
        PageClaim.objects.create(results=results, place=0, text=FALSE, claim_id="clm_0", status="done", verdict="supported")
        return page

    def test_only_signed_and_fresh_messages_are_taken(self) -> None:
        body, good = b'{"type": "webhook.test", "data": {}}', sign(b'{"type": "webhook.test", "data": {}}')
        assert self.post(body, good) == 204
        assert self.post(body, sign(body, secret=OLD_SECRET)) == 204
        assert self.post(body, {**good, "webhook-signature": "v1,AAAA " + good["webhook-signature"]}) == 204
        assert self.post(body, {}) == 401
        assert self.post(body, {**good, "webhook-id": "evt_2"}) == 401
        assert self.post(body + b" ", good) == 401
        assert self.post(body, sign(body, secret="whsec_b3RoZXI=")) == 401
        assert self.post(body, sign(body, at=time.time() - 330)) == 401
        assert self.post(body, sign(body, at=time.time() + 330)) == 401
        for broken in ("v1", "v1,é", "", "v1,,", "nonsense"):
            assert self.post(body, {**good, "webhook-signature": broken}) == 401
        assert self.post(b"\xff", good) == 401
        assert self.client.get(reverse("wagtail_factcheck:webhook")).status_code == 405

    @override_settings(WAGTAIL_FACTCHECK=SETTINGS)
    def test_without_a_secret_nothing_is_taken(self) -> None:
        assert self.post(b"{}", sign(b"{}")) == 401

    def test_a_message_is_acted_upon_once(self) -> None:
        page = self.checked(live=True)
        for message_id in ("evt_once", "evt_once", "evt_again"):
            assert self.post(change(), sign(change(), message_id=message_id)) == 204
        assert PageClaim.objects.get().verdict == "refuted"
        assert [(one.before, one.verdict) for one in EvidenceChange.objects.all()] == [("supported", "refuted")]
        assert [sent.to for sent in mail.outbox] == [["bela@alm-courier.example"]]
        assert "Floods and votes" in mail.outbox[0].subject
        assert "Before: Supported. Now: Refuted." in mail.outbox[0].body
        assert f"/admin/pages/{page.pk}/edit/" in mail.outbox[0].body

    def test_of_a_draft_nobody_is_told(self) -> None:
        self.checked()
        assert self.post(change(), sign(change())) == 204
        assert PageClaim.objects.get().verdict == "refuted"
        assert mail.outbox == []

    def test_what_is_not_for_us_is_passed_over(self) -> None:
        self.checked(live=True)
        late = json.loads(change())
        late["data"]["is_latest"] = False
        thin = json.loads(change())
        del thin["data"]["claim"]
        for number, message in enumerate([late, thin, {"type": "import.done"}, [], {"type": "article.done", "data": {}}]):
            body = json.dumps(message).encode()
            assert self.post(body, sign(body, message_id=f"evt_{number}")) == 204
        assert PageClaim.objects.get().verdict == "supported"

    def test_a_message_whose_results_can_not_be_fetched_is_sent_again(self) -> None:
        page = self.checked()
        checking.check(page.get_latest_revision_as_object(), self.writer)
        results = PageResults.objects.get(pk=page.pk)
        body = json.dumps({"type": "article.done", "data": {"article_id": results.article_id}}).encode()
        away = {**settings.WAGTAIL_FACTCHECK, "ADDRESS": "http://127.0.0.1:9", "WEBHOOK_SECRET": SECRET}
        with override_settings(WAGTAIL_FACTCHECK=away):
            assert self.post(body, sign(body)) == 503
        wait_for(lambda: send("GET", f"/v1/articles/{results.article_id}")["status"] == "done")
        assert self.post(body, sign(body)) == 204
        results.refresh_from_db()
        assert results.status == "done"

    def test_the_message_about_an_article_that_is_gone_is_taken(self) -> None:
        page = self.checked()
        PageResults.objects.filter(pk=page.pk).update(status="running")
        body = json.dumps({"type": "article.done", "data": {"article_id": "art_0"}}).encode()
        assert self.post(body, sign(body)) == 204

    def test_the_change_is_shown_until_it_is_dismissed(self) -> None:
        page = self.checked(live=True)
        self.post(change(), sign(change()))
        self.sign_in(self.writer)
        home = reverse("wagtailadmin_home")
        show = reverse("wagtail_factcheck_admin:show", args=(page.pk,))
        assert "Floods and votes" in self.client.get(home).content.decode()
        assert "(Supported → Refuted)" in self.client.get(show).json()["html"]
        assert "(Supported → Refuted)" not in self.client.post(show + "dismiss/").json()["html"]
        assert "evidence has changed" not in self.client.get(home).content.decode()
