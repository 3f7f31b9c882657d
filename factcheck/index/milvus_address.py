"""Addresses of an index on Milvus: ``milvus://[user:password@]host[:port][/database]``, with ``milvus+https`` for TLS."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.util import find_spec
from urllib.parse import unquote, urlsplit

from factcheck.errors import SettingsError

PORT = 19530
DEFAULT_DATABASE = "default"
_SCHEMES = {"milvus": "http", "milvus+https": "https"}
# What Milvus allows as the name of a database.
_DATABASE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,254}")


@dataclass(frozen=True, slots=True)
class MilvusAddress:
    """Where Milvus listens, as pymilvus wants it, the credentials (empty without), and the database."""

    uri: str
    user: str
    password: str
    database: str


def is_milvus(url: str) -> bool:
    """Return whether the address is one of Milvus."""
    return url.partition("://")[0] in _SCHEMES


def require_client() -> None:
    """Raise SettingsError where the client of Milvus is not installed."""
    if find_spec("pymilvus") is None:
        raise SettingsError(
            "FACTCHECK_INDEX_URL names Milvus, whose client is not installed: "
            "run `pip install --requirement requirements-milvus.txt`."
        )


def read_milvus_address(url: str) -> MilvusAddress:
    """Return the parts of an address; raises SettingsError with a sentence that does not repeat it."""
    scheme, _, rest = url.partition("://")
    try:
        parts = urlsplit(f"//{rest}")
        host, port = parts.hostname, parts.port or PORT
    except ValueError as error:
        raise SettingsError(f"FACTCHECK_INDEX_URL can't be read: {error}.") from None
    database = parts.path.strip("/") or DEFAULT_DATABASE
    if not host or parts.query or parts.fragment or not _DATABASE.fullmatch(database):
        raise SettingsError("FACTCHECK_INDEX_URL must look like milvus://user:password@host:19530/database.")
    name = f"[{host}]" if ":" in host else host
    return MilvusAddress(
        f"{_SCHEMES[scheme]}://{name}:{port}", unquote(parts.username or ""), unquote(parts.password or ""), database
    )
