"""What became of the things that are counted: killed, wounded, lost, destroyed and so on."""

from __future__ import annotations

from factcheck.quantities.grammar import Mention, Reading
from factcheck.quantities.lexicon import PEOPLE
from factcheck.quantities.tokens import Token

_FATE_LINES = """
killed kill killed kills killing dead died dies death deaths fatalities fatality slain perished
wounded wounded wounding injured injuring injures injuries wounds hurt
missing missing
captured captured captures capturing prisoners pows
arrested arrested arrests arresting detained detains detaining
displaced displaced displacing fled flee fleeing evacuated evacuating homeless
lost lost loses lose losing losses casualties
destroyed destroyed destroys destroying downed intercepted shot
launched launched launches launching fired fires firing
damaged damaged damages damaging
rescued rescued rescuing saved rescue
infected infected tested infections
trapped trapped stranded
left left remaining
"""
_FATES = {word: line.split()[0] for line in _FATE_LINES.strip().splitlines() for word in line.split()[1:]}
_FATE_WINDOW = 6
_FARTHEST_FATE = 20
_HOME_WINDOW = 9
_HOMES = frozenset(["home", "homes", "houses"])
_LEAVING = frozenset(["leave", "leaving", "left", "from", "flee", "fled", "abandon"])


def find_fate(reading: Reading, place: int, floor: int, ceiling: int) -> str | None:
    """What befell the things counted: a word right before the amount, else the first behind it, else one before."""
    mention, tokens = reading.mentions[place], reading.tokens
    near = list(tokens[mention.number : mention.stop])
    if _lose_lives(tokens[mention.stop : mention.stop + 4]):
        return "killed"
    if _leave_homes(tokens[mention.stop : min(ceiling, mention.stop + _HOME_WINDOW)]):
        return "displaced"
    for token in tokens[max(floor, mention.first - 2) : mention.first][::-1]:
        if token.lower in ("and", "or", "but") or token.kind == "p":
            break
        near.append(token)
    return (
        _first_fate(near)
        or _first_fate(_tokens_behind(reading, place, ceiling))
        or _first_fate(tokens[max(floor, mention.first - _reach_back(mention)) : mention.first][::-1])
    )


def find_kin(reading: Reading, place: int, around: range, fate: str | None) -> frozenset[str]:
    """What people the other amounts of the sentence (at the places ``around``) count, where nothing else befell them."""
    mentions = reading.mentions
    if not PEOPLE.intersection(mentions[place].quantity.counted):
        return frozenset()
    found: set[str] = set()
    for sibling in around:
        nouns = PEOPLE.intersection(mentions[sibling].quantity.counted)
        if sibling == place or not nouns:
            continue
        floor, ceiling = reading.sentence_of(mentions[sibling].first)
        floor = max(floor, mentions[sibling - 1].stop) if sibling else floor
        ceiling = min(ceiling, mentions[sibling + 1].first) if sibling + 1 < len(mentions) else ceiling
        if find_fate(reading, sibling, floor, ceiling) in (None, fate):
            found |= nouns
    return frozenset(found)


def _reach_back(mention: Mention) -> int:
    """How far before an amount its fate may stand: further where its noun does too ("the number of people killed …")."""
    is_bare = mention.stop == mention.number + 1 and mention.quantity.counted
    return _FARTHEST_FATE if is_bare else _FATE_WINDOW


def _lose_lives(tokens: list[Token]) -> bool:
    """ "lost their lives", "lost his life"."""
    words = [token.lower for token in tokens]
    return words[:1] in (["lost"], ["losing"], ["lose"]) and any(word in ("life", "lives") for word in words)


def _leave_homes(tokens: list[Token]) -> bool:
    """ "had to leave their homes", "forced from their homes"."""
    words = {token.lower for token in tokens}
    return bool(words & _HOMES) and bool(words & _LEAVING)


def _first_fate(tokens: list[Token]) -> str | None:
    return next((_FATES[token.lower] for token in tokens if token.lower in _FATES), None)


def _tokens_behind(reading: Reading, place: int, ceiling: int) -> list[Token]:
    """The rest of the clause behind an amount; in a list of amounts, what stands behind the last of them."""
    mentions = reading.mentions
    for following in range(place + 1, min(place + 5, len(mentions))):
        between = reading.tokens[mentions[following - 1].stop : mentions[following].first]
        if not between or any(token.text not in (",", "and") for token in between):
            break
        place = following
        ceiling = mentions[place + 1].first if place + 1 < len(mentions) else len(reading.tokens)
    stop = mentions[place].stop
    found = []
    for token in reading.tokens[stop : min(ceiling, stop + _FATE_WINDOW)]:
        if token.text in (",", ";", ":", "."):
            break
        found.append(token)
    return found
