"""``python -m tests.chaos``: run the service under faults and print what held; exit status 1 if anything did not."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from dataclasses import replace
from functools import partial

from tests.chaos.run import Result, Scenario, run_scenario, say
from tests.chaos.soak import describe_growth, is_bounded, soak
from tests.chaos.storm import Storm
from tests.chaos.tables import describe_recoveries, describe_result


def rage(storm: Storm, _is_over: threading.Event) -> None:
    """Let one fault follow the other until the clients have ended."""
    storm.run()


def measure(rounds: int, storm: Storm, _is_over: threading.Event) -> None:
    """Kill worker, broker and worker's child in turn, each alone, so often."""
    faults = storm.faults
    for _ in range(rounds):
        for fault in (faults.kill_worker, faults.kill_broker, faults.kill_child):
            storm.strike([fault], faults.watch.await_whole())


def main(arguments: list[str] | None = None) -> int:
    """Run what the options ask for."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--claims", type=int, default=1000)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1, help="orders the work and the faults")
    parser.add_argument("--recovery", type=int, metavar="N", help="only kill worker, broker and child, N times each")
    parser.add_argument("--soak", type=int, metavar="N", help="no faults: send N claims and watch how large processes get")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="end the soak after that time")
    options = parser.parse_args(arguments)
    # Everything that was started is ended on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if options.soak:
        scenario = Scenario(options.seed, options.soak, options.documents, options.clients, options.database)
        return report_soak(scenario, 60 * options.minutes)
    scenario = Scenario(options.seed, options.claims, options.documents, options.clients, options.database)
    if options.recovery:
        return report(run_scenario(replace(scenario, ends_with_weather=True), partial(measure, options.recovery)))
    return report(run_scenario(scenario, rage))


def report(result: Result) -> int:
    """Print the tables; return the exit status."""
    sys.stdout.write("\n".join(["", *describe_recoveries(result.recoveries), "", *describe_result(result), ""]))
    return 0 if all(proof.holds for proof in result.proofs) else 1


def report_soak(scenario: Scenario, most_seconds: float) -> int:
    """Send many claims without faults; print what processes grew to; return the exit status."""
    samples = soak(scenario, say, most_seconds)
    sys.stdout.write("\n".join(["", *describe_growth(samples), ""]))
    return 0 if is_bounded(samples) else 1


if __name__ == "__main__":
    sys.exit(main())
