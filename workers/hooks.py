"""What ties a worker to its process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from factcheck.meters import NO_METER, Meter


@dataclass(frozen=True, slots=True)
class WorkerHooks:
    """Whether the process is to stop, whom to tell that a job's child died (task, arguments, how), and who counts."""

    stop: threading.Event
    on_crash: Callable[[str, tuple[Any, ...], str], None]
    meter: Meter = NO_METER
