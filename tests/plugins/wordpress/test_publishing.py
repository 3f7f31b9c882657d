"""Posts on their way to readers and to the archive, without the block editor."""

from __future__ import annotations

import json
import re

import httpx

from tests.plugins.wordpress.site import ADMIN, AUTHOR, Site

SENTENCE = "The ferry to Aldholm carried 31,000 passengers in March."
WRITE = (
    "$a = get_user_by('login', 'ada')->ID;"
    "echo wp_insert_post(array('post_title'=>'A ferry','post_content'=>'<p>{}</p>','post_status'=>'{}','post_author'=>$a));"
)
REFUTE = (
    "Factcheck\\Results::keep({}, array('article_id'=>null,'status'=>'done','sentences'=>array("
    "array('claim_id'=>'clm_0','text'=>'{}','verdict'=>'refuted','status'=>'done','source'=>'draft'))));"
)
# Nobody listens on the port of "discard".
AWAY = "$kept = get_option('factcheck_settings');update_option('factcheck_settings', array_merge($kept, array('address'=>'http://127.0.0.1:9')));"
BACK = "update_option('factcheck_settings', $kept);"
MAKE_DUE = (
    "$args = array({0}, 1);$at = wp_next_scheduled('factcheck_send_post', $args);echo $at - time();"
    "wp_unschedule_event($at, 'factcheck_send_post', $args);"
    "wp_schedule_single_event(time() - 1, 'factcheck_send_post', $args);"
)
PICTURE = '<!-- wp:image --><figure class="wp-block-image"><img src="/ferry.png" alt=""/></figure><!-- /wp:image -->'
EMPTY = "wp_update_post(array('ID'=>{},'post_content'=>'" + PICTURE + "'));"


def name_of(site: Site, post_id: str) -> str:
    """Return the name of a post's document."""
    return site.run_php(f"echo Factcheck\\Checks::name_of({post_id});")


def test_what_was_published_while_the_service_was_away_is_sent_later(configured: Site, service: httpx.Client) -> None:
    post_id = configured.run_php(AWAY + WRITE.format(SENTENCE, "publish") + BACK)
    address = "/v1/documents/" + name_of(configured, post_id)
    assert service.get(address).status_code == 404
    assert 40 <= int(configured.run_php(MAKE_DUE.format(post_id))) <= 60
    httpx.get(f"{configured.url}/wp-cron.php?doing_wp_cron", timeout=60).raise_for_status()
    assert service.get(address).json()["text"] == SENTENCE
    while service.get(address).json()["index_status"] != "indexed":
        pass

    with configured.sign_in(ADMIN) as client:
        asked = client.post(configured.rest(f"/posts/{post_id}/sentence"), json={"text": SENTENCE, "context": ""}).json()
    report = service.get(f"/v1/claims/{asked['sentences'][0]['claim_id']}", headers={"Prefer": "wait=20"}).json()
    assert report["status"] == "done"
    assert [found for found in report["evidence"] if found["document_id"] == name_of(configured, post_id)] == []
    configured.run_php(f"wp_delete_post({post_id}, true);")


def run_cron(site: Site) -> None:
    """Let WordPress do what is due."""
    httpx.get(f"{site.url}/wp-cron.php?doing_wp_cron", timeout=60).raise_for_status()


def test_a_post_without_text_leaves_the_archive(configured: Site, service: httpx.Client) -> None:
    post_id = configured.run_php(WRITE.format(SENTENCE, "publish"))
    address = "/v1/documents/" + name_of(configured, post_id)
    assert service.get(address).json()["text"] == SENTENCE
    configured.run_php(EMPTY.format(post_id))
    assert service.get(address).status_code == 404
    # Saved again, there is nothing to delete, which is no failure.
    configured.run_php(EMPTY.format(post_id))
    assert configured.run_php(f"echo wp_next_scheduled('factcheck_send_post', array({post_id}, 1));") == ""

    configured.run_php(f"wp_update_post(array('ID'=>{post_id},'post_content'=>'<p>{SENTENCE}</p>'));")
    assert service.get(address).json()["text"] == SENTENCE
    configured.run_php(AWAY + EMPTY.format(post_id) + BACK)
    assert service.get(address).status_code == 200
    configured.run_php(MAKE_DUE.format(post_id))
    run_cron(configured)
    assert service.get(address).status_code == 404
    configured.run_php(f"wp_delete_post({post_id}, true);")


def test_what_was_deleted_while_the_service_was_away_is_deleted_later(configured: Site, service: httpx.Client) -> None:
    post_id = configured.run_php(WRITE.format(SENTENCE, "publish"))
    with configured.sign_in(ADMIN) as client:
        content = {"title": "A ferry", "content": f"<p>{SENTENCE}</p>"}
        article_id = client.post(configured.rest(f"/posts/{post_id}/check"), json=content).json()["article_id"]
    addresses = ["/v1/documents/" + name_of(configured, post_id), f"/v1/articles/{article_id}"]
    configured.run_php(AWAY + f"wp_delete_post({post_id}, true);" + BACK)
    assert [service.get(address).status_code for address in addresses] == [200, 200]
    for address in addresses:
        due = MAKE_DUE.replace("factcheck_send_post", "factcheck_delete")
        assert 40 <= int(configured.run_php(due.format(f"'{address}'"))) <= 60
    run_cron(configured)
    assert [service.get(address).status_code for address in addresses] == [404, 404]


def test_the_language_is_that_of_the_site_whoever_saves(configured: Site, service: httpx.Client) -> None:
    speak = f"update_user_meta(get_user_by('login', '{AUTHOR}')->ID, 'locale', '{{}}');"
    configured.run_php(speak.format("de_DE"))
    written = {"title": "A ferry", "content": f"<p>{SENTENCE}</p>", "status": "publish"}
    with configured.sign_in(AUTHOR) as client:
        # As the block editor asks: the answer is in the language of who is signed in.
        address = "/index.php?rest_route=/wp/v2/posts&_locale=user"
        post_id = client.post(address, json=written, headers={"Accept": "application/json"}).json()["id"]
    assert service.get("/v1/documents/" + name_of(configured, post_id)).json()["language"] == "en-us"
    configured.run_php(speak.format("") + f"wp_delete_post({post_id}, true);")


def test_administrators_see_what_the_archive_refuses(configured: Site) -> None:
    refuse = "add_filter('factcheck_document', fn($document) => array_merge($document, array('published_at' => 'soon')));"
    post_id = configured.run_php(refuse + WRITE.format(SENTENCE, "publish"))
    seen = []
    for user in (ADMIN, AUTHOR):
        with configured.sign_in(user) as client:
            seen.append("factcheck-refused" in client.get("/wp-admin/index.php").text)
    assert seen == [True, False]
    with configured.sign_in(ADMIN) as client:
        settings = client.get("/wp-admin/options-general.php", params={"page": "factcheck"}).text
        assert "the archive did not take <a" in settings
        assert "The Factcheck service answered 422" in settings
        configured.run_php(f"wp_update_post(array('ID'=>{post_id}));")
        assert "factcheck-refused" not in client.get("/wp-admin/index.php").text
    configured.run_php(f"wp_delete_post({post_id}, true);")


def test_a_refuted_post_stays_pending_and_says_why(configured: Site) -> None:
    post_id = configured.run_php(WRITE.format(SENTENCE, "draft"))
    configured.run_php(REFUTE.format(post_id, SENTENCE))
    status = f"echo get_post_status({post_id});"
    with configured.sign_in(ADMIN) as client:
        refused = client.post(f"/index.php?rest_route=/wp/v2/posts/{post_id}", json={"status": "publish"})
        assert refused.status_code == 409
        assert refused.json()["message"].endswith(f"before you publish: “{SENTENCE}” (Refuted)")
        assert configured.run_php(status) == "draft"

        page = client.get("/wp-admin/edit.php").text
        nonce = re.search(r'name="_inline_edit" value="(\w+)"', page)
        assert nonce
        form = {"action": "inline-save", "post_ID": post_id, "_inline_edit": nonce[1], "_status": "publish"}
        form |= {"post_type": "post", "post_title": "A ferry", "screen": "edit-post", "post_view": "list"}
        row = client.post("/wp-admin/admin-ajax.php", data=form).text
        assert "Held back by Factcheck: claims are refuted or outdated" in row
        assert configured.run_php(status) == "pending"

        client.cookies.set("classic", "1")
        page = client.get(f"/wp-admin/post.php?post={post_id}&action=edit").text
        nonce = re.search(r'name="_wpnonce" value="(\w+)"', page)
        assert nonce
        form = {"action": "editpost", "post_ID": post_id, "_wpnonce": nonce[1], "post_type": "post", "publish": "Publish"}
        form |= {"post_title": "A ferry", "content": f"<p>{SENTENCE}</p>", "post_status": "pending"}
        page = client.post("/wp-admin/post.php", data=form).text
        assert "Factcheck holds this post back" in page
        assert f"<strong>Refuted</strong>: {SENTENCE}" in page
        assert configured.run_php(status) == "pending"

        form |= {"content": "<p>The ferry sailed.</p>"}
        page = client.post("/wp-admin/post.php", data=form).text
        assert "factcheck-held" not in page
    assert configured.run_php(status) == "publish"
    configured.run_php(f"wp_delete_post({post_id}, true);")


def test_a_scheduled_post_is_held_back_if_it_is_refuted_before_its_time(configured: Site) -> None:
    written = WRITE.format(SENTENCE, "future','post_date'=>gmdate('Y-m-d H:i:s', time() + 300),'post_excerpt'=>'")
    post_id = configured.run_php(written)
    due = f"do_action('publish_future_post', {post_id});echo get_post_status({post_id});"
    assert configured.run_php(f"echo get_post_status({post_id});" + REFUTE.format(post_id, SENTENCE)) == "future"
    assert configured.run_php(due) == "pending"
    mail = configured.mails()[-1]
    assert (mail["to"], mail["subject"]) == ("ada@alm-courier.example", "“A ferry” was not published")
    assert f"Refuted: {SENTENCE}" in mail["message"]
    configured.run_php(f"wp_delete_post({post_id}, true);")


def test_uninstalling_leaves_nothing_behind(configured: Site, service: httpx.Client) -> None:
    post_id = configured.run_php(WRITE.format(SENTENCE, "draft"))
    configured.run_php(REFUTE.format(post_id, SENTENCE))
    kept = service.get("/v1/webhooks").json()["items"]
    wanted = {"url": f"{configured.url}/gone", "events": ["claim.evidence_changed"]}
    made = service.post("/v1/webhooks", json=wanted)
    assert made.status_code == 201, made.text
    code = (
        "$kept = get_option('factcheck_settings');"
        f"update_option('factcheck_settings', array_merge($kept, array('webhook_id'=>'{made.json()['webhook_id']}')));"
        "set_transient('factcheck_seen_x', 1, 60);wp_schedule_single_event(time() + 60, 'factcheck_send_post', array(1, 1));"
        "define('WP_UNINSTALL_PLUGIN', 'factcheck/factcheck.php');"
        "require WP_PLUGIN_DIR . '/factcheck/uninstall.php';wp_cache_flush();global $wpdb;"
        "echo wp_json_encode(array("
        "get_option('factcheck_settings'),"
        "(int) $wpdb->get_var(\"SELECT COUNT(*) FROM {$wpdb->postmeta} WHERE meta_key LIKE '%factcheck%'\"),"
        "(int) $wpdb->get_var(\"SELECT COUNT(*) FROM {$wpdb->options} WHERE option_name LIKE '%factcheck_seen%'\"),"
        "wp_next_scheduled('factcheck_send_post', array(1, 1))));"
        "update_option('factcheck_settings', $kept, false);"
    )
    assert json.loads(configured.run_php(code)) == [False, 0, 0, False]
    left = service.get("/v1/webhooks").json()["items"]
    assert [hook["webhook_id"] for hook in left] == [hook["webhook_id"] for hook in kept]
    configured.run_php(f"wp_delete_post({post_id}, true);")
