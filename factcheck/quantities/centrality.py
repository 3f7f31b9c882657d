"""Whether a claim is about an amount, or mentions it by the way."""

from __future__ import annotations

from factcheck.quantities.grammar import Reading, read_text
from factcheck.quantities.lexicon import word_set
from factcheck.quantities.quantity import Modifier, Quantity
from factcheck.quantities.tokens import token_at

_TELLING_DIGITS = 2
_SUBORDINATORS = word_set("who which whose where when while after before because although though despite since amid")
_TIME_PREPOSITIONS = word_set("after before over in during for within past last next every for some into")
_TIME_AFTER = word_set("ago later earlier after before into old since")
_DISTANCE_AFTER = word_set("from away off outside north south east west northeast northwest southeast southwest of")
_VERBS_OF_SIZE = word_set(
    "lasted lasts last took takes take ran runs spans spanned served jailed sentenced is was are were advanced advances"
)


def is_central(claim: str, quantity: Quantity) -> bool:
    """Whether a claim is about this quantity, which must come from ``parse_quantities(claim)``.

    True for most: false for a duration or a distance that only sets the scene, for a part of a subordinate clause and
    for an aside between commas, unless nothing else in the claim is counted in its main clause.
    """
    reading = read_text(claim)
    for place, mention in enumerate(reading.mentions):
        if mention.quantity.start == quantity.start:
            return is_central_mention(reading, place)
    return False


def is_telling(quantity: Quantity) -> bool:
    """Whether two texts that give this value hardly do so by chance: a range, or a number of two digits and more.

    Zeros at the end do not count: 59,000 has two digits, 20,000 and 40 have one.
    """
    digits = f"{abs(quantity.low):.6f}".replace(".", "").strip("0")
    is_range = quantity.low != quantity.high and quantity.modifier is not Modifier.VAGUE
    return is_range or len(digits) >= _TELLING_DIGITS


def is_central_mention(reading: Reading, place: int) -> bool:
    """Whether a text is about the mention at this place in its reading."""
    mention = reading.mentions[place]
    if mention.quantity.dimension == "time" and _sets_the_time(reading, place):
        return False
    if mention.quantity.dimension == "length" and _sets_the_place(reading, place):
        return False
    return not _is_subordinate(reading, place)


def _sets_the_time(reading: Reading, place: int) -> bool:
    mention, tokens = reading.mentions[place], reading.tokens
    before = [token_at(tokens, mention.first - back).lower for back in (1, 2, 3)]
    if any(word in _VERBS_OF_SIZE for word in before) and len(reading.mentions) == 1:
        return False
    if token_at(tokens, mention.stop).lower in _TIME_AFTER or len(reading.mentions) > 1:
        return True
    return any(word in _TIME_PREPOSITIONS for word in before)


def _sets_the_place(reading: Reading, place: int) -> bool:
    mention, tokens = reading.mentions[place], reading.tokens
    after = token_at(tokens, mention.stop).lower
    before = token_at(tokens, mention.first - 1).lower
    return after in _DISTANCE_AFTER and (len(reading.mentions) > 1 or before in (",", "town", "village", "city", "within"))


def _is_subordinate(reading: Reading, place: int) -> bool:
    """Whether a subordinating word stands between the main clause and the amount, or commas fence the amount off."""
    mention, tokens = reading.mentions[place], reading.tokens
    start = reading.sentence_of(mention.first)[0]
    for index in range(mention.first - 1, start, -1):
        word = tokens[index].lower
        if word in (";", ":"):
            return False
        if word in _SUBORDINATORS:
            return index > start + 1
        if word == "," and _opens_aside(reading, index):
            return True
    return False


def _opens_aside(reading: Reading, comma: int) -> bool:
    """Whether a comma begins an apposition such as ", a town of 5,000 people, "."""
    opener = token_at(reading.tokens, comma + 1).lower
    noun = token_at(reading.tokens, comma + 2)
    closes = any(token.text == "," for token in reading.tokens[comma + 3 : comma + 14])
    return opener in ("a", "an", "the") and noun.kind == "w" and closes
