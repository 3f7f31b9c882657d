"""An index between processes: readers beside writers, writers against writers, writers that are killed."""

from __future__ import annotations

import multiprocessing
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

import pytest

from factcheck.index import build_index
from factcheck.ports import PassageIndex
from tests.integration.index_processes import DOCUMENTS, open_first, texts_of, write_against_others, write_versions
from tests.integration.index_samples import BOTH_SIDES, DIMENSIONS, MODEL, NEWSROOM, vector_of
from tests.milvus_server import MilvusServer
from tests.object_store import ObjectStore

pytestmark = pytest.mark.timeout(600)
SPAWN = multiprocessing.get_context("spawn")
PATIENCE_SECONDS = 120


@pytest.fixture(params=["folder", "object store", "milvus"])
def url(request: pytest.FixtureRequest) -> str:
    if request.param == "folder":
        return str(request.getfixturevalue("tmp_path") / "index")
    if request.param == "milvus":
        server: MilvusServer = request.getfixturevalue("milvus_server")
        return server.new_url()
    store: ObjectStore = request.getfixturevalue("object_store")
    return store.new_url()


def is_folder(url: str) -> bool:
    """Return whether a commit takes milliseconds there, and not a tenth of a second."""
    return "://" not in url


@contextmanager
def running(target: Any, *args: Any) -> Iterator[BaseProcess]:
    process = SPAWN.Process(target=target, args=args, daemon=True)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def receive(pipe: Connection) -> Any:
    assert pipe.poll(PATIENCE_SECONDS), "the other process says nothing"
    return pipe.recv()


def read_documents(index: PassageIndex) -> dict[str, set[str]]:
    """Return what one search sees: the passage ids by document."""
    found: dict[str, set[str]] = defaultdict(set)
    for candidate in index.search("report part", vector_of("report"), BOTH_SIDES, 50):
        found[candidate.passage.document_key].add(candidate.passage.passage_id)
    return dict(found)


def whole(version: int) -> dict[str, set[str]]:
    """Return what a search must see when every document is at ``version``."""
    return {key: {f"{key}-{version}-{part}" for part in range(len(texts_of(key, version)))} for key in DOCUMENTS}


def test_a_reader_beside_a_writer_sees_whole_commits_only(url: str) -> None:
    index = build_index(url, DIMENSIONS, MODEL)
    ours, theirs = SPAWN.Pipe()
    with running(write_versions, url, theirs):
        seen = [receive(ours)]
        while seen[-1] < (40 if is_folder(url) else 12):
            found = read_documents(index)
            (version,) = {int(identity.split("-")[1]) for ids in found.values() for identity in ids}
            assert found == whole(version)
            assert version >= seen[-1]
            seen.append(version)
    assert len(set(seen)) > (5 if is_folder(url) else 3)


@pytest.mark.parametrize(
    ("url", "after"), [("folder", 1), ("folder", 15), ("folder", 17), ("object store", 15), ("milvus", 15)], indirect=["url"]
)
def test_a_killed_writer_leaves_every_commit_and_nothing_half(url: str, after: int) -> None:
    ours, theirs = SPAWN.Pipe()
    with running(write_versions, url, theirs) as writer:
        committed = 0
        while committed < after:
            committed = receive(ours)
        writer.kill()
        writer.join()
    theirs.close()
    while ours.poll():
        try:
            committed = ours.recv()
        except EOFError:
            break
    index = build_index(url, DIMENSIONS, MODEL)
    found = read_documents(index)
    (version,) = {int(identity.split("-")[1]) for ids in found.values() for identity in ids}
    assert version in (committed, committed + 1)
    assert found == whole(version)
    index.optimize()
    assert read_documents(index) == whole(version)


def test_two_writers_of_one_document_leave_one_version(url: str) -> None:
    index = build_index(url, DIMENSIONS, MODEL)
    rounds = 16 if is_folder(url) else 6
    barrier = SPAWN.Barrier(2)
    with (
        running(write_against_others, url, 1, rounds, barrier) as first,
        running(write_against_others, url, 2, rounds, barrier) as second,
    ):
        for process in (first, second):
            process.join(PATIENCE_SECONDS)
            assert process.exitcode == 0
    found = index.search("report part", vector_of("report"), BOTH_SIDES, 200)
    versions: dict[str, set[int]] = defaultdict(set)
    for candidate in found:
        versions[candidate.passage.document_key].add(candidate.passage.version)
    assert {key: len(held) for key, held in versions.items()} == {f"doc_{number}": 1 for number in range(rounds // 2)}
    expected = 0
    for key, held in versions.items():
        number, writer = divmod(held.pop(), 10)
        assert number // 2 == int(key.removeprefix("doc_"))
        assert number % 2 == 1
        expected += len(texts_of(key, number + writer))
    assert index.count_passages(NEWSROOM) == expected == len(found)


def test_processes_that_open_a_new_index_at_once_get_the_same_one(url: str) -> None:
    barrier = SPAWN.Barrier(3)
    pipes = [SPAWN.Pipe() for _ in range(3)]
    with (
        running(open_first, url, barrier, pipes[0][1]),
        running(open_first, url, barrier, pipes[1][1]),
        running(open_first, url, barrier, pipes[2][1]),
    ):
        names = {receive(ours) for ours, _ in pipes}
    assert len(names) == 1
    index = build_index(url, DIMENSIONS, MODEL)
    assert index.name.partition("@")[0] == names.pop()
    assert index.count_passages(NEWSROOM) == 3
