"""What is told of an object store that can't be used: one sentence, soon, and no secret."""

from __future__ import annotations

import socket
import traceback

import pytest

from factcheck.errors import IndexUnavailableError
from factcheck.index import begin_rebuild, build_index
from factcheck.index.object_store import describe_refusal
from tests.integration.index_samples import DIMENSIONS, MODEL, document_of, find, put
from tests.object_store import ObjectStore

pytestmark = pytest.mark.timeout(120)


def refusal_of(url: str) -> str:
    """Return the sentence with which the index is not opened; no variable's value may be in it or in the traceback."""
    with pytest.raises(IndexUnavailableError, match=r"^The passage index can't be opened: ") as refusal:
        build_index(url, DIMENSIONS, MODEL)
    told = "".join(traceback.format_exception(refusal.value))
    for secret in ("WRONGKEYID", "wrong-secret", "wrong-token"):
        assert secret not in told
    return str(refusal.value)


def test_credentials_that_the_store_does_not_know_are_named_by_their_variables(
    object_store: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "WRONGKEYID")
    assert "refuses the credentials; look at AWS_ACCESS_KEY_ID" in refusal_of(object_store.new_url())


def test_a_wrong_secret_is_told_without_it(object_store: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong-secret")
    assert "refuses the credentials" in refusal_of(object_store.new_url())


@pytest.mark.usefixtures("object_store")
def test_a_bucket_that_is_not_there_is_told() -> None:
    assert "no such bucket" in refusal_of("s3://nobody-made-it/index")


def test_a_store_without_tls_has_to_be_meant(object_store: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ALLOW_HTTP")
    assert "AWS_ALLOW_HTTP" in refusal_of(object_store.new_url())


def test_a_store_that_is_away_is_told(object_store: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{nobody.getsockname()[1]}")
        assert "can't be reached; look at AWS_ENDPOINT_URL" in refusal_of(object_store.new_url())


def test_credentials_that_are_revoked_later_are_told_by_the_search(
    object_store: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = object_store.new_url()
    put(build_index(url, DIMENSIONS, MODEL), document_of("doc_1", "the bridge fell"))
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong-secret")
    with pytest.raises(IndexUnavailableError, match="refuses the credentials"):
        begin_rebuild(url, DIMENSIONS, MODEL)


def test_a_rebuild_switches_all_who_read_the_store(object_store: ObjectStore) -> None:
    url = object_store.new_url()
    index = build_index(url, DIMENSIONS, MODEL)
    put(index, document_of("doc_1", "the bridge fell"))
    rebuild = begin_rebuild(url, DIMENSIONS, MODEL)
    put(rebuild.index, document_of("doc_2", "the bridge stands"))
    assert find(index, "bridge") == ["doc_1-1-0"]
    rebuild.switch()
    assert find(index, "bridge") == ["doc_2-1-0"]
    assert find(build_index(url, DIMENSIONS, MODEL), "bridge") == ["doc_2-1-0"]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Failed to get AWS credentials: ProviderError(…)", "no credentials"),
        ("inner: Status { status: 403, body: Some(…AccessDenied…) }", "does not allow"),
        ("inner: Http(HttpError { kind: Timeout, source: … })", "not answer in time"),
        ("Received redirect without LOCATION, this normally indicates an incorrectly configured region", "AWS_REGION"),
    ],
)
def test_what_can_not_be_provoked_here_is_understood(text: str, meaning: str) -> None:
    assert meaning in str(describe_refusal(text))


def test_an_error_that_is_not_the_stores_keeps_its_own_words() -> None:
    assert describe_refusal("Table 'live' was not found") is None
