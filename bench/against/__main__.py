"""``python -m bench.against --python ENVIRONMENT/bin/python``: Factcheck and what a user would put together instead."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from bench.against.ours import build_archive, run, write_task

MODELS = Path(__file__).resolve().parents[2] / "models"


@click.command()
@click.option("--python", "interpreter", required=True, help="Python of the environment with requirements.txt.")
@click.option("--articles", default=500, show_default=True, help="Made-up articles around the demo corpus.")
@click.option("--threads", default=1, show_default=True, help="Threads of every model.")
@click.option("--json", "as_json", is_flag=True)
def main(interpreter: str, articles: int, threads: int, as_json: bool) -> None:
    """Check the demo claims with each, one after the other, Factcheck first and last."""
    with tempfile.TemporaryDirectory() as home:
        runtime, workspace_id = build_archive(Path(home), articles, threads)
        claims = write_task(runtime, Path(home))
        first = run(runtime, workspace_id, claims)
        others = run_theirs(interpreter, Path(home), threads)
        last = run(runtime, workspace_id, claims)
        runtime.store.close()
    expected = [claim["expected"] for claim in claims]
    rows = [summarise("factcheck, first", first, expected), *(summarise(one["name"], one, expected) for one in others)]
    rows.append(summarise("factcheck, last", last, expected))
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    table = Table(*rows[0])
    for row in rows:
        table.add_row(*map(str, row.values()))
    Console().print(table)


def run_theirs(interpreter: str, folder: Path, threads: int) -> list[dict[str, Any]]:
    """Run the contestants in their environment."""
    environment = {
        **os.environ,
        "HF_HUB_OFFLINE": "1",
        "HAYSTACK_TELEMETRY_ENABLED": "False",
        "TOKENIZERS_PARALLELISM": "false",
    }
    command = [interpreter, "-m", "bench.against.theirs", str(folder), str(MODELS), str(threads)]
    done = subprocess.run(command, cwd=MODELS.parent, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def summarise(name: str, result: dict[str, Any], expected: Sequence[str]) -> dict[str, object]:
    """Return a line of the table."""
    verdicts = result["verdicts"]
    signs = {("supported", "refuted"), ("refuted", "supported")}
    return {
        "with": name,
        "claims a second": round(len(verdicts) / sum(result["seconds"]), 2),
        "processor ms a claim": round(1000 * result["processor"]),
        "p50 ms": round(1000 * statistics.median(result["seconds"])),
        "finding ms": round(1000 * statistics.median(result["finding"])),
        "as expected": sum(one == other for one, other in zip(verdicts, expected, strict=True)),
        "wrong sign": sum(pair in signs for pair in zip(verdicts, expected, strict=True)),
        "of": len(expected),
    }


if __name__ == "__main__":
    main()
