"""Scores of games: "won 3-1", "beat them 2–0"; not ranges ("10-12 people"), dates or ages."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Behind a score stands no noun that it could count.
_SCORE = re.compile(
    r"(?<![\w.,:/–-])(\d{1,3})[-–](\d{1,3})(?![\w%–/-]|[.,]\d)"
    r"(?=[^\w\s]|\s{1,9}[^\w\s]|\s{0,9}$|\s{1,9}(?:at|in|on|against|to|away|home|after|by|over|with|and|for|from|when|as|while|before"
    r"|but|despite|through|thanks|until|last|this|wins?|winners?|victory|defeat|loss|draw|lead|aggregate|yesterday|today|here"
    r"|[A-Z]\w{0,30})\b)"
)
_GAME = re.compile(
    r"\b(?:beat|beaten|beating|beats|wins?|won|winning|loses?|lost|losing|draws?|drew|drawn|defeat(?:s|ed)?|victory|thrash(?:ed)?|hammered"
    r"|edged|scores?|scored|final|match|game|leads?|led|ahead|down)\b",
    re.IGNORECASE,
)


def has_other_score(claim: str, passage: str) -> bool:
    """Say whether a claim has the score of a game and the passage only other ones, whoever stands first in them."""
    mine = set(_read_scores(claim))
    if not mine:
        return False
    theirs = set(_read_scores(passage))
    return bool(theirs) and mine.isdisjoint(theirs)


def _read_scores(text: str) -> Iterator[tuple[int, ...]]:
    """Yield the scores of a text that speaks of a game or a vote, each with the lower number first."""
    if ("-" in text or "–" in text) and _GAME.search(text) is not None:
        for match in _SCORE.finditer(text):
            yield tuple(sorted(map(int, match.groups())))
