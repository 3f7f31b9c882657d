"""The place of a piece of work in a trace, as W3C Trace Context writes it: ``00-<trace id>-<span id>-<flags>``."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Level 1 of the recommendation; later versions may have more after the flags.
FORM = re.compile(r"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class TraceParent:
    """A span of a trace: both ids as numbers, never 0, and the eight flags, of which the lowest says "sampled"."""

    trace_id: int
    span_id: int
    flags: int

    def __str__(self) -> str:
        return f"00-{self.trace_id:032x}-{self.span_id:016x}-{self.flags:02x}"


def read_traceparent(text: str | None) -> TraceParent | None:
    """Return what a ``traceparent`` says, None if it is none that is valid."""
    found = FORM.fullmatch(text or "")
    if found is None:
        return None
    trace_id, span_id, flags = (int(part, 16) for part in found.groups())
    return TraceParent(trace_id, span_id, flags) if trace_id and span_id else None
