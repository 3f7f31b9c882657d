"""Lists in one sentence each member of which is claimed: "seized A, B and C", "both A and B", "in A and B".

Only names, amounts and phrases with an article are members, only verbs that do to each what they do to all govern
them, and nothing may be counted over all members: "12 people died in A and B" stays whole.
"""

from __future__ import annotations

from typing import NamedTuple

from factcheck.judgement import verbs
from factcheck.judgement.names import NOT_NAMES, fold
from factcheck.judgement.predicates import AMOUNT, OPAQUE, POSSESSIVES, PREPOSITIONS, is_subordinate, is_verb, read_tokens
from factcheck.quantities import parse_quantities
from factcheck.quantities.tokens import Token, is_capitalised, token_at

_ARTICLES = frozenset(["a", "an", "the", "its", "their", "his", "her", "another"])
_PLACES = frozenset(["in", "into", "near", "on", "against", "across"])
_OTHER_PLACES = (_PLACES - {"against"}) | {"at"}
# With these in a sentence a list may be meant as a whole.
_COLLECTIVE = frozenset(
    """between together respectively jointly total combined altogether only all most half each every alternately border
    merged united linked connects connecting mix combination no not never neither without than versus first joint
    simultaneously""".split()  # noqa: SIM905
)
# Names of bodies hold "and" themselves: a ministry of trade and industry.
_BODIES = frozenset(
    """ministry department committee agency council bureau wire news times post bank group university company institute
    office commission party association union service services society centre center court act bill law fund research
    board federation foundation academy college school museum trust programme program department authority league club
    institution organisation organization corporation inc ltd co sons brothers festival award prize treaty convention
    minister secretary director president chief administration development prevention protection security safety health
    education trade industry energy defence defense finance culture science sciences technology welfare labour justice
    commerce agriculture foreign affairs exchange wildlife arts""".split()  # noqa: SIM905
)
_AFTER_LIST = (PREPOSITIONS - {"of"}) | frozenset(["yesterday", "today", "last", "this", "earlier", "overnight", "again"])
_SINGULAR = {"were": "was", "are": "is", "have": "has"}
_KINDS = {"towns": "town", "villages": "village", "cities": "city", "districts": "district", "regions": "region",
          "provinces": "province", "settlements": "settlement", "islands": "island", "ports": "port"}  # fmt: skip
_DIRECTIONS = frozenset("north south east west northern southern eastern western central upper lower new old".split())  # noqa: SIM905
_LONGEST_MEMBER = 8


class Enumeration(NamedTuple):
    """What stands before the members, their spans, and what stands behind them."""

    before: str
    members: list[tuple[int, int]]
    after: str


def find_enumeration(text: str, carry: str, tokens: list[Token]) -> Enumeration | None:
    """Return the list in ``tokens`` behind what is carried over to them; None where it may be meant as a whole."""
    carried = read_tokens(carry, 0, len(carry))
    around = carried + tokens
    words = [token.lower for token in around]
    if _COLLECTIVE.intersection(words) or words.count("and") != 1 or is_subordinate(around):
        return None
    subjects = None if carried else _read_subjects(text, tokens, is_both=words[0] == "both")
    if subjects is not None:
        return subjects
    for index in range(max(1, len(carried)), len(around) - 2):
        is_both = words[index + 1] == "both"
        if not _governs(around, index, is_both=is_both):
            continue
        kind = _read_kind(words, index + 1 + is_both)
        members = _read_members(around, index + 1 + is_both + 3 * bool(kind))
        is_open = members is not None and words[index] in _PLACES and _has_other_place(around[members[-1][1] :])
        if members is not None and not is_open and _is_distributed(text, around, members):
            before = f"{carry}{text[tokens[0].start : around[index].end]} {kind}"
            return Enumeration(before, _spans(around, members), text[around[members[-1][1] - 1].end : tokens[-1].end])
    return None


def _has_other_place(after: list[Token]) -> bool:
    """Say whether a place follows: in "met A in B and C in D" C is none. "On Friday" is a time."""
    return any(
        token.lower in _OTHER_PLACES and fold(token_at(after, index + 1).text) not in NOT_NAMES
        for index, token in enumerate(after)
    )


def _read_kind(words: list[str], place: int) -> str:
    """Return "the town of " for "the towns of" with which a list begins."""
    kind = _KINDS.get(words[place + 1], "") if words[place] == "the" and words[place + 2 : place + 3] == ["of"] else ""
    return f"the {kind} of " if kind else ""


def _governs(tokens: list[Token], index: int, *, is_both: bool) -> bool:
    token = tokens[index]
    if is_both:
        return token.kind == "w" and token.lower not in ("of", "for", "with", "and")
    if token.lower in verbs.DISTRIBUTIVE:
        return is_verb(tokens, index) and token_at(tokens, index - 1).lower not in ("been", "be", *verbs.BE)
    if token.lower == "down" and tokens[index - 1].lower == "shot":
        return True
    return token.lower in _PLACES and any(is_verb(tokens, place) for place in range(1, index))


def _read_members(tokens: list[Token], start: int) -> list[tuple[int, int]] | None:
    """Return the members that begin at ``start`` as ranges of tokens; all are names, or all are phrases."""
    members: list[tuple[int, int]] = []
    place = start
    while place < len(tokens):
        stop = _read_name(tokens, place) or _read_phrase(tokens, place)
        if not stop:
            return None
        members.append((place, stop))
        joint = stop
        while token_at(tokens, joint).text == "," or token_at(tokens, joint).lower == "and":
            joint += 1
        if joint == stop:
            break
        if any(token.lower == "and" for token in tokens[place:stop]):
            return None
        place = joint
    is_joined = len(members) > 1 and tokens[members[-1][0] - 1].lower == "and"
    return members if is_joined and _ends_list(tokens, members[-1][1]) else None


def _ends_list(tokens: list[Token], stop: int) -> bool:
    after = token_at(tokens, stop)
    return stop >= len(tokens) or after.text in (".", "!") or after.lower in _AFTER_LIST or after.lower.endswith("ly")


def _read_name(tokens: list[Token], start: int) -> int:
    """Return where a name that begins here ends, 0 where none does."""
    stop = start
    while stop < len(tokens) and stop - start < _LONGEST_MEMBER and is_capitalised(tokens[stop]):
        stop += 1
        if token_at(tokens, stop).text == "-" and tokens[stop].start == tokens[stop - 1].end:
            stop += 1
    names = [token for token in tokens[start:stop] if fold(token.text) not in NOT_NAMES]
    is_body = any(token.lower in _BODIES for token in tokens[start:stop])
    names = [token for token in names if token.lower not in _DIRECTIONS]
    return stop if names and not is_body and tokens[stop - 1].text != "-" else 0


def _read_phrase(tokens: list[Token], start: int) -> int:
    """Return where a phrase of an article and a noun, or of an amount, ends; 0 where none begins here."""
    if tokens[start].kind != AMOUNT and tokens[start].lower not in _ARTICLES:
        return 0
    stop = start + 1
    while stop < len(tokens) and stop - start < _LONGEST_MEMBER:
        token = tokens[stop]
        if token.kind not in ("w", "p") or token.text in (",", ".", ";", ":", "!") or token.lower in PREPOSITIONS | {"and"}:
            break
        if token.kind == "p" and token.text != "-":
            return 0
        stop += 1
    is_body = any(token.lower in _BODIES and is_capitalised(token) for token in tokens[start:stop])
    is_clause = any(is_verb(tokens, place) for place in range(start + 1, stop))
    is_whole = tokens[start].kind == AMOUNT or stop > start + 1
    return stop if is_whole and not is_body and not is_clause else 0


def _is_distributed(text: str, tokens: list[Token], members: list[tuple[int, int]]) -> bool:
    """Say whether nothing outside is counted and the members are of one kind and not the same one twice."""
    before, after = tokens[: members[0][0]], tokens[members[-1][1] :]
    if any(token.kind in (AMOUNT, OPAQUE) for token in before + after) or any(token.text == "," for token in after):
        return False
    if any(is_verb(tokens, place) for place in range(members[-1][1], len(tokens))):
        return False
    if any(tokens[first].lower in POSSESSIVES for first, _ in members[1:]):
        return False
    kinds = {is_capitalised(tokens[first]) for first, _ in members}
    written = {fold(text[tokens[first].start : tokens[stop - 1].end]) for first, stop in members}
    return len(kinds) == 1 and len(written) == len(members) and _are_separate_amounts(text, tokens, members)


def _are_separate_amounts(text: str, tokens: list[Token], members: list[tuple[int, int]]) -> bool:
    """5 feet and 3 inches are one amount."""
    dimensions = [
        amount.dimension
        for first, stop in members
        for amount in parse_quantities(text[tokens[first].start : tokens[stop - 1].end])
        if amount.unit is not None
    ]
    return len(set(dimensions)) == len(dimensions)


def _spans(tokens: list[Token], members: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(tokens[first].start, tokens[stop - 1].end) for first, stop in members]


def _read_subjects(text: str, tokens: list[Token], *, is_both: bool) -> Enumeration | None:
    """Read "Both A and B were hit", and "A and B were captured", which is said of each; the verb becomes singular."""
    verb = next((index for index in range(2, len(tokens)) if is_verb(tokens, index)), 0)
    members = _read_members(tokens[:verb], int(is_both)) if verb else None
    if members is None or members[-1][1] != verb or not _is_distributed(text, tokens[:verb], members):
        return None
    word, following = tokens[verb].lower, token_at(tokens, verb + 1).lower
    if is_both:
        is_each = word in _SINGULAR or word in (verbs.PASTS | verbs.MODALS | {"had"}) - {"do"}
    else:
        is_each = word in ("were", "are") and following in verbs.DISTRIBUTIVE and is_capitalised(tokens[0])
        is_each = is_each and not any(token.kind == AMOUNT for token in tokens)
    if not is_each or any(_is_plural(tokens[stop - 1]) for _, stop in members):
        return None
    after = f" {_SINGULAR.get(word, word)}{text[tokens[verb].end : tokens[-1].end]}"
    return Enumeration("", _spans(tokens, members), after)


def _is_plural(token: Token) -> bool:
    return token.kind == AMOUNT or (token.lower.endswith("s") and not is_capitalised(token))
