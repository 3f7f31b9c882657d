"""readme.txt in the form that WordPress's plugin directory reads."""

from __future__ import annotations

import re

from tests.plugins.wordpress.site import PLUGIN

README = (PLUGIN / "readme.txt").read_text(encoding="utf-8")
HEADERS = dict(re.findall(r"^([A-Z][\w ]+?): +(.+)$", README.split("\n== ")[0], re.MULTILINE))


def test_the_readme_agrees_with_the_plugin() -> None:
    plugin = (PLUGIN / "factcheck.php").read_text(encoding="utf-8")
    told = dict(re.findall(r"^ \* ([A-Z][\w ]+?): +(.+)$", plugin, re.MULTILINE))
    assert README.startswith(f"=== {told['Plugin Name']} ===\n")
    assert HEADERS["Stable tag"] == told["Version"]
    assert f"const VERSION     = '{told['Version']}';" in plugin
    assert f"\n= {told['Version']} =\n" in README.split("== Changelog ==")[1]
    for name in ("Requires at least", "Requires PHP", "License URI"):
        assert HEADERS[name] == told[name]


def test_the_readme_has_the_documented_form() -> None:
    wanted = {"Contributors", "Tags", "Requires at least", "Tested up to", "Requires PHP", "Stable tag"}
    assert set(HEADERS) == wanted | {"License", "License URI"}
    assert len(HEADERS["Tags"].split(",")) <= 5
    assert re.fullmatch(r"\d+\.\d+", HEADERS["Tested up to"])
    short = README.split("\n== ")[0].split("\n\n")[1:]
    assert len(short) == 1
    assert len(short[0].strip()) <= 150
    assert not re.search(r"[*_`<\[]", short[0])
    sections = re.findall(r"^== (.+) ==$", README, re.MULTILINE)
    assert sections == ["Description", "Installation", "Frequently Asked Questions", "Changelog"]
