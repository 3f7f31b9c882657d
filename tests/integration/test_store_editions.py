"""Which of several editions of an item counts, in whatever order they come, on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from factcheck.store.editions import DocumentPut, Edition
from tests.store_samples import content_of

if TYPE_CHECKING:
    from factcheck.store import Store
    from factcheck.store.records import StoredDocument
    from tests.conftest import FakeClock

ITEM = "urn:newsml:agency.example:alm"


class Wire:
    """An agency's items on their way into one workspace."""

    def __init__(self, store: Store, started: datetime) -> None:
        self.documents = store.documents
        self.workspace_id = store.workspaces.ensure("desk").workspace_id
        self.started = started

    def edition(self, number: int | None, minutes: int | None = None) -> Edition:
        return Edition(number, None if minutes is None else self.started + timedelta(minutes=minutes))

    def send(self, text: str | None, edition: Edition | None, status: str = "usable") -> StoredDocument:
        put = DocumentPut(ITEM, content_of(text) if text else None, status, None, edition)
        (stored,) = self.documents.put_many(self.workspace_id, [put])
        assert stored is not None
        return stored

    def current(self) -> tuple[str, str]:
        found = self.documents.get(self.workspace_id, ITEM)
        assert found is not None
        return found.content.text, found.status

    def history(self) -> list[tuple[int, str]]:
        versions = self.documents.versions(self.workspace_id, ITEM).items
        texts = {item.version: self.documents.get_version(self.workspace_id, ITEM, item.version) for item in versions}
        return [(number, found.content.text) for number, found in texts.items() if found is not None]


@pytest.fixture
def wire(store: Store, clock: FakeClock) -> Wire:
    return Wire(store, clock.now)


@pytest.mark.parametrize(
    ("first", "second", "is_older"),
    [
        ((1, None), (2, None), True),
        ((2, None), (1, None), False),
        ((1, 5), (2, 3), True),
        ((1, 3), (1, 5), True),
        ((None, 3), (7, 5), True),
        ((3, None), (None, 5), False),
        ((2, 3), (2, 3), False),
        ((None, None), (2, 3), False),
    ],
)
def test_numbers_say_what_is_older_and_else_times(
    wire: Wire, first: tuple[int | None, int | None], second: tuple[int | None, int | None], is_older: bool
) -> None:
    assert wire.edition(*first).is_older_than(wire.edition(*second)) is is_older


@pytest.mark.parametrize("order", list(permutations([1, 2, 3])))
def test_the_latest_edition_counts_in_whatever_order_they_come(wire: Wire, order: tuple[int, ...]) -> None:
    for number in order:
        wire.send(f"Edition {number}.", wire.edition(number, number))
    assert wire.current() == ("Edition 3.", "usable")
    assert sorted(text for _number, text in wire.history()) == ["Edition 1.", "Edition 2.", "Edition 3."]


def test_a_late_edition_is_kept_as_a_version_of_the_past(wire: Wire) -> None:
    newer = wire.send("Two.", wire.edition(2))
    late = wire.send("One.", wire.edition(1), status="withheld")

    assert (late.created, late.changed, late.is_late) == (False, False, True)
    assert late.document == newer.document, "neither its version nor its state nor its place in the index has changed"
    assert wire.history() == [(2, "One."), (1, "Two.")]
    assert wire.send("One.", wire.edition(1)).is_late
    assert len(wire.history()) == 2, "it came before"
    third = wire.send("Three.", wire.edition(3))
    assert (third.changed, third.document.version, third.document.index_attempt) == (True, 3, 2)


def test_what_was_killed_stays_so_when_an_edition_from_before_comes_late(wire: Wire) -> None:
    wire.send("One.", wire.edition(1, 0))
    wire.send(None, wire.edition(3, 20), status="canceled")
    assert wire.send("Two.", wire.edition(2, 10)).is_late
    assert wire.current() == ("One.", "canceled")
    assert wire.send("Four.", wire.edition(4, 30)).changed
    assert wire.current() == ("Four.", "usable")


def test_a_kill_of_an_older_edition_leaves_the_newer_one(wire: Wire) -> None:
    wire.send("Two.", wire.edition(2))
    assert wire.send(None, wire.edition(1), status="canceled").is_late
    assert wire.current() == ("Two.", "usable")


def test_what_names_no_edition_counts_when_it_comes(wire: Wire) -> None:
    wire.send("Two.", wire.edition(2))
    wire.send(None, None, status="withheld")
    assert wire.send("One.", wire.edition(1)).is_late, "only the state was set by hand"
    assert wire.send("Own.", None).changed
    assert wire.send("One.", wire.edition(1)).changed
    assert wire.current() == ("One.", "usable")


def test_after_a_deletion_any_edition_begins_anew_under_a_number_of_its_own(wire: Wire) -> None:
    wire.send("Two.", wire.edition(2))
    wire.send("One.", wire.edition(1))
    wire.documents.delete(wire.workspace_id, ITEM)
    again = wire.send("One, again.", wire.edition(1))
    assert (again.created, again.is_late, again.document.version) == (True, False, 3)


def test_a_batch_that_comes_twice_makes_the_versions_of_once(wire: Wire) -> None:
    puts = [DocumentPut("a", content_of(text), "usable", None) for text in ("One.", "Two.", "One.", "Three.")]
    first = wire.documents.put_many(wire.workspace_id, puts)
    assert [stored and stored.document.version for stored in first] == [1, 2, 3, 4]

    again = wire.documents.put_many(wire.workspace_id, puts)
    assert [(stored.changed, stored.document.version) for stored in again if stored] == [(False, 4)] * 4
    assert len(wire.documents.versions(wire.workspace_id, "a").items) == 4

    unknown = [puts[0], DocumentPut("a", content_of("Half."), "usable", None), puts[3]]
    others = wire.documents.put_many(wire.workspace_id, unknown)
    assert [stored.document.version for stored in others if stored] == [4, 5, 6]
