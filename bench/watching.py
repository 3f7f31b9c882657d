"""How well and how fast new documents are matched with watched claims: ``python -m bench.watching [--claims N]``.

Quality: each document of the demo archive is held back in turn, and each claim is compared with it as if it came in new.
It ought to be noticed if it is evidence (the claims name theirs), and need not be if a search that has it would not judge
it; in between are the last of the judged candidates, which in a small archive have little to do with the claim. Speed: one
document of ten passages against N watched claims, with the claims at hand and read from the store anew (CPU time).
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import numpy as np
from sqlalchemy import insert
from sqlalchemy.orm import Session

from bench.corpus_claims import CORPUS
from factcheck.bootstrap import Runtime, build_runtime
from factcheck.domain import Candidate, ClaimQuery
from factcheck.judgement.parts import split_claim
from factcheck.settings import read_settings
from factcheck.store import Store, migrate, open_store, utc_now
from factcheck.store.engine import Database
from factcheck.store.records import ImportChunk
from factcheck.store.tables import ClaimRow, ClaimWatchRow, ProbeRow
from factcheck.store.watches import WatchedProbe
from factcheck.watching.matching import ClaimMatcher, NewPassage
from factcheck.watching.probes import KEPT, PartSearch, build_probe

DIMENSIONS = 384
PASSAGES = 10
MODEL = "bench"
EVIDENCE, JUDGED, OTHER = "evidence", "judged by a search, without being evidence", "not even judged"
WORDS = np.array([f"word{number}" for number in range(5000)])


@click.command()
@click.option("--claims", default=10_000, show_default=True, help="Watched claims for the speed.")
@click.option("--speed-only", is_flag=True, help="Leave the quality out: it takes minutes.")
def main(claims: int, speed_only: bool) -> None:
    """Print how often a document that matters is noticed, how often one that does not, and how long it takes."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["FACTCHECK_HOME"] = home
        settings = read_settings()
        migrate(settings.database_url)
        if not speed_only:
            measure_quality(build_runtime(settings))
        measure_speed(settings.database_url, claims)


def measure_quality(runtime: Runtime) -> None:
    """Compare every claim of the demo archive with every document of it."""
    workspace_id = runtime.store.workspaces.ensure("bench").workspace_id
    lines = [line for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    runtime.importer.run_chunk(import_chunk(runtime.store, workspace_id, [line for line in lines if line]))
    passages: dict[str, list[NewPassage]] = {}
    names: dict[str, str] = {}
    for batch in runtime.store.documents.iterate_live():
        names.update((document.document_key, document.document_id) for document in batch)
        for passage, vector in runtime.indexer.embed_documents(batch):
            passages.setdefault(passage.document_key, []).append(NewPassage(passage.text, vector))
    counts: Counter[tuple[str, bool]] = Counter()
    for claim in read_claims():
        kinds: dict[str, str] = {}
        noticed: set[str] = set()
        for part in split_claim(claim["text"]):
            retrieved = runtime.retriever.retrieve(ClaimQuery(workspace_id, part.text), limit=100)
            search = PartSearch(part.text, retrieved.vector, retrieved.articles, KEPT)
            noticed |= find_noticed(search, passages)
            kinds |= {candidate.passage.document_key: JUDGED for candidate in search.judged[:KEPT]}
        evidence = {*claim.get("supporting", ()), *claim.get("conflicting", ())}
        kinds |= {key: EVIDENCE for key, document_id in names.items() if document_id in evidence}
        counts.update((kinds.get(key, OTHER), key in noticed) for key in passages)
    for kind in (EVIDENCE, JUDGED, OTHER):
        found = counts[kind, True]
        click.echo(f"noticed {found} of {found + counts[kind, False]} documents that are {kind}")


def find_noticed(search: PartSearch, passages: dict[str, list[NewPassage]]) -> set[str]:
    """Return the documents that are noticed, each held back in turn."""
    noticed = set()
    for document_key, own in passages.items():
        rest = tuple(candidate for candidate in search.judged if candidate.passage.document_key != document_key)
        if match(search, rest[:KEPT], own):
            noticed.add(document_key)
    return noticed


def match(search: PartSearch, judged: tuple[Candidate, ...], passages: Sequence[NewPassage]) -> list[str]:
    """Return the claim's id if the passages concern it."""
    probe = build_probe(PartSearch(search.text, search.vector, judged, KEPT), MODEL)
    watched = WatchedProbe("claim", probe.vector, probe.terms, probe.similarities, probe.shares)
    return ClaimMatcher([watched]).match(passages)


def measure_speed(database_url: str, number: int) -> None:
    """Time one document of ten passages against that many watched claims."""
    random = np.random.default_rng(0)
    store = open_store(database_url)
    workspace_id = store.workspaces.ensure("speed").workspace_id

    claims, watches, probes = [], [], []
    for place in range(number):
        owner = {"claim_id": f"clm_{place:032x}", "workspace_id": workspace_id}
        text = sentence(random, 10)
        claims.append({**owner, "text": text, "created_at": utc_now()})
        watches.append({**owner, "is_watched": True, "revision": 1})
        probes.append({**asdict(build_probe(random_search(random, text), MODEL)), **owner, "part": 0, "kept": []})

    def add_claims(session: Session) -> None:
        for table, rows in ((ClaimRow, claims), (ClaimWatchRow, watches), (ProbeRow, probes)):
            session.execute(insert(table), rows)

    Database(database_url, utc_now).write(add_claims)
    passages = [NewPassage(sentence(random, 60), unit_vector(random)) for _ in range(PASSAGES)]
    started = time.process_time()
    stored = store.watches.probes(workspace_id, MODEL)
    read = time.process_time()
    matcher = ClaimMatcher(stored)
    built = time.process_time()
    matcher.match(passages)
    times = []
    for _ in range(20):
        begun = time.process_time()
        matcher.match(passages)
        times.append(time.process_time() - begun)
    click.echo(
        f"{len(matcher)} claims: read {(read - started) * 1000:.0f} ms, prepare {(built - read) * 1000:.0f} ms, "
        f"match a document {sorted(times)[10] * 1000:.1f} ms"
    )


def random_search(random: np.random.Generator, text: str) -> PartSearch:
    """Return a search without candidates: it takes every passage that is near enough, the most work there is."""
    return PartSearch(text, unit_vector(random), (), KEPT)


def sentence(random: np.random.Generator, length: int) -> str:
    """Return so many made-up words."""
    return " ".join(WORDS[random.integers(len(WORDS), size=length)])


def unit_vector(random: np.random.Generator) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """Return a random direction."""
    vector = random.normal(size=DIMENSIONS).astype(np.float32)
    return vector / np.linalg.norm(vector)


def import_chunk(store: Store, workspace_id: str, lines: Sequence[str]) -> ImportChunk:
    """Store the lines as an import of one chunk and begin it."""
    import_id = store.imports.begin(workspace_id).import_id
    chunk_id = store.imports.add_chunk(import_id, 0, list(enumerate(lines, 1)), [])
    store.imports.commit(import_id, len(lines))
    chunk = store.imports.start_chunk(chunk_id, 1)
    if chunk is None:
        raise click.ClickException("The demo archive was not taken.")
    return chunk


def read_claims() -> list[dict[str, Any]]:
    """Return the demo claims."""
    lines = [
        line
        for name in ("demo", "more")
        for line in (Path(CORPUS) / "claims" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    return [json.loads(line) for line in lines]


if __name__ == "__main__":
    main()
