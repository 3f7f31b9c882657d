"""The command line as a whole: every command is there, and starting the service loads nothing that it doesn't need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from factcheck.cli import COMMANDS, main
from factcheck.store import open_store

STARTS = """
import sys
from factcheck.cli import main
try:
    main(["up", "--help"])
except SystemExit as end:
    assert not end.code
sys.stdout.write(",".join(sys.modules))
"""


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_where_the_table_says(name: str) -> None:
    command = main.get_command(click.Context(main), name)

    assert command is not None
    assert command.name == name


def test_an_unknown_command_is_refused() -> None:
    result = CliRunner().invoke(main, ["repair"])

    assert result.exit_code == 2
    assert "No such command 'repair'" in result.output


def test_what_starts_the_service_loads_neither_store_nor_models() -> None:
    told = subprocess.run([sys.executable, "-c", STARTS], capture_output=True, text=True, check=True).stdout

    assert {"sqlalchemy", "redis", "numpy"} & set(told.rpartition("\n")[2].split(",")) == set()


@pytest.mark.parametrize(
    "arguments",
    [
        ["keys", "list", "--workspace", "newsrom"],
        ["recalibrate", "--workspace", "newsrom"],
        ["recalibrate", "--workspace", "newsrom", "--reset"],
        ["explain", "clm_1", "--workspace", "newsrom"],
    ],
    ids=" ".join,
)
def test_a_workspace_that_is_mistyped_is_told_and_not_made(arguments: list[str], sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    for names, told in (((), "none yet"), (("sports", "newsroom"), "newsroom, sports")):
        for name in names:
            store.workspaces.ensure(name)
        result = CliRunner(env={"DATABASE_URL": sqlite_url}).invoke(main, arguments)
        assert result.exit_code == 1
        assert f"The workspace newsrom is not there; there are: {told}." in result.output
        assert [workspace.name for workspace in store.workspaces.list()] == sorted(names)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FileNotFoundError(2, "No such file or directory", "/none/a.svg"), "No such file or directory: /none/a.svg"),
        (OSError(28, "No space left on device"), "No space left on device"),
        (UnicodeEncodeError("utf-8", "\udcff", 0, 1, "surrogates not allowed"), "Something is not in UTF-8"),
    ],
)
def test_what_the_system_refuses_is_told_in_a_sentence(error: Exception, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    def failing() -> None:
        raise error

    monkeypatch.setattr(main, "get_command", lambda *_: failing)
    result = CliRunner().invoke(main, ["check"])

    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert said in result.stderr


def test_an_argument_that_is_not_utf_8_is_told_in_a_sentence(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from factcheck.cli import main; main()", "keys", "list", "--workspace", b"caf\xe9"]
    environment = os.environ | {"FACTCHECK_HOME": str(tmp_path)}
    done = subprocess.run(command, env=environment, capture_output=True, check=False)

    assert done.returncode == 1
    assert done.stderr.startswith(b"Error: Something is not in UTF-8")
    assert b"Traceback" not in done.stderr
