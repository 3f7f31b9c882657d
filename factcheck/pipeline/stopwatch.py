"""How long the stages of a check take, for its report and its trace."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from factcheck.tracing import step


@dataclass(slots=True)
class Stopwatch:
    """Measures stages in milliseconds of wall-clock time; ``total`` is their sum."""

    timings_ms: dict[str, float] = field(default_factory=lambda: {"total": 0.0})

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time the body as one stage."""
        start = time.perf_counter()
        try:
            with step(name):
                yield
        finally:
            spent = (time.perf_counter() - start) * 1000
            self.timings_ms[name] = round(spent, 2)
            self.timings_ms["total"] = round(self.timings_ms["total"] + spent, 2)
