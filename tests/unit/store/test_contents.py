"""When two contents are the same."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from factcheck.store.records import DocumentContent
from factcheck.store.versions import content_sha256, in_utc
from tests.store_samples import BRIDGE

OTHERS = {field.name: "another" for field in fields(DocumentContent)} | {
    "published_at": datetime(2020, 1, 1, tzinfo=UTC),
    "updated_at": datetime(2020, 1, 1, tzinfo=UTC),
}


@pytest.mark.parametrize("name", OTHERS)
def test_every_field_counts(name: str) -> None:
    assert content_sha256(replace(BRIDGE, **{name: OTHERS[name]})) != content_sha256(BRIDGE)


def test_versions_stored_before_there_were_fact_checks_are_still_the_same() -> None:
    assert content_sha256(BRIDGE) == "c40b31635723bcef2a755dfce6572ebce6d6d4f28ab0128b22b4d521b2403e6b"


def test_the_same_instant_in_another_zone_is_the_same() -> None:
    assert BRIDGE.published_at is not None
    moved = replace(BRIDGE, published_at=BRIDGE.published_at.astimezone(timezone(timedelta(hours=9))))
    assert content_sha256(moved) == content_sha256(BRIDGE)
    assert in_utc(moved) == in_utc(BRIDGE)


def test_nothing_and_an_empty_text_are_two_things() -> None:
    assert content_sha256(replace(BRIDGE, title="")) != content_sha256(replace(BRIDGE, title=None))


def test_text_does_not_flow_from_one_field_into_the_next() -> None:
    first = replace(BRIDGE, title='A", "B', publisher="C")
    second = replace(BRIDGE, title="A", publisher='B", "C')
    assert content_sha256(first) != content_sha256(second)


def test_any_code_point_has_a_sum() -> None:
    assert len(content_sha256(replace(BRIDGE, text="\x00 \ud800 😀"))) == 64
