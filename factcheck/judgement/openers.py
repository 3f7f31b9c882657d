"""Words that open a sentence, where every word has a capital: "Lumavox made a profit" has a name, "Taxes rose" has none."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from factcheck.judgement.names import NOT_NAMES, OPENERS, Spelling, fold
from factcheck.judgement.polarity import STOP_WORDS
from factcheck.judgement.speakers import ROLES
from factcheck.quantities.counted import is_plural
from factcheck.quantities.lexicon import GRAMMAR_WORDS, PEOPLE

_OPENING = re.compile(
    r"(?:^|[.!?:][\"”’)\]]{0,4}\s{1,4}|\n\s{0,4})[\"“‘(\[]{0,4}([^\W\d_a-z][^\W\d_]{1,40})(?=['’]s|\s[a-z]|,\s)"
)
_NO_NAMES = (
    OPENERS | STOP_WORDS | NOT_NAMES | ROLES | PEOPLE | GRAMMAR_WORDS
    | frozenset(
        """nobody somebody everybody everyone someone anyone nothing everything something none others another either
        neither parliament congress senate cabinet turnout output revenue profit debt growth income turnover support demand
        trade power fire rain snow water smoke traffic work life money food gas oil weather news""".split()  # noqa: SIM905
    )
)  # fmt: skip
_NO_NAME_ENDINGS = ("tion", "sion", "ment", "ness", "ship", "ism", "ing")


class Opening(NamedTuple):
    """A single capitalised word that opens a sentence, and the word folded."""

    text: str
    key: str


@lru_cache(maxsize=2048)
def find_openings(text: str) -> tuple[Opening, ...]:
    """Return the single words that open the sentences of a text, be they names or not."""
    return tuple(Opening(match[1], fold(match[1])) for match in _OPENING.finditer(text))


def may_be_name(key: str, spelling: Spelling) -> bool:
    """Say whether a folded word can be a name: it is known as one, or neither written small anywhere nor common."""
    if " " in key or key in spelling.capitalised:
        return True
    return not (key in spelling.small or key in _NO_NAMES or is_plural(key) or key.endswith(_NO_NAME_ENDINGS))
