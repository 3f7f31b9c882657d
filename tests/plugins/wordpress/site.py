"""WordPress as a process: its files from the cache, PHP's own server, SQLite, mails kept in a folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.ports import find_port

ROOT = Path(__file__).resolve().parents[3]
CACHE = ROOT / ".cache" / "wordpress" / "site"
PLUGIN = ROOT / "integrations" / "wordpress" / "factcheck"
HERE = Path(__file__).parent
PASSWORD = "a long word of the tests"
ADMIN, AUTHOR, READER = "ada", "bela", "cleo"
MAIN_SITE: dict[str, object] = {"PATH_CURRENT_SITE": "/", "SITE_ID_CURRENT_SITE": 1, "BLOG_ID_CURRENT_SITE": 1}


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

    @property
    def host(self) -> str:
        """The address without its scheme."""
        return self.url.removeprefix("http://")

    @property
    def php(self) -> list[str]:
        """The interpreter, which keeps what it has compiled from one call to the next."""
        kept = {"enable_cli": 1, "file_cache": self.folder / "compiled"}
        return ["php", *(word for name, value in kept.items() for word in ("-d", f"opcache.{name}={value}"))]

    def run_php(self, code: str) -> str:
        """Return what some PHP prints with WordPress loaded."""
        loaded = f"$_SERVER['HTTP_HOST'] = {self.host!r}; require {str(self.folder / 'wp-load.php')!r}; {code}"
        return subprocess.run([*self.php, "-r", loaded], check=True, capture_output=True, text=True).stdout

    def install(self, script: str, *arguments: str) -> None:
        """Run one of the scripts of this folder that set WordPress up."""
        command = [*self.php, str(HERE / script), str(self.folder), self.host, *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def running_site(folder: Path, is_network: bool = False) -> Iterator[Site]:
    """Install WordPress with the plugin into a folder and serve it for the time of the block.

    In a network of sites the plugin is active for all of them; there is a second one at ``/second/``.
    """
    shutil.copytree(CACHE, folder, dirs_exist_ok=True)
    for name in ("mail", "compiled", "wp-content/mu-plugins"):
        (folder / name).mkdir(exist_ok=True)
    for name in ("mailbox.php", "classic.php"):
        shutil.copy(HERE / name, folder / "wp-content" / "mu-plugins")
    shutil.copy(HERE / "database.php", folder)
    (folder / "wp-content" / "plugins" / "factcheck").symlink_to(PLUGIN)
    port = find_port()
    site = Site(f"http://127.0.0.1:{port}", folder)
    write_config(site, {"WP_HOME": site.url, "WP_SITEURL": site.url})
    site.install("install.php", ADMIN, AUTHOR, READER, PASSWORD)
    if is_network:
        site.install("network.php", ADMIN)
        write_config(site, {"MULTISITE": True, "SUBDOMAIN_INSTALL": False, "DOMAIN_CURRENT_SITE": site.host} | MAIN_SITE)
        site.install("second_site.php", ADMIN)
    command = [*site.php, "-S", site.host, "-t", str(folder)]
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


def write_config(site: Site, address: dict[str, object]) -> None:
    """Let WordPress know its address, speak to nobody outside and keep everything in SQLite."""
    sample = (site.folder / "wp-config-sample.php").read_text(encoding="utf-8")
    constants = {
        **address,
        "WP_HTTP_BLOCK_EXTERNAL": True,
        "DISABLE_WP_CRON": True,
        "AUTOMATIC_UPDATER_DISABLED": True,
        "WP_DEBUG_LOG": str(site.folder / "debug.log"),
        "WP_DEBUG_DISPLAY": False,
    }
    lines = "".join(f"define( '{name}', {json.dumps(value)} );\n" for name, value in constants.items())
    lines += "require __DIR__ . '/database.php';\n"
    config = re.sub(r"define\( 'WP_DEBUG', false \);", lambda _: lines + "define( 'WP_DEBUG', true );", sample)
    (site.folder / "wp-config.php").write_text(config, encoding="utf-8")
