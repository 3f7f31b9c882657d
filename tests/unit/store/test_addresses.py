"""Which addresses a store opens, and what it loads to do so."""

from __future__ import annotations

import subprocess
import sys
import traceback

import pytest

from factcheck.errors import SettingsError
from factcheck.store import open_store
from factcheck.store.engine import build_engine, parse_url

HEAVY = ("numpy", "lancedb", "pyarrow", "onnxruntime", "tokenizers", "flask", "rq", "psycopg")


@pytest.mark.parametrize(
    ("address", "driver"),
    [
        ("sqlite:////tmp/x.db", "sqlite"),
        ("postgresql://u:p@h/d", "postgresql+psycopg"),
        ("postgres://u:p@h/d", "postgresql+psycopg"),
        ("postgresql+psycopg://u:p@h/d", "postgresql+psycopg"),
    ],
)
def test_an_address_gets_its_driver(address: str, driver: str) -> None:
    assert parse_url(address).drivername == driver


@pytest.mark.parametrize("address", ["", "nonsense", "mysql://u:secret@h/d", "sqlite://", "sqlite:///:memory:"])
def test_an_address_that_cannot_serve_is_a_sentence_without_secrets(address: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL") as caught:
        parse_url(address)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:hunter2@h:many/d",
        "postgresql://u:hunter2@h1:5432,h2:5433/d",
        "postgresql://u:hunter2@h/d?sslmod=require",
        "postgresql://u:hunter2@/d?host=h1:5432&host=h2:none",
        "postgresql://u:hunter2@/d?host=h1:5432&host=h2:5432&port=5433",
    ],
)
def test_what_the_driver_would_stumble_over_is_a_sentence_without_secrets(address: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL") as caught:
        open_store(address)
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


def test_an_address_may_say_how_to_connect() -> None:
    silent = build_engine("postgresql://u@h/d")
    _, plain = silent.dialect.create_connect_args(silent.url)
    assert (plain["connect_timeout"], plain["tcp_user_timeout"], plain["options"]) == ("5", "10000", "-c timezone=UTC")
    saying = build_engine("postgresql://u@h/d?connect_timeout=2&options=-csearch_path%3Dhouse")
    _, said = saying.dialect.create_connect_args(saying.url)
    assert (said["connect_timeout"], said["options"]) == ("2", "-csearch_path=house -c timezone=UTC")


def test_opening_connects_to_nothing() -> None:
    open_store("postgresql://nobody@127.0.0.1:1/none").close()


def test_the_store_loads_nothing_heavy() -> None:
    code = "import sys, factcheck.store; sys.stdout.write(' '.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert [name for name in HEAVY if name in loaded] == []
