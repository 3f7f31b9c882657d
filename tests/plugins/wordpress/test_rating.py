"""One selected sentence, from its check to the rating that readers see."""

from __future__ import annotations

import json

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.plugins.conftest import keep_picture
from tests.plugins.wordpress.conftest import find_barriers, sign_in
from tests.plugins.wordpress.site import AUTHOR, Site
from tests.plugins.wordpress.test_editor import FALSE, FLOOD, canvas, put, write_post

WIDE, NARROW = {"width": 1440, "height": 1000}, {"width": 360, "height": 800}


@pytest.mark.timeout(240)
def test_a_selected_sentence_gets_a_rating_that_readers_see(
    configured: Site, service: httpx.Client, chromium: Browser
) -> None:
    put(service, "flood", FLOOD.format("2,400"))
    page = sign_in(chromium, configured, AUTHOR)
    write_post(page, "A rating", [FALSE, "The river Sorne is long."])
    # From the start of the last paragraph to that of the one before: the selection touches both.
    page.keyboard.press("Home")
    page.keyboard.press("Shift+ArrowUp")
    page.get_by_role("button", name="Factcheck", exact=True).click()
    page.get_by_role("button", name="Check the selected sentence").click()
    expect(canvas(page).locator(".annotation-text-factcheck-refuted")).to_have_text(FALSE)
    expect(page.locator(".factcheck-claim")).to_have_count(1)
    expect(page.get_by_role("button", name="Check the draft")).to_be_enabled()

    canvas(page).get_by_text("The river").click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("/claim review")
    page.get_by_role("option", name="Claim review").click()
    form = canvas(page).locator(".factcheck-review")
    form.get_by_label("Claim", exact=True).select_option(label=FALSE)
    form.get_by_label("Rating in words").fill("False")
    form.get_by_label("Why").fill("The county counted 2,400.")
    form.get_by_role("button", name="Store the rating").click()
    expect(form.get_by_text("The rating is stored").first).to_be_visible()
    assert find_barriers(page.frame("editor-canvas"), ".factcheck-review") == []
    keep_picture(page, "wordpress-rating")

    page.set_viewport_size(NARROW)
    page.get_by_role("region", name="Editor top bar").get_by_role("button", name="Options").click()
    page.get_by_role("menuitemcheckbox", name="Factcheck").click()
    page.locator(".factcheck-open").click()
    expect(page.locator(".factcheck-conflicting mark").first).to_be_visible()
    assert find_barriers(page, ".factcheck-panel") == []
    assert page.locator(".factcheck-panel").evaluate("panel => panel.scrollWidth <= panel.clientWidth")
    keep_picture(page, "wordpress-sidebar-360")

    page.evaluate("wp.data.dispatch('core/editor').savePost()")
    page.wait_for_function("() => !wp.data.select('core/editor').isEditedPostDirty()")
    post_id = page.evaluate("wp.data.select('core/editor').getCurrentPostId()")
    page.set_viewport_size(WIDE)
    page.goto(f"/?p={post_id}&preview=true")
    review = page.locator("aside.wp-block-factcheck-claim-review")
    expect(review).to_contain_text("Our rating: False")
    expect(review).to_contain_text("The county counted 2,400.")
    assert find_barriers(page, "aside.wp-block-factcheck-claim-review") == []
    markup = json.loads(review.locator("script").text_content() or "")
    assert (markup["@type"], markup["claimReviewed"]) == ("ClaimReview", FALSE)
    keep_picture(page, "wordpress-review")
    page.context.close()
    # What is rated stands in no archive as if the post had said it.
    sent = configured.run_php(f"echo Factcheck\\Texts::of_post(get_post({post_id}));")
    assert sent == f"{FALSE}\nThe river Sorne is long."


def test_a_rating_names_the_address_that_the_post_has_now(site: Site) -> None:
    markup = {"claimReviewed": "It sank.", "url": f"{site.url}/?p=1", "reviewRating": {"alternateName": "False"}}
    block = '<!-- wp:factcheck/claim-review {"claimId":"clm_0"} /-->'
    shown = site.run_php(
        "add_filter('pre_http_request', fn() => new WP_Error('away', 'away'));"
        "add_filter('pre_option_permalink_structure', fn() => '/%postname%/');$GLOBALS['wp_rewrite']->init();"
        "$post = array('post_title'=>'The ferry','post_name'=>'ferry','post_content'=>'','post_status'=>'publish');"
        "$id = wp_insert_post($post);"
        f"update_post_meta($id, '_factcheck_reviews', wp_slash('{json.dumps({'clm_0': markup})}'));"
        f"$GLOBALS['post'] = get_post($id);echo do_blocks('{block}');wp_delete_post($id, true);"
        "wp_unschedule_hook('factcheck_send_post');wp_unschedule_hook('factcheck_delete');"
    )
    review = json.loads(shown.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert review["url"] == f"{site.url}/ferry/"
