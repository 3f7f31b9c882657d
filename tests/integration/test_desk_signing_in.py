"""The desk's door: who gets in, what the browser is told, and what another site can't make it do."""

from __future__ import annotations

import pytest

from factcheck.store import open_store
from tests.conftest import FakeClock
from tests.integration.desk_client import DeskClient


@pytest.fixture
def desk(sqlite_url: str, clock: FakeClock) -> DeskClient:
    return DeskClient(open_store(sqlite_url, clock), clock)


def test_a_page_asks_to_sign_in_and_comes_back_to_where_it_was(desk: DeskClient) -> None:
    asked = desk.open("/?tab=2")
    assert (asked.status_code, asked.location) == (303, "/sign-in?next=%2F%3Ftab%3D2")

    entered = desk.http.post("/sign-in", data={"key": desk.api.token, "next": "/?tab=2"})
    assert (entered.status_code, entered.location) == (303, "/?tab=2")
    assert desk.open("/sign-in").status_code == 303


@pytest.mark.parametrize("key", ["", "fck_0", "fck_" + "0" * 32 + "_wrong", "é" * 40])
def test_a_wrong_key_is_told_so_and_not_repeated(desk: DeskClient, key: str) -> None:
    refused = desk.http.post("/sign-in", data={"key": key})

    text = refused.get_data(as_text=True)
    assert refused.status_code == 401
    assert "unknown, revoked or expired" in text
    assert "Set-Cookie" not in refused.headers
    assert not key or key not in text


def test_the_session_is_a_cookie_that_scripts_cannot_read(desk: DeskClient) -> None:
    plain = desk.sign_in().headers["Set-Cookie"]
    secure = desk.http.post("/sign-in", data={"key": desk.api.token}, base_url="https://localhost").headers["Set-Cookie"]

    assert "HttpOnly" in plain
    assert "SameSite=Lax" in plain
    assert "Secure" not in plain
    assert "Secure" in secure
    assert desk.api.token not in plain


def test_signing_out_ends_the_session_for_everyone_who_has_the_cookie(desk: DeskClient) -> None:
    desk.sign_in()
    cookie = desk.http.get_cookie("factcheck_session")
    assert cookie is not None

    assert desk.submit("/sign-out").location == "/sign-in"
    desk.http.set_cookie("factcheck_session", cookie.value)
    assert "/sign-in" in desk.open("/").location


def test_a_revoked_key_ends_its_sessions(desk: DeskClient) -> None:
    desk.sign_in()
    for key in desk.api.store.keys.list(desk.api.workspace_id):
        desk.api.store.keys.revoke(key.key_id)

    assert "/sign-in" in desk.open("/").location


def test_no_form_of_another_site_is_taken(desk: DeskClient) -> None:
    desk.sign_in()
    token = desk.csrf_token()

    def status(headers: dict[str, str], sent: str) -> int:
        return desk.http.post("/sign-out", data={"csrf_token": sent}, headers=headers).status_code

    assert status({}, "") == 403
    assert status({}, "0" * 64) == 403
    assert status({}, "é") == 403
    assert status({"Origin": "https://elsewhere.example"}, token) == 403
    assert status({"Origin": "null"}, token) == 403
    assert status({"Sec-Fetch-Site": "cross-site"}, token) == 403
    assert status({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, token) == 303


@pytest.mark.parametrize("wanted", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "x", "/\n"])
def test_signing_in_leads_to_pages_of_this_site_only(desk: DeskClient, wanted: str) -> None:
    entered = desk.http.post("/sign-in", data={"key": desk.api.token, "next": wanted})

    assert entered.location == "/"


@pytest.mark.parametrize("wanted", ["//[", "http://[", "//[x]/", "//]", "/\\["])
def test_what_is_no_address_leads_to_the_first_page(desk: DeskClient, wanted: str) -> None:
    assert desk.http.post("/sign-in", data={"key": desk.api.token, "next": wanted}).location == "/"
    assert desk.open("/sign-in", query_string={"next": wanted}).location == "/"


@pytest.mark.parametrize("origin", ["http://[", "http://[x]", "//]"])
def test_an_origin_that_is_no_address_is_not_ours(desk: DeskClient, origin: str) -> None:
    desk.sign_in()
    refused = desk.http.post("/sign-out", data={"csrf_token": desk.csrf_token()}, headers={"Origin": origin})

    assert refused.status_code == 403
    assert desk.open("/claims").status_code == 200


def test_pages_load_nothing_from_elsewhere_and_stay_out_of_caches(desk: DeskClient) -> None:
    page = desk.open("/sign-in")

    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "http://" not in page.get_data(as_text=True)
    assert "https://" not in page.get_data(as_text=True)
    assert desk.open("/desk/static/desk.css").status_code == 200


def test_the_language_is_the_browsers_until_another_is_chosen(desk: DeskClient) -> None:
    german = {"Accept-Language": "de-AT,de;q=0.9"}
    assert "Anmelden" in desk.open("/sign-in", headers=german).get_data(as_text=True)
    assert "Sign in" in desk.open("/sign-in", headers={"Accept-Language": "fr"}).get_data(as_text=True)

    desk.http.post("/language", data={"language": "en", "next": "/sign-in"})
    assert 'lang="en"' in desk.open("/sign-in", headers=german).get_data(as_text=True)


def test_a_mistake_is_a_page_not_json(desk: DeskClient) -> None:
    desk.sign_in()

    refused = desk.http.post("/sign-out")

    assert refused.content_type.startswith("text/html")
    assert "did not work" in refused.get_data(as_text=True)


def test_what_a_session_sends_and_searches_counts_for_its_key(
    sqlite_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACTCHECK_READS_PER_MINUTE", "2")
    monkeypatch.setenv("FACTCHECK_WRITES_PER_MINUTE", "3")
    desk = DeskClient(open_store(sqlite_url, clock), clock)
    desk.api.queue.work = lambda _: []
    desk.sign_in(["corpus:read", "claims:read", "claims:write"])

    searches = [desk.open("/archive?q=bridge") for _ in range(3)]
    claims = [desk.submit("/claims", {"text": "The bridge was closed."}) for _ in range(2)]
    refused = [desk.submit("/archive/documents/bridge/delete") for _ in range(2)]

    assert [answer.status_code for answer in searches] == [200, 200, 429]
    assert [answer.status_code for answer in (*claims, *refused)] == [303, 303, 403, 429]
    assert "used up its writes" in refused[-1].get_data(as_text=True)
    assert int(refused[-1].headers["Retry-After"]) >= 1
    assert desk.open("/archive").status_code == 200
