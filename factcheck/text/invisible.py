"""Texts as they are compared: without the characters that nobody sees.

A soft hyphen within a word makes two words of it for a computer, a zero-width space within a number two numbers. Stored
texts, quotes and their offsets keep them; whatever compares words, names or amounts reads the text without.
"""

from __future__ import annotations

import re
from bisect import bisect_right

# Joiners and zero-width spaces are spelling in Arabic, Indic and South-East Asian scripts and in emoji, so they go only
# behind letters and marks of Latin, Greek and Cyrillic.
_NEVER_SEEN = re.compile(
    r"[\u00ad\u061c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+"
    r"|(?<![^\x00-\u052f\u1e00-\u206f])[\u180e\u200b-\u200d]+"
)
# A single set is searched for ten times as fast.
_MAY_HOLD = re.compile(r"[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def drop_invisible(text: str) -> str:
    """Return the text without characters that nobody sees: the very same text where it has none."""
    return _NEVER_SEEN.sub("", text) if has_invisible(text) else text


def has_invisible(text: str) -> bool:
    """Say whether there are characters that ``drop_invisible`` may take away; most texts need no search."""
    return not (text.isascii() or text.isprintable()) and _MAY_HOLD.search(text) is not None


class BareText:
    """A text without invisible characters, as ``text``, with the way to its own offsets and back."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._places: list[int] = []
        self._sources: list[int] = []
        self._dropped = [0]
        if has_invisible(source):
            for run in _NEVER_SEEN.finditer(source):
                self._places.append(run.start() - self._dropped[-1])
                self._sources.append(run.end())
                self._dropped.append(self._dropped[-1] + run.end() - run.start())
        self.text = drop_invisible(source)

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """Return where a span of the bare text, not an empty one, stands in the source."""
        return start + self._count_before(start), end + self._count_before(end - 1)

    def to_bare(self, place: int) -> int:
        """Return which place of the bare text a place of the source is."""
        return place - self._dropped[bisect_right(self._sources, place)]

    def _count_before(self, place: int) -> int:
        return self._dropped[bisect_right(self._places, place)]
