"""Leases that are prolonged while somebody works under them."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from queue import SimpleQueue

from factcheck.errors import StoreUnavailableError
from factcheck.leases import LeaseKeeper

EVERY_SECONDS = 0.02


def test_what_is_held_is_prolonged_until_it_is_let_go() -> None:
    beats: SimpleQueue[Sequence[str]] = SimpleQueue()
    keeper = LeaseKeeper[str](beats.put, EVERY_SECONDS)
    with holding(keeper, "a"):
        assert [beats.get(timeout=30) for _ in range(3)] == [["a"]] * 3
        with holding(keeper, "b"):
            while beats.get(timeout=30) != ["a", "b"]:
                pass
    end_thread()
    while not beats.empty():
        assert "a" in beats.get()
    with holding(keeper, "c"):
        assert beats.get(timeout=30) == ["c"]


def test_a_store_that_is_away_ends_no_prolonging() -> None:
    tried = threading.Semaphore(0)

    def fail(_: Sequence[str]) -> None:
        tried.release()
        raise StoreUnavailableError("gone")

    with holding(LeaseKeeper[str](fail, EVERY_SECONDS), "a"):
        assert all(tried.acquire(timeout=30) for _ in range(3))
    end_thread()


def test_what_is_done_between_two_beats_costs_nothing() -> None:
    beats: list[Sequence[str]] = []
    keeper = LeaseKeeper[str](beats.append, EVERY_SECONDS)
    with holding(keeper, "long"):
        for number in range(20):
            with holding(keeper, f"short-{number}"):
                pass
    end_thread()
    assert not any(lease.startswith("short") for beat in beats for lease in beat)


@contextmanager
def holding(keeper: LeaseKeeper[str], lease: str) -> Iterator[None]:
    keeper.hold(lease)
    yield
    keeper.let_go(lease)


def end_thread() -> None:
    """Wait until the thread has seen that nothing is held."""
    for thread in threading.enumerate():
        if thread.name == "leases":
            thread.join(30)
            assert not thread.is_alive()
