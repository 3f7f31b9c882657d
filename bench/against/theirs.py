"""What a user would put together instead; runs in an environment of its own, see README.md.

Reads passages and claims that ``ours`` wrote, and prints one JSON object a contestant: seconds and verdict of each claim.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch

from bench.against.models import StanceScorer, load_scorer, write_embedder

JUDGED = 16
CANDIDATES = 50
ENOUGH = 0.5

Finder = Callable[[str], Sequence[str]]


def decide(scores: Sequence[dict[str, float]]) -> str:
    """Return the verdict that follows from what the model says of each passage."""
    supporting = any(score["supporting"] >= ENOUGH for score in scores)
    conflicting = any(score["conflicting"] >= ENOUGH for score in scores)
    if supporting and conflicting:
        return "disputed"
    return "supported" if supporting else "refuted" if conflicting else "not_enough_evidence"


def build_bm25s(passages: Sequence[str], _scratch: Path, _models: Path) -> Finder:
    """The naive script: sparse BM25 and nothing else."""
    import bm25s

    retriever = bm25s.BM25()
    retriever.index(bm25s.tokenize(list(passages), stopwords="en", show_progress=False), show_progress=False)

    def find(claim: str) -> Sequence[str]:
        tokens = bm25s.tokenize([claim], stopwords="en", show_progress=False)
        places, _scores = retriever.retrieve(tokens, k=JUDGED, show_progress=False)
        return [passages[place] for place in places[0]]

    return find


def build_txtai(passages: Sequence[str], scratch: Path, models: Path) -> Finder:
    """txtai: one hybrid index of words and vectors."""
    from txtai import Embeddings

    embeddings = Embeddings(path=str(write_embedder(models, scratch)), hybrid=True, content=False, gpu=False)
    embeddings.index(list(enumerate(passages)))
    return lambda claim: [passages[place] for place, _score in embeddings.search(claim, JUDGED)]


def build_haystack(passages: Sequence[str], scratch: Path, models: Path) -> Finder:
    """Haystack: BM25 and sentence-transformers over its document store, joined by reciprocal rank."""
    from haystack import Document, Pipeline
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(write_embedder(models, scratch)), device="cpu")
    vectors = model.encode(list(passages), show_progress_bar=False)
    store = InMemoryDocumentStore(embedding_similarity_function="dot_product")
    store.write_documents([
        Document(id=str(place), content=text, embedding=vector.tolist())
        for place, (text, vector) in enumerate(zip(passages, vectors, strict=True))
    ])  # fmt: skip
    pipeline = Pipeline()
    pipeline.add_component("words", InMemoryBM25Retriever(store, top_k=CANDIDATES))
    pipeline.add_component("vectors", InMemoryEmbeddingRetriever(store, top_k=CANDIDATES))
    pipeline.add_component("joined", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=JUDGED))
    pipeline.connect("words", "joined")
    pipeline.connect("vectors", "joined")

    def find(claim: str) -> Sequence[str]:
        vector = model.encode(claim, show_progress_bar=False).tolist()
        found = pipeline.run({"words": {"query": claim}, "vectors": {"query_embedding": vector}})
        return [document.content for document in found["joined"]["documents"]]

    return find


BUILDERS = {"bm25s": build_bm25s, "txtai": build_txtai, "haystack": build_haystack}


def run(find: Finder, scorer: StanceScorer, claims: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Check the claims; return seconds and verdict of each, those that finding took, and those of the processor a claim."""
    seconds, finding, verdicts, processor = [], [], [], time.process_time()
    for claim in claims:
        began = time.perf_counter()
        found = find(claim["text"])
        finding.append(time.perf_counter() - began)
        verdicts.append(decide(scorer.score(claim["text"], found)))
        seconds.append(time.perf_counter() - began)
    spent = (time.process_time() - processor) / len(claims)
    return {"seconds": seconds, "finding": finding, "verdicts": verdicts, "processor": spent}


def main(folder: Path, models: Path, threads: int) -> None:
    """Run every contestant on what is in the folder, twice, and print the second time."""
    torch.set_num_threads(threads)
    passages = json.loads((folder / "passages.json").read_text(encoding="utf-8"))
    claims = json.loads((folder / "claims.json").read_text(encoding="utf-8"))
    scorer = load_scorer(models)
    for name, build in BUILDERS.items():
        with tempfile.TemporaryDirectory() as scratch:
            find = build(passages, Path(scratch), models)
            run(find, scorer, claims[:5])
            sys.stdout.write(json.dumps({"name": name, **run(find, scorer, claims)}) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
