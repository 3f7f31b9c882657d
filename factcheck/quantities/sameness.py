"""Whether two amounts speak of the same thing: the conditions for an agreement, and the stricter ones for a difference."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from factcheck.quantities.lexicon import NEUTRAL_QUALIFIERS, PEOPLE
from factcheck.quantities.names import countries, fold_name, fold_qualifiers
from factcheck.quantities.quantity import Quantity
from factcheck.quantities.setting import Setting
from factcheck.quantities.steps import Step
from factcheck.quantities.units import TIME_RATES
from factcheck.quantities.view import stem

# Common ground that an agreement and a difference ask for: the share of the claim's terms that the passage holds too.
LEAST_FOR_AGREEMENT = 0.3
LEAST_FOR_DIFFERENCE = 0.5
_LEAST_SHARED = 2
_PRICE = stem("price")
_LEAST_WITHOUT_NOUN = 0.65
_CALENDAR: tuple[Callable[[str], bool], ...] = (str.isdigit, lambda period: len(period) == 3)
_STRICT_NOUNS = frozenset({"count", "mass", "volume", "energy", "power", "share"})


class Side(NamedTuple):
    """A quantity with its surroundings; ``stems`` and ``names`` are those of the whole text with its context."""

    quantity: Quantity
    setting: Setting
    stems: frozenset[str]
    names: frozenset[str]
    is_central: bool


def measure_of(quantity: Quantity) -> str:
    """The dimension of a quantity, a length with a rate being a speed."""
    return "speed" if quantity.dimension == "length" and quantity.rate else quantity.dimension


def is_same_thing(claim: Side, passage: Side) -> bool:
    """Whether the two can speak of one thing at all, so that equal values mean agreement."""
    mine, other = claim.quantity, passage.quantity
    if measure_of(mine) != measure_of(other) or not _have_like_rates(claim, passage):
        return False
    if mine.is_part != other.is_part and (mine.low, mine.high) != (other.low, other.high):
        return False
    if mine.is_increment != other.is_increment:
        return False
    if match_nouns(claim, passage) is False or not _have_same_fate(claim, passage):
        return False
    if _is_subset(mine, other) and not (_holds_all(claim, passage) and _holds_all(passage, claim)):
        return False
    if not _is_same_place(claim.setting, passage.setting):
        return False
    if _is_of_rivals(claim.setting, passage.setting) or _is_of_rivals(passage.setting, claim.setting):
        return False
    if not _is_same_period(claim.setting.periods, passage.setting.periods, _CALENDAR):
        return False
    if claim.setting.change != passage.setting.change and not are_opposite(claim, passage):
        return False
    return _is_same_moment(claim, passage) and _is_same_step(claim, passage) and _fits_nations(claim, passage)


def are_opposite(claim: Side, passage: Side) -> bool:
    """Whether one is the size of a rise and the other that of a fall."""
    return claim.setting.change * passage.setting.change < 0


def is_common_ground(claim: Side, passage: Side) -> bool:
    """Whether enough of the claim is found in the passage for equal values to be no coincidence."""
    return cover(claim, passage.stems) >= LEAST_FOR_AGREEMENT


def _have_like_rates(claim: Side, passage: Side) -> bool:
    """Both total, both by time, or both by the same other thing ("per kilo"), which an equal price may leave out."""
    mine, other = claim.quantity, passage.quantity
    if mine.rate == other.rate or (mine.rate in TIME_RATES and other.rate in TIME_RATES):
        return True
    if mine.dimension != "currency" or (mine.rate or other.rate) in TIME_RATES or (mine.rate and other.rate):
        return False
    return mine.low == other.low and _PRICE in claim.setting.terms & passage.setting.terms


def is_same_slot(claim: Side, passage: Side) -> bool:
    """Whether both fill the same slot of the same statement, so that unequal values mean a difference."""
    matched = match_nouns(claim, passage)
    if claim.quantity.dimension == "count" and not matched:
        return False
    least = LEAST_FOR_DIFFERENCE if matched else _LEAST_WITHOUT_NOUN
    if _is_subset(claim.quantity, passage.quantity) or cover(claim, passage.stems) < least:
        return False
    if not _share_statement(claim, passage):
        return False
    return _is_same_time(claim, passage) and _is_same_actor(claim, passage) and _share_qualifiers(claim, passage)


def _share_statement(claim: Side, passage: Side) -> bool:
    """Whether the sentences share a word, and the claim enough of its words with the text, to make one statement."""
    words = claim.setting.terms | {stem(word) for word in claim.quantity.qualifiers}
    if claim.quantity.dimension == "share":
        words |= {stem(word) for word in claim.quantity.counted}
    return bool(words & passage.setting.terms) and len(words & passage.stems) >= _LEAST_SHARED


def _is_same_time(claim: Side, passage: Side) -> bool:
    mine, other = claim.setting, passage.setting
    if (other.moment == "then") != (mine.moment == "then"):
        return False
    if claim.quantity.dimension == "time" and not (claim.is_central and passage.is_central):
        return False
    return _is_same_period(mine.periods, other.periods, (str.isalpha, _is_ordinal))


def _is_same_actor(claim: Side, passage: Side) -> bool:
    mine, other = claim.setting, passage.setting
    if not _meet(mine.actors, other.actors) or not fold_qualifiers(passage.quantity.qualifiers)[0] <= mine.names:
        return False
    # Where no noun ties the two together, a name in the passage that the claim lacks may be whose measure it is.
    owners = other.names - other.places - other.earlier_places
    if not match_nouns(claim, passage) and owners and not owners & mine.names:
        return False
    return not mine.names or 2 * len(mine.names & passage.names) >= len(mine.names)


def score_pair(claim: Side, passage: Side) -> float:
    """How well a passage quantity answers to a claim quantity, from 0 to about 2.5; their values play no part."""
    score = cover(claim, passage.setting.terms) + 0.5 * cover(claim, passage.stems)
    score += 0.5 if match_nouns(claim, passage) else 0.0
    moments = (claim.setting.moment, passage.setting.moment)
    if moments[0] == moments[1] or moments == (None, "now"):
        score += 0.3
    return score


def cover(claim: Side, stems: frozenset[str]) -> float:
    """The share of the claim's terms among some stems; 1 where the claim has none."""
    terms = claim.setting.clause_terms
    return len(terms & stems) / len(terms) if terms else 1.0


def match_nouns(claim: Side, passage: Side) -> bool | None:
    """True where both count the same, False where they count different things, None where that is open."""
    mine, other = claim.quantity, passage.quantity
    if mine.counted and mine.counted == other.counted:
        return True
    if mine.dimension not in _STRICT_NOUNS or not mine.counted or not other.counted:
        return None
    return _is_subset(mine, other) or (mine.dimension == "share" and _shares_whole(mine, other))


def _shares_whole(mine: Quantity, other: Quantity) -> bool:
    """ "20 percent of Ukraine's territory" and "one-fifth of Ukraine" are shares of one whole."""
    first = {fold_name(word) for word in mine.counted + mine.qualifiers}
    return bool(first & {fold_name(word) for word in other.counted + other.qualifiers})


def _is_subset(mine: Quantity, other: Quantity) -> bool:
    """Whether one counts people and the other a kind of people, or one states a nation that the other leaves open."""
    pair = {*mine.counted, *other.counted}
    return "people" in pair and len(pair) == 2 and pair <= PEOPLE


def _holds_all(one: Side, other: Side) -> bool:
    """Whether soldiers are all the people: nobody else is counted beside them, nor are soldiers beside the people."""
    if "people" in one.quantity.counted:
        return one.setting.kin.isdisjoint(other.quantity.counted)
    return not one.setting.kin


def _is_ordinal(period: str) -> bool:
    return " " in period


def _is_same_period(first: frozenset[str], second: frozenset[str], kinds: tuple[Callable[[str], bool], ...]) -> bool:
    """Whether, of each kind, the periods that both name meet."""
    return all(_meet(frozenset(filter(kind, first)), frozenset(filter(kind, second))) for kind in kinds)


def _have_same_fate(claim: Side, passage: Side) -> bool:
    return claim.quantity.dimension != "count" or claim.setting.fate == passage.setting.fate


def _meet(first: frozenset[str], second: frozenset[str]) -> bool:
    return not first or not second or bool(first & second)


def _is_same_place(claim: Setting, passage: Setting) -> bool:
    """Whether the places can be one: those named behind both amounts must meet, others need only be mentioned."""
    if claim.places and passage.places:
        # "in the Russian region of Kursk" names a country in front of the place that counts.
        is_inside = passage.places <= countries() and not claim.places <= countries()
        known = passage.spots if is_inside else passage.places
        return bool(claim.places & (passage.places | known))
    if claim.places and passage.earlier_places:
        return bool(claim.places & passage.spots)
    if passage.places and claim.earlier_places:
        return bool(passage.places & claim.spots)
    if claim.earlier_places and passage.earlier_places:
        return bool(claim.earlier_places & passage.spots or passage.earlier_places & claim.spots)
    return True


def _is_same_moment(claim: Side, passage: Side) -> bool:
    mine, other = claim.setting.moment, passage.setting.moment
    if "planned" in (mine, other):
        return mine == other
    return mine is None or other is None or mine == other


def _is_of_rivals(one: Setting, other: Setting) -> bool:
    """Whether the other text gives this amount's actors or time an amount of their own: "300 on Monday, 500 on Friday"."""
    is_other_time = bool(one.periods & other.rival_periods) and one.periods.isdisjoint(other.periods)
    return is_other_time or (bool(one.actors) and one.actors <= other.rivals)


def _is_same_step(claim: Side, passage: Side) -> bool:
    """The level that a change left is neither the one it reached nor the one that holds: it only meets former ones."""
    if passage.setting.step is Step.START:
        return claim.setting.moment == "then"
    return claim.setting.step is not Step.START or passage.setting.step is not Step.END


def _fits_nations(claim: Side, passage: Side) -> bool:
    """North Korean troops are not Russia's: a nation named before the noun must be named on the other side too."""
    mine = claim.setting.origin | fold_qualifiers(claim.quantity.qualifiers)[0]
    other = passage.setting.origin | fold_qualifiers(passage.quantity.qualifiers)[0]
    if mine and other:
        return bool(mine & other)
    return mine <= passage.setting.names and (other <= claim.setting.names or not claim.setting.actors)


def _share_qualifiers(claim: Side, passage: Side) -> bool:
    """Whether the plain words before each noun are found in the sentence of the other."""
    return _finds_qualifiers(claim, passage) and _finds_qualifiers(passage, claim)


def _finds_qualifiers(one: Side, other: Side) -> bool:
    plain = fold_qualifiers(one.quantity.qualifiers)[1] - NEUTRAL_QUALIFIERS
    if one.quantity.dimension == "share":
        # Of a share's whole, "the captured territory" says only how it came about.
        plain = {word for word in plain if not word.endswith("ed")}
    if one.quantity.dimension not in ("count", "share"):
        return True
    known = other.setting.terms | {stem(word) for word in other.quantity.qualifiers}
    return all(stem(word) in known for word in plain)
