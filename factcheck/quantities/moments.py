"""When an amount held: now, then (a start, a peak, a former state) or in somebody's plans."""

from __future__ import annotations

from factcheck.quantities.grammar import Mention
from factcheck.quantities.lexicon import word_set
from factcheck.quantities.tokens import Token, token_at
from factcheck.quantities.view import stem

_NOW = word_set("now currently still today nowadays latest remains remain")
_THEN = word_set("initially originally formerly previously once peak height")
_PEAK = word_set("peak height")
_PRESENT = word_set("controls holds occupies maintains keeps owns employs stands")
_PLANNED = word_set(
    """
    plan plans planned planning aim aims aiming aimed intend intends intended want wants wanted hope hopes hoping
    target targets goal expected expects would will could might may should seek seeks seeking projected forecast
    forecasts predicted predicts if propose proposes proposed
    """
)
_FUTURE = word_set("will would")
# "will cost 60 million", "will be nine miles long": what a thing is, though it is not there yet.
_ATTRIBUTIVE = word_set("be cost have measure about around roughly some nearly more than at least up to")
_NEAR_BEHIND, _REACH_BEHIND = 4, 12
MOMENT_STEMS = frozenset(map(stem, _NOW | _THEN))


def find_moment(tokens: list[Token], mention: Mention, floor: int, ceiling: int) -> str | None:
    """``now``, ``then``, ``planned`` or None, from the nearest such word before an amount, else right behind it."""
    before = token_at(tokens, mention.first - 1).lower
    for index in range(mention.first - 1, floor - 1, -1):
        moment = _read_moment(tokens, index, mention.first)
        if moment is not None:
            return moment
    for index in range(mention.stop, min(ceiling, mention.stop + _REACH_BEHIND)):
        word = tokens[index].lower
        if tokens[index].text in (",", ";", ":", "."):
            break
        if word in _NOW and index < mention.stop + _NEAR_BEHIND:
            return "now"
        # "held 500 square miles of the region at the height of its advance".
        if word in _PEAK and "at" in (token_at(tokens, index - 1).lower, token_at(tokens, index - 2).lower):
            return "then"
    return "then" if before == "from" and token_at(tokens, mention.stop).lower == "to" else None


def _read_moment(tokens: list[Token], index: int, first: int) -> str | None:
    word, before = tokens[index].lower, token_at(tokens, index - 1).lower
    if word in _NOW or word in _PRESENT or (before, word) == ("at", "present"):
        return "now"
    if word in ("has", "have") and index == first - 1:
        return "now"
    if word in _PLANNED:
        is_attribute = word in _FUTURE and all(token.lower in _ATTRIBUTIVE for token in tokens[index + 1 : first])
        return None if is_attribute and first > index + 1 else "planned"
    is_then = (word in _THEN and before not in ("a", "an")) or (before, word) == ("at", "most")
    return "then" if is_then else None
