"""Watching the archive: each new or changed document is compared with the claims that are watched.

An article concerns a claim if it would be among its candidates, a published fact check if a check would show it.
Right after a document was indexed its vectors are at hand; what was missed then (a worker died, an embargo has ended, a
check ran meanwhile) is compared by a chore, which embeds it again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from factcheck.domain import Passage
from factcheck.pipeline.prior_checks import find_prior_checks, is_fact_check
from factcheck.ports import Embedder
from factcheck.store import Store
from factcheck.store.causes import state_of
from factcheck.store.comparing import ComparedDocument, Comparison, PendingDocument
from factcheck.store.records import Claim, Document
from factcheck.store.watches import StoredProbe
from factcheck.visibility import is_visible
from factcheck.watching.matching import ClaimMatcher, NewPassage
from factcheck.watching.probes import PartSearch, build_probe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    EmbeddedPassages = Iterable[tuple[Passage, NDArray[np.float32]]]

# So many documents a chore takes at a time: embedding them takes a second or two.
DOCUMENTS_A_CHORE = 20
# Rounds after the first compare only with claims that have changed meanwhile, in milliseconds: few need a third.
MOST_ROUNDS = 5


class WatchedClaims(NamedTuple):
    """The watched claims of one workspace, as they were in these revisions or later ones."""

    revisions: Mapping[str, int]
    matcher: ClaimMatcher


class DocumentWatcher:
    """Compares documents with watched claims. Keeps the claims of each workspace until one of them changes."""

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        embed: Callable[[Sequence[Document]], EmbeddedPassages],
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._model = embedder.name
        self._embed = embed
        self._clock = clock
        self._claims: dict[str, tuple[int, WatchedClaims]] = {}

    def build_probes(self, claim: Claim, searches: Sequence[PartSearch]) -> list[StoredProbe] | None:
        """Return what a watched claim is recognised by after its check, to be stored with the report; None for another."""
        if not self._store.watches.is_watched(claim.claim_id):
            return None
        return [build_probe(search, self._model) for search in searches]

    def follow(self, documents: Sequence[Document], passages: EmbeddedPassages) -> None:
        """Compare documents that the index has just taken in, with their passages."""
        known = {document.document_key: document for document in documents}
        pending = self._store.watches.pending(len(known), known)
        if pending:
            self._compare(pending, known, passages)

    def match_due(self) -> int:
        """Compare documents that are due and were not compared when they were indexed; return how many."""
        pending = self._store.watches.pending(DOCUMENTS_A_CHORE)
        if pending:
            documents = self._store.documents.get_by_keys([due.document_key for due in pending])
            self._compare(pending, documents, self._embed(list(documents.values())))
        return len(pending)

    def _compare(
        self, pending: Sequence[PendingDocument], documents: Mapping[str, Document], passages: EmbeddedPassages
    ) -> None:
        grouped = _group(passages)
        present: defaultdict[str, list[Document]] = defaultdict(list)
        for due in pending:
            if document := documents.get(due.document_key):
                present[due.workspace_id].append(document)
        for workspace_id, own in present.items():
            self._compare_in(workspace_id, own, grouped)

    def _compare_in(
        self, workspace_id: str, documents: Sequence[Document], passages: Mapping[str, Sequence[NewPassage]]
    ) -> None:
        """Compare documents of one workspace; what claims that never stop changing leave over, the chore takes up."""
        watches = self._store.watches
        revisions, matcher = self._claims_of(workspace_id)
        for _round in range(MOST_ROUNDS):
            compared = [
                ComparedDocument(
                    document.document_key,
                    state_of(document),
                    self._find_concerned(document, passages.get(document.document_key, ()), matcher),
                )
                for document in documents
            ]
            changed = watches.mark_matched(Comparison(workspace_id, revisions, compared))
            if not changed:
                return
            revisions = {**revisions, **changed}
            matcher = ClaimMatcher(watches.probes(workspace_id, self._model, changed))

    def _find_concerned(self, document: Document, passages: Sequence[NewPassage], matcher: ClaimMatcher) -> list[str]:
        if not is_visible(document, self._clock()):
            return []
        if not is_fact_check(document):
            return matcher.match(passages)
        texts = self._store.watches.texts(matcher.find_near(passages))
        return [claim_id for claim_id, text in texts.items() if find_prior_checks(text, [document])]

    def _claims_of(self, workspace_id: str) -> WatchedClaims:
        watches = self._store.watches
        revision = watches.revision(workspace_id)
        known = self._claims.get(workspace_id)
        if known is None or known[0] != revision:
            # Revisions first: a claim that changes in between counts as changed.
            revisions = watches.revisions(workspace_id)
            claims = WatchedClaims(revisions, ClaimMatcher(watches.probes(workspace_id, self._model)))
            known = self._claims[workspace_id] = sum(revisions.values()), claims
        return known[1]


def _group(passages: EmbeddedPassages) -> defaultdict[str, list[NewPassage]]:
    grouped: defaultdict[str, list[NewPassage]] = defaultdict(list)
    for passage, vector in passages:
        grouped[passage.document_key].append(NewPassage(passage.text, vector))
    return grouped
