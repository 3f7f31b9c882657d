"""Reports in the formats of the web, and signed bundles, over HTTP."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from factcheck.cli import main
from factcheck.exports.bundles import verify_bundle
from factcheck.store import open_store
from tests.conftest import FakeClock
from tests.integration.api_client import ApiClient, read_pointers, read_problem
from tests.integration.checked_claims import checked_claim, post_claim, publish

TEXT = "The bridge at Sant Pere was closed on Monday."


@pytest.fixture
def api(sqlite_url: str, clock: FakeClock) -> ApiClient:
    return ApiClient(open_store(sqlite_url, clock), clock)


def read(api: ApiClient, path: str) -> dict[str, Any]:
    answer = api.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = answer.get_json()
    return found


def broken(bundle: dict[str, Any], public_key: str | None = None) -> list[str]:
    """Return the parts that do not hold."""
    return [finding.part for finding in verify_bundle(bundle, public_key) if not finding.holds]


def places(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the way to everything in JSON data."""
    for name, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield (*path, name)
        yield from places(value, (*path, name))


def replaced(data: Any, path: tuple[str | int, ...], value: Any) -> Any:
    """Return JSON data with another value, even if it has been this one before, at the end of the path."""
    if not path:
        return {"instead": data} if data == value else value
    copied = data.copy()
    copied[path[0]] = replaced(data[path[0]], path[1:], value)
    return copied


def test_a_claim_review_has_no_rating_before_an_editor_gives_one(api: ApiClient) -> None:
    claim_id = checked_claim(api, publish(api, "first"), as_of="2025-02-05T00:00:00Z")
    draft = read(api, f"/v1/claims/{claim_id}/claimreview")
    assert (draft["@context"], draft["@type"]) == ("https://schema.org", "ClaimReview")
    assert draft["claimReviewed"] == "The bridge is closed."
    assert draft["reviewRating"] == {
        "@type": "Rating",
        "ratingValue": None,
        "bestRating": 5,
        "worstRating": 1,
        "alternateName": None,
    }
    assert draft["itemReviewed"]["datePublished"] == "2025-02-05T00:00:00Z"
    (citation,) = draft["citation"]
    assert (citation["identifier"], citation["url"]) == ("first", "https://news.example/bridge")

    review = {"rating": 5, "alternate_name": "True", "author": "Valley Courier", "explanation": "The mayor said so."}
    answer = api.send("PATCH", f"/v1/claims/{claim_id}/review", json=review)
    assert answer.status_code == 200
    assert answer.get_json()["url"] is None
    answer = api.send("PATCH", f"/v1/claims/{claim_id}/review", json={"alternate_name": None})
    draft = read(api, f"/v1/claims/{claim_id}/claimreview")
    assert (draft["reviewRating"]["ratingValue"], draft["reviewRating"]["alternateName"]) == (5, None)
    assert (draft["author"]["name"], draft["reviewBody"]) == ("Valley Courier", "The mayor said so.")


def test_a_rating_off_the_scale_is_refused(api: ApiClient) -> None:
    claim_id = post_claim(api)
    for rating in (0, 6, "5", 2.5):
        assert read_pointers(api.send("PATCH", f"/v1/claims/{claim_id}/review", json={"rating": rating})) == ["/rating"]


def test_annotations_select_the_quote_by_words_and_by_offsets(api: ApiClient) -> None:
    document = publish(api, "first")
    claim_id = checked_claim(api, document)
    page = read(api, f"/v1/claims/{claim_id}/annotations")
    assert (page["@context"], page["type"]) == ("http://www.w3.org/ns/anno.jsonld", "AnnotationPage")
    (annotation,) = page["items"]
    target = annotation["target"]
    assert target["source"] == "/v1/documents/first/versions/1"
    by_quote, by_place = target["selector"]
    text = read(api, target["source"])["text"]
    assert text[by_place["start"] : by_place["end"]] == by_quote["exact"]
    assert annotation["body"][0]["value"] == "supporting"


def test_a_bundle_holds_until_a_part_is_changed(api: ApiClient) -> None:
    claim_id = checked_claim(api, publish(api, "first"), text="The bridge is closed, they say – in “Sant Pere”.")
    bundle = read(api, f"/v1/claims/{claim_id}/bundle")
    key = read(api, "/v1/signing-key")["public_key"]
    assert broken(bundle, key) == []
    version = api.store.documents.get_version(api.workspace_id, "first", 1)
    assert version is not None
    assert bundle["documents"][0]["sha256"] == version.sha256

    changed = copy.deepcopy(bundle)
    changed["report"]["verdict"] = "refuted"
    assert broken(changed) == ["report"]
    changed = copy.deepcopy(bundle)
    changed["claim"]["text"] = "The bridge is open."
    assert broken(changed) == ["claim"]
    changed = copy.deepcopy(bundle)
    changed["report"]["evidence"][0]["quote"]["exact"] = "Closed."
    assert broken(changed) == ["report", "quote 1"]
    changed = copy.deepcopy(bundle)
    changed["manifest"]["made_at"] = "2020-01-01T00:00:00Z"
    assert broken(changed) == ["signature"]
    assert broken(bundle, "A" * 43) == ["key"]
    for rubbish in (None, [], {}, {"manifest": {}, "signature": {}}, {**bundle, "signature": {"value": 1}}):
        assert broken(rubbish) == ["format"]  # type: ignore[arg-type]


def test_whatever_json_stands_in_a_bundle_leads_to_a_verdict(api: ApiClient) -> None:
    claim_id = checked_claim(api, publish(api, "first"))
    bundle = read(api, f"/v1/claims/{claim_id}/bundle")
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]
    odd = (None, True, -1, 10**30, 1e300, "\ud800", "é", ["x"], [["x"]], {"x": {}}, [{}], [None], {}, deep)
    for path in list(places(bundle)):
        for value in odd:
            assert broken(replaced(bundle, path, value)), (path, value)


def test_the_command_verifies_a_file_and_names_the_part(api: ApiClient, tmp_path: Path) -> None:
    claim_id = checked_claim(api, publish(api, "first"))
    bundle = read(api, f"/v1/claims/{claim_id}/bundle")
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps(bundle, indent=2))
    key = bundle["signature"]["public_key"]
    good = CliRunner().invoke(main, ["verify-bundle", str(file), "--key", key])
    assert good.exit_code == 0, good.output
    bundle["documents"][0]["title"] = "Another title"
    file.write_text(json.dumps(bundle))
    bad = CliRunner().invoke(main, ["verify-bundle", str(file)])
    assert bad.exit_code == 1
    assert "documents: Not as it was signed." in bad.output
    file.write_text("not json")
    assert CliRunner().invoke(main, ["verify-bundle", str(file)]).exit_code == 1


def test_each_workspace_has_its_key(api: ApiClient) -> None:
    own = read(api, "/v1/signing-key")
    assert own == read(api, "/v1/signing-key")
    stranger = {"Authorization": f"Bearer {api.new_token(['claims:read'], 'other')}"}
    assert api.get("/v1/signing-key", headers=stranger).get_json()["public_key"] != own["public_key"]


@pytest.mark.parametrize("kind", ["claimreview", "annotations", "bundle"])
def test_what_may_not_be_shown_is_in_no_export(api: ApiClient, kind: str) -> None:
    hidden = publish(api, "first-secret")
    claim_id = checked_claim(api, hidden, publish(api, "second"))
    assert "first-secret" in api.get(f"/v1/claims/{claim_id}/{kind}").get_data(as_text=True)
    api.store.documents.put(api.workspace_id, "first-secret", hidden.content, "withheld")
    shown = api.get(f"/v1/claims/{claim_id}/{kind}").get_data(as_text=True)
    assert "first-secret" not in shown
    assert "second" in shown


@pytest.mark.parametrize("kind", ["claimreview", "annotations", "bundle"])
def test_a_claim_without_a_report_has_no_export(api: ApiClient, kind: str) -> None:
    read_problem(api.get(f"/v1/claims/{post_claim(api)}/{kind}"), 409)
    stranger = {"Authorization": f"Bearer {api.new_token(['admin'], 'other')}"}
    claim_id = checked_claim(api, publish(api, "first"))
    read_problem(api.get(f"/v1/claims/{claim_id}/{kind}", headers=stranger), 404)
    read_problem(api.send("PATCH", f"/v1/claims/{claim_id}/review", json={"rating": 1}, headers=stranger), 404)
