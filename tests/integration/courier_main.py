"""``python -m tests.integration.courier_main LEASE``: a courier whose leases are short, for tests that kill it."""

from __future__ import annotations

import os
import sys
from typing import Any

from factcheck.logs import configure_logging
from factcheck.settings import read_settings
from workers import courier
from workers.child import die_with_parent
from workers.courier import Courier, CourierTimings, run_courier

ASKED_TO_STOP = "The courier was asked to stop."


class TellingCourier(Courier):
    """A courier that says so as soon as it knows that it is to stop."""

    def stop(self, *why: Any) -> None:
        super().stop(*why)
        # Past the log: the signal may have come in the middle of writing there.
        os.write(sys.stderr.fileno(), f"{ASKED_TO_STOP}\n".encode())


if __name__ == "__main__":
    configure_logging("test")
    die_with_parent(os.getppid())
    lease_seconds = float(sys.argv[1])
    timings = CourierTimings(poll_seconds=0.05, lease_seconds=lease_seconds, beat_seconds=lease_seconds / 5)
    courier.Courier = TellingCourier
    run_courier(read_settings(), timings)
