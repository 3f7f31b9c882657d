"""Clients that send work until all of it was answered, whatever happens in between."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any

import httpx

from factcheck.store.records import ENDED_CHECKS
from tests.chaos.ledger import Ledger
from tests.chaos.work import DeleteDocument, PostClaim, PutDocument, Step

TIMEOUT_SECONDS = 30.0
AGAIN_SECONDS = 0.5
# A client that has so many unfinished claims waits before it sends the next.
CLAIMS_UNDER_WAY = 4
LONGEST_WAIT_SECONDS = 90.0
NOT_NOW = (409, 429, 503)


class Client(threading.Thread):
    """Sends its steps one after the other, each again and again until it was answered.

    A claim has an Idempotency-Key, so sending it again makes no second one. An answer that is neither a success nor a
    request to come back ends the client; ``error`` says which.
    """

    def __init__(self, number: int, steps: Sequence[Step], ledger: Ledger, base_url: str, token: str) -> None:
        super().__init__(name=f"client-{number}", daemon=True)
        self._steps = steps
        self._ledger = ledger
        self._client = httpx.Client(
            base_url=base_url, headers={"Authorization": f"Bearer {token}"}, timeout=TIMEOUT_SECONDS, trust_env=False
        )
        self._under_way: set[str] = set()
        self._halted = threading.Event()
        self.error: Exception | None = None

    def run(self) -> None:
        """Send everything."""
        try:
            with self._client:
                for number, step in enumerate(self._steps):
                    if self._halted.is_set():
                        return
                    self._take(number, step)
        except Exception as error:  # noqa: BLE001 - told by whoever waits for this thread
            self.error = error

    def stop(self) -> None:
        """Send nothing more."""
        self._halted.set()

    def _take(self, number: int, step: Step) -> None:
        match step:
            case PostClaim(text, is_watched):
                self._ledger.wait_for(self._has_room, LONGEST_WAIT_SECONDS, look_seconds=0.5)
                began = time.monotonic()
                body = {"text": text, "watch": True} if is_watched else {"text": text}
                answer = self._send("POST", "/v1/claims", body, {"Idempotency-Key": f"{self.name}-{number}"})
                claim_id = answer.json()["claim_id"]
                self._under_way.add(claim_id)
                self._ledger.note_claim(claim_id, text, time.monotonic() - began)
            case PutDocument(document_id, word, text):
                self._send("PUT", f"/v1/documents/{document_id}", {"text": text, "title": word, "language": "en"})
                self._ledger.note_document(document_id, word)
            case DeleteDocument(document_id):
                self._send("DELETE", f"/v1/documents/{document_id}", allowed=(404,))
                self._ledger.note_document(document_id, None)

    def _has_room(self) -> bool:
        self._under_way -= self._ledger.ended
        if len(self._under_way) >= CLAIMS_UNDER_WAY:
            # Webhooks may be late; a client that is not told asks.
            self._under_way -= self._ask_for(min(self._under_way))
        return len(self._under_way) < CLAIMS_UNDER_WAY or self._halted.is_set()

    def _ask_for(self, claim_id: str) -> set[str]:
        try:
            answer = self._client.get(f"/v1/claims/{claim_id}")
        except httpx.TransportError:
            return set()
        return {claim_id} if answer.is_success and answer.json()["status"] in ENDED_CHECKS else set()

    def _send(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        allowed: Sequence[int] = (),
    ) -> httpx.Response:
        while True:
            try:
                answer = self._client.request(method, path, json=body, headers=headers)
            except httpx.TransportError as error:
                self._ledger.note_status(type(error).__name__)
            else:
                self._ledger.note_status(str(answer.status_code))
                if answer.is_success or answer.status_code in allowed:
                    return answer
                if answer.status_code not in NOT_NOW and answer.status_code < 500:
                    raise RuntimeError(f"{method} {path} was answered {answer.status_code}: {answer.text[:300]}")
            if self._halted.wait(AGAIN_SECONDS):
                raise RuntimeError(f"{method} {path} was not answered before the end")
