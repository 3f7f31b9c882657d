"""A document that claims and searches of several modules are answered from."""

from __future__ import annotations

import httpx

from tests.waiting import until

TEXT = "The bridge over the Seym near Glushkovo was destroyed on Friday. The governor confirmed the strike."
CLAIM = "The bridge over the Seym near Glushkovo was destroyed."


def put_bridge(client: httpx.Client) -> None:
    """Put it under the id ``bridge`` and wait until it can be found."""
    client.put("/v1/documents/bridge", json={"text": TEXT, "title": "Bridge destroyed"}).raise_for_status()
    until(lambda: client.get("/v1/documents/bridge").json()["index_status"] == "indexed", 60)
