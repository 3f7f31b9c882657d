"""Claims in blocks that the editor can mark nothing in."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser, expect

from tests.plugins.wordpress.conftest import sign_in
from tests.plugins.wordpress.site import AUTHOR, Site

CLASSIC = "The ferry to Aldholm carried 31,000 passengers in March."
OWN_HTML = "The ferry to Aldholm sank in 1931."
TABLE = "The bridge is 500 metres long."
MARKED = "Turnout was 61 percent."
GONE = "The mayor resigned in May."
CONTENT = f"""<p>The ferry to <em>Aldholm</em> carried<br>31,000 passengers in March.</p>

<!-- wp:html --><div>{OWN_HTML}</div><script>"{GONE}"</script><!-- /wp:html -->

<!-- wp:table -->
<figure class="wp-block-table"><table><tbody><tr><td>Bridge</td><td>{TABLE}</td></tr></tbody></table></figure>
<!-- /wp:table -->

<!-- wp:paragraph --><p>{MARKED}</p><!-- /wp:paragraph -->"""
# The paragraph has its sentence once.
SENTENCES = [CLASSIC, OWN_HTML, TABLE, MARKED, MARKED, GONE]


@pytest.mark.timeout(120)
def test_claims_that_can_not_be_marked_are_in_the_text_all_the_same(configured: Site, chromium: Browser) -> None:
    kept = [
        {"claim_id": f"clm_{number}", "text": text, "prefix": "", "source": "draft", "status": "done", "verdict": "refuted"}
        for number, text in enumerate(SENTENCES)
    ]
    (configured.folder / "post.json").write_text(json.dumps({"content": CONTENT, "sentences": kept}))
    post_id = configured.run_php(
        "$kept = json_decode(file_get_contents(ABSPATH . 'post.json'), true);"
        f"$post = array('post_title'=>'Blocks','post_author'=>get_user_by('login', '{AUTHOR}')->ID);kses_remove_filters();"
        "$id = wp_insert_post(wp_slash(array_merge($post, array('post_content'=>$kept['content']))));"
        "Factcheck\\Results::keep($id, array('article_id'=>null,'status'=>'done','sentences'=>$kept['sentences']));echo $id;"
    )
    page = sign_in(chromium, configured, AUTHOR)
    page.goto(f"/wp-admin/post.php?post={post_id}&action=edit")
    page.locator(".edit-post-header__settings [aria-label=Factcheck]").wait_for()
    page.evaluate("wp.data.dispatch('core/preferences').set('core/edit-post', 'welcomeGuide', false)")
    page.get_by_role("button", name="Factcheck", exact=True).click()
    gone = page.locator(".factcheck-claim", has_text="No longer in the text")
    expect(gone).to_have_count(2)
    assert [text.split("Refuted")[1] for text in gone.all_text_contents()] == [
        f"{text}No longer in the text" for text in (MARKED, GONE)
    ]
    expect(page.locator(".factcheck-summary")).to_have_text("4 claims are refuted or outdated.")

    page.evaluate(
        "const table = wp.data.select('core/block-editor').getBlocks().find(({name}) => name === 'core/table');"
        "wp.data.dispatch('core/block-editor').removeBlock(table.clientId)"
    )
    expect(gone).to_have_count(3)
    expect(page.locator(".factcheck-summary")).to_have_text("3 claims are refuted or outdated.")
    page.context.close()
    configured.run_php(f"wp_delete_post({post_id}, true);")
