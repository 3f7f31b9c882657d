"""Whether the index holds exactly the passages of the documents in the store."""

from __future__ import annotations

from collections.abc import Iterator

import lancedb

from factcheck.index.catalog import Catalog
from factcheck.pipeline.indexing import build_passages
from factcheck.store import open_store
from tests.chaos.proof import Proof, Scene


def prove_index(scene: Scene) -> Iterator[Proof]:
    """Compare both, passage by passage."""
    url = scene.machine.settings.index_url
    name = Catalog(url).live_table()
    rows = lancedb.connect(url).open_table(name).to_arrow().select(["passage_id", "text"]).to_pylist() if name else []
    held = sorted((row["passage_id"], row["text"]) for row in rows)
    store = open_store(scene.machine.settings.database_url)
    wanted = sorted(
        (passage.passage_id, passage.text)
        for batch in store.documents.iterate_live()
        for document in batch
        for passage in build_passages(document)
    )
    store.close()
    breaches = [f"{passage_id} is missing" for passage_id, _text in sorted(set(wanted) - set(held))]
    breaches += [f"{passage_id} should not be there" for passage_id, _text in sorted(set(held) - set(wanted))]
    if len(held) != len(set(held)):
        breaches.append("the index holds passages twice")
    yield Proof("the index equals the store", f"{len(wanted)} passages", breaches)
