"""``python -m tests.integration.courier_main LEASE``: a courier whose leases are short, for tests that kill it."""

from __future__ import annotations

import os
import sys

from factcheck.logs import configure_logging
from factcheck.settings import read_settings
from workers.child import die_with_parent
from workers.courier import CourierTimings, run_courier

if __name__ == "__main__":
    configure_logging("test")
    die_with_parent(os.getppid())
    lease_seconds = float(sys.argv[1])
    timings = CourierTimings(poll_seconds=0.05, lease_seconds=lease_seconds, beat_seconds=lease_seconds / 5)
    run_courier(read_settings(), timings)
