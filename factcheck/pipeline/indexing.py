"""The way of a document into the index: split, embed, replace. Deletions take the same way with nothing to put in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from factcheck.domain import Passage
from factcheck.ports import Embedder, PassageIndex
from factcheck.store.records import Document, DocumentContent
from factcheck.text.fact_checks import find_claim
from factcheck.text.invisible import drop_invisible
from factcheck.text.passages import PassageSpan, split_passages
from factcheck.tracing import step

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Follower = Callable[[Sequence[Document], Sequence[tuple[Passage, NDArray[np.float32]]]], None]

# Of attempts by document key, those that are still the latest ones of their documents.
FindCurrent = Callable[[Mapping[str, int]], Collection[str]]


class DocumentIndexer:
    """Brings the index in line with documents of the store."""

    def __init__(self, index: PassageIndex, embedder: Embedder) -> None:
        self._index = index
        self._embedder = embedder
        self._follow: Follower | None = None

    def tell(self, follow: Follower) -> None:
        """Call this with the documents and their passages after each commit to the index."""
        self._follow = follow

    def index_documents(self, documents: Sequence[Document], find_current: FindCurrent | None = None) -> Sequence[Document]:
        """Make the index hold the current passages of these documents and no others of theirs, in one commit.

        ``find_current`` is asked right before the write, as embedding takes long: what has moved on is not written.
        Return the documents that were.
        """
        with step("embed"):
            passages = list(self.embed_documents(documents))
        if find_current is not None:
            current = find_current({document.document_key: document.index_attempt for document in documents})
            documents = [document for document in documents if document.document_key in current]
            passages = [pair for pair in passages if pair[0].document_key in current]
        if not documents:
            return []
        with step("index write"):
            self._index.replace_documents(
                [(document.workspace_id, document.document_key) for document in documents], passages
            )
        if self._follow is not None:
            with step("compare with watched claims"):
                self._follow(documents, passages)
        return documents

    def remove_documents(self, documents: Sequence[Document]) -> None:
        """Take all passages of these documents out of the index."""
        self._index.replace_documents([(document.workspace_id, document.document_key) for document in documents], [])

    def embed_documents(self, documents: Sequence[Document]) -> Iterator[tuple[Passage, NDArray[np.float32]]]:
        """Return the current passages of these documents with their vectors; a deleted one has none."""
        passages = [passage for document in documents if document.deleted_at is None for passage in build_passages(document)]
        vectors = self._embedder.embed_passages([drop_invisible(passage.text) for passage in passages])
        yield from zip(passages, vectors, strict=True)


def build_passages(document: Document) -> list[Passage]:
    """Return the passages of the document's current version, in the order of the text; boilerplate gives none.

    Of a fact check, the claim that it reviews is a passage of its own besides, by which it is found.
    """
    content = document.content
    return [
        Passage(
            passage_id=f"{document.document_key}-{document.version}-{number}",
            workspace_id=document.workspace_id,
            document_key=document.document_key,
            version=document.version,
            start=span.start,
            end=span.end,
            text=content.text[span.start : span.end],
            context=span.context,
            title=content.title or "",
            language=content.language or "",
            published_at=content.published_at,
        )
        for number, span in enumerate(_split(content))
    ]


def _split(content: DocumentContent) -> list[PassageSpan]:
    spans = split_passages(content.text)
    claim = find_claim(content.text, content.claim_reviewed) if content.claim_reviewed else None
    if claim is None or any((span.start, span.end) == claim for span in spans):
        return spans
    return sorted([*spans, PassageSpan(claim.start, claim.end, "")], key=lambda span: (span.start, span.end))
