"""Claims at the desk: asking, waiting, reading the report; and text that would be markup if it could."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape, unescape
from typing import Any

import pytest

from factcheck.domain import Stance
from factcheck.store import open_store
from factcheck.store.checks import CheckResult
from factcheck.store.records import Claim, NewClaim
from tests.conftest import FakeClock
from tests.integration.desk_client import DeskClient, TagBalance
from tests.store_samples import BRIDGE, report_on

HOSTILE = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "</textarea></title><svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7 * 7 }} ${7*7} &lt;b&gt;",
    "'; --><style>*{display:none}</style>",
]


@pytest.fixture
def desk(sqlite_url: str, clock: FakeClock) -> DeskClient:
    client = DeskClient(open_store(sqlite_url, clock), clock)
    client.sign_in()
    return client


def check(desk: DeskClient, text: str, report: dict[str, Any], document_keys: list[str]) -> Claim:
    """Return a claim whose check has found this."""
    store = desk.api.store
    claim = store.claims.create(desk.api.workspace_id, NewClaim(text))
    store.checks.start(claim.check.check_id, 1)
    store.checks.finish(claim.check.check_id, 1, CheckResult(report, report["verdict"], report["confidence"], document_keys))
    return claim


def test_a_claim_is_asked_in_one_field_and_its_page_waits_for_the_report(desk: DeskClient) -> None:
    asked = desk.submit("/claims", {"text": "The bridge was closed.", "as_of": "2025-02-03", "context": ""})

    claim_id = asked.location.removeprefix("/claims/")
    claim = desk.api.store.claims.get(desk.api.workspace_id, claim_id)
    assert claim is not None
    assert (claim.text, claim.context) == ("The bridge was closed.", None)
    assert claim.as_of is not None
    assert claim.as_of.isoformat() == "2025-02-03T23:59:59+00:00"
    assert [job.args[0] for job in desk.api.queue.jobs] == [claim.check.check_id]
    waiting = desk.read(asked.location)
    assert f'data-events="/claims/{claim_id}/events" hx-get="/claims/{claim_id}/report"' in waiting
    assert 'http-equiv="refresh"' in waiting


def test_a_day_ends_where_its_reader_lives(desk: DeskClient) -> None:
    """The page's script says which moment is meant; what it says of no use is passed over."""
    for said, meant in (("2025-02-03T22:59:59.000Z", "2025-02-03T22:59:59"), ("soon", "2025-02-03T23:59:59")):
        form = {"text": "The bridge was closed.", "as_of": "2025-02-03", "as_of_at": said, "fresh": "true"}
        claim_id = desk.submit("/claims", form).location.removeprefix("/claims/")
        claim = desk.api.store.claims.get(desk.api.workspace_id, claim_id)
        assert claim is not None
        assert claim.as_of is not None
        assert claim.as_of.isoformat() == f"{meant}+00:00"


def test_a_check_that_runs_can_be_ended(desk: DeskClient) -> None:
    path = desk.submit("/claims", {"text": "The bridge was closed."}).location

    assert desk.submit(f"{path}/cancel").status_code == 303
    page = desk.read(path)
    assert "canceled" in page
    assert "data-follow" not in page
    assert desk.submit(f"{path}/cancel").status_code == 409


def test_the_page_hears_how_far_the_check_is(desk: DeskClient) -> None:
    path = desk.submit("/claims", {"text": "The bridge was closed."}).location
    claim = desk.api.store.claims.get(desk.api.workspace_id, path.removeprefix("/claims/"))
    assert claim is not None
    desk.api.progress.note(claim.check.check_id, "retrieved", {"candidates": 7})
    desk.submit(f"{path}/cancel")

    heard = desk.open(f"{path}/events")
    assert heard.content_type.startswith("text/event-stream")
    assert re.findall(r"event: (\w+)", heard.get_data(as_text=True)) == ["queued", "retrieved", "canceled"]
    desk.sign_in(workspace="other")
    assert desk.open(f"{path}/events").status_code == 404


def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(desk: DeskClient) -> None:
    refused = desk.submit("/claims", {"text": "x", "context": "Around it.", "as_of": "2025-02-31"})

    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert 'id="text-error"' in page
    assert 'id="as_of-error"' in page
    assert "Around it." in page
    assert desk.api.queue.jobs == []


def test_the_report_says_verdict_reasons_sides_and_origins(desk: DeskClient) -> None:
    store, workspace_id = desk.api.store, desk.api.workspace_id
    document = store.documents.put(workspace_id, "bridge", BRIDGE).document
    claim = check(desk, "The bridge was closed on Monday.", report_on(document), [document.document_key])

    page = desk.read(f"/claims/{claim.claim_id}")

    assert "supported" in page
    assert "One passage says so." in page
    assert '<mark class="word">bridge</mark>' in page
    assert "Valley Courier" in page
    assert "hx-trigger" not in page
    assert "<svg" in page


def test_evidence_of_a_hidden_document_is_on_no_page(desk: DeskClient) -> None:
    store, workspace_id = desk.api.store, desk.api.workspace_id
    document = store.documents.put(workspace_id, "bridge", BRIDGE).document
    claim = check(desk, "The bridge was closed.", report_on(document), [document.document_key])
    store.documents.put(workspace_id, "bridge", BRIDGE, status="withheld")

    assert "Sant Pere" not in desk.read(f"/claims/{claim.claim_id}")


def test_the_reasons_are_told_in_the_readers_language(desk: DeskClient) -> None:
    document = desk.api.store.documents.put(desk.api.workspace_id, "bridge", BRIDGE).document
    report = report_on(document)
    report["reasons"] += ["“One.”: The figures differ: 3 on 2025-02-01 instead of 2.", "An old reason without data."]
    figures = [{"claim": "2", "others": [{"passage": "3", "date": "2025-02-01"}]}]
    report["explanations"] += [{"code": "other_figures", "values": {"figures": figures}, "part": "One."}]
    claim = check(desk, "The bridge was closed.", report, [document.document_key])

    german = desk.open(f"/claims/{claim.claim_id}", headers={"Accept-Language": "de"}).get_data(as_text=True)
    assert "Gestützt von 1 Veröffentlichung." in german
    assert "„One.“: Die Zahlen weichen ab: 3 am 01.02.2025 statt 2." in german
    assert "An old reason without data." in german
    assert "One passage says so." in desk.read(f"/claims/{claim.claim_id}")


def test_an_editor_rates_the_claim_for_its_claimreview(desk: DeskClient) -> None:
    document = desk.api.store.documents.put(desk.api.workspace_id, "bridge", BRIDGE).document
    claim = check(desk, "The bridge was closed.", report_on(document), [document.document_key])
    path = f"/claims/{claim.claim_id}"
    form = {"rating": "4", "alternate_name": "<b>Mostly</b> true", "explanation": "", "url": "", "author": "Courier"}

    assert desk.submit(f"{path}/review", form).location == f"{path}#review"
    page = desk.read(path)
    assert '<option value="4" selected>' in page
    assert "&lt;b&gt;Mostly&lt;/b&gt; true" in page
    review = desk.open(f"{path}/claimreview.json").get_json()
    assert (review["reviewRating"]["ratingValue"], review["author"]["name"], review["url"]) == (4, "Courier", None)

    wrong = desk.submit(f"{path}/review", {**form, "rating": "6", "url": "javascript:alert(1)"})
    assert wrong.status_code == 422
    assert 'id="rating-error"' in wrong.get_data(as_text=True)
    assert 'id="url-error"' in wrong.get_data(as_text=True)
    desk.submit(f"{path}/review", {})
    taken_back = desk.open(f"{path}/claimreview.json").get_json()
    assert (taken_back["reviewRating"]["ratingValue"], taken_back["author"]) == (None, None)
    desk.sign_in(["claims:read"])
    assert desk.submit(f"{path}/review", form).status_code == 403
    assert 'name="rating"' not in desk.read(path)


def test_the_history_says_what_changed_and_why(desk: DeskClient) -> None:
    store, workspace_id = desk.api.store, desk.api.workspace_id
    document = store.documents.put(workspace_id, "bridge", BRIDGE).document
    claim = check(desk, "The bridge was closed.", report_on(document), [document.document_key])
    again = store.rechecks.request(workspace_id, claim.claim_id)
    assert again is not None
    store.checks.start(again.check_id, 1)
    assert "data-follow" in desk.read(f"/claims/{claim.claim_id}")
    turned = report_on(document, stance=Stance.CONFLICTING)
    store.checks.finish(again.check_id, 1, CheckResult(turned, "refuted", 0.9, [document.document_key]))

    page = desk.read(f"/claims/{claim.claim_id}")
    assert "asked for by an editor" in page
    assert "on another side: Supporting → Conflicting" in page
    assert "was: supported" in page


def test_a_quote_leads_to_its_place_in_the_archive(desk: DeskClient) -> None:
    document = desk.api.store.documents.put(desk.api.workspace_id, "bridge", BRIDGE).document
    report = report_on(document)
    quote = report["evidence"][0]["quote"]
    claim = check(desk, "The bridge was closed.", report, [document.document_key])

    found = re.search(r'href="(/archive/documents/bridge\?version=1[^"]+)#quote"', desk.read(f"/claims/{claim.claim_id}"))
    assert found is not None
    assert f'<mark id="quote">{escape(quote["exact"])}</mark>' in desk.read(unescape(found[1]))
    for start, end in (("x", "y"), ("-5", "99999999999999999999"), ("9", "3")):
        assert BRIDGE.text in unescape(
            re.sub(r"</?mark[^>]*>", "", desk.read(f"/archive/documents/bridge?start={start}&end={end}"))
        )


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_of_claims_and_documents_is_never_markup(desk: DeskClient, hostile: str) -> None:
    store, workspace_id = desk.api.store, desk.api.workspace_id
    content = replace(BRIDGE, raw=hostile, text=hostile, title=hostile, publisher=hostile, credit=hostile, byline=hostile)
    document = store.documents.put(workspace_id, "d", content).document
    report = report_on(document, stance=Stance.CONFLICTING)
    report["reasons"] = [hostile]
    report["evidence"][0]["document"]["url"] = hostile
    report["evidence"][0]["attribution"] = {"speaker": hostile, "outlet": hostile, "hedge": hostile}
    report["gaps"] = [{"kind": hostile, "text": hostile, "start": 0, "end": 1}]
    values = {"passages": 2, "publications": 1, "origins": 1, "labels": [hostile]}
    report["explanations"] = [{"code": "contradicted_by", "values": values, "part": hostile}]
    known = {name: hostile for name in ("claim_reviewed", "rating", "publisher", "url", "relation")}
    report["prior_checks"] = [
        {**known, "document_id": "d", "version": 1, "published_at": None, "score": 1.0, "differs_in": [hostile]}
    ]
    claim = check(desk, hostile, report, [document.document_key])
    store.reviews.update(workspace_id, claim.claim_id, dict.fromkeys(("alternate_name", "explanation", "author"), hostile))

    for path in ("/claims", f"/claims/{claim.claim_id}", f"/claims/{claim.claim_id}/report"):
        page = desk.read(path)
        assert hostile not in page or escape(hostile) == hostile
        assert 'href="javascript:' not in page
        assert hostile in unescape(page.replace('<mark class="word">', "").replace("</mark>", ""))
        german = desk.open(path, headers={"Accept-Language": "de"}).get_data(as_text=True)
        TagBalance().check(german)
        assert hostile not in german or escape(hostile) == hostile


def test_a_claim_of_another_workspace_is_not_there(desk: DeskClient) -> None:
    other = desk.api.store.workspaces.ensure("other").workspace_id
    claim = desk.api.store.claims.create(other, NewClaim("Theirs."))

    assert "Theirs." not in desk.read("/claims")
    desk.read(f"/claims/{claim.claim_id}", 404)
    desk.read("/claims/nothing", 404)


def test_whoever_may_only_read_gets_no_field_to_ask(desk: DeskClient) -> None:
    desk.sign_in(["claims:read"])

    assert 'name="text"' not in desk.read("/claims")
    assert desk.submit("/claims", {"text": "The bridge was closed."}).status_code == 403


def test_the_list_is_filtered_and_has_pages(desk: DeskClient) -> None:
    for number in range(30):
        desk.submit("/claims", {"text": f"Claim number {number}."})

    first = desk.read("/claims?status=queued")
    assert "Claim number 29." in first
    assert "Claim number 0." not in first
    assert "cursor=" in first
    assert "Claim number" not in desk.read("/claims?verdict=refuted")
    desk.read("/claims?cursor=nonsense", 404)
