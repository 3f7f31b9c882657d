"""Which addresses a store opens, and what it loads to do so."""

from __future__ import annotations

import subprocess
import sys

import pytest

from factcheck.errors import SettingsError
from factcheck.store import open_store
from factcheck.store.engine import parse_url

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


def test_opening_connects_to_nothing() -> None:
    open_store("postgresql://nobody@127.0.0.1:1/none").close()


def test_the_store_loads_nothing_heavy() -> None:
    code = "import sys, factcheck.store; sys.stdout.write(' '.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert [name for name in HEAVY if name in loaded] == []
