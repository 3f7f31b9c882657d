"""What a machine keeps is for the user that runs the service, whichever process makes the home."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from stat import S_IMODE

import pytest

from factcheck.cli.demo import demo_key
from factcheck.folders import make_private_folder
from factcheck.index.catalog import Catalog
from factcheck.local.broker import EmbeddedBroker
from factcheck.local.processes import ManagedProcess
from factcheck.local.stack import LocalStack
from factcheck.settings import read_settings
from factcheck.store import migrate


@pytest.fixture(autouse=True)
def open_umask() -> Iterator[None]:
    """The umask of a machine that hides nothing."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(folder: Path) -> int:
    return S_IMODE(folder.stat().st_mode)


class StartError(Exception):
    pass


def start_nothing(*_arguments: object, **_options: object) -> None:
    raise StartError


def migrate_in(home: Path) -> None:
    migrate(f"sqlite:///{home}/factcheck.db")


def open_index_in(home: Path) -> None:
    Catalog(str(home / "index"))


def start_broker_in(home: Path) -> None:
    with pytest.raises(StartError):
        EmbeddedBroker(home).start()


def start_stack_in(home: Path) -> None:
    settings = replace(read_settings(), home=home, redis_url="redis://elsewhere:6379")
    with pytest.raises(StartError):
        LocalStack(settings).start()


def make_demo_key_in(home: Path) -> None:
    elsewhere = f"sqlite:///{home.parents[1] / 'elsewhere.db'}"
    migrate(elsewhere)
    demo_key(replace(read_settings(), home=home, database_url=elsewhere))


MAKERS = [migrate_in, open_index_in, start_broker_in, start_stack_in, make_demo_key_in]


@pytest.mark.parametrize("make", MAKERS)
def test_whatever_makes_the_home_makes_it_for_its_user_alone(
    make: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ManagedProcess, "start", start_nothing)
    home = tmp_path / "new" / "home"
    make(home)
    assert (mode(home.parent), mode(home)) == (0o700, 0o700)


@pytest.mark.parametrize("make", MAKERS)
def test_a_home_that_was_made_beforehand_stays_as_it_is(
    make: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ManagedProcess, "start", start_nothing)
    home = tmp_path / "shared" / "home"
    home.mkdir(parents=True)
    home.chmod(0o2770)
    make(home)
    assert mode(home) == 0o2770


def test_a_file_in_the_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    for folder in (tmp_path / "home", tmp_path / "home" / "logs"):
        with pytest.raises(OSError, match="home"):
            make_private_folder(folder)
