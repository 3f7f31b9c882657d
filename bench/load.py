"""Open-loop load: requests leave when the clock says so, however slow the answers are.

A client that waits for an answer before it sends the next request measures a slow server seldom (coordinated omission); here
every delay counts from the moment at which the request should have left.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

CONNECTIONS = 64


@dataclass(frozen=True, slots=True)
class Sent:
    """One claim that was sent: its id, when it was due, and how long the answer to it took from then on."""

    claim_id: str
    due_at: datetime
    accepted_ms: float


async def send_claims(base_url: str, token: str, texts: Sequence[str], rate: float) -> list[Sent]:
    """Send the claims at random moments, ``rate`` a second on average, as those of many editors would come."""
    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    headers = {"Authorization": f"Bearer {token}"}
    chance, due = random.Random(7), 0.0
    async with httpx.AsyncClient(base_url=base_url, headers=headers, limits=limits, timeout=60.0) as client:
        began, began_at = time.perf_counter(), datetime.now(UTC).timestamp()
        tasks = []
        for text in texts:
            due += chance.expovariate(rate)
            await asyncio.sleep(max(0.0, began + due - time.perf_counter()))
            tasks.append(asyncio.create_task(_send(client, text, began + due, began_at + due)))
        return await asyncio.gather(*tasks)


async def _send(client: httpx.AsyncClient, text: str, due: float, due_at: float) -> Sent:
    answer = await client.post("/v1/claims", json={"text": text, "fresh": True})
    answer.raise_for_status()
    accepted = (time.perf_counter() - due) * 1000
    return Sent(answer.json()["claim_id"], datetime.fromtimestamp(due_at, UTC), accepted)
