"""Texts folded for comparison, with the way back to their own offsets.

What is one text to a reader may be two to a computer. These are folded, and nothing else; case is kept:

- compatibility forms and composed letters (equal under NFKC): ``ﬁ`` and fi, full-width letters, é and e with an accent
- quotation marks of all kinds to ``"``, apostrophes and single marks to ``'``
- hyphens, dashes and minus signs to ``-``, a run of them to one
- the ellipsis character to three full stops
- any run of white space, no-break spaces and line breaks among it, to one space
- soft hyphens, zero-width characters, direction marks and variation selectors to nothing
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache

DOUBLE_MARKS = '"“”„‟«»″‶〝〞〟＂❝❞'  # noqa: RUF001
SINGLE_MARKS = "'‘’‚‛‹›′‵`´ʹʻʼˈ＇❛❜"  # noqa: RUF001
DASHES = "-‐‑‒–—―−⁃⸺⸻﹘﹣－"  # noqa: RUF001
INVISIBLE = (  # as in a regular expression's set
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
)

_FOLDS = str.maketrans(
    {**dict.fromkeys(DOUBLE_MARKS, '"'), **dict.fromkeys(SINGLE_MARKS, "'"), **dict.fromkeys(DASHES, "-")}
)
_ASCII = "[!#-&(-,./-_a-~]"
# What stays as it is: words with single spaces between them. The last letter is left out where a mark may follow to join
# it. The number of words is limited because the engine keeps something for each.
_PLAIN = rf"{_ASCII}+(?: {_ASCII}+){{0,200}}(?![^\x00-\x7f])"
_TOKEN = re.compile(rf"(?P<plain>{_PLAIN})|(?P<space>[\s{INVISIBLE}]+)|(?P<dash>[{DASHES}]+)|(?P<other>.)", re.DOTALL)
_SPACE = re.compile(r"\s")
# No script needs more marks on a letter (UAX #15, stream-safe text); to put many in order takes quadratic time.
_LONGEST_CLUSTER = 31


class FoldedText:
    """A text after folding, as ``text``; takes time linear in the source."""

    def __init__(self, source: str) -> None:
        # Pieces of the source: where each begins in the folded text and where it begins and ends in the source. Within
        # a plain piece both count alike; any other piece (a letter with its accents, a run of spaces) is never split.
        self._folded: list[int] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._plain = bytearray()
        self._length = 0
        self._parts: list[str] = []
        self._read(source)
        self.text = "".join(self._parts)

    def source_start(self, offset: int) -> int | None:
        """Return where the character that begins at this folded offset begins in the source, None within a character."""
        piece = bisect_right(self._folded, offset) - 1
        within = offset - self._folded[piece]
        return self._starts[piece] + within if within == 0 or self._plain[piece] else None

    def source_end(self, offset: int) -> int | None:
        """Return where the character that ends at this folded offset (above 0) ends in the source, None within one."""
        piece = bisect_right(self._folded, offset - 1) - 1
        if self._plain[piece]:
            return self._starts[piece] + offset - self._folded[piece]
        behind = self._folded[piece + 1] if piece + 1 < len(self._folded) else self._length
        return self._ends[piece] if offset == behind else None

    def _read(self, source: str) -> None:
        cluster = 0, 0
        for token in _TOKEN.finditer(source):
            start, end = token.span()
            if token.lastgroup == "other":
                if _joins(token.group()) and _is_open(cluster, start):
                    cluster = cluster[0], end
                    continue
                self._add_cluster(source, *cluster)
                cluster = start, end
                continue
            self._add_cluster(source, *cluster)
            cluster = end, end
            if token.lastgroup == "plain":
                self._add(token.group(), start, end, is_plain=True)
            elif token.lastgroup == "dash":
                self._add("-", start, end)
            else:
                self._add(" " if _SPACE.search(token.group()) else "", start, end)
        self._add_cluster(source, *cluster)

    def _add_cluster(self, source: str, start: int, end: int) -> None:
        if start < end:
            self._add(_fold_cluster(source[start:end]), start, end)

    def _add(self, folded: str, start: int, end: int, is_plain: bool = False) -> None:
        if not folded:
            return
        is_plain = is_plain or len(folded) == end - start == 1
        if not (is_plain and self._plain and self._plain[-1] and self._ends[-1] == start):
            self._folded.append(self._length)
            self._starts.append(start)
            self._ends.append(end)
            self._plain.append(is_plain)
        self._ends[-1] = end
        self._parts.append(folded)
        self._length += len(folded)


def _is_open(cluster: tuple[int, int], place: int) -> bool:
    """Whether a letter ends at this place that can take another mark."""
    return cluster[0] < cluster[1] == place < cluster[0] + _LONGEST_CLUSTER


@lru_cache(maxsize=4096)
def _joins(character: str) -> bool:
    """Whether the character is a mark on the one before it."""
    return unicodedata.combining(unicodedata.normalize("NFKD", character)[0]) != 0


@lru_cache(maxsize=4096)
def _fold_single(character: str) -> str:
    return unicodedata.normalize("NFKD", character.translate(_FOLDS)).translate(_FOLDS)


def _fold_cluster(cluster: str) -> str:
    # NFKD makes the same texts equal as NFKC does, and works on each letter by itself.
    if len(cluster) == 1:
        return _fold_single(cluster)
    return unicodedata.normalize("NFKD", cluster.translate(_FOLDS)).translate(_FOLDS)
