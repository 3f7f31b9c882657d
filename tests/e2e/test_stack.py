"""Starting, watching and ending the processes of the service. The workers' runtime is scripted, all else is real."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from factcheck.errors import ModelError
from factcheck.local.broker import EmbeddedBroker
from factcheck.local.processes import ProcessDiedError
from factcheck.local.stack import LocalStack, StackError
from tests.e2e.conftest import settings_in
from tests.e2e.stack_parent import SCRIPTED
from tests.waiting import until

pytestmark = [
    pytest.mark.timeout(180),
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="finds the processes in /proc"),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def scripted_stack(home: Path) -> Iterator[LocalStack]:
    with LocalStack(settings_in(home), worker_arguments=SCRIPTED) as stack:
        yield stack


def test_a_stack_answers_until_it_is_stopped_and_leaves_nothing_running(home: Path) -> None:
    stack = LocalStack(settings_in(home), worker_arguments=SCRIPTED)
    stack.start()
    with urllib.request.urlopen(f"{stack.base_url}/readyz") as answer:
        assert answer.status == 200
    assert len(processes_of(home)) >= 3
    stack.check()
    stack.stop()
    assert processes_of(home) == set()
    assert not stack.broker.is_answering()


def test_a_broker_named_by_the_settings_is_used_and_left_running(home: Path, tmp_path: Path) -> None:
    other = EmbeddedBroker(tmp_path)
    other.start()
    settings = replace(settings_in(home), redis_url=other.url)
    with LocalStack(settings, worker_arguments=SCRIPTED) as stack:
        assert stack.broker.process is None
    assert other.is_answering()
    other.stop()


def test_a_process_that_dies_is_named_with_the_end_of_its_log(scripted_stack: LocalStack) -> None:
    os.kill(scripted_stack.server.pid, signal.SIGKILL)
    with pytest.raises(ProcessDiedError, match=r"(?s)The server was killed by signal 9.*server\.log.*Listening at"):
        scripted_stack.wait(look_seconds=0.02)


def test_a_killed_worker_process_is_started_again(scripted_stack: LocalStack) -> None:
    checks = worker_pid(scripted_stack, "checks")
    # To kill 0 is to kill all of this process's group.
    assert checks
    os.kill(checks, signal.SIGKILL)
    until(lambda: worker_pid(scripted_stack, "checks") not in (0, checks))
    scripted_stack.check()


def test_a_port_in_use_is_told_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        stack = LocalStack(settings_in(tmp_path), port, SCRIPTED)
        with pytest.raises(StackError, match=f"Port {port} of 127.0.0.1 can't be used: Address already in use"):
            stack.start()
    assert processes_of(tmp_path) == set()


def test_workers_that_cannot_run_stop_the_start_with_their_reason(tmp_path: Path) -> None:
    arguments = ("all", "--factory", "tests.e2e.test_stack.refuse_to_build")
    stack = LocalStack(settings_in(tmp_path), worker_arguments=arguments)
    with pytest.raises(ProcessDiedError, match=r"(?s)The workers ended with status 78.*the model is in pieces"):
        stack.start()
    assert processes_of(tmp_path) == set()


def test_what_a_start_waits_for_is_told_until_it_takes_too_long(tmp_path: Path) -> None:
    told: list[str] = []
    stack = LocalStack(settings_in(tmp_path), worker_arguments=("courier",))
    with pytest.raises(StackError, match=r"was not ready within 1 s: .*No worker is alive for the queue checks"):
        stack.start(1, told.append)
    assert "No worker is alive for the queue checks" in told[-1]
    assert processes_of(tmp_path) == set()


def test_a_killed_parent_takes_everything_along_and_a_new_stack_starts_from_what_is_there(home: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-m", "tests.e2e.stack_parent", str(home)], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"started\n"
    assert len(processes_of(home)) >= 3
    parent.kill()
    parent.wait()
    until(lambda: processes_of(home) == set(), 10)
    with LocalStack(settings_in(home), worker_arguments=SCRIPTED) as stack:
        stack.check()
    parent.stdout.close()


def refuse_to_build() -> object:
    """Stand in for a runtime whose model is damaged."""
    raise ModelError("the model is in pieces")


def processes_of(home: Path) -> set[int]:
    """Return the living processes whose environment or command names this home folder, this one excepted."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            text = (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if str(home).encode() in text and int(folder.name) != os.getpid():
            found.add(int(folder.name))
    return found


def worker_pid(stack: LocalStack, queue: str) -> int:
    """Return the pid of the worker process of a queue, 0 if none runs."""
    wanted = f"workers\0{queue}\0".encode()
    return next((pid for pid in processes_of(stack.broker.socket_path.parent) if wanted in command_of(pid)), 0)


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
