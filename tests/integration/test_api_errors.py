"""What every address has in common: keys, problems, odd requests. On both databases where the store is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from factcheck.errors import StoreUnavailableError
from factcheck.store import Store, open_store
from factcheck.store.records import SCOPES
from tests.conftest import FakeClock
from tests.integration.api_client import ApiClient, read_problem

SCOPE_OF = {
    "create_key": "admin",
    "create_webhook": "admin",
    "delete_webhook": "admin",
    "get_delivery": "admin",
    "get_key": "admin",
    "get_webhook": "admin",
    "list_audit": "admin",
    "list_deliveries": "admin",
    "list_keys": "admin",
    "list_webhooks": "admin",
    "replay_delivery": "admin",
    "revoke_key": "admin",
    "rotate_webhook_secret": "admin",
    "test_webhook": "admin",
    "update_webhook": "admin",
    "update_workspace": "admin",
    "follow_claim": "claims:read",
    "get_article": "claims:read",
    "get_bundle": "claims:read",
    "get_check": "claims:read",
    "get_claim": "claims:read",
    "get_claim_batch": "claims:read",
    "get_claim_review": "claims:read",
    "get_signing_key": "claims:read",
    "get_workspace": "claims:read",
    "list_annotations": "claims:read",
    "list_checks": "claims:read",
    "list_claims": "claims:read",
    "list_feedback": "claims:read",
    "cancel_claim": "claims:write",
    "create_article": "claims:write",
    "create_claim": "claims:write",
    "create_claim_batch": "claims:write",
    "delete_article": "claims:write",
    "give_feedback": "claims:write",
    "recheck_claim": "claims:write",
    "update_review": "claims:write",
    "watch_claim": "claims:write",
    "follow_import": "corpus:read",
    "get_document": "corpus:read",
    "get_import": "corpus:read",
    "get_version": "corpus:read",
    "list_documents": "corpus:read",
    "list_versions": "corpus:read",
    "search_passages": "corpus:read",
    "verify_quote": "corpus:read",
    "create_import": "corpus:write",
    "delete_document": "corpus:write",
    "post_documents": "corpus:write",
    "put_document": "corpus:write",
}


@pytest.fixture
def api(sqlite_url: str, clock: FakeClock) -> ApiClient:
    return ApiClient(open_store(sqlite_url, clock), clock)


def operations(api: ApiClient) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path with ids that nobody has, and description of everything that needs a key."""
    for path, item in api.get("/openapi.json").get_json()["paths"].items():
        for method, operation in item.items():
            if method != "parameters" and "security" in operation:
                parameters = [*item.get("parameters", ()), *operation.get("parameters", ())]
                for parameter in (known for known in parameters if known["in"] == "path"):
                    value = "1" if parameter["schema"]["type"] == "integer" else unknown_id(parameter["schema"]["pattern"])
                    path = path.replace(f"{{{parameter['name']}}}", value)
                yield method.upper(), path, operation


def unknown_id(pattern: str) -> str:
    """Return an id of this pattern: our own begin with letters and go on with 32 hexadecimal digits."""
    prefix = re.match(r"\^([a-z]+_)", pattern)
    return prefix[1] + "0" * 32 if prefix else "nobody-has-this"


def test_each_operation_needs_its_scope(api: ApiClient) -> None:
    found = {operation["operationId"]: operation["security"] for *_, operation in operations(api)}
    assert found == {name: [{"bearer": [scope]}] for name, scope in SCOPE_OF.items()}

    for method, path, operation in operations(api):
        scope = SCOPE_OF[operation["operationId"]]
        missing = api.http.open(path, method=method)
        assert read_problem(missing, 401)
        assert missing.headers["WWW-Authenticate"].startswith("Bearer")
        others = set(SCOPES) - {scope, "admin"}
        forbidden = api.send(method, path, headers={"Authorization": f"Bearer {api.new_token(others)}"})
        assert scope in read_problem(forbidden, 403)["detail"]
        assert f'scope="{scope}"' in forbidden.headers["WWW-Authenticate"]
        for scopes in ([scope], ["admin"]):
            allowed = api.send(method, path, headers={"Authorization": f"Bearer {api.new_token(scopes)}"})
            assert allowed.status_code not in (401, 403), (method, path)


def test_every_address_refuses_parameters_that_it_does_not_know(api: ApiClient) -> None:
    for method, path, operation in operations(api):
        refused = api.send(method, path, query_string={"unheard_of": "1"})
        errors = read_problem(refused, 422)["errors"]
        assert {"pointer": "/unheard_of", "detail": "Unknown field."} in errors, operation["operationId"]


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        ("/v1/claims?limit=1&limit=1", "/limit"),
        ("/v1/claims?cursor=&cursor=", "/cursor"),
        ("/v1/search?q=x&q=y", "/q"),
    ],
)
def test_a_parameter_that_is_given_twice_is_refused(api: ApiClient, path: str, pointer: str) -> None:
    assert read_problem(api.get(path), 422)["errors"] == [{"pointer": pointer, "detail": "This is given more than once."}]


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic YTpi",
        "fck_x",
        "Bearer x",
        "Bearer fck_" + "0" * 32 + "_" + "A" * 43,
        "Bearer \xff\xfe",
    ],
)
def test_other_keys_are_refused(api: ApiClient, header: str) -> None:
    response = api.get("/v1/claims", headers={"Authorization": header})
    read_problem(response, 401)
    assert response.headers["WWW-Authenticate"].startswith('Bearer realm="factcheck"')


def test_a_wrong_secret_a_revoked_and_an_expired_key_are_refused(store: Store, clock: FakeClock) -> None:
    api = ApiClient(store, clock)
    wrong = api.token[:-1] + ("A" if api.token[-1] != "A" else "B")
    read_problem(api.get("/v1/claims", headers={"Authorization": f"Bearer {wrong}"}), 401)
    key, expiring = store.keys.create(api.workspace_id, SCOPES, expires_at=clock() + timedelta(seconds=10))
    headers = {"Authorization": f"bearer  {expiring}"}
    assert api.get("/v1/claims", headers=headers).status_code == 200
    clock.advance(11)
    read_problem(api.get("/v1/claims", headers=headers), 401)
    (own,) = (key for key in store.keys.list(api.workspace_id) if key.expires_at is None)
    assert store.keys.revoke(own.key_id)
    read_problem(api.get("/v1/claims"), 401)
    assert key.key_id != own.key_id


@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        (b"", 400, "not valid JSON"),
        (b"{", 400, "line 1, column 2"),
        (b"\xff\xfe{}", 400, "UTF-8"),
        (b'{"text": "\xed\xa0\x80"}', 400, "UTF-8"),
        (b'{"text": "a claim", "text": "b"}', 400, "twice"),
        (b'{"text": NaN}', 400, "NaN"),
        (b'{"text": ' + b"9" * 5000 + b"}", 400, "digits"),
        (b'{"text": 1e999}', 422, "string"),
        (b"[" * 60_000, 400, "deep"),
        (b'{"a":' * 12_000, 400, "deep"),
        (b'{"text": "' + b"x" * 70_000 + b'"}', 413, "larger"),
        (b"\xef\xbb\xbf[]", 422, "Invalid input"),
    ],
)
def test_bodies_that_are_no_claim(api: ApiClient, body: bytes, status: int, word: str) -> None:
    response = api.post("/v1/claims", data=body, content_type="application/json")
    assert word in read_problem(response, status)["detail"]
    assert api.store.claims.list(api.workspace_id).items == ()


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "application/xml", "multipart/form-data", "application/x-www-form-urlencoded"]
)
def test_other_content_types_are_refused(api: ApiClient, content_type: str) -> None:
    read_problem(api.post("/v1/claims", data=b'{"text": "A claim."}', content_type=content_type), 415)


def test_a_compressed_body_is_refused(api: ApiClient) -> None:
    response = api.post("/v1/claims", json={"text": "A claim."}, headers={"Content-Encoding": "br"})
    assert "encoding" in read_problem(response, 415)["detail"]


def test_a_json_body_that_breaks_off_is_refused(api: ApiClient) -> None:
    short = {"CONTENT_LENGTH": "200", "wsgi.input_terminated": True}
    response = api.post("/v1/claims", data=b'{"text": "A claim."}', content_type="application/json", environ_overrides=short)
    read_problem(response, 400)


@pytest.mark.parametrize(
    "path", ["/v1", "/v1/", "/v2/claims", "/v1//claims", "/v1/claims/", "/v1/documents/a/b/c", "/%00", "/%ff"]
)
def test_addresses_that_are_not_there(api: ApiClient, path: str) -> None:
    read_problem(api.get(path), 404)


def test_methods_that_are_not_taken(api: ApiClient) -> None:
    for method, path, allowed in [
        ("DELETE", "/v1/claims", "POST"),
        ("POST", "/healthz", "GET"),
        ("BREW", "/v1/claims", "GET"),
    ]:
        response = api.send(method, path)
        read_problem(response, 405)
        assert allowed in response.headers["Allow"]


def test_head_and_options(api: ApiClient) -> None:
    head = api.send("HEAD", "/v1/claims")
    assert (head.status_code, head.get_data()) == (200, b"")
    assert api.http.head("/v1/claims").status_code == 401
    options = api.send("OPTIONS", "/v1/documents/a")
    assert options.status_code == 200
    assert {"GET", "PUT", "DELETE"} <= set(options.headers["Allow"].split(", "))


@pytest.mark.parametrize(
    "name", ["Prefer", "X-Request-Id", "Accept", "Content-Type", "Host", "Content-Length", "Accept-Language"]
)
def test_odd_headers_break_nothing(api: ApiClient, name: str) -> None:
    for value in ("\xff\xfe", "\x7f", "9" * 5000, "wait=\u00b2", "=;,=", "-1"):
        response = api.post("/v1/claims", json={"text": "A claim."}, headers={name: value})
        assert response.status_code < 500
        if response.status_code >= 400:
            read_problem(response, response.status_code)


def test_a_request_id_is_passed_through_or_made(api: ApiClient) -> None:
    assert api.get("/healthz", headers={"X-Request-Id": "cms:42.a-b_c"}).headers["X-Request-Id"] == "cms:42.a-b_c"
    made = api.get("/healthz", headers={"X-Request-Id": "a b"}).headers["X-Request-Id"]
    assert len(made) == 32
    assert made != api.get("/nothing").headers["X-Request-Id"]


def test_answers_are_not_sniffed_and_not_kept(api: ApiClient) -> None:
    for path in ("/v1/claims", "/v1/claims/none", "/v1/documents"):
        headers = api.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "private" in headers["Cache-Control"]


def test_a_database_that_is_down_is_a_503(api: ApiClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StoreUnavailableError("connection refused: secret-host")

    monkeypatch.setattr(api.store.claims, "list", fail)
    response = api.get("/v1/claims")
    assert "secret-host" not in str(read_problem(response, 503))
    assert response.headers["Retry-After"] == "5"


def test_a_mistake_of_ours_is_a_500_that_tells_nothing(api: ApiClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(api.store.claims, "list", fail)
    response = api.get("/v1/claims")
    assert "secret detail" not in str(read_problem(response, 500))
    assert response.headers["X-Request-Id"]
