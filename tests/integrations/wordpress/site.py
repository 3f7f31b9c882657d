"""WordPress as a process: its files from the cache, PHP's own server, SQLite, mails kept in a folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[3]
CACHE = ROOT / ".cache" / "wordpress" / "site"
PLUGIN = ROOT / "integrations" / "wordpress" / "factcheck"
HERE = Path(__file__).parent
PASSWORD = "a long word of the tests"
ADMIN, AUTHOR, READER = "ada", "bela", "cleo"


@dataclass(frozen=True)
class Site:
    """A running WordPress; ``folder`` holds its files and, under ``mail``, what it would have sent."""

    url: str
    folder: Path

    @contextmanager
    def sign_in(self, user: str) -> Iterator[httpx.Client]:
        """Yield a client that has signed in, and sends the nonce with what it asks of the REST API."""
        form = {"log": user, "pwd": PASSWORD, "wp-submit": "Log In", "testcookie": "1"}
        with httpx.Client(base_url=self.url, timeout=60, follow_redirects=True) as client:
            client.get("/wp-login.php")
            assert client.post("/wp-login.php", data=form).url.path.startswith("/wp-admin/")
            client.headers["X-WP-Nonce"] = client.get("/wp-admin/admin-ajax.php", params={"action": "rest-nonce"}).text
            yield client

    def rest(self, path: str) -> str:
        """Return the address of one of the plugin's routes."""
        return f"{self.url}/index.php?rest_route=/factcheck/v1{path}"

    def mails(self) -> list[dict[str, str]]:
        """Return what was mailed, oldest first."""
        return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((self.folder / "mail").glob("*.json"))]

    def run_php(self, code: str) -> str:
        """Return what some PHP prints with WordPress loaded."""
        loaded = f"require {str(self.folder / 'wp-load.php')!r}; {code}"
        return subprocess.run(["php", "-r", loaded], check=True, capture_output=True, text=True).stdout


@contextmanager
def running_site(folder: Path) -> Iterator[Site]:
    """Install WordPress with the plugin into a folder and serve it for the time of the block."""
    shutil.copytree(CACHE, folder, dirs_exist_ok=True)
    (folder / "mail").mkdir()
    (folder / "wp-content" / "mu-plugins").mkdir(exist_ok=True)
    shutil.copy(HERE / "mailbox.php", folder / "wp-content" / "mu-plugins")
    (folder / "wp-content" / "plugins" / "factcheck").symlink_to(PLUGIN)
    port = find_port()
    site = Site(f"http://127.0.0.1:{port}", folder)
    write_config(site)
    subprocess.run(
        ["php", HERE / "install.php", folder, ADMIN, AUTHOR, READER, PASSWORD], check=True, stdout=subprocess.DEVNULL
    )
    command = ["php", "-d", "opcache.enable_cli=1", "-S", f"127.0.0.1:{port}", "-t", str(folder)]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            command, stdout=log, stderr=log, env={**os.environ, "PHP_CLI_SERVER_WORKERS": "6"}, start_new_session=True
        )
    try:
        with httpx.Client(transport=httpx.HTTPTransport(retries=10), timeout=60) as client:
            client.get(f"{site.url}/wp-login.php").raise_for_status()
        yield site
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()


def find_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def write_config(site: Site) -> None:
    """Let WordPress know its address, speak to nobody outside and keep everything in SQLite."""
    sample = (site.folder / "wp-config-sample.php").read_text(encoding="utf-8")
    constants = {
        "WP_HOME": site.url,
        "WP_SITEURL": site.url,
        "WP_HTTP_BLOCK_EXTERNAL": True,
        "DISABLE_WP_CRON": True,
        "AUTOMATIC_UPDATER_DISABLED": True,
        "WP_DEBUG_LOG": str(site.folder / "debug.log"),
        "WP_DEBUG_DISPLAY": False,
    }
    lines = "".join(f"define( '{name}', {json.dumps(value)} );\n" for name, value in constants.items())
    config = re.sub(r"define\( 'WP_DEBUG', false \);", lambda _: lines + "define( 'WP_DEBUG', true );", sample)
    (site.folder / "wp-config.php").write_text(config, encoding="utf-8")
