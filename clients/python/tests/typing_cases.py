"""What type checkers make of the client; mypy reads this, nothing runs it."""

from __future__ import annotations

from typing import Literal, assert_type

from factcheck_client import Answer, AsyncClient, Client, Event, calls, models

Verdict = Literal["supported", "refuted", "disputed", "outdated", "not_enough_evidence"]


def use(client: Client) -> None:
    """Answers, items, pages and events have their types, and so have arguments."""
    assert_type(client.get_claim("clm_1"), models.Claim)
    assert_type(client.get_claim("clm_1")["verdict"], Verdict | None)
    assert_type(client.check_claim({"text": "T"}, timeout_seconds=5), models.Claim)
    assert_type(client.create_claim({"text": "T"}), models.TakenClaim | models.AcceptedClaim)
    assert_type(client.send(calls.get_document("a")), Answer[models.StoredDocument])
    assert_type(list(client.list_claims(status="done")), list[models.ClaimSummary])
    assert_type(list(client.list_claims().pages()), list[models.ClaimList])
    assert_type(list(client.follow_claim("clm_1")), list[Event])
    client.put_document("a", {"text": "T", "publisher": "P"}, if_match='"e"')
    client.put_document("a", b"<p>T</p>", content_type="text/html")
    # An ignore that nothing needs is an error, so these have to be ones.
    client.create_claim({"txt": "T"})  # type: ignore[typeddict-item, typeddict-unknown-key]
    client.get_claim(7)  # type: ignore[arg-type]
    client.list_claims(status="over")  # type: ignore[arg-type]


async def use_async(client: AsyncClient) -> None:
    """The same, awaited."""
    assert_type(await client.get_claim("clm_1"), models.Claim)
    assert_type(await client.wait_for_import("imp_1"), models.Import)
    assert_type([claim async for claim in client.list_claims()], list[models.ClaimSummary])
    assert_type([event async for event in client.follow_claim("clm_1")], list[Event])
