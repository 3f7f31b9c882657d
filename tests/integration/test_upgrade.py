"""A rolling upgrade with a migration: old and new processes side by side over one store and one broker, under claims."""

from __future__ import annotations

import ast
import json
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from factcheck.local.processes import ManagedProcess, build_environment
from factcheck.local.stack import build_server_command
from factcheck.store.migration import read_schema_state
from factcheck.store.schema import MIGRATIONS_DIR
from tests.integration.upgraded import FOLDER, NEXT_REVISION, write_migrations
from tests.integration.workers_lab import WorkersLab

pytestmark = pytest.mark.timeout(600)
NEXT_RELEASE = "tests.integration.upgraded"
TAKEN_AT_EACH_STEP = 3
PAUSE_SECONDS = 0.1
# What the release before would miss while it runs beside the new one.
REMOVING = {"drop_table", "drop_column", "rename_table", "alter_column", "drop_constraint"}


class Senders:
    """Threads that post claims to one address until they are stopped, and remember what was answered 202."""

    def __init__(self, address: str, token: str) -> None:
        self._address, self._token = address, token
        self._stop = threading.Event()
        self._news = threading.Condition()
        self.taken: list[str] = []
        self.refused: list[str] = []
        self._threads = [threading.Thread(target=self._send, args=(number,)) for number in range(2)]

    def __enter__(self) -> Senders:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def wait_for_more(self, number: int = TAKEN_AT_EACH_STEP) -> None:
        """Wait until so many more claims were taken."""
        with self._news:
            wanted = len(self.taken) + number
            assert self._news.wait_for(lambda: len(self.taken) >= wanted, 60), self.refused[-3:]

    def _send(self, sender: int) -> None:
        number = 0
        # With pauses: what is tested is not how much fits through.
        while not self._stop.wait(PAUSE_SECONDS):
            number += 1
            body = json.dumps({"text": f"Sender {sender} says that {number} bridges were closed."}).encode()
            headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
            request = urllib.request.Request(f"{self._address}/v1/claims", body, headers)
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    self._note(str(json.load(answer)["claim_id"]))
            except (OSError, urllib.error.HTTPError) as error:
                self.refused.append(repr(error))

    def _note(self, claim_id: str) -> None:
        with self._news:
            self.taken.append(claim_id)
            self._news.notify_all()


class UpgradeLab(WorkersLab):
    """A lab with HTTP servers that share one listening socket, as a service manager hands it from one to the next."""

    def start(self) -> None:
        super().start()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.servers: list[ManagedProcess] = []

    def close(self) -> None:
        for server in self.servers:
            server.kill()
        self.listener.close()
        super().close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def start_server(self, app: str = "service.wsgi:app") -> ManagedProcess:
        """Start a server and wait until its process serves."""
        command = [app if word == "service.wsgi:app" else word for word in build_server_command(self.home, self.listener)]
        path = self.home / "logs" / f"server-{len(self.servers)}.log"
        server = ManagedProcess("server", command, path)
        server.start(build_environment(self.settings), pass_fds=(self.listener.fileno(),))
        self.servers.append(server)
        self.until(lambda: server.check() or "Booting worker" in path.read_text(), 60)
        return server


@pytest.fixture
def lab(tmp_path: Path, empty_database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[UpgradeLab]:
    monkeypatch.setenv(FOLDER, str(write_migrations(tmp_path / "migrations")))
    monkeypatch.setenv("FACTCHECK_WRITES_PER_MINUTE", "0")
    home = tmp_path / "home"
    home.mkdir()
    lab = UpgradeLab(home, empty_database_url)
    lab.start()
    yield lab
    lab.store.close()
    lab.close()


def test_a_rolling_upgrade_with_a_migration_and_a_restart_amid_it_lose_nothing(lab: UpgradeLab) -> None:
    old_worker, old_server = lab.start_worker(), lab.start_server()
    _key, token = lab.store.keys.create(lab.workspace_id, frozenset({"claims:write", "claims:read"}), None, "CMS")
    with Senders(lab.address, token) as senders:
        senders.wait_for_more()
        new_worker = lab.start_worker(module=NEXT_RELEASE)
        assert read_schema_state(lab.settings.database_url).current == NEXT_REVISION
        senders.wait_for_more()
        new_server = lab.start_server(f"{NEXT_RELEASE}:app")
        senders.wait_for_more()
        for process in (old_server, old_worker):
            process.terminate()
        # Restarted again while that restart still goes on: three generations side by side.
        newest_worker, newest_server = lab.start_worker(module=NEXT_RELEASE), lab.start_server(f"{NEXT_RELEASE}:app")
        for process in (new_server, new_worker):
            process.terminate()
            senders.wait_for_more()
        for process in (old_server, old_worker, new_server, new_worker):
            assert process.wait(60), "it ends by itself"
        assert newest_worker.is_running()
        assert newest_server.is_running()
    assert senders.refused == []
    statuses = lab.until(lambda: all_ended(lab, senders.taken), 120)
    assert set(statuses) == {"done"}
    assert len(statuses) >= 5 * TAKEN_AT_EACH_STEP


def all_ended(lab: UpgradeLab, claim_ids: list[str]) -> list[str]:
    """Return the status of each claim's check once all have ended."""
    claims = [lab.store.claims.get(lab.workspace_id, claim_id) for claim_id in claim_ids]
    statuses = [claim.check.status if claim else "lost" for claim in claims]
    return [] if {"queued", "running"} & set(statuses) else statuses


@pytest.mark.parametrize("path", sorted(MIGRATIONS_DIR.glob("versions/r*.py")), ids=lambda path: path.stem)
def test_a_migration_only_adds_what_the_release_before_can_do_without(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    (upgrade,) = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "upgrade"]
    calls = [node for node in ast.walk(upgrade) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    assert {call.func.attr for call in calls if isinstance(call.func, ast.Attribute)} & REMOVING == set()
    for call in calls:
        if isinstance(call.func, ast.Attribute) and call.func.attr == "add_column":
            column = ast.unparse(call)
            assert "nullable=False" not in column or "server_default=" in column, column
