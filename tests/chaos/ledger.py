"""What the clients were answered and what the webhook was told: the side of the story that the service can't rewrite."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.receiver import Received

ENDS = ("claim.done", "claim.failed", "claim.canceled")
# One message in so many is refused when it comes for the first time.
REFUSED_ONE_IN = 50


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a webhook, as it came."""

    event_id: str
    kind: str
    data: dict[str, Any]


class Ledger:
    """Written by clients and receiver, read by everybody. All methods may be called from any thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.claims: dict[str, str] = {}
        self.documents: dict[str, str | None] = {}
        # The last word that each document held, also of those that are gone.
        self.words: dict[str, str] = {}
        self.messages: list[Message] = []
        self.ended: set[str] = set()
        self.statuses: Counter[str] = Counter()
        self.accept_seconds: list[float] = []
        self._tries: defaultdict[str, int] = defaultdict(int)

    def note_claim(self, claim_id: str, text: str, seconds: float) -> None:
        """Note a claim that was answered 202 or 200."""
        with self._changed:
            self.claims[claim_id] = text
            self.accept_seconds.append(seconds)

    def note_document(self, document_id: str, word: str | None) -> None:
        """Note the state in which a document was left: the word that only this version holds, None if it was deleted."""
        with self._changed:
            self.documents[document_id] = word
            if word is not None:
                self.words[document_id] = word

    def note_status(self, status: str) -> None:
        """Count an answer, or what came in its place."""
        with self._changed:
            self.statuses[status] += 1

    def receive(self, request: Received) -> tuple[int, dict[str, str], bytes]:
        """Take a message of the webhook; refuse a few of them once."""
        body = json.loads(request.body)
        event_id = {name.lower(): value for name, value in request.headers.items()}["webhook-id"]
        with self._changed:
            self._tries[event_id] += 1
            if self._tries[event_id] == 1 and int(event_id[-4:], 16) % REFUSED_ONE_IN == 0:
                return 503, {}, b""
            self.messages.append(Message(event_id, body["type"], body["data"]))
            if body["type"] in ENDS:
                self.ended.add(body["data"]["claim_id"])
            self._changed.notify_all()
        return 200, {}, b""

    def wait_for(self, condition: Callable[[], bool], seconds: float, look_seconds: float = 0.25) -> bool:
        """Wait until the condition holds; it is looked at whenever a message comes, and every ``look_seconds``."""
        deadline = time.monotonic() + seconds
        while not condition():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            with self._changed:
                self._changed.wait(min(left, look_seconds))
        return True
