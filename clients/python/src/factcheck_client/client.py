"""The two clients: the same operations and waits, blocking and async."""

from __future__ import annotations

from factcheck_client import waiting
from factcheck_client.awaiting import AsyncWaitMethod
from factcheck_client.blocking import WaitMethod
from factcheck_client.methods import AsyncOperations, Operations


class Client(Operations):
    """A blocking client of one service, with one key: ``with Client("http://127.0.0.1:8000", key) as client: …``"""

    check_claim = WaitMethod(waiting.check_claim)
    wait_for_claim = WaitMethod(waiting.wait_for_claim)
    wait_for_claim_batch = WaitMethod(waiting.wait_for_claim_batch)
    wait_for_article = WaitMethod(waiting.wait_for_article)
    wait_for_import = WaitMethod(waiting.wait_for_import)
    wait_for_document = WaitMethod(waiting.wait_for_document)


class AsyncClient(AsyncOperations):
    """The async twin of ``Client``: ``async with AsyncClient(…) as client: await client.check_claim(…)``"""

    check_claim = AsyncWaitMethod(waiting.check_claim)
    wait_for_claim = AsyncWaitMethod(waiting.wait_for_claim)
    wait_for_claim_batch = AsyncWaitMethod(waiting.wait_for_claim_batch)
    wait_for_article = AsyncWaitMethod(waiting.wait_for_article)
    wait_for_import = AsyncWaitMethod(waiting.wait_for_import)
    wait_for_document = AsyncWaitMethod(waiting.wait_for_document)
