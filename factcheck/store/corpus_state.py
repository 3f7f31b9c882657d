"""The state of a workspace's archive as a number, noted with each claim beside a hash of what it asks.

The number grows, in the same transaction, with whatever changes what checks can find: a document stored, withheld, deleted
or indexed. An equal number says that nothing has changed since.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.store.columns import to_utc
from factcheck.store.inserting import insert_into
from factcheck.store.records import NewClaim
from factcheck.store.tables import ClaimRow, CorpusStateRow, ShareRow
from factcheck.text.folding import FoldedText


def note_question(session: Session, claim: ClaimRow, new: NewClaim) -> None:
    """Note what a new claim asks, and of which state of the archive, before its check is queued."""
    session.add(
        ShareRow(
            claim_id=claim.claim_id,
            workspace_id=claim.workspace_id,
            question_sha256=hash_question(new),
            corpus_state=read_corpus_state(session, claim.workspace_id),
        )
    )


def hash_question(new: NewClaim) -> str:
    """Return the same SHA-256 for claims that ask the same: texts are folded, ``external_id`` is passed over.

    The order of excluded documents does not matter.
    """
    fields = asdict(replace(new, external_id=None, as_of=new.as_of and to_utc(new.as_of)))
    excluded = sorted(set(fields.pop("exclude_document_ids")))
    folded: dict[str, object] = {"exclude_document_ids": excluded} if excluded else {}
    folded |= {name: FoldedText(value).text.strip() if isinstance(value, str) else value for name, value in fields.items()}
    return hashlib.sha256(json.dumps(folded, sort_keys=True, default=str).encode(errors="surrogatepass")).hexdigest()


def read_corpus_state(session: Session, workspace_id: str) -> int:
    """Return the number of the archive's present state."""
    return session.scalar(select(CorpusStateRow.number).where(CorpusStateRow.workspace_id == workspace_id)) or 0


def change_corpus_state(session: Session, workspace_id: str) -> None:
    """Say that this transaction changes what the workspace's checks can find; call it last, as it holds a lock."""
    statement = insert_into(session, CorpusStateRow).values(workspace_id=workspace_id, number=1)
    grown = {"number": CorpusStateRow.number + 1}
    session.execute(statement.on_conflict_do_update(index_elements=[CorpusStateRow.workspace_id], set_=grown))
