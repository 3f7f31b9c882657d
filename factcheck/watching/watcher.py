"""Watching the archive: each new or changed document is compared with the claims that are watched.

An article concerns a claim if it would be among its candidates, a published fact check if a check would show it.
Right after a document was indexed its vectors are at hand; what was missed then (a worker died, an embargo has ended, a
check ran meanwhile) is compared by a chore, which embeds it again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from factcheck.domain import Passage
from factcheck.pipeline.prior_checks import find_prior_checks, is_fact_check
from factcheck.ports import Embedder
from factcheck.store import Store
from factcheck.store.records import Claim, Document
from factcheck.store.watches import ComparedDocument, PendingDocument
from factcheck.visibility import is_visible
from factcheck.watching.matching import ClaimMatcher, NewPassage
from factcheck.watching.probes import PartSearch, build_probe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    EmbeddedPassages = Iterable[tuple[Passage, NDArray[np.float32]]]

# So many documents a chore takes at a time: embedding them takes a second or two.
DOCUMENTS_A_CHORE = 20


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
        self._matchers: dict[str, tuple[int, ClaimMatcher]] = {}

    def remember(self, claim: Claim, searches: Sequence[PartSearch]) -> None:
        """Keep what a watched claim is recognised by; to be called before its check is finished."""
        if self._store.watches.is_watched(claim.claim_id):
            probes = [build_probe(search, self._model) for search in searches]
            self._store.watches.keep_probes(claim.workspace_id, claim.claim_id, probes)

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
        grouped, compared = _group(passages), []
        for due in pending:
            if document := documents.get(due.document_key):
                found = self._find_concerned(document, grouped[due.document_key])
                compared.append(ComparedDocument(due, document.version, found))
        self._store.watches.mark_matched(compared)

    def _find_concerned(self, document: Document, passages: Sequence[NewPassage]) -> list[str]:
        if not is_visible(document, self._clock()):
            return []
        matcher = self._matcher_of(document.workspace_id)
        if not is_fact_check(document):
            return matcher.match(passages)
        texts = self._store.watches.texts(matcher.find_near(passages))
        return [claim_id for claim_id, text in texts.items() if find_prior_checks(text, [document])]

    def _matcher_of(self, workspace_id: str) -> ClaimMatcher:
        revision = self._store.watches.revision(workspace_id)
        known = self._matchers.get(workspace_id)
        if known is None or known[0] != revision:
            known = revision, ClaimMatcher(self._store.watches.probes(workspace_id, self._model))
            self._matchers[workspace_id] = known
        return known[1]


def _group(passages: EmbeddedPassages) -> defaultdict[str, list[NewPassage]]:
    grouped: defaultdict[str, list[NewPassage]] = defaultdict(list)
    for passage, vector in passages:
        grouped[passage.document_key].append(NewPassage(passage.text, vector))
    return grouped
