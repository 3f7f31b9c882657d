"""Searches: what is found is quoted to the letter, with a link that leads to it."""

from __future__ import annotations

from typing import Any

from factcheck.domain import ClaimQuery
from factcheck.pipeline.searching import search_passages
from tests.unit.pipeline.conftest import Newsroom

OPENED = "The Aller bridge opened to traffic on Monday after four years of work."


def search(newsroom: Newsroom, text: str) -> list[dict[str, Any]]:
    return search_passages(newsroom.retriever, ClaimQuery(newsroom.workspace_id, text), 3)


def test_a_found_passage_has_its_place_and_a_link_to_it(newsroom: Newsroom) -> None:
    text = f"Some words stand before it, as they do in most articles. {OPENED}"
    newsroom.publish("bridge", text, publisher="Aller Courier", url="https://courier.example/bridge")
    found = search(newsroom, "Aller bridge opened")[0]
    assert text[found["start"] : found["end"]] == found["text"] == OPENED
    assert found["document"]["link"].startswith("https://courier.example/bridge#:~:text=The%20Aller%20bridge")


def test_without_an_address_there_is_no_link(newsroom: Newsroom) -> None:
    newsroom.publish("bridge", OPENED)
    (found,) = search(newsroom, "Aller bridge opened")
    assert found["document"]["link"] is None


def test_what_is_withheld_is_not_found(newsroom: Newsroom) -> None:
    newsroom.publish("bridge", OPENED, status="withheld")
    assert search(newsroom, "Aller bridge opened") == []
