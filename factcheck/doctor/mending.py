"""Mending what is derived, by the ways that workers go: documents are indexed, lost work is set going again.

Everything here may be done while workers run, and done twice.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import cached_property

from redis import RedisError

from factcheck.bootstrap import Runtime, build_runtime, rebuild_index
from factcheck.doctor.archive import document_key_of
from factcheck.doctor.broker import BrokerPart
from factcheck.index import open_inspector
from factcheck.local.processes import build_environment
from factcheck.pipeline.aligning import align_index
from factcheck.pipeline.importing import BATCH
from factcheck.portions import in_portions
from factcheck.settings import Settings
from factcheck.store import Store

logger = logging.getLogger(__name__)

RECONCILE_SECONDS = 120


class Mender:
    """Mends one kind of finding at a time; builds models and index when the first of them needs these."""

    def __init__(self, settings: Settings, store: Store, broker: BrokerPart) -> None:
        self._settings = settings
        self._store = store
        self._broker = broker
        whole, foreign, ends = self._rebuild, self._remove_passages, self._end
        documents = dict.fromkeys(("passages-missing", "passages-outdated", "passages-differ"), self._index)
        self._menders: dict[str, Callable[[str, Sequence[str]], str | None]] = {
            **documents,
            **dict.fromkeys(("index-missing", "index-model"), whole),
            **dict.fromkeys(("passages-orphaned", "passages-foreign"), foreign),
            **dict.fromkeys(("import-endless", "batch-endless", "article-endless"), ends),
            **dict.fromkeys(("job-superfluous", "job-unknown"), self._remove_jobs),
            "document-failed": self._queue_anew,
            "index-leftover": self._drop_tables,
            "job-lost": self._reconcile,
            "import-abandoned": self._reconcile,
        }

    def __call__(self, kind: str, ids: Sequence[str]) -> str | None:
        """Mend the places of a kind and say what was done; None if that could not be done, or only in part."""
        try:
            return self._menders[kind](kind, ids)
        except (subprocess.TimeoutExpired, RedisError) as error:
            # The others may still be mended, and all are told.
            logger.warning("What is called %s could not be mended: %s", kind, error)
            return None

    @cached_property
    def _runtime(self) -> Runtime:
        return build_runtime(self._settings)

    def _rebuild(self, _kind: str, _ids: Sequence[str]) -> str:
        return f"Rebuilt the index from {rebuild_index(self._settings, self._store)} documents."

    def _index(self, _kind: str, keys: Sequence[str]) -> str:
        self._store.documents.queue_anew(keys)
        for portion in in_portions(keys, BATCH):
            documents = self._store.documents.get_by_keys(portion)
            align_index(self._store, self._runtime.indexer, list(documents.values()))
        return f"Indexed {len(keys)} documents anew."

    def _queue_anew(self, _kind: str, keys: Sequence[str]) -> str:
        self._store.documents.queue_anew(keys)
        return f"Queued {len(keys)} documents for a worker."

    def _remove_passages(self, _kind: str, places: Sequence[str]) -> str:
        pairs = [(place.partition("/")[0], document_key_of(place)) for place in places]
        for portion in in_portions(pairs, BATCH):
            self._runtime.index.replace_documents(portion, [])
        return f"Removed the passages of {len(pairs)} documents from the index."

    def _drop_tables(self, _kind: str, tables: Sequence[str]) -> str | None:
        index = open_inspector(self._settings.index_url)
        if index is None:
            return None
        for table in tables:
            index.drop(table)
        return f"Dropped {len(tables)} tables."

    def _remove_jobs(self, _kind: str, job_ids: Sequence[str]) -> str:
        return f"Removed {self._broker.remove_jobs(job_ids)} jobs from their queues."

    def _reconcile(self, _kind: str, _ids: Sequence[str]) -> str | None:
        """Let the workers' own reconciler look; it is of another package, so it runs in a process of its own."""
        command = [sys.executable, "-m", "workers", "reconcile"]
        environment = build_environment(self._settings)
        done = subprocess.run(command, env=environment, capture_output=True, timeout=RECONCILE_SECONDS, check=False)
        return "Had the reconciler set it going again." if done.returncode == 0 else None

    def _end(self, kind: str, ids: Sequence[str]) -> str:
        self._store.inspection.end_missed(kind, ids)
        return f"Ended {len(ids)} of them."
