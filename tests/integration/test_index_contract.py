"""What every adapter of PassageIndex has to do; a further adapter is added to ``index`` and passes the same tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest

from factcheck.domain import SearchFilters
from factcheck.index import build_index, catalog
from factcheck.index.milvus_rows import workspace_filter
from factcheck.ports import PassageIndex
from tests.fakes import FakePassageIndex
from tests.integration.index_samples import (
    BOTH_SIDES,
    DIMENSIONS,
    MODEL,
    NEWSROOM,
    document_of,
    find,
    passage_of,
    put,
    vector_of,
)
from tests.milvus_server import MilvusServer
from tests.object_store import ObjectStore


def open_on_object_store(request: pytest.FixtureRequest) -> PassageIndex:
    store: ObjectStore = request.getfixturevalue("object_store")
    # Nobody else opens it at the same moment.
    request.getfixturevalue("monkeypatch").setattr(catalog, "SETTLE_SECONDS", 0)
    return build_index(store.new_url(), DIMENSIONS, MODEL)


@pytest.fixture(scope="module")
def milvus_url(milvus_server: MilvusServer) -> str:
    """The address of one database for all tests; making a collection takes the server a second or two."""
    return milvus_server.new_url()


def open_emptied_on_milvus(request: pytest.FixtureRequest) -> PassageIndex:
    index = build_index(request.getfixturevalue("milvus_url"), DIMENSIONS, MODEL)
    index._catalog.client.delete(index._current_table(), filter=workspace_filter(None))  # type: ignore[attr-defined]
    return index


ADAPTERS: dict[str, Callable[[pytest.FixtureRequest], PassageIndex]] = {
    "fake": lambda _request: FakePassageIndex(DIMENSIONS),
    "lancedb": lambda request: build_index(str(request.getfixturevalue("tmp_path") / "index"), DIMENSIONS, MODEL),
    "lancedb-s3": open_on_object_store,
    "milvus": open_emptied_on_milvus,
}


@pytest.fixture(params=ADAPTERS)
def index(request: pytest.FixtureRequest) -> PassageIndex:
    return ADAPTERS[request.param](request)


def test_an_empty_index_finds_nothing(index: PassageIndex) -> None:
    assert find(index, "anything at all") == []
    assert index.count_passages(NEWSROOM) == 0
    index.optimize()
    assert find(index, "anything at all") == []


def test_a_candidate_carries_its_passage_whole(index: PassageIndex) -> None:
    passage = passage_of(
        "doc_1",
        3,
        "Sie räumten das Dorf „Nord“ – 1,200 km² 🙂.",
        version=7,
        context="Der Satz davor.",
        title="Räumung",
        language="de",
        published_at=datetime(2024, 8, 10, 9, 30, 1, 123456, tzinfo=UTC),
    )
    put(index, [passage])
    (candidate,) = index.search("Dorf Nord", vector_of(passage.text), BOTH_SIDES, 10)
    assert candidate.passage == passage
    assert (candidate.bm25_rank, candidate.vector_rank) == (1, 1)
    assert candidate.score == pytest.approx(2 / 11)


def test_a_time_in_another_zone_comes_back_as_the_same_moment(index: PassageIndex) -> None:
    moment = datetime(2024, 8, 10, 9, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    put(index, document_of("doc_1", "a bridge fell", published_at=moment))
    (candidate,) = index.search("bridge", vector_of("x"), BOTH_SIDES, 10)
    assert candidate.passage.published_at == moment
    assert candidate.passage.published_at.utcoffset() == timedelta(0)


def test_both_sides_find_what_the_other_can_not(index: PassageIndex) -> None:
    others = [document_of(f"doc_{number}", f"filler about harvest number {number}") for number in range(80)]
    put(index, document_of("doc_words", "the dam at Ostervale broke"), *others)
    near = index.search("dam Ostervale", vector_of("filler about harvest number 41"), BOTH_SIDES, 100)
    by_id = {candidate.passage.document_key: candidate for candidate in near}
    assert by_id["doc_words"].bm25_rank == 1
    assert by_id["doc_41"].vector_rank == 1
    assert by_id["doc_41"].bm25_rank is None
    assert [candidate.score for candidate in near] == sorted((candidate.score for candidate in near), reverse=True)


def test_words_are_looked_for_in_the_passage_alone(index: PassageIndex) -> None:
    put(index, document_of("doc_1", "He said it lost forty.", title="Brigade retreats", context="Tanks burned."))
    for words, rank in (("brigade", None), ("tanks", None), ("forty", 1)):
        (found,) = index.search(words, vector_of("far away"), BOTH_SIDES, 10)
        assert found.bm25_rank == rank, words


def test_a_word_is_found_in_any_case_with_any_accent_and_with_its_possessive(index: PassageIndex) -> None:
    put(index, document_of("doc_1", "Russia's General Šarić lost 59,000 men."), document_of("doc_2", "unrelated words"))
    for words in ("russia", "RUSSIA’S", "saric", "SARIĆ", "59,000", "not Russia"):
        (first, *_) = index.search(words, vector_of("far away"), BOTH_SIDES, 10)
        assert (first.passage.document_key, first.bm25_rank) == ("doc_1", 1), words


def test_stop_words_are_words(index: PassageIndex) -> None:
    put(index, document_of("doc_1", "they did not"), document_of("doc_2", "soldiers marched"))
    (first, *_) = index.search("not", vector_of("far away"), BOTH_SIDES, 10)
    assert (first.passage.document_key, first.bm25_rank) == ("doc_1", 1)


@pytest.mark.parametrize("text", ["", " \n\t", "🙂🙂", "+ - * ?", '"', "?!…", "\x00", "\ud800"])
def test_a_query_without_a_word_is_answered_by_vectors_alone(index: PassageIndex, text: str) -> None:
    put(index, document_of("doc_1", "one passage"), document_of("doc_2", "another passage"))
    found = index.search(text, vector_of("one passage"), BOTH_SIDES, 10)
    assert [(candidate.passage.document_key, candidate.bm25_rank) for candidate in found] == [
        ("doc_1", None),
        ("doc_2", None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        'bridge AND "fell',
        "+bridge -fell",
        "bridge*",
        "text:bridge",
        "(bridge OR",
        "bridge^5 ~2",
        "bridge' OR 1=1 --",
        '{"match": {"query": "bridge"}}',
        "bridge [TO *]",
        "\\bridge",
        "NOT bridge",
    ],
)
def test_a_query_is_never_a_query_language(index: PassageIndex, text: str) -> None:
    put(index, document_of("doc_1", "the bridge fell"), document_of("doc_2", "quiet day"))
    found = index.search(text, vector_of("far away"), BOTH_SIDES, 10)
    ranks = {candidate.passage.document_key: candidate.bm25_rank for candidate in found}
    assert ranks == {"doc_1": 1, "doc_2": None}


def test_a_very_long_query_is_answered(index: PassageIndex) -> None:
    put(index, document_of("doc_1", "the bridge fell"))
    text = " ".join(f"word{number}" for number in range(5000)) + " bridge " + "x" * 5000
    assert find(index, text) == ["doc_1-1-0"]


def test_workspaces_see_nothing_of_each_other(index: PassageIndex) -> None:
    put(
        index,
        document_of("doc_1", "the bridge fell"),
        document_of("doc_2", "the bridge fell", workspace_id="ws_2"),
        document_of("doc_3", "the bridge fell", workspace_id="ws_2"),
    )
    assert find(index, "the bridge fell") == ["doc_1-1-0"]
    assert find(index, "the bridge fell", SearchFilters("ws_2")) == ["doc_2-1-0", "doc_3-1-0"]
    assert find(index, "the bridge fell", SearchFilters("ws_3")) == []
    assert [index.count_passages(workspace) for workspace in ("ws_1", "ws_2", "ws_3")] == [1, 2, 0]


@pytest.mark.parametrize("value", ["ws_1' OR '1'='1", "' OR 1=1 --", 'ws_1"', "ws_1\\", "%", "ws_1\x00", "", "WS_1"])
def test_a_filter_can_not_be_talked_round(index: PassageIndex, value: str) -> None:
    put(index, document_of("doc_1", "the bridge fell"))
    assert find(index, "the bridge fell", SearchFilters(value)) == []
    assert find(index, "the bridge fell", SearchFilters(NEWSROOM, language=value)) == []
    assert index.count_passages(value) == 0
    index.replace_documents([(value, "doc_1"), (NEWSROOM, value)], [])
    assert find(index, "the bridge fell") == ["doc_1-1-0"]


def test_odd_ids_are_kept_apart_and_as_they_are(index: PassageIndex) -> None:
    odd = 'it\'s "odd" #1 % \\ 🙂'
    put(index, document_of(odd, "the bridge fell", workspace_id=odd), document_of("doc_1", "the bridge fell"))
    assert find(index, "bridge", SearchFilters(odd)) == [f"{odd}-1-0"]
    index.replace_documents([(odd, odd)], [])
    assert find(index, "bridge", SearchFilters(odd)) == []
    assert find(index, "bridge") == ["doc_1-1-0"]


def test_filters_hold_before_ranking(index: PassageIndex) -> None:
    crowd = [document_of(f"doc_{number:03}", "the bridge fell", language="fr") for number in range(150)]
    put(index, *crowd, document_of("doc_en", "once a bridge was built there and later it fell", language="en"))
    assert find(index, "the bridge fell", SearchFilters(NEWSROOM, language="en"), 5) == ["doc_en-1-0"]
    assert len(find(index, "the bridge fell", SearchFilters(NEWSROOM, language="fr"), 5)) == 5


def test_documents_can_be_left_out_before_ranking(index: PassageIndex) -> None:
    crowd = document_of("doc_own", *["the bridge fell"] * 150)
    odd = 'it\'s "odd"'
    put(index, crowd, document_of(odd, "the bridge fell"), document_of("doc_1", "once a bridge was built there; it fell"))
    excluded = SearchFilters(NEWSROOM, excluded_document_keys=("doc_own", odd, "doc_unknown"))
    assert find(index, "the bridge fell", excluded, 5) == ["doc_1-1-0"]
    assert len(find(index, "the bridge fell", SearchFilters(NEWSROOM), 5)) == 5


def test_published_before_is_strict_and_leaves_out_what_has_no_date(index: PassageIndex) -> None:
    noon = datetime(2024, 8, 10, 12, tzinfo=UTC)
    put(
        index,
        document_of("doc_before", "the bridge fell", published_at=noon - timedelta(microseconds=1)),
        document_of("doc_at", "the bridge fell", published_at=noon),
        document_of("doc_undated", "the bridge fell", published_at=None),
    )
    assert find(index, "bridge", SearchFilters(NEWSROOM, published_before=noon)) == ["doc_before-1-0"]
    elsewhere = noon.astimezone(timezone(timedelta(hours=-7)))
    assert find(index, "bridge", SearchFilters(NEWSROOM, published_before=elsewhere)) == ["doc_before-1-0"]
    assert len(find(index, "bridge")) == 3


def test_a_new_version_replaces_the_old_one_whole(index: PassageIndex) -> None:
    put(index, document_of("doc_1", "first one", "first two", "first three"), document_of("doc_2", "other"))
    put(index, document_of("doc_1", "second one", version=2))
    assert find(index, "first one two three second") == ["doc_1-2-0", "doc_2-1-0"]
    put(index, document_of("doc_1", "third one", "third two", version=3))
    assert sorted(find(index, "third one two")) == ["doc_1-3-0", "doc_1-3-1", "doc_2-1-0"]
    assert index.count_passages(NEWSROOM) == 3


def test_the_same_call_twice_changes_nothing(index: PassageIndex) -> None:
    documents = [document_of("doc_1", "one", "two"), document_of("doc_2", "three")]
    put(index, *documents)
    put(index, *documents)
    assert index.count_passages(NEWSROOM) == 3
    assert sorted(find(index, "one two three")) == ["doc_1-1-0", "doc_1-1-1", "doc_2-1-0"]


def test_a_document_without_passages_is_removed(index: PassageIndex) -> None:
    put(index, document_of("doc_1", "one", "two"), document_of("doc_2", "three"), document_of("doc_3", "four"))
    index.replace_documents(
        [(NEWSROOM, "doc_1"), (NEWSROOM, "doc_2"), (NEWSROOM, "doc_never")],
        [(passage_of("doc_2", 0, "five", 2), vector_of("five"))],
    )
    assert sorted(find(index, "one two three four five")) == ["doc_2-2-0", "doc_3-1-0"]
    index.replace_documents([], [])
    assert index.count_passages(NEWSROOM) == 2


def test_equal_passages_come_in_the_order_of_their_ids(index: PassageIndex) -> None:
    copies = [document_of(f"doc_{number:03}", "the bridge fell at noon") for number in range(120)]
    put(index, *reversed(copies))
    expected = [f"doc_{number:03}-1-0" for number in range(20)]
    assert find(index, "the bridge fell at noon", limit=20) == expected
    index.optimize()
    assert find(index, "the bridge fell at noon", limit=20) == expected


def test_the_same_index_gives_the_same_answer(index: PassageIndex) -> None:
    for number in range(40):
        put(index, document_of(f"doc_{number}", f"the bridge {number % 7} fell", f"the tower {number % 5} fell"))
    answers = {tuple(find(index, "bridge tower 3 fell", limit=30)) for _ in range(5)}
    assert len(answers) == 1


def test_new_rows_are_found_before_and_after_optimize(index: PassageIndex) -> None:
    put(index, document_of("doc_1", "the bridge fell"))
    index.optimize()
    put(index, document_of("doc_2", "the tower fell"), document_of("doc_1", "the bridge stands", version=2))
    for _ in range(2):
        found = index.search("tower", vector_of("the tower fell"), BOTH_SIDES, 10)
        assert (found[0].passage.passage_id, found[0].bm25_rank, found[0].vector_rank) == ("doc_2-1-0", 1, 1)
        assert sorted(find(index, "fell stands")) == ["doc_1-2-0", "doc_2-1-0"]
        index.optimize()


def test_limit_bounds_the_answer(index: PassageIndex) -> None:
    put(index, *[document_of(f"doc_{number}", f"bridge {number}") for number in range(7)])
    assert len(find(index, "bridge", limit=3)) == 3
    assert len(find(index, "bridge", limit=100)) == 7
    assert find(index, "bridge", limit=0) == []
    assert find(index, "bridge 4", limit=3) == find(index, "bridge 4", limit=100)[:3]


def test_what_does_not_fit_is_refused_and_changes_nothing(index: PassageIndex) -> None:
    put(index, document_of("doc_1", "the bridge fell"))
    stranger = (passage_of("doc_2", 0, "x"), vector_of("x"))
    short = (passage_of("doc_1", 0, "x", 2), np.ones(DIMENSIONS - 1, np.float32))
    broken = (passage_of("doc_1", 0, "x", 2), np.full(DIMENSIONS, np.nan, np.float32))
    for pair in (stranger, short, broken):
        with pytest.raises(ValueError, match=r"vector|document"):
            index.replace_documents([(NEWSROOM, "doc_1")], [pair])
    with pytest.raises(ValueError, match="vector"):
        index.search("bridge", np.ones(DIMENSIONS + 1, np.float32), BOTH_SIDES, 5)
    assert find(index, "bridge") == ["doc_1-1-0"]


def test_the_name_changes_with_every_commit(index: PassageIndex) -> None:
    names = [index.name]
    for version in (1, 2):
        put(index, document_of("doc_1", "text", version=version))
        names.append(index.name)
    assert len(set(names)) == 3
