"""What one claim costs on archives of several sizes: ``python -m bench.cost --home SMALL --home LARGE``.

Checks claims in this process, as a worker's child does, and reads what the processor spent on it; other work on the machine
disturbs that less than it disturbs a clock. ``python -m bench.claims --claims 0`` makes the homes.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from bench.homes import ARCHIVE, WORKSPACE, count, open_home
from factcheck.bootstrap import build_runtime
from factcheck.domain import ClaimQuery

STAGES = ("retrieve", "judge", "decide")
WARMING_UP = 10


@dataclass(slots=True)
class Cost:
    """Milliseconds of one claim each: of the thread that checks, of the whole process, and of the clock by stage."""

    thread: list[float] = field(default_factory=list)
    process: list[float] = field(default_factory=list)
    stages: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in STAGES})

    @contextmanager
    def spending(self) -> Iterator[None]:
        """Note what is spent inside."""
        thread, process = time.thread_time(), time.process_time()
        yield
        self.thread.append((time.thread_time() - thread) * 1000)
        self.process.append((time.process_time() - process) * 1000)


@click.command()
@click.option("--home", "homes", type=click.Path(path_type=Path, exists=True), multiple=True, required=True)
@click.option("--claims", default=60, show_default=True)
def main(homes: tuple[Path, ...], claims: int) -> None:
    """Print the cost of a claim on the archive of each home."""
    table = Table("passages", "thread ms", "process ms", *STAGES)
    for home in homes:
        passages, cost = measure(home, claims)
        stages = (f"{statistics.median(spent):.0f}" for spent in cost.stages.values())
        spent = (f"{statistics.mean(times):.0f}" for times in (cost.thread, cost.process))
        table.add_row(f"{passages:,}", *spent, *stages)
    Console().print(table)


def measure(home: Path, claims: int) -> tuple[int, Cost]:
    """Return how many passages the home has, and what claims cost on it."""
    runtime = build_runtime(open_home(home))
    workspace_id = runtime.store.workspaces.ensure(WORKSPACE).workspace_id
    articles, passages = count(runtime, workspace_id)
    cost = Cost()
    for number in range(WARMING_UP + claims):
        query = ClaimQuery(workspace_id, ARCHIVE.claim(number, articles)[1])
        if number < WARMING_UP:
            runtime.checker.run(query)
            continue
        with cost.spending():
            report = runtime.checker.run(query).report
        for name in STAGES:
            cost.stages[name].append(dict(report.timings_ms)[name])
    runtime.store.close()
    return passages, cost


if __name__ == "__main__":
    main()
