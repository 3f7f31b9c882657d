"""Backups: whole or not there, unchanged or refused, from either kind of database into either."""

from __future__ import annotations

import fcntl
import gzip
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from factcheck.backup.manifest import MANIFEST, BackupError, hash_file, read_checked, write_manifest
from factcheck.backup.restoring import restore_backup
from factcheck.backup.writing import write_backup
from factcheck.store import Store, migrate, open_store
from factcheck.store.migration import migrating, read_revisions, read_schema_state, upgrade
from factcheck.store.records import LineError, NewClaim
from factcheck.store.tables import Base
from tests.conftest import FakeClock
from tests.integration.backup_room import VERSIONS, fill, read_all
from tests.integration.doctor_room import broken_into
from tests.store_samples import put_text

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def saved(sqlite_url: str, clock: FakeClock, tmp_path: Path) -> Path:
    """A backup of a store with rows in most tables."""
    fill(open_store(sqlite_url, clock))
    write_backup(sqlite_url, tmp_path / "saved", VERSIONS)
    return tmp_path / "saved"


def test_everything_comes_back_in_either_kind_of_database(
    store: Store, clock: FakeClock, database_url: str, empty_database_url: str, tmp_path: Path
) -> None:
    workspace_id = fill(store)
    begun = store.imports.begin(workspace_id)
    store.imports.add_chunk(begun.import_id, 1, [], [LineError(1, "no"), LineError(2, "no")])
    write_backup(database_url, tmp_path / "saved", VERSIONS)
    manifest = restore_backup(empty_database_url, tmp_path / "saved")
    before = read_all(database_url)
    assert read_all(empty_database_url) == before
    assert manifest.rows == sum(map(len, before.values())) > 25
    assert sum(bool(rows) for rows in before.values()) > 20
    assert manifest.versions == VERSIONS
    assert {table.name for table in manifest.tables} == set(Base.metadata.tables)

    restored = open_store(empty_database_url, clock)
    assert list(restored.inspection.contradictions()) == []
    restored.imports.add_chunk(begun.import_id, 2, [], [LineError(3, "no")])
    found = restored.imports.get(workspace_id, begun.import_id)
    assert found is not None
    assert [error.line for error in found.errors] == [1, 2, 3], "numbers that the database gives go on"


def test_a_backup_under_writes_is_of_one_moment(store: Store, clock: FakeClock, database_url: str, tmp_path: Path) -> None:
    workspace_id = store.workspaces.ensure("newsroom").workspace_id
    stop, wrote = threading.Event(), threading.Semaphore(0)

    def write() -> None:
        while not stop.is_set():
            claim = store.claims.create(workspace_id, NewClaim("The bridge was closed."))
            put_text(store, workspace_id, claim.claim_id)
            wrote.release()

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for number in range(2):
            for _ in range(3):
                assert wrote.acquire(timeout=30)
            write_backup(database_url, tmp_path / f"saved-{number}", VERSIONS)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    counts = []
    for number in range(2):
        url = f"sqlite:///{tmp_path}/restored-{number}.db"
        restore_backup(url, tmp_path / f"saved-{number}")
        restored = open_store(url, clock)
        assert list(restored.inspection.contradictions()) == []
        counts.append(restored.inspection.count_rows()["claims"])
    assert 2 <= counts[0] < counts[1]


def test_a_killed_backup_leaves_nothing_that_passes_for_one(sqlite_url: str, clock: FakeClock, tmp_path: Path) -> None:
    fill(open_store(sqlite_url, clock))
    target = tmp_path / "backups" / "nightly"
    command = [sys.executable, "-m", "tests.integration.backup_room", sqlite_url, str(target)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"halfway\n"
    process.kill()
    process.communicate()
    assert not target.exists()
    (partial,) = target.parent.iterdir()
    assert len(list(partial.glob("*.jsonl.gz"))) > 3
    with pytest.raises(BackupError, match="no backup, or not a whole one"):
        restore_backup(f"sqlite:///{tmp_path}/none.db", partial)
    write_backup(sqlite_url, target, VERSIONS)
    assert list(target.parent.iterdir()) == [target], "what the killed one left is gone"
    assert read_checked(target).rows > 25


def test_what_a_backup_of_another_name_left_goes_with_the_next_one(sqlite_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    for name in (".2025-02-27.partial-0123abcd", ".2025-02-28.partial-x_yz4567"):
        (folder / name).mkdir(parents=True)
        for file in ("snapshot.db", "snapshot.db-journal", "claims.jsonl.gz", MANIFEST):
            (folder / name / file).touch()
    running = folder / ".2025-03-01.partial-89abcdef"
    running.mkdir()
    others = [folder / ".photos.partial-1", folder / ".file.partial-2", folder / "2025-02-26.partial-3"]
    others[0].mkdir()
    (others[0] / "pier.jpg").touch()
    others[1].touch()
    others[2].mkdir()
    held = os.open(running, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    write_backup(sqlite_url, folder / "2025-03-02", VERSIONS)
    assert sorted(folder.iterdir()) == sorted([folder / "2025-03-02", running, *others])
    os.close(held)
    write_backup(sqlite_url, folder / "2025-03-03", VERSIONS)
    assert not running.exists()


def cut_off(folder: Path) -> None:
    path = folder / "claims.jsonl.gz"
    path.write_bytes(path.read_bytes()[:-9])


def change_one_byte(folder: Path) -> None:
    path = folder / "documents.jsonl.gz"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def take_away(folder: Path) -> None:
    (folder / "checks.jsonl.gz").unlink()


def change_manifest(folder: Path) -> None:
    path = folder / MANIFEST
    path.write_text(path.read_text().replace('"rows": 1,', '"rows": 2,', 1))


def cut_manifest(folder: Path) -> None:
    path = folder / MANIFEST
    path.write_text(path.read_text()[:300])


def change_format(folder: Path) -> None:
    path = folder / MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 99}))


def take_manifest(folder: Path) -> None:
    (folder / MANIFEST).unlink()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (cut_off, "changed or cut off"),
        (change_one_byte, "changed or cut off"),
        (take_away, "can't be read"),
        (change_manifest, "changed or cut off"),
        (cut_manifest, "changed or cut off"),
        (change_format, "another format"),
        (take_manifest, "no backup, or not a whole one"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_damaged_backup_is_refused_before_anything_is_written(
    saved: Path, tmp_path: Path, damage: Callable[[Path], None], said: str
) -> None:
    damage(saved)
    with pytest.raises(BackupError, match=said):
        restore_backup(f"sqlite:///{tmp_path}/new.db", saved)
    assert not (tmp_path / "new.db").exists()


def test_a_row_that_the_database_refuses_leaves_it_empty(saved: Path, empty_database_url: str) -> None:
    """Sums that fit do not make sense of what they sum up."""
    manifest = read_checked(saved)
    path = saved / "claims.jsonl.gz"
    with gzip.open(path, "rt") as lines:
        doubled = lines.read() * 2
    path.write_bytes(gzip.compress(doubled.encode()))
    tables = tuple(replace(t, sha256=hash_file(path)) if t.name == "claims" else t for t in manifest.tables)
    write_manifest(saved, replace(manifest, tables=tables))
    with pytest.raises(BackupError, match="claims"):
        restore_backup(empty_database_url, saved)
    assert read_schema_state(empty_database_url).current is None


def test_a_database_with_rows_is_left_alone(saved: Path, empty_database_url: str) -> None:
    migrate(empty_database_url)
    store = open_store(empty_database_url)
    store.workspaces.ensure("mine")
    before = read_all(empty_database_url)
    with pytest.raises(BackupError, match="not empty"):
        restore_backup(empty_database_url, saved)
    assert read_all(empty_database_url) == before


def test_a_migrated_database_without_rows_is_empty(saved: Path, sqlite_url: str, empty_database_url: str) -> None:
    migrate(empty_database_url)
    restore_backup(empty_database_url, saved)
    assert read_all(empty_database_url) == read_all(sqlite_url)


def test_tables_of_others_are_left_alone(saved: Path, sqlite_url: str, empty_database_url: str) -> None:
    migrate(empty_database_url)
    with broken_into(empty_database_url) as connection:
        connection.execute(text("CREATE TABLE theirs_empty (number INTEGER)"))
        connection.execute(text("CREATE TABLE theirs (number INTEGER)"))
        connection.execute(text("INSERT INTO theirs VALUES (7)"))
    restore_backup(empty_database_url, saved)
    assert read_all(empty_database_url) == read_all(sqlite_url)
    with broken_into(empty_database_url) as connection:
        assert connection.scalars(text("SELECT number FROM theirs")).all() == [7]
        assert connection.scalars(text("SELECT number FROM theirs_empty")).all() == []


def test_a_database_that_others_migrate_is_left_alone(saved: Path, empty_database_url: str) -> None:
    migrate(empty_database_url)
    with broken_into(empty_database_url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'ae1027a6acf'"))
    with pytest.raises(BackupError, match="ae1027a6acf"):
        restore_backup(empty_database_url, saved)
    assert read_schema_state(empty_database_url).current == "ae1027a6acf"


def test_a_backup_of_an_older_schema_is_migrated(empty_database_url: str, tmp_path: Path, saved: Path) -> None:
    """As an older release would have written it: fewer tables, fewer columns."""
    older = make_older(saved, tmp_path)
    restore_backup(empty_database_url, older)
    assert read_schema_state(empty_database_url).current == read_revisions()[-1]
    store = open_store(empty_database_url)
    assert store.inspection.count_rows() == {"claims": 3, "documents": 2}


def make_older(saved: Path, tmp_path: Path) -> Path:
    """Return the backup as of the schema of revision 0008: without what was added since."""
    older, url = tmp_path / "older", f"sqlite:///{tmp_path}/older.db"
    shutil.copytree(saved, older)
    with migrating(url) as connection:
        upgrade(connection, "0008")
        seen = inspect(connection)
        known = {name: {column["name"] for column in seen.get_columns(name)} for name in seen.get_table_names()}
    manifest = read_checked(saved)
    tables = []
    for entry in manifest.tables:
        if entry.name not in known:
            (older / entry.file).unlink()
            continue
        places = [place for place, (name, _kind) in enumerate(entry.columns) if name in known[entry.name]]
        with gzip.open(older / entry.file, "rt") as lines:
            rows = [[json.loads(line)[place] for place in places] for line in lines]
        (older / entry.file).write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))
        columns = tuple(entry.columns[place] for place in places)
        tables.append(replace(entry, columns=columns, sha256=hash_file(older / entry.file)))
    write_manifest(older, replace(manifest, revision="0008", tables=tuple(tables)))
    return older


def test_a_backup_of_a_newer_schema_is_refused(saved: Path, tmp_path: Path) -> None:
    write_manifest(saved, replace(read_checked(saved), revision="9999"))
    with pytest.raises(BackupError, match="schema is 9999"):
        restore_backup(f"sqlite:///{tmp_path}/new.db", saved)
    assert not (tmp_path / "new.db").exists()


def test_a_database_of_another_schema_is_not_backed_up(sqlite_url: str, tmp_path: Path) -> None:
    with broken_into(sqlite_url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with pytest.raises(BackupError, match="schema is 0001"):
        write_backup(sqlite_url, tmp_path / "saved", VERSIONS)
    assert not (tmp_path / "saved").exists()


def test_a_backup_takes_the_place_of_nothing(saved: Path, sqlite_url: str) -> None:
    before = (saved / MANIFEST).read_bytes()
    with pytest.raises(BackupError, match="exists already"):
        write_backup(sqlite_url, saved, VERSIONS)
    assert (saved / MANIFEST).read_bytes() == before


def test_a_damaged_database_is_not_backed_up(sqlite_url: str, tmp_path: Path, clock: FakeClock) -> None:
    store = open_store(sqlite_url, clock)
    for _ in range(3):
        fill(store)
    store.close()
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    content = bytearray(path.read_bytes())
    content[8192:16384] = os.urandom(8192)
    path.write_bytes(content)
    with pytest.raises(BackupError):
        write_backup(sqlite_url, tmp_path / "saved", VERSIONS)
    assert not (tmp_path / "saved").exists()
    assert list(tmp_path.glob(".saved*")) == []


def test_a_name_that_no_folder_can_have_is_told(sqlite_url: str, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="can't be written"):
        write_backup(sqlite_url, tmp_path / ("n" * 300), VERSIONS)
