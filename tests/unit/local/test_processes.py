"""Managed processes: their logs, their ends, their settings, and that none outlives the one who started it."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from factcheck.local.processes import (
    FULL_LOG_BYTES,
    ManagedProcess,
    ProcessDiedError,
    build_environment,
    read_tail,
    stop_all,
)
from factcheck.settings import read_settings


def run_python(tmp_path: Path, code: str, name: str = "thing") -> ManagedProcess:
    process = ManagedProcess(name, [sys.executable, "-c", code], tmp_path / f"{name}.log")
    process.start(dict(os.environ))
    return process


def test_an_end_is_told_with_its_status_and_the_last_lines(tmp_path: Path) -> None:
    process = run_python(tmp_path, "import sys; print('\\n'.join(map(str, range(100)))); sys.exit('out of paper')")
    assert process.wait(20)
    with pytest.raises(ProcessDiedError) as caught:
        process.check()
    assert "The thing ended with status 1." in str(caught.value)
    assert str(caught.value).endswith("99\nout of paper")
    assert "\n50\n" not in str(caught.value)


def test_a_process_that_ignores_the_request_is_killed_after_the_grace(tmp_path: Path) -> None:
    ready_r, ready_w = os.pipe()
    code = f"import os, signal; signal.signal(15, signal.SIG_IGN); os.write({ready_w}, b'x'); signal.pause()"
    stubborn = ManagedProcess("stubborn", [sys.executable, "-c", code], tmp_path / "log")
    stubborn.start(dict(os.environ), pass_fds=(ready_w,))
    assert os.read(ready_r, 1) == b"x"
    stop_all([stubborn], 0.2)
    assert not stubborn.is_running()
    assert "killed by signal 9" in stubborn.describe_end()
    os.close(ready_r)
    os.close(ready_w)


PARENT = """
import os, pathlib, sys
from factcheck.local.processes import ManagedProcess
ready, write = os.pipe()
code = f"import os, signal; os.write({write}, b'up'); signal.pause()"
child = ManagedProcess("child", [sys.executable, "-c", code], pathlib.Path(sys.argv[1]))
child.start(dict(os.environ), pass_fds=(write,))
os.read(ready, 2)
print(child.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="waits for a process that is not its child")
def test_a_process_dies_with_the_one_that_started_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path / "log")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        descriptor = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
        assert select.select([descriptor], [], [], 10)[0]
        os.close(descriptor)


PRINT_SETTINGS = """
import dataclasses, json
from factcheck.settings import read_settings
print(json.dumps(dataclasses.asdict(read_settings()), default=str))
"""


def test_a_child_reads_the_settings_that_its_parent_was_given(tmp_path: Path) -> None:
    given = replace(
        read_settings(),
        home=tmp_path,
        database_url="sqlite:////elsewhere.db",
        redis_url="redis://broker:6379/3",
        index_url="s3://bucket/index",
        candidates=7,
        check_timeout_seconds=11,
    )
    command = [sys.executable, "-c", PRINT_SETTINGS]
    output = subprocess.run(command, env=build_environment(given), capture_output=True, check=True).stdout
    assert json.loads(output) == json.loads(json.dumps(asdict(given), default=str))


def test_a_full_log_is_put_aside_at_the_start_and_three_are_kept(tmp_path: Path) -> None:
    log = tmp_path / "thing.log"
    for number in range(1, 6):
        log.write_text(f"{number}")
        os.truncate(log, FULL_LOG_BYTES)
        assert run_python(tmp_path, "print('begun')").wait(20)
        assert log.read_text() == "begun\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["thing.log", "thing.log.1", "thing.log.2", "thing.log.3"]
    assert [(tmp_path / f"thing.log.{number}").read_bytes()[:1] for number in (1, 2, 3)] == [b"5", b"4", b"3"]
    assert run_python(tmp_path, "print('again')").wait(20)
    assert log.read_text() == "begun\nagain\n", "what is not full is written on"


def test_a_log_that_is_cut_while_it_is_written_goes_on_at_its_start(tmp_path: Path) -> None:
    listening, telling = os.pipe()
    code = f"import os; print('before', flush=True); os.read({listening}, 1); print('after', flush=True)"
    process = ManagedProcess("thing", [sys.executable, "-c", code], tmp_path / "log")
    process.start(dict(os.environ), pass_fds=(listening,))
    deadline = time.monotonic() + 20
    while not (tmp_path / "log").read_text() and time.monotonic() < deadline:
        time.sleep(0.02)
    os.truncate(tmp_path / "log", 0)
    os.write(telling, b"x")
    assert process.wait(20)
    assert (tmp_path / "log").read_text() == "after\n"
    os.close(listening)
    os.close(telling)


def test_a_missing_or_empty_log_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert read_tail(tmp_path / "nowhere") == "(no log)"
    assert read_tail(tmp_path / "empty") == "(empty)"
