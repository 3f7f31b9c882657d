"""A network of sites, each with its own settings, messages and posts."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.plugins.wordpress.conftest import find_complaints
from tests.plugins.wordpress.site import Site, running_site
from tests.plugins.wordpress.test_receiving import sign

SET_UP = """
$made = array();
foreach (array(1, 2) as $site) {{
    switch_to_blog($site);
    Factcheck\\Settings::keep(array('address' => '{address}', 'key' => '{key}'));
    $hook = Factcheck\\Webhook::subscribe();
    $id = wp_insert_post(array(
        'post_title' => 'A mill', 'post_content' => 'It burned.', 'post_status' => 'publish', 'post_author' => 1));
    $found = array(
        'claim_id' => 'clm_0', 'text' => 'It burned.', 'verdict' => 'supported', 'status' => 'done', 'source' => 'draft');
    Factcheck\\Results::keep($id, array('article_id' => null, 'status' => 'done', 'sentences' => array($found)));
    $made[] = array('webhook' => $hook['webhook_id'], 'url' => $hook['url'], 'secret' => $hook['secret'], 'post' => $id,
        'name' => Factcheck\\Checks::name_of($id));
    restore_current_blog();
}}
echo wp_json_encode($made);
"""
CHANGES = "switch_to_blog({});echo count(Factcheck\\Results::changes({}));"
UNINSTALL = """
define('WP_UNINSTALL_PLUGIN', 'factcheck/factcheck.php');
require WP_PLUGIN_DIR . '/factcheck/uninstall.php';
$left = array();
foreach (array(1, 2) as $site) {
    switch_to_blog($site);
    $left[] = get_option('factcheck_settings');
    $left[] = (int) $wpdb->get_var("SELECT COUNT(*) FROM {$wpdb->postmeta} WHERE meta_key LIKE '%factcheck%'");
    $left[] = (int) $wpdb->get_var("SELECT COUNT(*) FROM {$wpdb->options} WHERE option_name LIKE '%factcheck%'");
    restore_current_blog();
}
echo wp_json_encode($left);
"""

DELETE_SITE = """
switch_to_blog(2);
Factcheck\\Settings::keep(array('address' => '{address}', 'key' => '{key}'));
Factcheck\\Webhook::subscribe();
restore_current_blog();
wp_delete_site(2);
echo count(get_sites());
"""


@pytest.mark.timeout(180)
def test_the_sites_of_a_network_do_not_mix(open_newsroom: Callable[[str], httpx.Client], tmp_path: Path) -> None:
    service = open_newsroom("network")
    key = service.headers["Authorization"].removeprefix("Bearer ")
    with running_site(tmp_path, is_network=True) as network:
        first, second = json.loads(network.run_php(SET_UP.format(address=service.base_url, key=key)))
        assert first["url"] != second["url"]
        assert [service.get(f"/v1/documents/{made['name']}").json()["text"] for made in (first, second)] == 2 * [
            "It burned."
        ]

        claim = {"claim_id": "clm_0", "status": "done", "verdict": "refuted", "confidence": 0.9, "evidence": []}
        data = {"claim_id": "clm_0", "check_id": "chk_1", "is_latest": True, "claim": claim}
        body = json.dumps({"type": "claim.evidence_changed", "data": data}).encode()
        assert send(second["url"], body, first["secret"]) == 401
        assert send(second["url"], body, second["secret"]) == 204
        assert count_changes(network, 1, first) == 0
        assert count_changes(network, 2, second) == 1

        assert json.loads(network.run_php(UNINSTALL)) == [False, 0, 0, False, 0, 0]
        assert network.run_php(DELETE_SITE.format(address=service.base_url, key=key)) == "1"
        assert service.get("/v1/webhooks").json()["items"] == []
        assert find_complaints(network) == []


def send(url: str, body: bytes, secret: str) -> int:
    """Return what a site answers to a message that is signed with a secret."""
    return httpx.post(url, content=body, headers=sign(body, time.time(), secret=secret), timeout=60).status_code


def count_changes(network: Site, site: int, made: dict[str, str]) -> int:
    """Return how many changes the post of a site has."""
    return int(network.run_php(CHANGES.format(site, made["post"])))
