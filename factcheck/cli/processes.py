"""``factcheck serve``, ``worker`` and ``up``: start the processes of a newsroom."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console

from factcheck.local.stack import LocalStack
from factcheck.settings import Settings, read_settings


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Address and port to listen on.")
def serve(bind: str) -> None:
    """Serve the HTTP API with gunicorn; the broker and the workers run elsewhere."""
    read_settings()
    arguments = ["-c", "python:service.gunicorn_conf", "--bind", bind, "service.wsgi:app"]
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *arguments])


@click.command()
@click.argument("queue", default="all", type=click.Choice(["all", "checks", "indexing", "courier"]))
def worker(queue: str) -> None:
    """Run the workers of one queue, the courier of webhooks, or all of them."""
    read_settings()
    os.execv(sys.executable, [sys.executable, "-m", "workers", queue])


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
def up(port: int) -> None:
    """Run broker, workers and API on this machine until Ctrl-C."""
    with running_stack(read_settings(), port) as stack:
        click.echo(f"Serving on {stack.base_url}; API reference at {stack.base_url}/docs. Ctrl-C stops it.")
        stack.wait()


@contextmanager
def running_stack(settings: Settings, port: int) -> Iterator[LocalStack]:
    """Start the stack, telling what it waits for, and stop it at the end; Ctrl-C and SIGTERM end the body quietly."""
    signal.signal(signal.SIGTERM, _interrupt)
    stack = LocalStack(settings, port)
    try:
        with Console(stderr=True).status("Starting") as status:
            stack.start(on_wait=lambda missing: status.update(f"Starting, waiting for {missing}"))
        yield stack
    except KeyboardInterrupt:
        click.echo("\nStopping.", err=True)
    finally:
        stack.stop()


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt
