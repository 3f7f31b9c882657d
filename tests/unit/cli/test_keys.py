"""Keys on the command line: made, listed and revoked as over HTTP."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from factcheck.cli.keys import keys


@pytest.fixture
def runner(sqlite_url: str) -> CliRunner:
    return CliRunner(env={"DATABASE_URL": sqlite_url})


def test_a_key_is_made_listed_and_revoked(runner: CliRunner) -> None:
    options = ["--workspace", "desk", "--scopes", "claims:read", "--name", "CMS", "--expires", "2999-01-01"]
    made = json.loads(runner.invoke(keys, ["create", *options, "--json"]).output)
    (line,) = runner.invoke(keys, ["list", "--workspace", "desk"]).output.splitlines()
    assert line.startswith(f"{made['key_id']}  live  made ")
    assert line.endswith("expires 2999-01-01 00:00Z  used never  claims:read  CMS")
    assert made["key"] not in line
    assert runner.invoke(keys, ["revoke", made["key_id"]]).exit_code == 0
    assert "  revoked  " in runner.invoke(keys, ["list", "--workspace", "desk"]).output
    assert runner.invoke(keys, ["revoke", made["key_id"]]).exit_code == 1


def test_a_key_that_has_expired_is_listed_as_such(runner: CliRunner) -> None:
    runner.invoke(keys, ["create", "--workspace", "desk", "--scopes", "admin", "--expires", "2020-01-01T10:00:00Z"])
    assert "  expired  " in runner.invoke(keys, ["list", "--workspace", "desk"]).output
