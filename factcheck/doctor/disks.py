"""Room on the disks that database, broker and index write to."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from factcheck.doctor.findings import Suspects

# Enough for a database's log and for what the index writes anew when it is tended.
LEAST_FREE_BYTES = 1024**3


class DisksPart:
    """Looks at the disks of folders; one that is not there yet will be on the disk of the next above it."""

    name = "disks"

    def __init__(self, folders: Sequence[Path], least_free_bytes: int = LEAST_FREE_BYTES) -> None:
        self._folders = folders
        self._least_free_bytes = least_free_bytes
        self.looked_at = {"folders": len(folders)}

    def look(self) -> Suspects:
        """Return folders with little room."""
        full = [str(folder) for folder in self._folders if _measure_free(folder) < self._least_free_bytes]
        return {"disk-low": full} if full else {}

    def look_again(self, suspects: Suspects) -> Suspects:  # noqa: ARG002
        """Look once more."""
        return self.look()


def _measure_free(folder: Path) -> int:
    return shutil.disk_usage(next(path for path in (folder, *folder.parents) if path.exists())).free
