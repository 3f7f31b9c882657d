"""What the API's document says may be answered is answered: each status of each operation is provoked, with its headers.

Most statuses are provoked by rules that hold for every operation, with what the document gives as example of a body; so a
new operation is covered without anyone thinking of it. What no rule provokes stands in ``SPECIAL``. The other direction,
that nothing else is answered, is watched by ``ApiClient`` in all tests of the API.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from factcheck.errors import StoreUnavailableError
from factcheck.jobs import CHECKS, Job
from factcheck.store import open_store
from factcheck.store.records import SCOPES
from service.queue import QueueStatus
from tests.conftest import FakeClock
from tests.integration.api_client import ApiClient
from tests.integration.checked_claims import checked_claim, finish, post_claim, publish

KEY = "Idempotency-Key"
JSON = "application/json"
HUGE = str(10**10)
UNKNOWN = "0" * 32
NOTICE = {"uri": "urn:x:1", "pubstatus": "canceled"}


@dataclass
class Operation:
    """One operation of the document."""

    method: str
    path: str
    described: dict[str, Any]

    @property
    def name(self) -> str:
        name: str = self.described["operationId"]
        return name

    @property
    def scopes(self) -> list[str]:
        return [scope for need in self.described.get("security", ()) for scope in need["bearer"]]

    @property
    def takes_body(self) -> bool:
        return "requestBody" in self.described


@dataclass
class Request:
    """What is to be sent, and by which client if not by the usual one."""

    path: str
    rest: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    client: ApiClient | None = None


class Scene:
    """A workspace with one of everything, and requests to it."""

    def __init__(self, api: ApiClient, limited: ApiClient) -> None:
        self.api = api
        self.limited = limited
        self.number = 0
        self.ids = self.make_ids()

    def begin(self, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
        """Make ready for a request; what one that is carried out may have changed is made anew."""
        self.monkeypatch = monkeypatch
        if status < 300:
            self.ids = self.make_ids()

    def fresh_key(self) -> str:
        self.number += 1
        return f"key-{self.number}"

    def make_ids(self) -> dict[str, str]:
        """Return of each path parameter a value that exists, made anew so that nothing earlier stands in the way."""
        api, self.number = self.api, self.number + 1
        document = publish(api, f"doc-{self.number}")
        claim_id = checked_claim(api, document, fresh=True)
        webhook = api.post("/v1/webhooks", json={"url": "https://93.184.215.14/x"}).get_json()
        received = api.post_lines(b'{"document_id": "line", "text": "A line."}').get_json()
        return {
            "claim_id": claim_id,
            "number": "1",
            "document_id": document.document_id,
            "version": "1",
            "import_id": received["import_id"],
            "batch_id": api.post("/v1/claim-batches", json={"claims": [{"text": "It rained."}]}).get_json()["batch_id"],
            "article_id": api.post("/v1/articles", json={"text": "It rained."}).get_json()["article_id"],
            "webhook_id": webhook["webhook_id"],
            "delivery_id": api.post(f"/v1/webhooks/{webhook['webhook_id']}:test").get_json()["delivery_id"],
            "key_id": api.store.keys.create(api.workspace_id, ["claims:read"])[0].key_id,
        }

    def send(self, operation: Operation, request: Request) -> TestResponse:
        client = request.client or self.api
        return client.send(operation.method, request.path, headers=request.headers, **request.rest)


def fill(operation: Operation, ids: dict[str, str]) -> str:
    return re.sub(r"{(\w+)}", lambda found: ids[found[1]], operation.path)


def unknown_ids(ids: dict[str, str]) -> dict[str, str]:
    """Return ids of the same shape that nothing has."""
    return {name: f"{value[:4]}{UNKNOWN}" if value[3:4] == "_" else "404404" for name, value in ids.items()}


def good(scene: Scene, operation: Operation, ids: dict[str, str] | None = None) -> Request:
    """Return the request with the body that the document gives as an example."""
    request = Request(fill(operation, ids or scene.ids))
    for kind, content in operation.described.get("requestBody", {}).get("content", {}).items():
        example = content["example"] if "example" in content else next(iter(content["examples"].values()))["value"]
        request.rest = {"json": example} if kind == JSON else {"data": example, "content_type": kind}
        break
    if operation.name == "search_passages":
        request.rest = {"query_string": {"q": "rain"}}
    if operation.name in ("create_webhook", "update_webhook"):
        request.rest = {"json": {"url": "https://93.184.215.14/y"}}
    if operation.name == "verify_quote":
        request.rest = {"json": {"document_id": (ids or {}).get("document_id", scene.ids["document_id"]), "exact": "bridge"}}
    return request


def with_body(request: Request, data: bytes, content_type: str, **environment: str) -> Request:
    request.rest = {"data": data, "content_type": content_type, "environ_overrides": environment}
    return request


def with_header(request: Request, name: str, value: str) -> Request:
    request.headers[name] = value
    return request


def provoke_400(scene: Scene, operation: Operation) -> Request:
    if operation.name == "create_import":
        # The body breaks off.
        return with_body(good(scene, operation), b"{}", "application/x-ndjson", CONTENT_LENGTH="100")
    return with_body(good(scene, operation), b"{", JSON)


def provoke_401(scene: Scene, operation: Operation) -> Request:
    return with_header(good(scene, operation), "Authorization", "Bearer nobody")


def provoke_403(scene: Scene, operation: Operation) -> Request:
    others = [scope for scope in SCOPES if scope not in (*operation.scopes, "admin")]
    return with_header(good(scene, operation), "Authorization", f"Bearer {scene.api.new_token(others)}")


def provoke_404(scene: Scene, operation: Operation) -> Request:
    return good(scene, operation, unknown_ids(scene.ids))


def provoke_409(scene: Scene, operation: Operation) -> Request:
    """Send the same request twice, while the first still runs."""
    request = good(scene, operation)
    request.headers[KEY] = scene.fresh_key()
    assert isinstance(scene.api.store.idempotency.reserve(scene.api.workspace_id, request.headers[KEY], None), str)
    return request


def provoke_412(scene: Scene, operation: Operation) -> Request:
    return with_header(good(scene, operation), "If-Match", '"other"')


def provoke_413(scene: Scene, operation: Operation) -> Request:
    kind = next(iter(operation.described["requestBody"]["content"]))
    return with_body(good(scene, operation), b"{}", kind, CONTENT_LENGTH=HUGE)


def provoke_415(scene: Scene, operation: Operation) -> Request:
    return with_body(good(scene, operation), b"{}", "image/png")


def provoke_422(scene: Scene, operation: Operation) -> Request:
    request = good(scene, operation)
    if operation.name == "create_import":
        return with_body(request, b"", "application/x-ndjson")
    if operation.takes_body:
        request.rest = {"json": {"unheard_of": 1}}
    elif operation.method != "POST":
        request.rest = {"query_string": {"unheard_of": "1"}}
    else:
        request.headers[KEY] = "two words"
    return request


def provoke_429(scene: Scene, operation: Operation) -> Request:
    """Ask an app that allows each key one request of a kind for a second one."""
    request = good(scene, operation)
    request.client = scene.limited
    request.headers["Authorization"] = f"Bearer {scene.api.new_token(SCOPES)}"
    scene.send(operation, request)
    return request


def provoke_503(scene: Scene, operation: Operation) -> Request:
    """Let nobody be known any more: the key is the first thing that is looked up."""
    request = good(scene, operation)

    def fail(*_: object, **__: object) -> None:
        raise StoreUnavailableError("down")

    scene.monkeypatch.setattr(scene.api.store.keys, "find", fail)
    scene.monkeypatch.setattr(scene.api.store, "ping", fail)
    return request


def provoke_304(scene: Scene, operation: Operation) -> Request:
    request = good(scene, operation)
    return with_header(request, "If-None-Match", scene.send(operation, request).headers["ETag"])


def provoke_success(scene: Scene, operation: Operation) -> Request:
    return good(scene, operation)


RULES: dict[int, Callable[[Scene, Operation], Request]] = {
    int(name.rpartition("_")[2]): rule for name, rule in dict(globals()).items() if re.fullmatch(r"provoke_\d+", name)
}


def with_unfinished_claim(scene: Scene, operation: Operation) -> Request:
    ids = {**scene.ids, "claim_id": post_claim(scene.api, fresh=True)}
    return good(scene, operation, ids)


def with_waiting(scene: Scene, operation: Operation) -> Request:
    """Have the check ended before the sender has stopped waiting."""

    def work(job: Job) -> None:
        if job.queue == CHECKS:
            finish(scene.api)

    scene.monkeypatch.setattr(scene.api.queue, "work", work)
    return Request(fill(operation, {}), {"json": {"text": "It rained.", "fresh": True}}, {"Prefer": "wait=5"})


def with_not_waiting(_: Scene, operation: Operation) -> Request:
    return Request(fill(operation, {}), {"json": {"text": "It rained.", "fresh": True}}, {"Prefer": "wait=0"})


def with_new_document(_: Scene, operation: Operation) -> Request:
    return Request(fill(operation, {"document_id": "new"}), {"json": {"text": "A text."}})


def with_old_document(scene: Scene, operation: Operation) -> Request:
    ids = scene.ids
    body = {"text": "A text."} if "{" in operation.path else {"text": "A text.", "document_id": ids["document_id"]}
    return Request(fill(operation, ids), {"json": body})


def with_notice(_: Scene, operation: Operation) -> Request:
    return Request(fill(operation, {"document_id": "missing"}), {"json": NOTICE})


def with_deleted_article(scene: Scene, operation: Operation) -> Request:
    request = good(scene, operation)
    request.headers[KEY] = scene.fresh_key()
    scene.api.delete(scene.send(operation, request).headers["Location"])
    return request


def with_heard_claim(scene: Scene, operation: Operation) -> Request:
    return with_header(good(scene, operation), "Last-Event-ID", "1.end")


def with_ended_import(scene: Scene, operation: Operation) -> Request:
    request = good(scene, operation)
    import_id = request.path.split("/")[3]
    (chunk,) = scene.api.store.imports.chunks(import_id)
    scene.api.store.imports.start_chunk(chunk.chunk_id, chunk.attempt)
    scene.api.store.imports.finish_chunk(chunk.chunk_id, chunk.attempt, done=1, errors=[])
    return request


def with_heard_import(scene: Scene, operation: Operation) -> Request:
    return with_header(with_ended_import(scene, operation), "Last-Event-ID", "end")


def with_workers(scene: Scene, operation: Operation) -> Request:
    scene.monkeypatch.setattr(
        scene.api.queue, "status", lambda: QueueStatus(frozenset(("checks", "indexing")), {"name": "fake@1"})
    )
    return good(scene, operation)


def with_answer(scene: Scene, operation: Operation) -> Request:
    scene.monkeypatch.setattr(scene.api.queue, "work", lambda _: [])
    return good(scene, operation)


SPECIAL: dict[tuple[str, int], Callable[[Scene, Operation], Request]] = {
    ("create_claim", 200): with_waiting,
    ("create_claim", 202): with_not_waiting,
    ("put_document", 200): with_old_document,
    ("put_document", 201): with_new_document,
    ("put_document", 404): with_notice,
    ("post_documents", 200): with_old_document,
    ("create_article", 404): with_deleted_article,
    ("follow_claim", 204): with_heard_claim,
    ("follow_import", 200): with_ended_import,
    ("follow_import", 204): with_heard_import,
    ("cancel_claim", 200): with_unfinished_claim,
    ("get_claim_review", 409): with_unfinished_claim,
    ("list_annotations", 409): with_unfinished_claim,
    ("get_bundle", 409): with_unfinished_claim,
    ("get_readiness", 200): with_workers,
    ("search_passages", 200): with_answer,
    ("search_passages", 304): lambda scene, operation: with_answer(scene, operation) and provoke_304(scene, operation),
}


@pytest.fixture
def api(sqlite_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> ApiClient:
    for kind in ("READS", "WRITES"):
        monkeypatch.setenv(f"FACTCHECK_{kind}_PER_MINUTE", "100000")
    return ApiClient(open_store(sqlite_url, clock), clock)


@pytest.fixture
def limited(api: ApiClient, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> ApiClient:
    """A client of an app on the same store that allows one request of a kind."""
    for kind in ("READS", "WRITES"):
        monkeypatch.setenv(f"FACTCHECK_{kind}_PER_MINUTE", "1")
    return ApiClient(api.store, clock)


def list_operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, item in document["paths"].items():
        for method, described in item.items():
            if method != "parameters":
                yield Operation(method.upper(), path, described)


def resolve(document: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
    name = response.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = document["components"]["responses"][name] if name else response
    return found


def find_faults(document: dict[str, Any], described: dict[str, Any], answers: list[TestResponse]) -> Iterator[str]:
    """Yield what is not as documented: the type and shape of the body, headers that are missing."""
    for name, header in described["headers"].items():
        seen = [name in answer.headers for answer in answers]
        if not any(seen) or (header.get("required") and not all(seen)):
            yield f"no {name}"
    (kind, content), *_ = [*described.get("content", {}).items(), (None, None)]
    for answer in answers:
        if kind != (answer.mimetype if answer.get_data() else None):
            yield f"{answer.mimetype} instead of {kind}"
        elif content is not None and answer.is_json:
            schema = {**content["schema"], "components": document["components"]}
            yield from (error.message[:200] for error in Draft202012Validator(schema).iter_errors(answer.get_json()))


def provoke(scene: Scene, operation: Operation, status: int) -> list[TestResponse]:
    """Return the answers to a request that should be answered with this status, and to its repetition under its key."""
    rule = SPECIAL.get((operation.name, status)) or RULES.get(status, provoke_success)
    request = rule(scene, operation)
    is_repeated = KEY in str(operation.described["responses"].get(str(status))) or status < 300
    if is_repeated and operation.method == "POST" and KEY not in request.headers:
        request.headers[KEY] = scene.fresh_key()
    answers = [scene.send(operation, request)]
    if is_repeated and operation.method == "POST":
        answers.append(scene.send(operation, request))
    return answers


def test_every_documented_answer_is_given(api: ApiClient, limited: ApiClient, monkeypatch: pytest.MonkeyPatch) -> None:
    document = api.get("/openapi.json").get_json()
    scene, faults = Scene(api, limited), {}
    for operation in list_operations(document):
        for status, response in operation.described["responses"].items():
            with monkeypatch.context() as patch:
                scene.begin(patch, int(status))
                answers = provoke(scene, operation, int(status))
                found = [f"{answer.status_code}: {answer.get_data()[:300]!r}" for answer in answers]
                if {answer.status_code for answer in answers} == {int(status)}:
                    found = list(find_faults(document, resolve(document, response), answers))
            if found:
                faults[operation.name, status] = found
    assert faults == {}
