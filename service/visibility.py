"""Which documents may be shown in the answer that is being made: each is looked up once."""

from __future__ import annotations

from typing import Any

from factcheck.judgement.withdrawal import withdraw_documents
from factcheck.report_json import cited_versions
from factcheck.visibility import is_visible
from service.context import services, workspace_id


class Visibility:
    """The documents of the caller's workspace, as far as they may be shown now. Lives as long as one request."""

    def __init__(self) -> None:
        self._known: dict[str, bool] = {}
        self._now = services().clock()

    def may_show(self, document_id: str | None) -> bool:
        """Say whether a document is there and may be shown."""
        if document_id is None:
            return False
        if document_id not in self._known:
            document = services().store.documents.get(workspace_id(), document_id)
            self._known[document_id] = document is not None and is_visible(document, self._now)
        return self._known[document_id]

    def visible_report(self, report: dict[str, Any]) -> dict[str, Any]:
        """Return a stored report without evidence of documents that may not be shown."""
        hidden = {document_id for document_id, _version in cited_versions(report) if not self.may_show(document_id)}
        return withdraw_documents(report, hidden) if hidden else report
