"""Run the check on real news items against a service of its own: ``python tests/real_news.py FOLDER``.

FOLDER holds ``checks/kursk.py``, ``seeds/`` and ``kursk_claims.jsonl``. Fails when the check does not run through, when a
quote is not verbatim, or when the figure that four publications have from one source is not one origin; how many verdicts
are right is printed, with ``--least N`` as the number that must be reached.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from factcheck.local.stack import LocalStack
from factcheck.settings import read_settings
from factcheck.store import migrate, open_store
from factcheck.store.records import SCOPES

SUMMARY = re.compile(
    r"(?P<right>\d+) of \d+ verdicts, .* (?P<wrong>\d+) with the wrong one, (?P<unverbatim>\d+) quotes not verbatim"
)

RETOLD_FIGURE = "59,000"


class Outcome(NamedTuple):
    """What the check printed, and the reports that it led to, by claim."""

    output: str
    reports: dict[str, dict[str, Any]]


def run_check(folder: Path) -> Outcome:
    """Run the check against a fresh stack that is gone afterwards."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["FACTCHECK_HOME"] = home
        settings = read_settings()
        migrate(settings.database_url)
        store = open_store(settings.database_url)
        workspace_id = store.workspaces.ensure("news").workspace_id
        _key, token = store.keys.create(workspace_id, frozenset(SCOPES))
        with LocalStack(settings, 0) as stack:
            command = [sys.executable, str(folder / "checks" / "kursk.py"), "--url", stack.base_url, "--key", token]
            command += ["--seeds", str(folder / "seeds"), "--claims", str(folder / "kursk_claims.jsonl")]
            output = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False).stdout
        claims = store.claims.list(workspace_id, limit=200).items
        store.close()
    return Outcome(output, {claim.text: claim.check.report for claim in claims if claim.check.report})


def count_origins(reports: dict[str, dict[str, Any]]) -> tuple[int, int]:
    """Return to how many origins the retold figure goes back, and in how many publications it is."""
    report = next(report for claim, report in reports.items() if RETOLD_FIGURE in claim)
    publishers = {piece["document"]["publisher"] for piece in report["evidence"] if piece["stance"] == "supporting"}
    return report["independent_origins"]["supporting"], len(publishers)


def main() -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--least", type=int, default=0)
    arguments = parser.parse_args()
    outcome = run_check(arguments.folder)
    sys.stdout.write(outcome.output)
    summary = SUMMARY.search(outcome.output)
    if summary is None:
        sys.stdout.write("The check did not run through.\n")
        return 1
    origins, publications = count_origins(outcome.reports)
    sys.stdout.write(f"{RETOLD_FIGURE}: {origins} origin in {publications} publications\n")
    is_retold = (origins, publications) == (1, 4)
    return int(int(summary["unverbatim"]) > 0 or int(summary["right"]) < arguments.least or not is_retold)


if __name__ == "__main__":
    sys.exit(main())
