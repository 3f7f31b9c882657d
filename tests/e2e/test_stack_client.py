"""The Python client against the real service: what its README shows, and what only real processes can show."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from factcheck.local.stack import LocalStack
from factcheck.settings import Settings
from factcheck.store import open_store
from factcheck_client import AsyncClient, Client, RetryPolicy, calls, verify_webhook
from factcheck_client.errors import ConflictError, NotFoundError, NotModifiedError, PreconditionFailedError
from tests.receiver import Received, Receiver, running_receiver

pytestmark = pytest.mark.timeout(240)
README = (Path(__file__).resolve().parents[2] / "clients" / "python" / "README.md").read_text(encoding="utf-8")
# All of it has to stay one part of the address.
DOCUMENT_ID = "urn:quay?1#%2F"
EXAMPLES = re.findall(r"```python\n(.*?)```(?:\n\n```text\n(.*?)```)?", README, re.DOTALL)


@pytest.fixture(scope="module")
def key(stack_settings: Settings) -> str:
    store = open_store(stack_settings.database_url)
    token = store.keys.create(store.workspaces.ensure("client").workspace_id, ["admin"])[1]
    store.close()
    return token


@pytest.fixture
def client(stack: LocalStack, key: str) -> Iterator[Client]:
    with Client(stack.base_url, key) as client:
        yield client


class LosesFirstAnswer(httpx.HTTPTransport):
    """Delivers the first request and loses its answer."""

    lost = False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        if not self.lost:
            self.lost = True
            response.close()
            raise httpx.ReadError("lost on the way", request=request)
        return response


@pytest.mark.parametrize(("code", "shown"), [example for example in EXAMPLES if example[1]], ids=["claim", "draft"])
def test_the_examples_print_what_they_show(
    code: str, shown: str, stack: LocalStack, key: str, monkeypatch: Any, capsys: Any
) -> None:
    monkeypatch.setenv("FACTCHECK_URL", stack.base_url)
    monkeypatch.setenv("FACTCHECK_KEY", key)
    exec(compile(code, "README.md", "exec"), {"__name__": "example"})
    assert capsys.readouterr().out == shown


def wait_for(receiver: Receiver, name: str) -> Received:
    """Return the message that names this; claims of the examples may still be ending and send theirs before."""
    return next(sent for sent in iter(lambda: receiver.wait(60), None) if name.encode() in sent.body)


def test_a_webhook_is_verified_as_the_readme_says(client: Client, capsys: Any) -> None:
    names: dict[str, Any] = {}
    (code,) = [code for code, _ in EXAMPLES if "def receive" in code]
    exec(compile(code, "README.md", "exec"), names)
    with running_receiver() as receiver:
        webhook = client.create_webhook({"url": receiver.url, "events": ["claim.done"]})
        claim = client.check_claim({"text": "The weir at Norbury was closed on Monday.", "fresh": True})
        came = wait_for(receiver, claim["claim_id"])
        assert names["receive"](came.body, came.headers, webhook["secret"]) == 204
        assert capsys.readouterr().out == f"claim.done {claim['claim_id']}\n"
        assert names["receive"](came.body + b" ", came.headers, webhook["secret"]) == 400
        rotated = client.rotate_webhook_secret(webhook["webhook_id"], {})
        client.test_webhook(webhook["webhook_id"])
        tested = wait_for(receiver, "webhook.test")
        for secret in (rotated["secret"], webhook["secret"]):
            assert verify_webhook(tested.body, tested.headers, secret).type == "webhook.test"
        client.delete_webhook(webhook["webhook_id"])
    with pytest.raises(NotFoundError):
        client.get_webhook(webhook["webhook_id"])


def test_a_claim_whose_answer_was_lost_is_made_once(stack: LocalStack, key: str) -> None:
    options: dict[str, Any] = {"transport": LosesFirstAnswer(), "retries": RetryPolicy(first_pause_seconds=0.01)}
    with Client(stack.base_url, key, **options) as client:
        answer = client.send(calls.create_claim({"text": "The ferry at Norbury runs on Sundays.", "external_id": "ferry"}))
        assert answer.is_replayed
        assert [claim["claim_id"] for claim in client.list_claims(external_id="ferry")] == [answer.data["claim_id"]]


def test_an_archive_is_imported_and_listed_page_by_page(client: Client, tmp_path: Path) -> None:
    archive = tmp_path / "archive.jsonl"
    lines = [json.dumps({"document_id": f"lock-{number}", "text": f"Lock number {number} is shut."}) for number in range(5)]
    archive.write_text("\n".join(lines), encoding="utf-8")
    made = client.create_import(archive)
    ended = client.wait_for_import(made["import_id"])
    assert (ended["status"], ended["done"]) == ("done", 5)
    assert [event.kind for event in client.follow_import(made["import_id"])][-1] == "done"
    listed = [document["document_id"] for document in client.list_documents(limit=2)]
    assert {f"lock-{number}" for number in range(5)} <= set(listed)
    assert len(listed) == len(set(listed))


def test_a_document_is_changed_only_as_it_was_seen(client: Client) -> None:
    client.put_document(DOCUMENT_ID, "<p>The quay at Norbury is closed.</p>", content_type="text/html")
    seen = client.send(calls.get_document(DOCUMENT_ID))
    assert "closed" in seen.data["text"]
    client.wait_for_document(DOCUMENT_ID)
    client.put_document(DOCUMENT_ID, {"text": "The quay is open."}, if_match=seen.etag)
    with pytest.raises(PreconditionFailedError):
        client.put_document(DOCUMENT_ID, {"text": "The quay is shut."}, if_match=seen.etag)
    client.wait_for_document(DOCUMENT_ID)
    now = client.send(calls.get_document(DOCUMENT_ID))
    with pytest.raises(NotModifiedError):
        client.get_document(DOCUMENT_ID, if_none_match=now.etag)
    client.delete_document(DOCUMENT_ID)


def test_the_async_client_does_the_same(stack: LocalStack, key: str) -> None:
    async def use() -> None:
        async with AsyncClient(stack.base_url, key) as client:
            texts = ["The pier is long.", "The pier is short."]
            batch = await client.create_claim_batch({"claims": [{"text": text} for text in texts]})
            ended = await client.wait_for_claim_batch(batch["batch_id"])
            assert ended["status"] == "done"
            claim_ids = [item["claim"]["claim_id"] for item in ended["items"]]
            claims = await asyncio.gather(*[client.get_claim(claim_id) for claim_id in claim_ids])
            assert [claim["text"] for claim in claims] == texts
            assert claim_ids[0] in [claim["claim_id"] async for claim in client.list_claims(limit=1)]
            with pytest.raises(ConflictError):
                await client.cancel_claim(claim_ids[0])

    asyncio.run(use())
