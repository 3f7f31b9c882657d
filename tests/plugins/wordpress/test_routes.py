"""What the editor's routes do beyond the sidebar's daily way, asked as a browser would."""

from __future__ import annotations

import httpx

from tests.plugins.wordpress.site import ADMIN, AUTHOR, Site

SENTENCE = "The mill in Harrow was sold to 12 farmers."
WRITE = (
    "$a = get_user_by('login', '{}')->ID;"
    "echo wp_insert_post(array('post_title'=>'A mill','post_content'=>'<p>{}</p>','post_status'=>'{}','post_author'=>$a));"
)


def test_a_selected_sentence_is_rated_and_its_review_is_printed(configured: Site, service: httpx.Client) -> None:
    post_id = configured.run_php(WRITE.format(AUTHOR, SENTENCE, "draft"))
    with configured.sign_in(AUTHOR) as client:
        asked = client.post(configured.rest(f"/posts/{post_id}/sentence"), json={"text": SENTENCE, "context": ""})
        assert asked.status_code == 200, asked.text
        claim_id = asked.json()["sentences"][0]["claim_id"]
        review = {"rating": 1, "name": "False</script>", "explanation": "Nobody sold it."}
        kept = client.post(configured.rest(f"/posts/{post_id}/claims/{claim_id}/review"), json=review)
        assert kept.status_code == 200, kept.text
        assert client.get(configured.rest(f"/posts/{post_id}")).json()["reviews"] == {claim_id: review}
    assert service.get(f"/v1/claims/{claim_id}/claimreview").json()["reviewRating"]["ratingValue"] == 1
    block = f'<!-- wp:factcheck/claim-review {{"claimId":"{claim_id}"}} /-->'
    html = configured.run_php(f"$GLOBALS['post'] = get_post({post_id}); echo do_blocks('{block}');")
    assert "Nobody sold it." in html
    assert '"@type":"ClaimReview"' in html
    assert html.count("</script>") == 1


def test_what_is_taken_back_is_withheld_and_what_is_deleted_is_gone(configured: Site, service: httpx.Client) -> None:
    post_id = configured.run_php(WRITE.format(ADMIN, SENTENCE, "publish"))
    address = "/v1/documents/" + configured.run_php(f"echo Factcheck\\Checks::name_of({post_id});")
    assert service.get(address).json()["status"] == "usable"
    configured.run_php(f"wp_update_post(array('ID'=>{post_id},'post_status'=>'draft'));")
    assert service.get(address).json()["status"] == "withheld"
    configured.run_php(f"wp_delete_post({post_id}, true);")
    assert service.get(address).status_code == 404
