"""The Prefer header (RFC 7240): what a client would like, ignored where it can't be understood."""

from __future__ import annotations

import re

LONGEST_WAIT_SECONDS = 60

TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
QUOTED = r'"(?:[^"\\]|\\.)*"'
# No two neighbours can take the same characters, or a header that breaks off would be tried in every division of its blanks.
PREFERENCE = re.compile(rf"\s*({TOKEN})\s*(?:=\s*({TOKEN}|{QUOTED})?)?\s*((?:;[^,;\"]*(?:{QUOTED}\s*)?)*)(?:,|$)")


def read_wait(header: str) -> int | None:
    """Return for how many seconds the client would wait, at most sixty; None if it says nothing that we understand.

    Of several ``wait`` preferences the first counts, as the RFC has it.
    """
    for match in _split(header):
        name, value = match[1].lower(), (match[2] or "").strip('"')
        if name == "wait":
            return min(int(value), LONGEST_WAIT_SECONDS) if re.fullmatch("[0-9]{1,9}", value) else None
    return None


def _split(header: str) -> list[re.Match[str]]:
    found, place = [], 0
    while place < len(header):
        match = PREFERENCE.match(header, place)
        if match is None:
            break
        found.append(match)
        place = match.end()
    return found
