"""The API's document shows what may be sent and answered by examples that keep its own rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from factcheck.store import open_store
from service.examples import NoExampleError, build_example
from tests.conftest import FakeClock
from tests.integration.api_client import ApiClient


@pytest.fixture
def api(sqlite_url: str, clock: FakeClock) -> ApiClient:
    return ApiClient(open_store(sqlite_url, clock), clock)


@pytest.fixture
def document(api: ApiClient) -> dict[str, Any]:
    found: dict[str, Any] = api.get("/openapi.json").get_json()
    return found


def bodies(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield where each body is described, and its description."""
    for item in document["paths"].values():
        for method, operation in item.items():
            if method == "parameters":
                continue
            for kind, content in operation.get("requestBody", {}).get("content", {}).items():
                yield f"{operation['operationId']} {kind}", content
            for status, response in operation["responses"].items():
                for content in response.get("content", {}).values():
                    yield f"{operation['operationId']} {status}", content
    for name, response in document["components"]["responses"].items():
        for content in response["content"].values():
            yield name, content


def list_examples(content: dict[str, Any]) -> list[Any]:
    return [content["example"]] if "example" in content else [each["value"] for each in content.get("examples", {}).values()]


def test_every_body_has_examples_that_fit_its_schema(document: dict[str, Any]) -> None:
    wrong = {}
    for place, content in bodies(document):
        schema = {**content["schema"], "components": document["components"]}
        check = Draft202012Validator(schema, format_checker=FormatChecker())
        examples = list_examples(content)
        found = [error.message for example in examples for error in check.iter_errors(example)]
        if found or not examples:
            wrong[place] = found or "no example"
    assert wrong == {}


def test_what_is_sent_as_in_the_examples_is_taken(api: ApiClient, document: dict[str, Any]) -> None:
    """Of the operations that need nothing but a body."""
    refused = {}
    for path, item in document["paths"].items():
        post = item.get("post", {})
        for kind, content in post.get("requestBody", {}).get("content", {}).items() if "{" not in path else ():
            for example in list_examples(content):
                body = {"json": example} if kind == "application/json" else {"data": example, "content_type": kind}
                answer = api.post(path, **body)
                # The archive of this test is empty, so that there is nothing to quote, and no network to look up hosts.
                expected = {"verify_quote": {200, 404}, "create_webhook": {201, 422}}
                if answer.status_code not in expected.get(post["operationId"], {200, 201, 202}):
                    refused[path, kind] = answer.get_data(as_text=True)
    assert refused == {}


def test_the_example_of_a_quote_stands_at_its_offsets(document: dict[str, Any]) -> None:
    claim = build_example({"$ref": "#/components/schemas/Claim"}, document["components"]["schemas"])
    stored = build_example({"$ref": "#/components/schemas/StoredDocument"}, document["components"]["schemas"])
    quote = claim["evidence"][0]["quote"]
    assert stored["text"][quote["start"] : quote["end"]] == quote["exact"]
    assert (stored["document_id"], stored["version"]) == (
        claim["evidence"][0]["document"]["document_id"],
        claim["evidence"][0]["document"]["version"],
    )


def test_a_field_that_nothing_is_known_of_has_no_example() -> None:
    schema = {"type": "object", "properties": {"unheard_of": {"type": "string"}}, "required": ["unheard_of"]}
    with pytest.raises(NoExampleError, match=r"Thing\.unheard_of"):
        build_example({"$ref": "#/components/schemas/Thing"}, {"Thing": schema})
