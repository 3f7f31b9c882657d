"""The list of what is in a backup, with sums, and the check that it is all there unchanged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from factcheck.errors import FactcheckError

MANIFEST = "manifest.json"
FORMAT = 1
BLOCK_BYTES = 1024 * 1024


class BackupError(FactcheckError):
    """A backup can't be written or used; the message says why."""


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table: its columns with the kinds of their values (``factcheck.backup.values``), and its file."""

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: int
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup is of. ``tables`` are in an order in which each refers only to those before it."""

    made_at: str
    revision: str
    versions: Mapping[str, str]
    tables: tuple[TableEntry, ...]

    @property
    def rows(self) -> int:
        """How many rows the backup has."""
        return sum(table.rows for table in self.tables)


def write_manifest(folder: Path, manifest: Manifest) -> Path:
    """Write the manifest with its own sum into the folder and return its path."""
    body = {"format": FORMAT, **asdict(manifest)}
    path = folder / MANIFEST
    path.write_text(json.dumps({**body, "sha256": _sum(body)}, indent=1), encoding="utf-8")
    return path


def read_checked(folder: Path) -> Manifest:
    """Return the manifest of a backup after comparing every file with its sum; raises BackupError."""
    manifest = _read_manifest(folder)
    for table in manifest.tables:
        path = folder / table.file
        try:
            found = hash_file(path)
        except OSError as error:
            raise BackupError(f"{path} of the backup can't be read: {error.strerror}.") from error
        if found != table.sha256:
            raise BackupError(f"{path} was changed or cut off since the backup was made.")
    return manifest


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file as hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def _read_manifest(folder: Path) -> Manifest:
    path = folder / MANIFEST
    try:
        body: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        given, form = body.pop("sha256"), body["format"]
    except OSError as error:
        raise BackupError(f"{folder} is no backup, or not a whole one: {MANIFEST} can't be read.") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupError(f"{path} was changed or cut off since the backup was made.") from error
    if form != FORMAT:
        raise BackupError(f"{path} is of another format ({form}); use the release that made it.")
    if given != _sum(body):
        raise BackupError(f"{path} was changed or cut off since the backup was made.")
    entries = (
        TableEntry(**{**entry, "columns": tuple((name, kind) for name, kind in entry["columns"])})
        for entry in body["tables"]
    )
    return Manifest(body["made_at"], body["revision"], body["versions"], tuple(entries))


def _sum(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
