"""What the plugin takes from outside, and what it refuses."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

import httpx
import pytest
from standardwebhooks.webhooks import Webhook

from tests.plugins.wordpress.site import AUTHOR, READER, Site

SECRET = "whsec_" + "c2VjcmV0" * 5
HIDDEN_ROUTES = [
    ("GET", "/posts/1"),
    ("POST", "/posts/1/check"),
    ("POST", "/posts/1/sentence"),
    ("DELETE", "/posts/1/changes"),
]


def sign(body: bytes, at: float, message_id: str = "evt_1", secret: str = SECRET) -> dict[str, str]:
    """Return the headers of a message, by the library that other receivers use."""
    signature = Webhook(secret).sign(message_id, datetime.fromtimestamp(at, UTC), body.decode())
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at)),
        "webhook-signature": signature,
        "Content-Type": "application/json",
    }


def test_only_signed_and_fresh_messages_are_taken(configured: Site) -> None:
    kept = configured.run_php("echo Factcheck\\Settings::get('webhook_secret');")
    body = json.dumps({"type": "webhook.test", "data": {}}).encode()
    now, address = time.time(), configured.rest("/webhook")
    tampered = {**sign(body, now, secret=kept), "webhook-id": "evt_2"}
    assert httpx.post(address, content=body, headers=sign(body, now, secret=kept)).status_code == 204
    assert httpx.post(address, content=body, headers=tampered).status_code == 401
    assert httpx.post(address, content=body + b" ", headers=sign(body, now, secret=kept)).status_code == 401
    assert httpx.post(address, content=body, headers=sign(body, now)).status_code == 401
    assert httpx.post(address, content=body, headers=sign(body, now - 330, secret=kept)).status_code == 401
    assert httpx.post(address, content=body, headers=sign(body, now + 330, secret=kept)).status_code == 401
    assert httpx.post(address, content=body).status_code == 401


def test_either_of_two_signatures_will_do(configured: Site) -> None:
    kept = configured.run_php("echo Factcheck\\Settings::get('webhook_secret');")
    headers = sign(b"{}", time.time(), "evt_rotated", kept)
    headers["webhook-signature"] = "v1,AAAA " + headers["webhook-signature"]
    assert httpx.post(configured.rest("/webhook"), content=b"{}", headers=headers).status_code == 204


def test_a_message_is_acted_upon_once(configured: Site) -> None:
    post_id = configured.run_php(
        f"$a = get_user_by('login', '{AUTHOR}')->ID;"
        "$id = wp_insert_post(array('post_title'=>'Once','post_content'=>'','post_status'=>'publish','post_author'=>$a));"
        "Factcheck\\Results::keep($id, array('article_id'=>null,'status'=>'done','sentences'=>array("
        "array('claim_id'=>'clm_0','text'=>'It rained.','verdict'=>'supported','status'=>'done','source'=>'draft'))));"
        "echo $id;"
    )
    claim = {"claim_id": "clm_0", "status": "done", "verdict": "refuted", "confidence": 0.9, "evidence": []}
    data = {"claim_id": "clm_0", "check_id": "chk_1", "is_latest": True, "claim": claim}
    body = json.dumps({"type": "claim.evidence_changed", "data": data}).encode()
    kept = configured.run_php("echo Factcheck\\Settings::get('webhook_secret');")
    before = len(configured.mails())
    for message_id in ("evt_once", "evt_once", "evt_again"):
        headers = sign(body, time.time(), message_id, kept)
        assert httpx.post(configured.rest("/webhook"), content=body, headers=headers).status_code == 204
    assert [mail["to"] for mail in configured.mails()[before:]] == ["bela@alm-courier.example"]
    changes = json.loads(configured.run_php(f"echo wp_json_encode(Factcheck\\Results::changes({post_id}));"))
    assert [(change["before"], change["verdict"]) for change in changes] == [("supported", "refuted")]
    configured.run_php(f"wp_delete_post({post_id}, true);")


def test_a_message_is_sent_again_until_its_results_can_be_fetched(configured: Site, service: httpx.Client) -> None:
    article = service.post("/v1/articles", json={"html": "<p>The ferry to Aldholm sank in 1931.</p>"}).json()
    while service.get(f"/v1/articles/{article['article_id']}").json()["status"] != "done":
        pass
    kept = configured.run_php("echo Factcheck\\Settings::get('webhook_secret');")
    move = "update_option('factcheck_settings', array_merge(get_option('factcheck_settings'), array('address'=>'{}')));"
    post_id = configured.run_php(
        # Nobody listens on the port of "discard".
        move.format("http://127.0.0.1:9") + "$id = wp_insert_post(array('post_title'=>'Later','post_content'=>'It sank.'));"
        f"$article = '{article['article_id']}';"
        "Factcheck\\Results::keep($id, array('article_id'=>$article,'status'=>'running','sentences'=>array()));echo $id;"
    )
    body = json.dumps({"type": "article.done", "data": {"article_id": article["article_id"]}}).encode()
    headers = sign(body, time.time(), "evt_later", kept)
    status = f"echo Factcheck\\Results::of({post_id})['status'];"
    try:
        assert httpx.post(configured.rest("/webhook"), content=body, headers=headers, timeout=60).status_code == 503
        assert configured.run_php(status) == "running"
    finally:
        configured.run_php(move.format(service.base_url))
    assert httpx.post(configured.rest("/webhook"), content=body, headers=headers, timeout=60).status_code == 204
    assert configured.run_php(status) == "done"

    # An article that is gone will never be there again.
    configured.run_php(
        f"Factcheck\\Results::keep({post_id}, array('article_id'=>'art_0','status'=>'running','sentences'=>array()));"
    )
    body = json.dumps({"type": "article.done", "data": {"article_id": "art_0"}}).encode()
    headers = sign(body, time.time(), "evt_gone", kept)
    assert httpx.post(configured.rest("/webhook"), content=body, headers=headers, timeout=60).status_code == 204
    configured.run_php(f"wp_delete_post({post_id}, true);")


def test_messages_reach_types_and_statuses_that_searches_leave_out(site: Site) -> None:
    hidden = "'public'=>true,'show_in_rest'=>true,'exclude_from_search'=>true"
    results = "array('article_id'=>\"art_$type\",'status'=>'done','sentences'=>array())"
    change = "array(array('check_id'=>'chk_0','text'=>'It sank.','before'=>null,'verdict'=>'refuted'))"
    told = site.run_php(
        "function get_current_screen() { return null; } wp_set_current_user(get_user_by('login', 'ada')->ID);"
        f"register_post_type('dossier', array({hidden}));$types = array('post_types'=>array('post', 'dossier'));"
        "register_post_status('embargo', array('exclude_from_search'=>true));"
        "add_filter('option_factcheck_settings', fn($kept) => array_merge($kept, $types));"
        "add_filter('default_option_factcheck_settings', fn() => $types);"
        "add_filter('pre_http_request', fn() => new WP_Error('away', 'away'));"
        "foreach (array(array('dossier', 'publish'), array('post', 'embargo')) as list($type, $status)) {"
        "$post = array('post_type'=>$type,'post_status'=>$status,'post_title'=>'A dossier','post_content'=>'It sank.');"
        "$id = wp_insert_post(array_merge($post, array('post_author'=>get_current_user_id())));"
        f"Factcheck\\Results::keep($id, {results});Factcheck\\Results::keep_changes($id, {change});"
        "echo count(Factcheck\\Results::posts_with(\"art_$type\")), ' ';$made[] = $id;}"
        "Factcheck\\Notices::show();"
        "foreach ($made as $id) {wp_delete_post($id, true);}wp_unschedule_hook('factcheck_send_post');"
        "wp_unschedule_hook('factcheck_delete');"
    )
    assert told.startswith("1 1 ")
    assert told.count("factcheck-notice") == 1


@pytest.mark.parametrize(("method", "path"), HIDDEN_ROUTES)
def test_nobody_sees_a_post_that_he_may_not_edit(configured: Site, method: str, path: str) -> None:
    body = {"content": "<p>It rained.</p>", "text": "It rained."}
    assert httpx.request(method, configured.rest(path), json=body).status_code == 401
    for user in (READER, AUTHOR):
        with configured.sign_in(user) as client:
            assert client.request(method, configured.rest(path), json=body).status_code == 403


def test_a_cookie_without_a_nonce_is_nobody(configured: Site) -> None:
    with configured.sign_in("ada") as client:
        assert client.get(configured.rest("/posts/1")).status_code == 200
        del client.headers["X-WP-Nonce"]
        assert client.get(configured.rest("/posts/1")).status_code == 401


def test_a_claim_of_another_post_is_not_shown(configured: Site) -> None:
    with configured.sign_in("ada") as client:
        assert client.get(configured.rest("/posts/1/claims/clm_" + 32 * "0")).status_code == 404


def test_the_key_is_forgotten_with_the_address(configured: Site) -> None:
    moved = "echo wp_json_encode(Factcheck\\Settings::clean(array('address'=>'https://other.example')));"
    settings = json.loads(configured.run_php(moved))
    assert (settings["address"], settings["key"], settings["webhook_secret"]) == ("https://other.example", "", "")
