"""What the index tests run in other processes; each function is the whole life of one."""

from __future__ import annotations

import itertools
import os
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier

from factcheck.index import build_index
from tests.integration.index_samples import DIMENSIONS, MODEL, document_of, put

DOCUMENTS = ("doc_a", "doc_b", "doc_c")


def texts_of(document_key: str, version: int) -> list[str]:
    """Return a version's passages: how many there are depends on the version."""
    return [f"{document_key} report part {number}" for number in range(2 + version % 4)]


def write_versions(url: str, pipe: Connection) -> None:
    """Replace every document again and again, all in one call; send each version number once it is committed."""
    index = build_index(url, DIMENSIONS, MODEL)
    for version in itertools.count(1):
        put(index, *[document_of(key, *texts_of(key, version), version=version) for key in DOCUMENTS])
        pipe.send(version)


def write_against_others(url: str, writer: int, rounds: int, barrier: Barrier) -> None:
    """Replace the same document at the same moment as other writers, round by round; each writes another version."""
    index = build_index(url, DIMENSIONS, MODEL)
    for number in range(rounds):
        barrier.wait()
        key = f"doc_{number // 2}"
        put(index, document_of(key, *texts_of(key, number + writer), version=10 * number + writer))


def open_first(url: str, barrier: Barrier, pipe: Connection) -> None:
    """Open an index that is not there yet at the same moment as others, write one document, send the table's name."""
    barrier.wait()
    index = build_index(url, DIMENSIONS, MODEL)
    name = index.name.partition("@")[0]
    put(index, document_of(f"doc_{os.getpid()}", "the bridge fell"))
    pipe.send(name)
