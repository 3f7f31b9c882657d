"""Which claim belongs to which passage: what the embedding model learns from."""

from __future__ import annotations

import csv
import gzip
import logging
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from training.generate.neighbours import find_neighbours
from training.pairs import Pair, fold, read_rows

log = logging.getLogger(__name__)

# Sources in which a passage was looked for to check the claim. FoolMeTwice is left out: its development claims are the
# queries of the retrieval set of that name, which is to stay unseen.
SOURCES = (
    "check_covid.train",
    "climate_fever.train",
    "covidfact.train",
    "emergent.train",
    "factcheck_bench.test",
    "fever_dev.dev",
    "numeval.train",
    "scifact.train",
)


@dataclass(frozen=True)
class Link:
    """A claim, a passage that bears on it, and one that looks alike and doesn't (it may be empty)."""

    claim: str
    passage: str
    negative: str = ""


def build_links(
    clean: dict[str, list[Pair]], retrieval: Sequence[Path], most: int, look_alikes: bool, seed: int
) -> dict[str, list[Link]]:
    """Return links by source: pairs that support or conflict, and the judged documents of retrieval sets.

    A data set of pairs gives at most ``most``, so that none drowns the others; ``look_alikes`` adds hard negatives.
    """
    rng = random.Random(seed)
    links = {name: link_pairs(rng, clean[name], most) for name in SOURCES if name in clean}
    if look_alikes:
        links = {name: add_negatives(rng, found, clean[name]) for name, found in links.items()}
    for folder in retrieval:
        links[f"retrieval_{folder.name}"] = link_documents(folder)
    for name, found in links.items():
        log.info("%s %d links", name, len(found))
    return links


def link_pairs(rng: random.Random, pairs: Sequence[Pair], most: int) -> list[Link]:
    """Return a link for each pair that is not neutral, ``most`` at most."""
    bearing = [pair for pair in pairs if pair.label != "NEUTRAL"]
    return [Link(pair.claim, pair.evidence) for pair in rng.sample(bearing, min(most, len(bearing)))]


def add_negatives(rng: random.Random, links: Sequence[Link], pairs: Sequence[Pair]) -> list[Link]:
    """Return the links with a look-alike passage of another claim where there is one."""
    near = {pair.claim: pair.evidence for pair in find_neighbours(rng, pairs, len(pairs))}
    return [replace(link, negative=near.get(link.claim, "")) for link in links]


def link_documents(folder: Path) -> list[Link]:
    """Return a link for each query and document of ``qrels.train`` that counts, without queries that other splits have."""
    documents = read_documents(folder)
    train = folder / "queries.train.jsonl.gz"
    others = (path for path in sorted(folder.glob("queries.*.jsonl.gz")) if path != train)
    seen = {fold(row["text"]) for path in others for row in read_rows(path)}
    queries = {row["qid"]: row["text"] for row in read_rows(train) if fold(row["text"]) not in seen}
    judged = read_judgements(folder / "qrels.train.tsv.gz")
    return [Link(queries[query], documents[document]) for query, document in judged if query in queries]


def read_documents(folder: Path) -> dict[str, str]:
    """Return title and text of each document of a retrieval set."""
    rows = read_rows(folder / "corpus.jsonl.gz")
    return {row["doc_id"]: f"{row['title']}. {row['text']}" for row in rows}


def read_judgements(path: Path) -> Iterable[tuple[str, str]]:
    """Yield query and document of each row whose ``rel`` is above 0."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            if int(row["rel"]) > 0:
                yield row["qid"], row["doc_id"]
