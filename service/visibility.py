"""Which documents may be shown in the answer that is being made: each is looked up once."""

from __future__ import annotations

from typing import Any

from factcheck.judgement.withdrawal import withdraw_documents
from factcheck.report_json import cited_versions
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
        self._look_up({document_id})
        return self._known[document_id]

    def visible_report(self, report: dict[str, Any]) -> dict[str, Any]:
        """Return a stored report without evidence of documents that may not be shown."""
        cited = {document_id for document_id, _version in cited_versions(report)}
        self._look_up(cited)
        hidden = {document_id for document_id in cited if not self._known[document_id]}
        return withdraw_documents(report, hidden) if hidden else report

    def _look_up(self, document_ids: set[str]) -> None:
        unknown = document_ids - self._known.keys()
        if unknown:
            visible = services().store.documents.find_visible(workspace_id(), unknown, self._now)
            self._known |= {document_id: document_id in visible for document_id in unknown}
