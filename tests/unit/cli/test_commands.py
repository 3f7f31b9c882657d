"""The command line as a whole: every command is there, and starting the service loads nothing that it doesn't need."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from factcheck.cli import COMMANDS, main

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
