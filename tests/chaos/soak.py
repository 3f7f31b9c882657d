"""Many claims and no faults: how large each process gets."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tests.chaos.kept import resident_bytes
from tests.chaos.ledger import Ledger
from tests.chaos.machine import Machine
from tests.chaos.run import Scenario, prepare, running_machine, start_clients, wait_for_clients
from tests.receiver import running_receiver

MEGABYTE = 1024 * 1024
SAMPLES = 40
MOST_BETWEEN = 250
LOOK_SECONDS = 2.0
# What a process may grow by between the second quarter of the claims and the last.
GROWTH_SHARE, GROWTH_MEGABYTES = 1.15, 20


@dataclass(frozen=True, slots=True)
class Sample:
    """The resident size of each process, in MB, when so many claims had ended."""

    claims: int
    seconds: float
    megabytes: dict[str, int]


def soak(scenario: Scenario, say: Callable[[str], None], most_seconds: float) -> list[Sample]:
    """Send the work of a scenario in good weather, or as much as fits; return the sizes on the way, each told when taken."""
    with running_machine(scenario.database) as (machine, _has_quota), running_receiver() as receiver:
        ledger, samples, is_over = Ledger(), [], threading.Event()
        receiver.answer = ledger.receive
        clients = start_clients(scenario, ledger, machine.base_url, prepare(machine, receiver.url))

        def watch() -> None:
            every, began = min(MOST_BETWEEN, max(1, scenario.claims // SAMPLES)), time.monotonic()
            while not is_over.wait(LOOK_SECONDS):
                if len(ledger.ended) >= (len(samples) + 1) * every:
                    sample = Sample(len(ledger.ended), time.monotonic() - began, measure(machine))
                    samples.append(sample)
                    say(describe_sample(sample))
                if time.monotonic() - began > most_seconds:
                    for client in clients:
                        client.stop()

        watching = threading.Thread(target=watch, name="watch", daemon=True)
        watching.start()
        errors = wait_for_clients(clients)
        is_over.set()
        watching.join()
        for error in errors:
            say(error)
    return samples


def measure(machine: Machine) -> dict[str, int]:
    """Return the resident size of every process in MB."""
    return {name: resident_bytes(pid) // MEGABYTE for name, pid in sorted(machine.all_pids().items())}


def describe_sample(sample: Sample) -> str:
    """Return one line."""
    sizes = ", ".join(f"{name} {size}" for name, size in sample.megabytes.items())
    return f"{sample.claims} claims, {sample.claims / sample.seconds:.1f} a second; MB: {sizes}"


def describe_growth(samples: Sequence[Sample]) -> Iterator[str]:
    """Yield a table: of each process its size in the second quarter of the claims, in the last, at most, and its growth."""
    yield "| process | MB in the second quarter | MB in the last | MB at most | MB more in 10,000 claims |"
    yield "|---|---|---|---|---|"
    for name, (before, after, most) in compare_quarters(samples).items():
        yield f"| {name} | {before:.0f} | {after:.0f} | {most} | {measure_growth(samples, name):.1f} |"


def compare_quarters(samples: Sequence[Sample]) -> dict[str, tuple[float, float, int]]:
    """Return the median sizes in the second and in the last quarter, and the largest, of processes that lived so long."""
    quarter = max(1, len(samples) // 4)
    found = {}
    for name in samples[-1].megabytes if samples else ():
        sizes = [sample.megabytes[name] for sample in samples if name in sample.megabytes]
        before, after = sizes[quarter : 2 * quarter] or sizes, sizes[-quarter:]
        found[name] = statistics.median(before), statistics.median(after), max(sizes)
    return found


def measure_growth(samples: Sequence[Sample], name: str) -> float:
    """Return by how many MB a process grew in 10,000 claims, by least squares over the second half of the claims."""
    half = [sample for sample in samples[len(samples) // 2 :] if name in sample.megabytes]
    if len(half) < 2:
        return 0.0
    line = statistics.linear_regression([sample.claims for sample in half], [sample.megabytes[name] for sample in half])
    return 10_000 * line.slope


def is_bounded(samples: Sequence[Sample]) -> bool:
    """Say whether no process went on growing."""
    return bool(samples) and all(
        after <= max(before * GROWTH_SHARE, before + GROWTH_MEGABYTES)
        for before, after, _most in compare_quarters(samples).values()
    )
