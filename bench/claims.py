"""How many claims the whole service checks, and how fast: ``python -m bench.claims --home FOLDER [--passages N]``.

Starts gunicorn, broker and workers as ``factcheck up`` does, over an archive that is made up once and kept in the home, and
sends claims over HTTP: first as many as it can take, then shares of that. A claim's time counts from when it was due to when
its report was stored; a client that polls sees it up to a poll later.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from bench.homes import ARCHIVE, WORKSPACE, fill, open_home
from bench.importing import ImportBeside
from bench.load import Sent, send_claims
from bench.processes import read_memory
from factcheck.local.stack import LocalStack
from factcheck.settings import Settings
from factcheck.store import Store, open_store
from factcheck.store.records import ENDED_CHECKS, Claim

PATIENCE_SECONDS = 120.0
SHARES = (0.25, 0.5, 0.75, 0.9)
BURST_RATE = 60.0
STAGES = ("queued", "analyse", "retrieve", "judge", "quote", "decide", "stored")


@dataclass(frozen=True, slots=True)
class Round:
    """What came of claims that were sent at one rate; times are milliseconds, one for each claim."""

    rate: float
    accepted: list[float]
    total: list[float]
    stages: dict[str, list[float]]
    per_second: float

    def times(self, other: Round) -> float:
        """Return the 95th percentile of the claims' times as a multiple of another round's."""
        return percentiles(self.total)["p95"] / percentiles(other.total)["p95"]

    def describe(self) -> dict[str, object]:
        """Return the figures that are printed."""
        return {
            "rate": round(self.rate, 2),
            "claims": len(self.total),
            "per_second": round(self.per_second, 2),
            "accepted_ms": percentiles(self.accepted),
            "total_ms": percentiles(self.total),
            "stages_p50_ms": {name: round(statistics.median(spent), 1) for name, spent in self.stages.items()},
        }


class Bench:
    """A running stack, and a client that sends claims to it."""

    def __init__(self, stack: LocalStack, store: Store, articles: int) -> None:
        self._stack, self._store, self._articles = stack, store, articles
        self._workspace_id = store.workspaces.ensure(WORKSPACE).workspace_id
        _key, self._token = store.keys.create(self._workspace_id, ["claims:write", "claims:read"])
        self._texts = self._write_claims()

    def run(self, rate: float, claims: int) -> Round:
        """Send claims at this rate, wait until all have ended, and measure."""
        texts = [next(self._texts) for _ in range(claims)]
        sent = asyncio.run(send_claims(self._stack.base_url, self._token, texts, rate))
        return measure(rate, sent, self._wait(sent))

    def _wait(self, sent: Sequence[Sent]) -> list[Claim]:
        deadline = time.monotonic() + PATIENCE_SECONDS
        ended: list[Claim] = []
        for item in sent:
            while (claim := self._store.claims.get(self._workspace_id, item.claim_id)) is None or not is_ended(claim):
                if time.monotonic() > deadline:
                    raise click.ClickException("The claims were not checked in time.")
                time.sleep(0.1)
            ended.append(claim)
        return ended

    def _write_claims(self) -> Iterator[str]:
        number = time.time_ns() % 1_000_000_000
        while True:
            yield ARCHIVE.claim(number, self._articles)[1]
            number += 1


def is_ended(claim: Claim) -> bool:
    """Say whether the claim's check has ended."""
    return claim.check.status in ENDED_CHECKS


def measure(rate: float, sent: Sequence[Sent], claims: Sequence[Claim]) -> Round:
    """Return what came of the claims."""
    total: list[float] = []
    stages: dict[str, list[float]] = {name: [] for name in STAGES}
    for item, claim in zip(sent, claims, strict=True):
        check = claim.check
        if check.report is None or check.started_at is None or check.finished_at is None:
            raise click.ClickException(f"The check of {claim.claim_id} has {check.status}: {check.problem}")
        spent = check.report["timings_ms"]
        total.append((check.finished_at - item.due_at).total_seconds() * 1000)
        stages["queued"].append((check.started_at - item.due_at).total_seconds() * 1000)
        stages["stored"].append((check.finished_at - check.started_at).total_seconds() * 1000 - spent["total"])
        for name in set(STAGES) & set(spent):
            stages[name].append(spent[name])
    last = max(claim.check.finished_at for claim in claims if claim.check.finished_at)
    seconds = (last - min(item.due_at for item in sent)).total_seconds()
    return Round(rate, [item.accepted_ms for item in sent], total, stages, len(sent) / seconds)


def percentiles(values: Sequence[float]) -> dict[str, float]:
    """Return the median and the two high percentiles."""
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return {"p50": round(cuts[49], 1), "p95": round(cuts[94], 1), "p99": round(cuts[98], 1)}


@click.command()
@click.option("--home", type=click.Path(path_type=Path), required=True, help="Kept between runs; made if it is new.")
@click.option("--passages", default=2_000, show_default=True)
@click.option("--embedded", default=100_000, show_default=True, help="Passages more than these get made-up vectors.")
@click.option(
    "--claims", default=150, show_default=True, help="Of each round; with 0 the archive is made and nothing measured."
)
@click.option("--importing", default=0, help="One more round at half the rate while so many articles are imported.")
@click.option("--json", "as_json", is_flag=True)
def main(home: Path, passages: int, embedded: int, claims: int, importing: int, as_json: bool) -> None:
    """Measure the whole service on an archive of that many passages."""
    settings = open_home(home)
    articles, held = fill(settings, passages, embedded)
    if not claims:
        return
    report = {"passages": held, "articles": articles, **run(settings, articles, claims, importing)}
    if as_json:
        click.echo(json.dumps(report, indent=2))
    else:
        show(report)


def run(settings: Settings, articles: int, claims: int, importing: int) -> dict[str, object]:
    """Start the stack, measure, and stop it."""
    store = open_store(settings.database_url)
    stack, began = LocalStack(settings), time.perf_counter()
    with stack:
        ready = time.perf_counter() - began
        bench = Bench(stack, store, articles)
        bench.run(2.0, 10)
        most = bench.run(BURST_RATE, claims)
        rounds = [bench.run(share * most.per_second, claims) for share in SHARES]
        beside = run_beside(ImportBeside(stack.base_url, store), bench, rounds[1], importing) if importing else []
        memory = read_memory(process.pid for process in stack.processes)
    store.close()
    return {
        "ready_seconds": round(ready, 2),
        "saturation": most.describe(),
        "rounds": [one.describe() for one in [*rounds, *beside]],
        "memory_mib": memory,
    }


def run_beside(beside: ImportBeside, bench: Bench, like: Round, importing: int) -> list[Round]:
    """Send as many claims at the same rate as a round did, while articles come in; tell if they ended too soon."""
    beside.begin(importing)
    before = beside.count_done()
    measured = bench.run(like.rate, len(like.total))
    done = beside.count_done()
    click.echo(
        f"While {done - before} of {importing} articles were indexed, p95 was {measured.times(like):.1f} times that",
        err=True,
    )
    if done >= importing:
        click.echo("The import had ended before the last claim: give it more articles.", err=True)
    beside.finish()
    return [measured]


def show(report: dict[str, object]) -> None:
    """Print the figures as tables."""
    console = Console()
    console.print(f"{report['passages']} passages; ready after {report['ready_seconds']} s; MiB: {report['memory_mib']}")
    table = Table("a second", "done", "accepted p50", "p95", "total p50", "p95", "p99", *STAGES)
    for one in [report["saturation"], *report["rounds"]]:  # type: ignore[misc]
        accepted, total = one["accepted_ms"], one["total_ms"]
        figures = [one["rate"], one["per_second"], accepted["p50"], accepted["p95"], *total.values()]
        table.add_row(*map(str, figures), *(str(one["stages_p50_ms"][name]) for name in STAGES))
    console.print(table)


if __name__ == "__main__":
    main()
