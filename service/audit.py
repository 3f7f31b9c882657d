"""The audit log of the caller's workspace."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from service.blueprint import ApiBlueprint
from service.context import services, workspace_id
from service.schemas.keys import AuditListSchema, AuditQuery

blp = ApiBlueprint("audit", __name__, description="Who wrote what, and when.")


@blp.get("/v1/audit")
@blp.needs("admin")
@blp.query(AuditQuery)
@blp.answer(200, AuditListSchema, "A page of entries, newest first.")
def list_audit(query: dict[str, Any]) -> Any:
    """List the requests that wrote something or were kept from it, newest first."""
    page = services().store.audit.list(workspace_id(), **query)
    return {"items": [asdict(entry) for entry in page.items], "next_cursor": page.next_cursor}
