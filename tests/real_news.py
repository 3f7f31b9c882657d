"""Run the check on real news items against a service of its own: ``python tests/real_news.py FOLDER``.

FOLDER holds ``checks/kursk.py``, ``seeds/`` and ``kursk_claims.jsonl``. Fails when the check does not run through or when
a quote is not verbatim; how many verdicts are right is printed, with ``--least N`` as the number that must be reached.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from factcheck.local.stack import LocalStack
from factcheck.settings import read_settings
from factcheck.store import migrate, open_store
from factcheck.store.records import SCOPES

SUMMARY = re.compile(
    r"(?P<right>\d+) of \d+ verdicts, .* (?P<wrong>\d+) with the wrong one, (?P<unverbatim>\d+) quotes not verbatim"
)


def run_check(folder: Path) -> str:
    """Return what the check printed against a fresh stack that is gone afterwards."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["FACTCHECK_HOME"] = home
        settings = read_settings()
        migrate(settings.database_url)
        store = open_store(settings.database_url)
        _key, token = store.keys.create(store.workspaces.ensure("news").workspace_id, frozenset(SCOPES))
        with LocalStack(settings, 0) as stack:
            command = [sys.executable, str(folder / "checks" / "kursk.py"), "--url", stack.base_url, "--key", token]
            command += ["--seeds", str(folder / "seeds"), "--claims", str(folder / "kursk_claims.jsonl")]
            return subprocess.run(command, capture_output=True, text=True, timeout=600, check=False).stdout


def main() -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--least", type=int, default=0)
    arguments = parser.parse_args()
    output = run_check(arguments.folder)
    sys.stdout.write(output)
    summary = SUMMARY.search(output)
    if summary is None:
        sys.stdout.write("The check did not run through.\n")
        return 1
    return int(int(summary["unverbatim"]) > 0 or int(summary["right"]) < arguments.least)


if __name__ == "__main__":
    sys.exit(main())
