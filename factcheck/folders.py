"""Folders that this machine's other users have no business in."""

from __future__ import annotations

from pathlib import Path


def make_private_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, for the own user alone; one that is there stays as it is.

    Whoever shares a home within a group makes it beforehand, with the rights that they want. Raises OSError.
    """
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    # Path.mkdir gives its mode to the last folder alone.
    for path in reversed(missing):
        path.mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(exist_ok=True)
