"""The plugin inside Django, without a browser: its own tests, run in Wagtail's environment against the real service."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.plugins.wagtail.site import PACKAGE, PYTHON, Site, build_environment


@pytest.mark.timeout(400, func_only=True)
def test_the_plugin_passes_its_own_tests(open_newsroom: Callable[[str], httpx.Client], tmp_path: Path) -> None:
    environment = {**os.environ, **build_environment(open_newsroom("wagtail-tests"), tmp_path, "http://127.0.0.1")}
    command = [PYTHON, "-m", "django", "test", "--noinput"]
    ended = subprocess.run(command, env=environment, cwd=PACKAGE, text=True, capture_output=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert "OK" in ended.stderr


@pytest.mark.parametrize(
    "command", ["makemigrations --check --dry-run wagtail_factcheck", "sqlmigrate wagtail_factcheck 0001"]
)
def test_the_migration_makes_what_the_models_say(newsroom: tuple[Site, int], command: str) -> None:
    site = replace(newsroom[0], environment={**newsroom[0].environment, "NEWSROOM_MIGRATIONS": "1"})
    site.manage(*command.split())
