"""What MilvusPassageIndex does beside the contract: addresses, model check, rebuild, writers that meet or die."""

from __future__ import annotations

import os
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from factcheck.domain import SearchFilters
from factcheck.errors import IndexUnavailableError, SettingsError
from factcheck.index import (
    begin_rebuild,
    build_index,
    milvus,
    milvus_address,
    milvus_catalog,
    milvus_inspection,
    open_inspector,
)
from factcheck.index.milvus_address import is_milvus, read_milvus_address
from factcheck.index.milvus_rows import fold_words, name_write
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

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def url(milvus_server: MilvusServer) -> str:
    return milvus_server.new_url()


@pytest.fixture
def index(url: str) -> Any:
    return build_index(url, DIMENSIONS, MODEL)


def tables_of(index: Any) -> list[str]:
    names: list[str] = index._catalog.tables()
    return names


def leave_rows_of_a_dead_writer(index: Any, monkeypatch: pytest.MonkeyPatch, *documents: Any) -> None:
    """Replace documents, but die before the rows of the earlier write are deleted."""

    def die(*_: Any, **__: Any) -> None:
        raise OSError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(index._catalog.client, "delete", die)
        with pytest.raises(IndexUnavailableError, match="killed"):
            put(index, *documents)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("milvus://m1", ("http://m1:19530", "", "", "default")),
        ("milvus://desk:p%40ss@m1:1953/newsroom", ("http://m1:1953", "desk", "p@ss", "newsroom")),
        ("milvus+https://m1.house.example/", ("https://m1.house.example:19530", "", "", "default")),
        ("milvus://[::1]:19530", ("http://[::1]:19530", "", "", "default")),
    ],
)
def test_addresses_are_read(url: str, expected: tuple[str, ...]) -> None:
    address = read_milvus_address(url)
    assert is_milvus(url)
    assert (address.uri, address.user, address.password, address.database) == expected


@pytest.mark.parametrize(
    "url",
    ["milvus://", "milvus://:secret@", "milvus://u:secret@m1:many", "milvus://u:secret@m1/a/b", "milvus://m1/a?x=1"],
)
def test_a_wrong_address_is_told_without_the_password(url: str) -> None:
    with pytest.raises(SettingsError, match="FACTCHECK_INDEX_URL") as refusal:
        build_index(url, DIMENSIONS, MODEL)
    assert "secret" not in str(refusal.value)


def test_without_the_client_the_start_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(milvus_address, "find_spec", lambda _name: None)
    with pytest.raises(SettingsError, match=r"requirements-milvus\.txt"):
        build_index("milvus://m1", DIMENSIONS, MODEL)


def test_a_server_that_is_away_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(milvus_catalog, "CALL_SECONDS", 2.0)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        with pytest.raises(IndexUnavailableError, match="can't be opened") as refusal:
            build_index(f"milvus://desk:secret@127.0.0.1:{port}", DIMENSIONS, MODEL)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("version", "is_old"),
    [("2.3.5", True), ("v2.4.23", True), ("2.5.0", False), ("v2.6.1-gpu", False), ("3.0", False), ("milvus_lite-3", False)],
)
def test_servers_without_bm25_are_known_by_their_version(version: str, is_old: bool) -> None:
    assert milvus_catalog.is_too_old(version) == is_old


def test_name_says_technology_collection_and_write(index: Any) -> None:
    technology, _, rest = index.name.partition("/")
    assert technology == f"milvus-{index._catalog.version}"
    assert rest.partition("@")[0] in tables_of(index)


@pytest.mark.parametrize(("dimensions", "model"), [(DIMENSIONS, "other@ba9876543210"), (DIMENSIONS * 2, MODEL)])
def test_another_model_is_refused_with_what_to_do(index: Any, url: str, dimensions: int, model: str) -> None:
    put(index, document_of("doc_1", "the bridge fell"))
    with pytest.raises(IndexUnavailableError, match="run `factcheck reindex`") as refusal:
        build_index(url, dimensions, model)
    assert MODEL in str(refusal.value)


def test_a_rebuild_is_unseen_until_it_is_switched_to_and_may_change_the_model(
    index: Any, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(index, document_of("doc_1", "the bridge fell"))
    abandoned = begin_rebuild(url, DIMENSIONS, MODEL)
    rebuild = begin_rebuild(url, 4, "wider@ba9876543210")
    vector = np.array([1, 0, 0, 0], np.float32)
    rebuild.index.replace_documents([(NEWSROOM, "doc_2")], [(passage_of("doc_2", 0, "the bridge stands"), vector)])
    assert find(index, "bridge") == ["doc_1-1-0"]
    rebuild.switch()
    renewed = build_index(url, 4, "wider@ba9876543210")
    (found,) = renewed.search("bridge", vector, SearchFilters(NEWSROOM), 5)
    assert (found.passage.document_key, found.similarity) == ("doc_2", pytest.approx(1.0, abs=1e-5))
    with pytest.raises(IndexUnavailableError, match="factcheck reindex"):
        find(index, "bridge")
    with pytest.raises(IndexUnavailableError, match="later rebuild"):
        abandoned.switch()
    renewed.optimize()
    assert len(tables_of(renewed)) == 3
    monkeypatch.setattr(milvus, "RETIRED_FOR_SECONDS", 0)
    renewed.optimize()
    assert tables_of(renewed) == [rebuild.table]


def test_a_first_opening_by_several_at_once_makes_one_index(url: str) -> None:
    with ThreadPoolExecutor(3) as pool:
        opened = list(pool.map(lambda _: build_index(url, DIMENSIONS, MODEL), range(3)))
    assert len({index.name.partition("@")[0] for index in opened}) == 1
    put(opened[0], document_of("doc_1", "the bridge fell"))
    assert find(opened[2], "bridge") == ["doc_1-1-0"]
    assert len(tables_of(opened[0])) == 1


def test_an_index_that_lost_its_alias_is_not_made_anew(index: Any, url: str) -> None:
    put(index, document_of("doc_1", "the bridge fell"))
    index._catalog.client.drop_alias(milvus_catalog.ALIAS)
    with pytest.raises(IndexUnavailableError, match="lost its table in use; run `factcheck reindex`"):
        build_index(url, DIMENSIONS, MODEL)


def test_a_document_whose_writer_died_is_seen_in_one_version_and_healed_by_the_next_write(
    index: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(index, document_of("doc_1", "the bridge fell", "the bridge burned"), document_of("doc_2", "the bridge held"))
    leave_rows_of_a_dead_writer(index, monkeypatch, document_of("doc_1", "the bridge stands", version=2))
    assert index.count_passages(NEWSROOM) == 4
    assert sorted(find(index, "bridge")) == ["doc_1-2-0", "doc_2-1-0"]
    put(index, document_of("doc_1", "the bridge stands", version=2))
    assert index.count_passages(NEWSROOM) == 2
    assert sorted(find(index, "bridge")) == ["doc_1-2-0", "doc_2-1-0"]


def test_a_removal_takes_the_rows_of_a_dead_writer_along(index: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    put(index, document_of("doc_1", "the bridge fell"))
    leave_rows_of_a_dead_writer(index, monkeypatch, document_of("doc_1", "the bridge stands", version=2))
    index.replace_documents([(NEWSROOM, "doc_1")], [])
    assert index.count_passages(NEWSROOM) == 0


def test_writers_of_one_document_leave_the_rows_of_one(index: Any, url: str) -> None:
    handles = [index, build_index(url, DIMENSIONS, MODEL), build_index(url, DIMENSIONS, MODEL)]

    def write(number: int) -> None:
        texts = [f"bridge part {part}" for part in range(2 + number % 3)]
        put(handles[number % 3], document_of("doc_1", *texts, version=1 + number))

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(write, range(9)))
    found = index.search("bridge part", vector_of("x"), BOTH_SIDES, 50)
    (version,) = {candidate.passage.version for candidate in found}
    assert len(found) == index.count_passages(NEWSROOM) == 2 + (version - 1) % 3


def test_more_documents_than_one_request_carries_are_all_written(index: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(milvus, "ROWS_A_REQUEST", 5)
    monkeypatch.setattr(milvus, "DOCUMENTS_A_REQUEST", 3)
    documents = [document_of(f"doc_{number}", *["the bridge fell"] * (1 + number % 7)) for number in range(10)]
    put(index, *documents)
    assert index.count_passages(NEWSROOM) == sum(map(len, documents))


def test_the_doctor_sees_every_row_also_those_of_a_dead_writer(
    index: Any, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspector = open_inspector(url)
    assert inspector is not None
    state = inspector.describe()
    assert state is not None
    assert (state.table, state.embedding_model, state.is_readable) == (tables_of(index)[0], MODEL, True)
    put(index, document_of("doc_1", "one", "two"), document_of("doc_2", "three", workspace_id="ws_2"))
    leave_rows_of_a_dead_writer(index, monkeypatch, document_of("doc_3", "four"))
    monkeypatch.setattr(milvus_inspection, "ROWS_A_PAGE", 2)
    monkeypatch.setattr(milvus_inspection, "KEYS_A_QUERY", 1)

    def ids(passages: list[Any]) -> list[str]:
        return sorted(passage.passage_id for passage in passages)

    assert ids(inspector.passages_between("", None)) == ["doc_1-1-0", "doc_1-1-1", "doc_2-1-0", "doc_3-1-0"]
    assert ids(inspector.passages_between("doc_1", "doc_2")) == ["doc_2-1-0"]
    assert ids(inspector.passages_of(["doc_3", "doc_1", "doc_never"])) == ["doc_1-1-0", "doc_1-1-1", "doc_3-1-0"]


def test_a_rebuild_that_nobody_goes_on_with_is_left_over(index: Any, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rebuild = begin_rebuild(url, DIMENSIONS, MODEL)
    inspector = open_inspector(url)
    assert inspector is not None
    assert inspector.leftovers() == []
    monkeypatch.setattr(milvus_inspection, "ABANDONED_AFTER", timedelta(0))
    assert inspector.leftovers() == [rebuild.table]
    inspector.drop(rebuild.table)
    assert tables_of(index) == [index.name.partition("/")[2].partition("@")[0]]


def test_an_index_is_not_used_across_fork(index: Any) -> None:
    index._process_id = os.getpid() + 1
    with pytest.raises(IndexUnavailableError, match="after the fork"):
        index.count_passages(NEWSROOM)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Russia’s General Šarić lost 59,000 men.", "russia s general saric lost 59 000 men"),
        ("Łódź, Strasse/Straße", "lodz strasse strasse"),
        ("snake_case & ﬁne", "snake case fine"),
        ("東京で会談", "東 京 で 会 談"),
        ("🙂 \ud800\x00 +-", ""),
    ],
)
def test_words_are_folded_before_the_server_sees_them(text: str, folded: str) -> None:
    assert fold_words(text) == folded


def test_each_write_comes_after_the_one_before() -> None:
    first = name_write(None)
    assert first < name_write(first) < name_write(name_write(name_write(first)))
    assert name_write(first) != name_write(first)
