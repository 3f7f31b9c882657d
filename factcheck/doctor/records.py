"""The store with itself: rows that contradict each other, and what has waited for longer than anything should."""

from __future__ import annotations

from factcheck.doctor.clocks import is_off
from factcheck.doctor.findings import Suspects, both, gather
from factcheck.store import Store


class RecordsPart:
    """Asks the store about itself."""

    name = "store"

    def __init__(self, store: Store) -> None:
        self._store = store
        self.looked_at: dict[str, int] = {}

    def look(self) -> Suspects:
        """Return what does not fit, by kind; raises StoreUnavailableError."""
        self.looked_at = self._store.inspection.count_rows()
        found = gather(self._store.inspection.contradictions())
        moment = self._store.inspection.database_time()
        return found | ({"clock-off": ["database"]} if moment and is_off(moment) else {})

    def look_again(self, suspects: Suspects) -> Suspects:
        """Return which of the suspects still do not fit."""
        return both(suspects, self.look())
