"""Evidence by origin: cases as data, the laws that grouping keeps, and one source in four real publications."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.domain import QuantityComparison
from factcheck.judgement.attribution import find_attribution
from factcheck.judgement.origins import OriginInput, OriginKind, count_independent, group_origins
from tests.cases import read_cases

CASES = read_cases("origins.jsonl")


def read_item(index: int, item: dict[str, Any]) -> OriginInput:
    start = item["text"].index(item["quote"])
    return OriginInput(
        evidence_index=index,
        document_id=item["document_id"],
        publisher=item["publisher"],
        credit=item["credit"],
        published_at=datetime.fromisoformat(item["published_at"]),
        quote=item["quote"],
        document_text=item["text"],
        attribution=find_attribution(item["text"], start, start + len(item["quote"])),
        quantities=tuple(QuantityComparison(**pair) for pair in item["quantities"]),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case_id"])
def test_case(case: dict[str, Any]) -> None:
    origins = group_origins([read_item(index, item) for index, item in enumerate(case["items"])])
    assert [list(origin.evidence) for origin in origins] == [expected["evidence"] for expected in case["origins"]]
    assert [origin.kind.value for origin in origins] == [expected["kind"] for expected in case["origins"]]
    for origin, expected in zip(origins, case["origins"], strict=True):
        assert origin.label == expected.get("label", origin.label)
        assert origin.label


def test_the_order_of_the_evidence_does_not_matter() -> None:
    for case in CASES:
        items = [read_item(index, item) for index, item in enumerate(case["items"])]
        assert group_origins(items[::-1]) == group_origins(items)


def test_ids_count_from_one_and_publishers_are_sorted() -> None:
    items = [read_item(index, item) for index, item in enumerate(CASES[0]["items"])]
    (origin,) = group_origins(items)
    assert origin.origin_id == "o1"
    assert origin.publishers == ("Evening Echo", "North Gazette", "Port Courier")


def test_independent_origins_of_a_side() -> None:
    items = [plain_item(index, f"Paper {index}", f"Town {index} has {index} wells.") for index in range(3)]
    origins = group_origins(items)
    assert count_independent(origins, [0, 2]) == 2
    assert count_independent(origins, []) == 0
    assert count_independent(group_origins(items[:1]), [0, 7]) == 1


def test_nothing_has_no_origin() -> None:
    assert group_origins([]) == []


def plain_item(index: int, publisher: str, text: str, published_at: datetime | None = None) -> OriginInput:
    return OriginInput(index, f"d{index}", publisher, None, published_at, text, text, None)


def test_dates_with_and_without_a_time_zone_are_not_compared() -> None:
    text = "The ferry sank at 4 a.m. off the northern cape, the coast guard said."
    items = [
        OriginInput(0, "a", "A", None, datetime(2025, 1, 1), text, text, find_attribution(text, 0, len(text))),
        OriginInput(1, "b", "B", None, datetime(2025, 6, 1, tzinfo=UTC), text, text, find_attribution(text, 0, len(text))),
    ]
    assert [origin.evidence for origin in group_origins(items)] == [(0, 1)]


PHRASES = ["a source in the navy", "told Reuters", "said", "59,000", "٣٤", "²", "İ", "“", "”", "\n", ", ", ". ", "ships"]
TEXTS = st.lists(st.sampled_from([*PHRASES, "(With inputs from AFP)"]), max_size=25).map(" ".join) | st.text(max_size=120)
PUBLISHERS = st.sampled_from(["", "A", "Reuters", None])
CREDITS = st.sampled_from([None, "AFP/Staff", ";"])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(TEXTS, PUBLISHERS, CREDITS), max_size=6))
def test_every_piece_of_evidence_is_in_exactly_one_origin(drawn: list[tuple[str, str | None, str | None]]) -> None:
    items = [
        OriginInput(index, f"d{index % 4}", publisher, credit, None, text, text, find_attribution(text, 0, len(text)))
        for index, (text, publisher, credit) in enumerate(drawn)
    ]
    origins = group_origins(items)
    assert sorted(index for origin in origins for index in origin.evidence) == list(range(len(items)))
    assert count_independent(origins, range(len(items))) == len(origins)


def test_real_news_retells_one_source_in_four_publications() -> None:
    folder = os.environ.get("FACTCHECK_SEEDS")
    if not folder:
        pytest.skip("FACTCHECK_SEEDS names no folder with news items")
    items = []
    for number, figure in (("000", "59,000"), ("001", "59,000"), ("002", "60,000"), ("004", "59,000")):
        text = next(Path(folder).glob(f"{number}_*.txt")).read_text("utf-8")
        position = text.index(figure)
        start, end = text.rfind("\n", 0, position) + 1, text.index("\n", position)
        attribution = find_attribution(text, start, end)
        items.append(OriginInput(int(number), number, f"Paper {number}", None, None, text[start:end], text, attribution))
    (origin,) = group_origins(items)
    assert origin.kind is OriginKind.SHARED_SOURCE
    assert origin.evidence == (0, 1, 2, 4)
    assert len(origin.publishers) == 4
    assert origin.label == "a Ukrainian General Staff source quoted by Reuters"
