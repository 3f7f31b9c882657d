"""Whether a server's clock agrees with this machine's."""

from __future__ import annotations

from datetime import UTC, datetime

# Leases last seconds to minutes, embargoes are read to the second.
MOST_SECONDS_OFF = 2.0


def is_off(moment: datetime) -> bool:
    """Say whether a time that was just read from another clock is too far from this one's."""
    return abs((moment - datetime.now(UTC)).total_seconds()) > MOST_SECONDS_OFF
