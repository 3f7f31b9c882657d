"""``factcheck demo``: the main job on the demo archive, through the real processes and over HTTP."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import click
import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.rule import Rule
from rich.text import Text

from factcheck.cli.processes import running_stack
from factcheck.cli.rendering import render_report
from factcheck.folders import make_private_folder
from factcheck.settings import Settings, read_settings
from factcheck.store import migrate, open_store

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
WORKSPACE = "demo"
SCOPES = frozenset({"claims:read", "claims:write", "corpus:read", "corpus:write"})
PATIENCE_SECONDS = 120


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option("--once", is_flag=True, help="Stop after the claims instead of serving.")
def demo(port: int, once: bool) -> None:
    """Start everything, import the demo archive, check four claims, then serve until Ctrl-C."""
    settings = read_settings()
    console = Console()
    migrate(settings.database_url)
    token = demo_key(settings)
    with running_stack(settings, port) as stack:
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=stack.base_url, headers=headers, timeout=PATIENCE_SECONDS) as client:
            _import_corpus(console, client)
            for line in (CORPUS / "claims" / "demo.jsonl").read_text(encoding="utf-8").splitlines():
                _check(console, client, json.loads(line))
        if not once:
            _say_where(console, stack.base_url, token)
            stack.wait()


def demo_key(settings: Settings) -> str:
    """Return the demo workspace's key: the one that an earlier demo left beside the data, or a new one."""
    store = open_store(settings.database_url)
    path = settings.home / "demo-key"
    if path.exists() and store.keys.find(token := path.read_text().strip()):
        return token
    _key, token = store.keys.create(store.workspaces.ensure(WORKSPACE).workspace_id, SCOPES)
    make_private_folder(settings.home)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(token)
    return token


def _import_corpus(console: Console, client: httpx.Client) -> None:
    body = b"\n".join(path.read_bytes().strip() for path in sorted(CORPUS.glob("*.jsonl")))
    answer = client.post("/v1/imports", content=body, headers={"Content-Type": "application/x-ndjson"})
    answer.raise_for_status()
    path = f"/v1/imports/{answer.json()['import_id']}"
    columns = (TextColumn("Importing the demo archive"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("import")
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (state := client.get(path).raise_for_status().json())["status"] not in ("done", "failed"):
            progress.update(task, total=state["total"], completed=state["done"] + state["failed"])
            if time.monotonic() > deadline:
                raise click.ClickException(f"The import did not finish within {PATIENCE_SECONDS} s; see the workers' log.")
            time.sleep(0.1)
        progress.update(task, total=state["total"], completed=state["done"] + state["failed"])
    for error in state["errors"]:
        console.print(Text(f"line {error['line']}: {error['detail']}", "yellow"))


def _check(console: Console, client: httpx.Client, claim: dict[str, Any]) -> None:
    body = {name: claim[name] for name in ("text", "as_of", "language") if name in claim}
    answer = client.post("/v1/claims", json=body, headers={"Prefer": "wait=30"})
    answer.raise_for_status()
    report = answer.json()
    console.print(Rule(style="dim"))
    if report["status"] != "done":
        raise click.ClickException(f"The check of “{claim['text']}” ended as {report['status']}.")
    render_report(console, claim["text"], report)


def _say_where(console: Console, url: str, token: str) -> None:
    console.print(Rule(style="dim"))
    console.print(Text(f"Serving on {url}; API reference at {url}/docs. Ctrl-C stops it. Try:\n"))
    command = (
        f"curl -s {url}/v1/claims -H 'Authorization: Bearer {token}' -H 'Content-Type: application/json' \\\n"
        """     -H 'Prefer: wait=30' -d '{"text": "Ukraine still holds Sudzha."}' | python3 -m json.tool"""
    )
    console.print(Text(command), soft_wrap=True)
