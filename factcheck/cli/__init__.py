"""The ``factcheck`` command: everything that an operator does without HTTP. Each command is a thin door to the core."""

from __future__ import annotations

import click

from factcheck import __version__
from factcheck.cli.group import CoreGroup

# Each command's name and where it is. Only the one that is called is loaded: the core takes most of a second.
COMMANDS = {
    "backup": "backups.backup",
    "check": "archive.check",
    "demo": "demo.demo",
    "doctor": "doctor.doctor",
    "explain": "explain.explain",
    "import": "archive.import_paths",
    "keys": "keys.keys",
    "recalibrate": "recalibrate.recalibrate",
    "reindex": "archive.reindex",
    "restore": "backups.restore",
    "serve": "processes.serve",
    "up": "processes.up",
    "verify-bundle": "bundles.verify",
    "worker": "processes.worker",
}


@click.group(cls=CoreGroup, places={name: f"{__name__}.{place}" for name, place in COMMANDS.items()})
@click.version_option(__version__, prog_name="factcheck")
def main() -> None:
    """Check claims against your own archive."""
