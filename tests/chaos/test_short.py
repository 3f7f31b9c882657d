"""The short form of ``python -m tests.chaos``: a few claims through a few faults of each kind of part."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.chaos.run import Scenario, run_scenario
from tests.chaos.storm import Storm

pytestmark = [
    pytest.mark.timeout(480),
    pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="finds the processes in /proc"),
]


def rage_briefly(storm: Storm, _is_over: threading.Event) -> None:
    """Hurt each part once."""
    faults = storm.faults
    storm.strike([faults.kill_worker])
    storm.strike([faults.kill_broker, faults.kill_indexer])
    storm.strike([faults.flush_broker, faults.kill_api_process, faults.kill_courier])


def test_nothing_is_lost_doubled_or_shown_wrongly_when_every_part_is_hurt_once() -> None:
    result = run_scenario(Scenario(seed=7, claims=24, documents=8, clients=4, database="sqlite", watched=0.0), rage_briefly)
    assert result.faults == 6
    assert [(proof.promise, proof.breaches) for proof in result.proofs if not proof.holds and not proof.is_timing] == []
