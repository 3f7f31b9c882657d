"""Verbs that tell of one deal from its two ends: what A sells to B, B buys from A."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from factcheck.judgement.polarity import stem

# On each line the words for passing a thing on "to" somebody, then those for taking it "from" somebody.
_PAIRS = """
sell sells sold | buy buys bought purchase acquire
lend lends lent | borrow
export | import
give gives gave given donate | receive
"""
_TO, _FROM = re.compile(r"\bto (?:the )?"), re.compile(r"\bfrom (?:the )?")


def find_link(event: Iterable[str], heads: Iterable[str]) -> re.Pattern[str] | None:
    """Return what a clause puts right before the name that does what an event says, where its verb is the converse.

    For "bought" and the verb of "Norway sold the ferry to Denmark" that is "to". None for a verb that is no converse.
    """
    ends = _find_ends()
    mine = {ends[word] for word in event if word in ends}
    theirs = (ends[word] for word in heads if word in ends)
    for line, is_giving in theirs if mine else ():
        if (line, not is_giving) in mine:
            return _TO if is_giving else _FROM
    return None


@cache
def _find_ends() -> dict[str, tuple[int, bool]]:
    """Return the line of each stem, and whether it is a word for passing on."""
    return {
        stem(word): (number, is_giving)
        for number, line in enumerate(_PAIRS.strip().splitlines())
        for is_giving, words in zip((True, False), line.split("|"), strict=True)
        for word in words.split()
    }
