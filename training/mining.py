"""Passages that the search hands the judge for a claim and that say nothing about it: neutrals as a worker meets them.

Look-alikes by words alone (`training.generate.neighbours`) are easier than what an embedding finds; a model that never saw
these takes sides on them.
"""

from __future__ import annotations

import csv
import gzip
import logging
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from factcheck.inference import build_embedder, build_stance_model
from factcheck.ports import Embedder, StanceModel
from factcheck.text.passages import split_passages
from training.generate.neighbours import is_related
from training.pairs import LABELS, STANCES, Pair, fold, read_rows, write_pairs

log = logging.getLogger(__name__)

CHUNK = 512
# Passages that are looked at for a claim, as many as a check judges.
DEPTH = 16
# A passage of an abstract with a label stands for it where the model of today holds at least this much for the label.
SURE = 0.4


@dataclass(frozen=True)
class Pool:
    """Data sets whose passages are searched together, and which of the ranks found become neutrals.

    ``first`` is above 0 where many passages of a pool bear on one claim: the nearest would be wrong too often.
    """

    sources: tuple[str, ...]
    first: int
    last: int


POOLS = {
    "mined_wiki": Pool(("fever_dev.dev", "fm2.dev", "vitaminc_mini.train", "wice.dev", "wice.test"), 0, 6),
    "mined_science": Pool(("scifact.train", "check_covid.train"), 1, 8),
    "mined_topics": Pool(("covidfact.train", "climate_fever.train"), 5, 16),
    "mined_news": Pool(("emergent.train",), 0, 6),
}


def mine_sources(
    clean: dict[str, Sequence[Pair]], retrieval: Sequence[Path], models: Path, out: Path, each: int, seed: int
) -> None:
    """Write ``mined_*.jsonl.gz`` into ``out``: one file a pool of data sets, one a retrieval set."""
    embedder, stance = build_embedder(models), build_stance_model(models)
    out.mkdir(parents=True, exist_ok=True)
    makers: dict[str, Callable[[random.Random], Iterator[Pair]]] = {
        name: lambda rng, pool=pool: mine_pairs(rng, embedder, clean, pool, each) for name, pool in POOLS.items()
    }
    for folder in retrieval:
        makers[f"mined_{folder.name}"] = lambda rng, folder=folder: mine_documents(rng, embedder, stance, folder, 2 * each)
    for name, make in makers.items():
        pairs = list(make(random.Random(f"{seed} {name}")))
        write_pairs(pairs, out / f"{name}.jsonl.gz")
        log.info("%s %d %s", name, len(pairs), dict(Counter(pair.label for pair in pairs)))


class Archive:
    """Passages with their vectors, searched by brute force."""

    def __init__(self, embedder: Embedder, passages: Sequence[str]) -> None:
        self._embedder = embedder
        self.passages = passages
        self._vectors = embed(embedder, passages)

    def search(self, claim: str, depth: int) -> list[int]:
        """Return the places of the nearest passages, the nearest first."""
        scores = self._vectors @ self._embedder.embed_query(claim)
        return [int(place) for place in np.argsort(-scores)[:depth]]


def embed(embedder: Embedder, passages: Sequence[str]) -> NDArray[np.float32]:
    """Return the vectors of passages, embedded in the order of their lengths."""
    order = sorted(range(len(passages)), key=lambda place: len(passages[place]))
    vectors = np.zeros((len(passages), embedder.dimensions), dtype=np.float32)
    for start in range(0, len(order), CHUNK):
        places = order[start : start + CHUNK]
        vectors[places] = embedder.embed_passages([passages[place] for place in places])
    return vectors


def mine_pairs(
    rng: random.Random, embedder: Embedder, clean: dict[str, Sequence[Pair]], pool: Pool, each: int
) -> Iterator[Pair]:
    """Yield ``each`` neutrals a claim out of the pool's ranks, without passages related to the claim's own."""
    pairs = [pair for name in pool.sources for pair in clean.get(name, ())]
    own: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        own[fold(pair.claim)].add(fold(pair.evidence))
    archive = Archive(embedder, sorted({pair.evidence for pair in pairs}))
    for claim in sorted({pair.claim for pair in pairs}):
        found = [archive.passages[place] for place in archive.search(claim, pool.last + 8)]
        strange = [passage for passage in found if not is_related(passage, own[fold(claim)])][pool.first : pool.last]
        for passage in rng.sample(strange, min(each, len(strange))):
            yield Pair(claim, passage, "NEUTRAL")


def mine_documents(rng: random.Random, embedder: Embedder, stance: StanceModel, folder: Path, each: int) -> Iterator[Pair]:
    """Yield passages of a retrieval set's documents: neutral ones of those that nobody judged, and the best of the labelled.

    A label belongs to a document; the passage that stands for it is the one that ``stance`` finds it in most clearly.
    """
    documents, passages = split_documents(folder)
    archive = Archive(embedder, passages)
    labels = read_document_labels(folder / "qrels.train.tsv.gz")
    own: dict[str, list[str]] = defaultdict(list)
    for document, passage in zip(documents, passages, strict=True):
        own[document].append(passage)
    for row in read_rows(folder / "queries.train.jsonl.gz"):
        claim, judged = row["text"], labels.get(row["qid"], {})
        strange = [place for place in archive.search(claim, DEPTH) if documents[place] not in judged]
        for place in rng.sample(strange, min(each, len(strange))):
            yield Pair(claim, passages[place], "NEUTRAL")
        for document, label in judged.items():
            if label in LABELS:
                yield from pick_bearer(
                    stance, claim, [p for d, p in zip(documents, passages, strict=True) if d == document], label
                )


def pick_bearer(stance: StanceModel, claim: str, passages: Sequence[str], label: str) -> Iterator[Pair]:
    """Yield the passage that bears the label most clearly, if one does."""
    side = STANCES[LABELS.index(label)]
    sure = [getattr(score, side) for score in stance.judge(claim, passages)]
    if sure and max(sure) >= SURE:
        yield Pair(claim, passages[int(np.argmax(sure))], label)


def split_documents(folder: Path) -> tuple[list[str], list[str]]:
    """Return the passages of a retrieval set as a worker splits them, and the document of each."""
    documents, passages = [], []
    for row in read_rows(folder / "corpus.jsonl.gz"):
        for span in split_passages(row["text"]):
            documents.append(row["doc_id"])
            passages.append(row["text"][span.start : span.end])
    return documents, passages


def read_document_labels(path: Path) -> dict[str, dict[str, str]]:
    """Return the label of each judged document by query, ``CITED`` where it says nothing."""
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            labels[row["qid"]][row["doc_id"]] = row["label"]
    return labels
