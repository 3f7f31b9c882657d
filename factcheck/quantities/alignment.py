"""Which amount of a passage answers to which amount of a claim, and what follows from the two.

A wrongly aligned difference would turn a true claim into a refuted one, so a pair is dropped wherever the two may
speak of different things, and a difference asks for more common ground than an agreement does.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from factcheck.domain import QuantityComparison
from factcheck.quantities.centrality import is_central_mention
from factcheck.quantities.counted import normalise_noun
from factcheck.quantities.grammar import Reading, may_hold_amount, read_text
from factcheck.quantities.quantity import Quantity
from factcheck.quantities.sameness import (
    Side,
    are_opposite,
    is_common_ground,
    is_same_slot,
    is_same_thing,
    match_nouns,
    measure_of,
    score_pair,
)
from factcheck.quantities.setting import build_setting, is_ruled_out
from factcheck.quantities.tokens import scan_tokens
from factcheck.quantities.tolerance import build_extent, relate
from factcheck.quantities.units import convert
from factcheck.quantities.view import build_view, read_names, stem_token

# A rival within this distance of the best score leaves open which of two amounts is meant.
_MARGIN = 0.5
_NEAR = 0.1
_FARTHEST = 30.0
# Passages are short; amounts of a text beyond this many are not compared, so that the work stays bounded.
_MOST_AMOUNTS = 64


class AlignedPair(NamedTuple):
    """A claim quantity and the passage quantity that answers to it, with their comparison.

    ``is_central`` tells whether the claim is about this quantity rather than mentioning it by the way.
    """

    claim: Quantity
    passage: Quantity
    comparison: QuantityComparison
    is_central: bool


class _Match(NamedTuple):
    """Two amounts that can speak of one thing; ``relation`` is None where their words leave it open."""

    claim_place: int
    passage_place: int
    relation: str | None
    score: float
    comparison: QuantityComparison
    is_same_slot: bool


def compare_quantities(claim: str, passage: str, context: str = "") -> list[QuantityComparison]:
    """Compare the amounts of a claim with those of a passage; amounts without a counterpart are left out.

    ``context`` is text from the same document that tells what the passage speaks of, such as its title and the sentence
    before; no amount is taken from it. Values are in the claim's unit, the middle of a range standing for the range.
    """
    return [pair.comparison for pair in align_quantities(claim, passage, context)]


def align_quantities(claim: str, passage: str, context: str = "") -> list[AlignedPair]:
    """Like :func:`compare_quantities`, with both quantities and whether the claim is about them."""
    ours = _read_claim(claim)
    if not ours or not may_hold_amount(passage):
        return []
    theirs = _build_sides(read_text(passage), context, frozenset(measure_of(side.quantity) for side in ours))
    matches = [
        match
        for claim_place, mine in enumerate(ours)
        for passage_place, other in enumerate(theirs)
        if is_same_thing(mine, other) and (match := _match(mine, other, claim_place, passage_place)) is not None
    ]
    chosen = sorted(_choose(matches), key=lambda match: match.claim_place)
    return [
        AlignedPair(
            ours[match.claim_place].quantity, theirs[match.passage_place].quantity,
            match.comparison, ours[match.claim_place].is_central,
        )
        for match in chosen
    ]  # fmt: skip


def repeats_value(claim: str, passage: str) -> bool:
    """Say whether the passage has the value of a quantity that the claim is about, whatever it is given for there.

    Weaker than an agreement: "two fifths of the capacity to refine oil" in "40 % of the country's refining capacity".
    """
    ours = [side for side in _read_claim(claim) if side.is_central]
    if not ours or not may_hold_amount(passage):
        return False
    theirs = _build_sides(read_text(passage), "", frozenset(measure_of(side.quantity) for side in ours))
    return any(_has_same_value(mine, other) for mine in ours for other in theirs)


def _has_same_value(mine: Side, other: Side) -> bool:
    if measure_of(mine.quantity) != measure_of(other.quantity):
        return False
    comparison = _compare(mine, other)
    return comparison is not None and comparison.relation == "agrees" and _is_near(comparison)


@lru_cache(maxsize=64)
def _read_claim(claim: str) -> tuple[Side, ...]:
    """The claim's side, kept because one claim meets many passages in a row."""
    return tuple(_build_sides(read_text(claim), "", frozenset()))


def _build_sides(reading: Reading, context: str, measures: frozenset[str]) -> list[Side]:
    """The amounts of a text with their surroundings; only those of some measures, where any are given."""
    places = [
        place
        for place, mention in enumerate(reading.mentions[:_MOST_AMOUNTS])
        if (not measures or measure_of(mention.quantity) in measures) and not is_ruled_out(reading, mention)
    ]
    if not places:
        return []
    view = build_view(reading)
    around = scan_tokens(context)
    stems = frozenset(view.stems) | {stem_token(token) for token in around}
    names = frozenset(view.actors).union(read_names(around, frozenset({0}))[0]) - {""}
    return [
        Side(
            reading.mentions[place].quantity, build_setting(view, place), stems, names,
            is_central_mention(reading, place),
        )
        for place in places
    ]  # fmt: skip


def _match(mine: Side, other: Side, claim_place: int, passage_place: int) -> _Match | None:
    comparison = _compare(mine, other)
    if comparison is None:
        return None
    if comparison.relation == "agrees" and not _may_agree(mine, other, comparison):
        return None
    is_different = comparison.relation == "differs"
    slot = is_different and is_same_slot(mine, other) and _is_plausible(mine, other, comparison.ratio)
    return _Match(claim_place, passage_place, comparison.relation or None, score_pair(mine, other), comparison, slot)


def _compare(mine: Side, other: Side) -> QuantityComparison | None:
    """The values of two amounts of one dimension, without a look at what they are amounts of."""
    claim, passage = _pick_units(mine.quantity, other.quantity)
    if claim.dimension == "currency" and claim.unit != passage.unit:
        return None
    low, high = (_convert(value, passage, claim) for value in (passage.low, passage.high))
    is_converted = claim.unit != passage.unit or claim.rate != passage.rate
    ours = build_extent(claim, claim.low, claim.high, is_converted=is_converted)
    theirs = build_extent(passage, low, high, is_converted=is_converted)
    relation = "differs" if are_opposite(mine, other) else relate(ours, theirs)
    value = (low + high) / 2
    if min(ours.low, theirs.low) < 0 and not _have_clear_signs(mine, other, value):
        relation = None
    return QuantityComparison(
        claim=mine.quantity.text, passage=other.quantity.text,
        unit=claim.unit or _name_counted(claim),
        claim_value=claim.value, passage_value=value,
        ratio=value / claim.value if claim.value else None, relation=relation or "",
    )  # fmt: skip


def _have_clear_signs(mine: Side, other: Side, value: float) -> bool:
    """Whether values of which one is below nought mean what their signs say.

    A fall "of -3 percent" is one of 3 percent, as is a deficit; only a temperature is surely another one with another sign.
    """
    if mine.setting.change or other.setting.change:
        return mine.setting.change == other.setting.change and mine.quantity.value * value > 0
    is_degree = mine.quantity.dimension == "temperature" or "degree" in mine.quantity.counted
    return is_degree or mine.quantity.value * value > 0


def _name_counted(quantity: Quantity) -> str:
    """What is counted in the writer's own word where the amount holds it, else its class."""
    counted = quantity.counted[0] if quantity.counted else ""
    words = (word.strip(".,;") for word in reversed(quantity.text.split()))
    return next((word for word in words if word and normalise_noun(word) == counted), counted)


def _may_agree(mine: Side, other: Side, comparison: QuantityComparison) -> bool:
    """Equal values need some common ground; a bound that a distant value meets needs as much as a difference does."""
    return is_common_ground(mine, other) if _is_near(comparison) else is_same_slot(mine, other)


def _is_near(comparison: QuantityComparison) -> bool:
    mine, other = comparison.claim_value, comparison.passage_value
    return abs(mine - other) <= _NEAR * max(abs(mine), abs(other))


def _is_plausible(mine: Side, other: Side, ratio: float | None) -> bool:
    """Measures of nothing named in common that are far apart in size measure different things, degrees aside."""
    if mine.quantity.dimension == "temperature":
        return True
    return match_nouns(mine, other) is True or (ratio is not None and 1 / _FARTHEST <= ratio <= _FARTHEST)


def _pick_units(claim: Quantity, passage: Quantity) -> tuple[Quantity, Quantity]:
    """Of amounts that are restated in a second unit, the two in one unit where there are such."""
    for mine in (claim, claim.conversion):
        for other in (passage, passage.conversion):
            if mine is not None and other is not None and mine.unit == other.unit:
                return mine, other
    return claim, passage


def _convert(value: float, passage: Quantity, claim: Quantity) -> float:
    if (passage.unit is None or claim.unit is None) and not (passage.rate and claim.rate):
        return value
    # A speed unit holds its hour already; a length keeps its rate beside it.
    source, target = (q.rate if q.dimension != "speed" else None for q in (passage, claim))
    return convert(value, passage.unit or "", claim.unit or "", (source, target))


def _choose(matches: list[_Match]) -> list[_Match]:
    """One-to-one, agreements first; a difference only where no rival leaves open which amount is meant."""
    chosen: list[_Match] = []
    claims: set[int] = set()
    passages: set[int] = set()
    for match in sorted(matches, key=lambda found: (-found.score, found.claim_place, found.passage_place)):
        if match.relation == "agrees" and match.claim_place not in claims and match.passage_place not in passages:
            chosen.append(match)
            claims.add(match.claim_place)
            passages.add(match.passage_place)
    for place in sorted({match.claim_place for match in matches} - claims):
        rivals = [match for match in matches if match.claim_place == place and match.passage_place not in passages]
        best = max(rivals, key=lambda found: (found.score, -found.passage_place), default=None)
        if best is None or not best.is_same_slot or _is_open(best, rivals):
            continue
        chosen.append(best)
        passages.add(best.passage_place)
    return chosen


def _is_open(best: _Match, rivals: list[_Match]) -> bool:
    return any(match.relation != "differs" and match.score > best.score - _MARGIN for match in rivals)
