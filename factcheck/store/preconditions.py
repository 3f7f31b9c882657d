"""States of documents by which a sender says what a write is meant for (RFC 9110, section 13).

A state changes with whatever a sender can change of a document. How far the index has got with it is no part of it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from factcheck.errors import FactcheckError
from factcheck.store.records import Document
from factcheck.store.tables import DocumentRow


class PreconditionFailedError(FactcheckError):
    """The document is not in a state that the write was meant for; nothing was written."""


@dataclass(frozen=True, slots=True)
class Precondition:
    """Which states a document may be in. ``any_of`` None allows all; a document that is not there has none."""

    any_of: frozenset[str] | None = None
    none_of: frozenset[str] = frozenset()
    must_exist: bool = False
    must_be_new: bool = False

    def require(self, state: str | None) -> None:
        """Raise PreconditionFailedError if the document, None for one that is not there, is in another state."""
        if state is None:
            is_met = self.any_of is None and not self.must_exist
        else:
            is_met = not self.must_be_new and state not in self.none_of and (self.any_of is None or state in self.any_of)
        if not is_met:
            raise PreconditionFailedError("The document is in another state.")


def state_of_document(document: Document | DocumentRow) -> str | None:
    """Return a name of the document's state, None for one that is deleted or was never stored."""
    if document.deleted_at is not None or document.version == 0:
        return None
    parts = (
        document.document_key,
        document.version,
        document.status,
        document.embargoed_until and document.embargoed_until.isoformat(),
        document.changed_at.isoformat(),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
