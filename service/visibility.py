"""Which documents may be shown in the answer that is being made: each is looked up once."""

from __future__ import annotations

from collections.abc import Set

from service.context import services, workspace_id


class Visibility:
    """The documents of the caller's workspace, as far as they may be shown now. Lives as long as one request."""

    def __init__(self) -> None:
        self._known: dict[str, bool] = {}
        self._now = services().clock()

    def may_show(self, document_id: str | None) -> bool:
        """Say whether a document is there and may be shown."""
        return document_id is not None and bool(self.find_visible({document_id}))

    def find_visible(self, document_ids: Set[str]) -> set[str]:
        """Return which of these documents are there and may be shown; all that are not known yet are asked for at once."""
        unknown = document_ids - self._known.keys()
        if unknown:
            visible = services().store.documents.find_visible(workspace_id(), unknown, self._now)
            self._known |= {document_id: document_id in visible for document_id in unknown}
        return {document_id for document_id in document_ids if self._known[document_id]}
