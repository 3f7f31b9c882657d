"""How long the service takes from nothing to ready: ``python -m bench.startup --home FOLDER [--times N]``.

Starts ``factcheck up`` as an operator does and asks until it answers that claims will be checked; then reads what the
processor spent on it in each process.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request

import click

from bench.processes import read_processor_seconds

LOOK_SECONDS = 0.02
PATIENCE_SECONDS = 120.0
UP = "from factcheck.cli import main; main()"


@click.command()
@click.option("--home", type=click.Path(), required=True, help="Made if it is new.")
@click.option("--times", default=3, show_default=True)
def main(home: str, times: int) -> None:
    """Start the service so often, and print how long each start took."""
    spent = [start_once(home) for _ in range(times)]
    click.echo(f"ready after {statistics.median(spent):.2f} s ({min(spent):.2f} to {max(spent):.2f})")


def start_once(home: str) -> float:
    """Start the service, wait until it is ready, stop it; return the seconds that it took."""
    port = find_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", UP, "up", "--port", str(port)],
        env={**os.environ, "FACTCHECK_HOME": home},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        alive = wait_for(f"http://127.0.0.1:{port}/healthz", process) - began
        ready = wait_for(f"http://127.0.0.1:{port}/readyz", process) - began
        spent = read_processor_seconds([process.pid])
    finally:
        process.terminate()
        process.wait()
    click.echo(f"answers after {alive:.2f} s, ready after {ready:.2f} s; processor: {sum(map(sum, spent.values())):.1f} s")
    for name, seconds in spent.items():
        click.echo(f"  {name:20} {'  '.join(f'{one:.2f}' for one in seconds)}")
    return ready


def wait_for(address: str, process: subprocess.Popen[bytes]) -> float:
    """Ask until the answer is good; return when that was."""
    deadline = time.perf_counter() + PATIENCE_SECONDS
    while time.perf_counter() < deadline:
        if process.poll() is not None:
            raise click.ClickException("The service has ended.")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return time.perf_counter()
        except (urllib.error.HTTPError, OSError):
            time.sleep(LOOK_SECONDS)
    raise click.ClickException("The service was not ready in time.")


def find_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
