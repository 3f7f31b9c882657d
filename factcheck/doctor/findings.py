"""What a look may find, in words: each kind with its sentence and what mends it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

# So many ids of a kind are named; all are counted.
SHOWN_IDS = 1000


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of finding. ``is_repairable`` says that ``factcheck doctor --repair`` mends it; a note is no mistake."""

    what: str
    remedy: str
    is_repairable: bool = False
    is_note: bool = False


REINDEX = "`factcheck reindex`"
REPAIR = "`factcheck doctor --repair`"
WORKER = f"any running worker within seconds, or {REPAIR}"
COURIER = "a running courier: `factcheck worker courier`"
BACKUP = "a backup: `factcheck restore`"

KINDS: Mapping[str, Kind] = {
    # The index with the store.
    "index-missing": Kind("There are documents and no passage index.", REINDEX, True),
    "index-model": Kind("The index was built with another embedding model or in another format.", REINDEX, True),
    "passages-missing": Kind("Documents whose passages are not all in the index.", REPAIR, True),
    "passages-outdated": Kind("Documents of which the index holds another version.", REPAIR, True),
    "passages-differ": Kind("Documents of which the index holds passages that the text does not give.", REPAIR, True),
    "passages-orphaned": Kind("Passages in the index of documents that are not in the store.", REPAIR, True),
    "passages-foreign": Kind("Passages in the index under a workspace that does not own the document.", REPAIR, True),
    "document-failed": Kind("Documents that could not be indexed; claims do not find them.", f"{REPAIR}, once", True),
    "index-leftover": Kind("Tables in the index folder that a broken-off rebuild has left behind.", REPAIR, True),
    # The broker with the store.
    "job-lost": Kind("Unfinished work that the broker does not know and nobody has set going again.", WORKER, True),
    "job-superfluous": Kind(
        "Jobs in a queue whose work has ended, was superseded or is not in the store.",
        f"a worker, which finds nothing to do, or {REPAIR}",
        is_repairable=True,
        is_note=True,
    ),
    "job-unknown": Kind("Jobs that no worker can run.", REPAIR, True),
    "queue-unknown": Kind("Queues with jobs that no worker takes.", "whoever made them: they are not ours"),
    "run-abandoned": Kind("Runs in the broker's books whose worker is gone.", "any running worker within minutes"),
    # The store with itself.
    "database-damaged": Kind("The database's file is damaged.", BACKUP),
    "reference-broken": Kind("Rows that refer to rows which are not there.", BACKUP),
    "workspace-crossed": Kind("Rows that refer to another workspace.", BACKUP),
    "claim-without-check": Kind("Claims without a latest check.", BACKUP),
    "check-without-result": Kind("Checks that have ended without a report or a problem.", "a recheck of the claim"),
    "document-without-text": Kind("Documents whose current version is missing or another one.", "sending them again"),
    "deleted-text-kept": Kind("Deleted documents of which a text is still there.", "sending and deleting them again"),
    "deleted-cited": Kind("Checks whose report still cites a deleted document.", "a recheck of the claim"),
    "lines-lost": Kind("Parts of imports whose lines are gone before they were worked off.", "sending the import again"),
    "import-endless": Kind("Imports without anything left to do that have not ended.", REPAIR, True),
    "import-abandoned": Kind(
        "Imports whose sender has been silent for hours.", f"a worker that has been running for an hour, or {REPAIR}", True
    ),
    "batch-endless": Kind("Batches without anything left to do that have not ended.", REPAIR, True),
    "article-endless": Kind("Articles without anything left to do that have not ended.", REPAIR, True),
    "event-waiting": Kind("Events that nobody has handed out.", COURIER),
    "webhook-stuck": Kind("Webhooks to which nothing is sent although something is due.", COURIER),
    "recheck-late": Kind("Claims whose recheck has been due for long while none runs.", "a running worker"),
    "answer-lost": Kind(
        "Idempotency keys of requests that were carried out and whose answer was lost; the key is refused.",
        "time: a key is forgotten after a day",
        is_note=True,
    ),
    # What they stand on.
    "disk-low": Kind("Folders on a disk that is nearly full.", "more room"),
    "clock-off": Kind("Clocks that differ from this machine's.", "setting the clocks, by NTP"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of thing that does not fit, with the ids of all places; ``repaired`` tells what was done about it."""

    kind: str
    ids: tuple[str, ...]
    repaired: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return a JSON-able mapping with as many ids as are shown."""
        described = KINDS[self.kind]
        return {
            "kind": self.kind,
            "what": described.what,
            "count": len(self.ids),
            "ids": list(self.ids[:SHOWN_IDS]),
            "remedy": described.remedy,
            "is_note": described.is_note,
            "repaired": self.repaired,
        }


@dataclass(frozen=True, slots=True)
class Unlooked:
    """A part that could not be looked at, and why."""

    part: str
    why: str


@dataclass(frozen=True, slots=True)
class Examination:
    """What a look came to. ``looked_at`` counts by part and word what was gone through."""

    at: datetime
    looked_at: Mapping[str, Mapping[str, int]]
    findings: Sequence[Finding] = ()
    unlooked: Sequence[Unlooked] = field(default=())

    @property
    def status(self) -> int:
        """0: everything fits, or was repaired; 1: something does not; 2: something could not be looked at."""
        if self.unlooked:
            return 2
        open_ones = (finding for finding in self.findings if not finding.repaired and not KINDS[finding.kind].is_note)
        return int(any(open_ones))

    def to_json(self) -> dict[str, Any]:
        """Return a JSON-able mapping."""
        return {
            "status": self.status,
            "at": self.at.isoformat(),
            "looked_at": {part: dict(counts) for part, counts in self.looked_at.items()},
            "findings": [finding.to_json() for finding in self.findings],
            "could_not_look": [{"part": item.part, "why": item.why} for item in self.unlooked],
        }


Suspects = dict[str, list[str]]


def gather(pairs: Iterable[tuple[str, str]]) -> Suspects:
    """Group pairs of kind and id by kind."""
    found: Suspects = {}
    for kind, place in pairs:
        found.setdefault(kind, []).append(place)
    return found


def both(first: Suspects, second: Suspects) -> Suspects:
    """Return what two looks have in common."""
    common = {kind: sorted(set(places) & set(second.get(kind, ()))) for kind, places in first.items()}
    return {kind: places for kind, places in common.items() if places}
