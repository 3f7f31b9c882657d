"""The ``factcheck`` command: everything that an operator does without HTTP. Each command is a thin door to the core."""

from __future__ import annotations

import click

from factcheck import __version__
from factcheck.cli.archive import check, import_paths, reindex
from factcheck.cli.backups import backup, restore
from factcheck.cli.bundles import verify
from factcheck.cli.demo import demo
from factcheck.cli.doctor import doctor
from factcheck.cli.errors import SentenceErrors
from factcheck.cli.explain import explain
from factcheck.cli.keys import keys
from factcheck.cli.processes import serve, up, worker
from factcheck.cli.recalibrate import recalibrate


@click.group(cls=SentenceErrors)
@click.version_option(__version__, prog_name="factcheck")
def main() -> None:
    """Check claims against your own archive."""


ARCHIVE = (import_paths, reindex, check, explain, recalibrate, verify)
OPERATION = (keys, worker, serve, up, demo, doctor, backup, restore)
for command in (*ARCHIVE, *OPERATION):
    main.add_command(command)
