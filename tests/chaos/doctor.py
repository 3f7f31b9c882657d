"""Whether store, index and broker fit together, as ``factcheck doctor`` sees it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from factcheck.local.processes import build_environment
from tests.chaos.proof import Proof, Scene

DOCTOR_SECONDS = 300
# The index has a small file system here, so that it can be filled.
EXPECTED = ("disk-low",)


def prove_health(scene: Scene) -> Iterator[Proof]:
    """Ask the doctor, who compares the index with the store passage by passage."""
    command = [sys.executable, "-c", "from factcheck.cli import main; main()", "doctor", "--json"]
    environment = build_environment(scene.machine.settings)
    done = subprocess.run(command, env=environment, capture_output=True, timeout=DOCTOR_SECONDS, check=False)
    report = json.loads(done.stdout or b"{}")
    findings = [
        finding for finding in report.get("findings", ()) if finding["kind"] not in EXPECTED and not finding["is_note"]
    ]
    breaches = [f"{finding['kind']}: {', '.join(finding['ids'][:3])}" for finding in findings]
    breaches += [f"could not look at {item['part']}: {item['why']}" for item in report.get("could_not_look", ())]
    if done.returncode not in (0, 1):
        breaches += [f"status {done.returncode}: {done.stderr.decode()[-300:]}"]
    yield Proof("index, broker and store fit together", describe(report), breaches)


def describe(report: dict[str, Any]) -> str:
    """Return what the doctor has looked at, in a line."""
    parts = ((part, counts) for part, counts in report.get("looked_at", {}).items() if counts)
    return "; ".join(f"{part}: {', '.join(f'{count} {word}' for word, count in counts.items())}" for part, counts in parts)
