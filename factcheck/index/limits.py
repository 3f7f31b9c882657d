"""What holds for an index of any technology: how deep it looks, how often it tries, how long it keeps what is out of use."""

from __future__ import annotations

from datetime import timedelta

# Fusion is over at least this many rows of each side, however few are asked for.
LEAST_DEPTH = 50
COMMIT_ATTEMPTS = 8
# Tables that a switch retired are dropped once no search that began before it can still run.
RETIRED_FOR_SECONDS = 600
# A rebuild commits every few seconds; a table that nobody has written to for so long belongs to none.
ABANDONED_AFTER = timedelta(hours=1)
# Documents that an inspector asks for at a time.
KEYS_A_QUERY = 500
