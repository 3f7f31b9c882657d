"""The doctor's look at the index: whatever differs from the store is found and named, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from factcheck.doctor.archive import ArchivePart
from factcheck.doctor.examination import examine
from factcheck.index import begin_rebuild, open_inspector
from factcheck.store import Store
from tests.conftest import FakeClock
from tests.integration.doctor_room import TEXT, DoctorRoom, look
from tests.store_samples import content_of, put_text


@pytest.fixture
def room(store: Store, tmp_path: Path) -> DoctorRoom:
    return DoctorRoom(store, tmp_path)


def test_an_index_that_is_in_line_gives_no_finding(room: DoctorRoom) -> None:
    for number in range(3):
        room.put(f"bridge-{number}")
    room.put("bridge-1", f"{TEXT} Buses take the old road.")
    assert look(room.part) == {}
    assert room.part.looked_at["documents"] == 3
    assert room.part.looked_at["passages"] == room.index.count_passages(room.workspace_id)


def test_withheld_and_embargoed_documents_are_in_the_index(room: DoctorRoom, clock: FakeClock) -> None:
    room.put("withheld")
    room.store.documents.put(room.workspace_id, "withheld", content_of(TEXT), "withheld")
    room.put("embargoed")
    room.store.documents.put(room.workspace_id, "embargoed", content_of(TEXT), embargoed_until=clock.now + timedelta(days=1))
    assert look(room.part) == {}


def test_what_waits_for_the_index_is_no_finding(room: DoctorRoom) -> None:
    put_text(room.store, room.workspace_id, "new", TEXT)
    room.put("changed")
    put_text(room.store, room.workspace_id, "changed", f"{TEXT} It is open again.")
    room.put("deleted")
    room.store.documents.delete(room.workspace_id, "deleted")
    assert look(room.part) == {}


def test_missing_passages_are_found(room: DoctorRoom) -> None:
    room.put("kept")
    lost = room.put("lost")
    room.index.replace_documents([(room.workspace_id, lost.document_key)], [])
    assert look(room.part) == {"passages-missing": [lost.document_key]}


def test_some_missing_passages_are_found(room: DoctorRoom) -> None:
    lost = room.put("lost", " ".join(f"Report number {number} of the bridge inspection was filed." for number in range(9)))
    pairs = list(room.indexer.embed_documents([lost]))
    assert len(pairs) > 2
    room.index.replace_documents([(room.workspace_id, lost.document_key)], pairs[1:])
    assert look(room.part) == {"passages-missing": [lost.document_key]}


def test_an_older_version_is_found(room: DoctorRoom) -> None:
    old = room.put("bridge")
    new = room.put("bridge", f"{TEXT} Buses take the old road.")
    room.put_passages(old)
    assert look(room.part) == {"passages-outdated": [new.document_key]}


@pytest.mark.parametrize("field", ["text", "context", "title", "language", "start"])
def test_passages_with_another_content_are_found(room: DoctorRoom, field: str) -> None:
    document = room.put("bridge")
    room.put_passages(document, **{field: 7 if field == "start" else "changed"})
    assert look(room.part) == {"passages-differ": [document.document_key]}


def test_passages_of_another_workspace_are_found_there(room: DoctorRoom) -> None:
    document = room.put("bridge")
    room.put_passages(document, workspace_id="ws_other")
    assert look(room.part) == {"passages-foreign": [f"ws_other/{document.document_key}"]}


def test_passages_without_a_document_are_found(room: DoctorRoom) -> None:
    document = room.put("first")
    deleted = room.put("deleted")
    room.put("last")
    left = room.store.documents.delete(room.workspace_id, "deleted")
    assert left is not None
    room.index_documents([left])
    assert look(room.part) == {}
    room.put_passages(deleted)
    room.put_passages(document)
    place = f"{room.workspace_id}/{deleted.document_key}"
    assert look(room.part) == {"passages-orphaned": [place]}


def test_passages_before_the_first_and_behind_the_last_document_are_found(room: DoctorRoom) -> None:
    document = room.put("only")
    for key in ("a", "z"):
        passage, vector = next(room.indexer.embed_documents([document]))
        moved = type(passage)(f"{key}-1-0", room.workspace_id, key, 1, passage.start, passage.end, passage.text)
        room.index.replace_documents([(room.workspace_id, key)], [(moved, vector)])
    assert sorted(look(room.part)["passages-orphaned"]) == [f"{room.workspace_id}/{key}" for key in "az"]


def test_a_document_that_failed_is_found(room: DoctorRoom) -> None:
    document = put_text(room.store, room.workspace_id, "bad", TEXT).document
    room.store.documents.mark_index_failed(document.document_key, document.index_attempt, "It can't be split.")
    assert look(room.part) == {"document-failed": [document.document_key]}


def test_what_comes_right_before_the_second_look_is_no_finding(room: DoctorRoom) -> None:
    document = room.put("bridge")
    room.index.replace_documents([(room.workspace_id, document.document_key)], [])
    seen: list[str] = []

    def mend() -> None:
        seen.append("first look is over")
        room.indexer.index_documents([document])

    assert examine([room.part], pause=mend).findings == []
    assert seen


def test_an_index_of_another_model_is_found(room: DoctorRoom) -> None:
    room.put("bridge")
    part = ArchivePart(room.store, lambda: open_inspector(room.url), "other@000000000000")
    assert look(part) == {"index-model": [room.embedder.name]}


def test_no_index_is_a_finding_only_with_documents(store: Store, tmp_path: Path) -> None:
    part = ArchivePart(store, lambda: open_inspector(str(tmp_path / "index")), "any@000000000000")
    assert look(part) == {}
    put_text(store, store.workspaces.ensure("doctor").workspace_id, "bridge", TEXT)
    assert look(part) == {"index-missing": ["index"]}
    assert not (tmp_path / "index").exists(), "looking makes nothing"


def test_a_rebuild_that_goes_on_is_no_leftover_and_one_that_switches_stops_the_look(room: DoctorRoom) -> None:
    document = room.put("bridge")
    rebuild = begin_rebuild(room.url, room.embedder.dimensions, room.embedder.name)
    assert look(room.part) == {}
    original = room.store.documents.iterate_live

    def switch_meanwhile(batch: int) -> object:
        yield from original(batch)
        rebuild.switch()

    room.store.documents.iterate_live = switch_meanwhile  # type: ignore[method-assign, assignment]
    examination = examine([room.part], pause=lambda: None)
    assert [item.part for item in examination.unlooked] == ["index"]
    assert examination.status == 2
    room.store.documents.iterate_live = original  # type: ignore[method-assign]
    assert look(room.part) == {"passages-missing": [document.document_key]}
