"""API keys of the caller's workspace."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from factcheck.store.records import ApiKey
from service.blueprint import ApiBlueprint
from service.context import services, workspace_id
from service.headers import LOCATION
from service.paths import KEY_PARAMETER, key_path, known_key_id
from service.problems import not_found
from service.schemas.keys import KeyBody, KeyListSchema, KeySchema, NewKeySchema
from service.schemas.lists import ListQuery

blp = ApiBlueprint("keys", __name__, description="Who may do what in this workspace.")


def answer_again(key_id: str) -> Any:
    """Return the answer to a request that was carried out before, without the secret."""
    return answer_made(find_key(key_id), None)


@blp.post("/v1/keys")
@blp.leads_to(201, "get_key", key_id="$response.body#/key_id")
@blp.leads_to(201, "revoke_key", key_id="$response.body#/key_id")
@blp.needs("admin", again=answer_again)
@blp.body(KeyBody)
@blp.answer(201, NewKeySchema, "Made; the key itself is shown here only.", headers=LOCATION)
def create_key(body: dict[str, Any]) -> Any:
    """Make a key for this workspace."""
    key, token = services().store.keys.create(workspace_id(), **body)
    return answer_made(key, token)


@blp.get("/v1/keys")
@blp.needs("admin")
@blp.query(ListQuery)
@blp.answer(200, KeyListSchema, "A page of keys, newest first.")
def list_keys(query: dict[str, Any]) -> Any:
    """List the workspace's keys, revoked ones too, newest first."""
    page = services().store.keys.page(workspace_id(), **query)
    return {"items": [present_key(key) for key in page.items], "next_cursor": page.next_cursor}


@blp.get("/v1/keys/<key_id>", parameters=[KEY_PARAMETER])
@blp.needs("admin")
@blp.answer(200, KeySchema, "The key without its secret.")
@blp.problems(404)
def get_key(key_id: str) -> Any:
    """Return a key."""
    return present_key(find_key(key_id))


@blp.delete("/v1/keys/<key_id>", parameters=[KEY_PARAMETER])
@blp.needs("admin")
@blp.answer(204, None, "Revoked: it is refused from now on.")
@blp.problems(404)
def revoke_key(key_id: str) -> Any:
    """Revoke a key at once. It stays in the list."""
    services().store.keys.revoke(find_key(key_id).key_id)
    return Response(status=204)


def find_key(key_id: str) -> ApiKey:
    """Return the workspace's key; raises the 404 problem."""
    key = services().store.keys.get(workspace_id(), known_key_id(key_id))
    if key is None:
        raise not_found("key")
    return key


def answer_made(key: ApiKey, token: str | None) -> Any:
    """Answer with a key and, once, with what to send."""
    made = NewKeySchema().dump({**present_key(key), "key": token})
    return jsonify(made), 201, {"Location": key_path(key.key_id)}


def present_key(key: ApiKey) -> dict[str, Any]:
    """Return the key without its secret."""
    return {
        "key_id": key.key_id,
        "name": key.name,
        "scopes": sorted(key.scopes),
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "last_used_at": key.last_used_at,
        "revoked_at": key.revoked_at,
        "links": {"self": key_path(key.key_id)},
    }
