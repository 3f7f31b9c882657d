"""How well passages are found: BM25, vectors, both, and both with the stance model's order, through the index adapter."""

from __future__ import annotations

import math
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from factcheck.domain import Candidate, Passage, SearchFilters
from factcheck.index import build_index
from factcheck.inference import OnnxEmbedder, OnnxStanceModel
from training.links import read_documents, read_judgements
from training.pairs import read_rows

WORKSPACE = "evaluation"
# Deep enough that the first 50 of each side are among the fused candidates.
DEPTH = 400
CHUNK = 512
Ranking = list[str]


def evaluate_retrieval(
    data: Path, split: str, embedder: OnnxEmbedder, stance: OnnxStanceModel | None, rerank: int
) -> dict[str, dict[str, float]]:
    """Return recall@5, @10, @50 and nDCG@10 of each way to search, over the queries with a judged document.

    ``split`` is what stands between the dots of the files' names, ``*`` for all of them.
    With ``stance``, the first ``rerank`` of the hybrid ranking are put in the order of how sure the model is that they
    bear on the claim; the rest follows as it was.
    """
    relevant = read_relevant(data, split)
    queries = read_queries(data, set(relevant))
    with tempfile.TemporaryDirectory() as folder:
        index = build_index(folder, embedder.dimensions, embedder.name)
        documents = sorted(read_documents(data).items())
        for start in range(0, len(documents), CHUNK):
            store_chunk(index, embedder, documents[start : start + CHUNK])
        index.optimize()
        rankings: dict[str, dict[str, Ranking]] = defaultdict(dict)
        for query, text in queries.items():
            filters = SearchFilters(WORKSPACE)
            found = index.search(text, embedder.embed_query(text), filters, DEPTH)
            for way, ranking in rank_candidates(text, found, stance, rerank).items():
                rankings[way][query] = ranking
    return {way: score_rankings(answers, relevant) for way, answers in rankings.items()}


def read_relevant(data: Path, split: str) -> dict[str, set[str]]:
    """Return the documents that count for each query."""
    relevant: dict[str, set[str]] = defaultdict(set)
    for path in sorted(data.glob(f"qrels.{split}.tsv.gz")):
        for query, document in read_judgements(path):
            relevant[query].add(document)
    return dict(relevant)


def read_queries(data: Path, wanted: set[str]) -> dict[str, str]:
    """Return the text of each wanted query."""
    paths = sorted(data.glob("queries.*.jsonl.gz"))
    rows = (row for path in paths for row in read_rows(path))
    return {row["qid"]: row["text"] for row in rows if row["qid"] in wanted}


def store_chunk(index: Any, embedder: OnnxEmbedder, documents: Sequence[tuple[str, str]]) -> None:
    """Index each document as one passage."""
    vectors = embedder.embed_passages([text for _, text in documents])
    passages = [Passage(document, WORKSPACE, document, 1, 0, len(text), text, language="en") for document, text in documents]
    keys = [(WORKSPACE, document) for document, _ in documents]
    index.replace_documents(keys, zip(passages, vectors, strict=True))


def rank_candidates(
    claim: str, found: Sequence[Candidate], stance: OnnxStanceModel | None, rerank: int
) -> dict[str, Ranking]:
    """Return the document ids in the order of each way to search."""
    hybrid = [candidate.passage.document_key for candidate in found]
    rankings = {
        "bm25": order_by([(c.bm25_rank, c.passage.document_key) for c in found]),
        "vector": order_by([(c.vector_rank, c.passage.document_key) for c in found]),
        "hybrid": hybrid,
    }
    if stance is not None:
        scores = stance.judge(claim, [candidate.passage.text for candidate in found[:rerank]])
        order = np.argsort([score.neutral for score in scores], kind="stable")
        rankings["reranked"] = [hybrid[place] for place in order] + hybrid[rerank:]
    return rankings


def order_by(ranked: Sequence[tuple[int | None, str]]) -> Ranking:
    """Return ids in the order of their ranks, without those that have none."""
    return [name for _, name in sorted((rank, name) for rank, name in ranked if rank is not None)]


def score_rankings(rankings: dict[str, Ranking], relevant: dict[str, set[str]]) -> dict[str, float]:
    """Return the mean recall and nDCG over the queries; a document is relevant or not."""
    scores: dict[str, list[float]] = defaultdict(list)
    for query, ranking in rankings.items():
        wanted = relevant[query]
        for depth in (5, 10, 50):
            scores[f"recall@{depth}"].append(len(wanted & set(ranking[:depth])) / len(wanted))
        gain = sum(1 / math.log2(place + 2) for place, name in enumerate(ranking[:10]) if name in wanted)
        ideal = sum(1 / math.log2(place + 2) for place in range(min(10, len(wanted))))
        scores["ndcg@10"].append(gain / ideal)
    return {name: float(np.mean(values)) for name, values in scores.items()}
