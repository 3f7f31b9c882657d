"""Wagtail as a process: a small newsroom on SQLite with the plugin, in a virtual environment of its own."""

from __future__ import annotations

import email
import email.policy
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import httpx

from tests.ports import find_port

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "integrations" / "wagtail"
PYTHON = ROOT / ".cache" / "wagtail" / "bin" / "python"
PASSWORD = "a long word of the tests"
INTERN = "dora"


@dataclass(frozen=True)
class Site:
    """A running Wagtail; ``folder`` holds its database and, under ``mail``, what it would have sent."""

    url: str
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def manage(self, *arguments: str) -> str:
        """Return what a command of Django prints."""
        command = [PYTHON, "-m", "django", *arguments]
        return subprocess.run(
            command, check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, **self.environment}, cwd=PACKAGE
        ).stdout

    def mails(self) -> list[EmailMessage]:
        """Return what was mailed, oldest first."""
        files = sorted((self.folder / "mail").glob("*.log"))
        return [email.message_from_bytes(path.read_bytes(), EmailMessage, policy=email.policy.default) for path in files]


def build_environment(service: httpx.Client, folder: Path, url: str) -> dict[str, str]:
    """Return what the site's settings read."""
    return {
        "PYTHONDONTWRITEBYTECODE": "1",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "NEWSROOM_FOLDER": str(folder),
        "NEWSROOM_URL": url,
        "FACTCHECK_URL": str(service.base_url),
        "FACTCHECK_KEY": service.headers["Authorization"].removeprefix("Bearer "),
    }


@contextmanager
def running_site(folder: Path, service: httpx.Client) -> Iterator[tuple[Site, int]]:
    """Set a site up in a folder, down to the webhook, and serve it for the time of the block.

    Yields it with the number of its home page.
    """
    port = find_port()
    url = f"http://127.0.0.1:{port}"
    site = Site(url, folder, build_environment(service, folder, url))
    made = re.search(r'Home: (\d+).*"WEBHOOK_SECRET": "(whsec_[^"]+)"', site.manage("make_newsroom"), re.DOTALL)
    assert made
    site.environment["FACTCHECK_SECRET"] = made[2]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [PYTHON, "-m", "django", "runserver", "--noreload", "--nostatic", f"127.0.0.1:{port}"],
            stdout=log,
            stderr=log,
            env={**os.environ, **site.environment},
            cwd=PACKAGE,
        )
    try:
        with httpx.Client(transport=httpx.HTTPTransport(retries=10), timeout=60) as client:
            client.get(f"{url}/admin/login/").raise_for_status()
        yield site, int(made[1])
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()
