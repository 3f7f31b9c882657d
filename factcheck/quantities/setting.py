"""What stands around an amount: who, where, when, and what became of the things that are counted."""

from __future__ import annotations

from dataclasses import dataclass

from factcheck.quantities.fates import find_fate, find_kin
from factcheck.quantities.grammar import Mention, Reading
from factcheck.quantities.lexicon import MONTHS, word_set
from factcheck.quantities.modifiers import DECREASES
from factcheck.quantities.moments import MOMENT_STEMS, find_moment
from factcheck.quantities.names import countries, find_places
from factcheck.quantities.regions import Region, Regions, divide_sentence
from factcheck.quantities.steps import DOWN, UP, Step, find_step, is_pair
from factcheck.quantities.tokens import Token, token_at
from factcheck.quantities.view import View

_WEEKDAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")
_ORDINALS = word_set("first second third fourth last previous this")
_REPORTING = word_set("said says told claimed reported that")
_PRONOUNS = word_set("it its they their he his she her")
_PLACE_STARTS = word_set("in to into of near from")
_CLAUSE_MARKS = word_set(", ; : – — ( ) which who while but after since when where as because although")
_PLACE_WINDOW = 20


@dataclass(frozen=True, slots=True)
class Setting:
    """The surroundings of one amount, in its sentence.

    ``terms`` are the stems of its content words, ``clause_terms`` those of the clause, amounts left out.
    ``moment`` is now, then, planned or None. ``step`` tells the level that a change left from the one it reached.
    ``change`` is +1 or -1 for an amount by which something rose or fell and 0 for a level. ``places`` are named behind
    the amount, ``earlier_places`` before it (or meant by "there"), ``spots`` are all names of the sentence read as
    places. ``periods`` are the years, months, weekdays and quarters it names.
    ``origin`` is the nation named by "from" right behind the noun ("soldiers from Norway").
    ``kin`` are the people that its other amounts count, ``rivals`` and ``rival_periods`` the actors and
    periods that only those have.
    """

    terms: frozenset[str]
    clause_terms: frozenset[str]
    names: frozenset[str]
    actors: frozenset[str]
    places: frozenset[str]
    earlier_places: frozenset[str]
    spots: frozenset[str]
    periods: frozenset[str]
    fate: str | None
    moment: str | None
    change: int
    origin: frozenset[str] = frozenset()
    step: Step | None = None
    kin: frozenset[str] = frozenset()
    rivals: frozenset[str] = frozenset()
    rival_periods: frozenset[str] = frozenset()


def build_setting(view: View, place: int) -> Setting:
    """Describe the surroundings of the mention at a place in the reading."""
    mentions, tokens = view.reading.mentions, view.reading.tokens
    mention = mentions[place]
    start, stop = view.sentence_around(mention)
    # "will rise from X to Y": the words before X are said of Y.
    opening = place - 1 if is_pair(tokens, mentions, place - 1) else place
    floor = max(start, mentions[opening - 1].stop) if opening else start
    ceiling = min(stop, mentions[place + 1].first) if place + 1 < len(mentions) else stop
    step = find_step(tokens, mentions, place)
    fate = find_fate(view.reading, place, floor, ceiling)
    regions = divide_sentence(view, place)
    behind, before, spots = _find_spots(view, regions, start, stop)
    whole = frozenset(_find_periods(tokens, start, stop))
    periods = _bind_periods(tokens, regions, whole) if regions.others else whole
    actors = _find_actors(view, regions.own) or _find_actors(view, Region(start, mention.number, stop))
    left, right = _find_clause(tokens, mention, start, stop)
    terms = _words(view.terms[start:stop]) - MOMENT_STEMS
    clause_terms = _words(view.terms[left:right]) - MOMENT_STEMS
    return Setting(
        terms=terms,
        clause_terms=clause_terms if len(clause_terms) > 1 else terms,
        names=_words(view.actors[start:stop]),
        actors=actors,
        places=behind,
        earlier_places=spots if _means_there(tokens, mention) else before,
        spots=spots,
        periods=periods,
        fate=fate,
        moment="then" if step is Step.START else find_moment(tokens, mention, floor, ceiling),
        change=_find_change(tokens, mention, floor, ceiling),
        origin=_find_origin(view, mention),
        step=step,
        rival_periods=whole - periods,
        rivals=frozenset().union(*(_find_actors(view, region) for region in regions.others)) - actors,
        kin=find_kin(view.reading, place, view.mentions_around(place, start, stop), fate),
    )


def is_ruled_out(reading: Reading, mention: Mention) -> bool:
    """Whether the text says that it is not this amount: "110 euros and not 95", "instead of 95 euros"."""
    before = tuple(token_at(reading.tokens, mention.first - back).lower for back in (2, 1))
    return before in (("instead", "of"), ("rather", "than")) or (before[1] == "not" and before[0] in (",", "and", "but"))


def _words(words: list[str]) -> frozenset[str]:
    return frozenset(filter(None, words))


def _find_clause(tokens: list[Token], mention: Mention, start: int, stop: int) -> tuple[int, int]:
    left, right = mention.first, mention.stop
    while left > start and tokens[left - 1].lower not in _CLAUSE_MARKS:
        left -= 1
    while right < stop and tokens[right].lower not in _CLAUSE_MARKS:
        right += 1
    return left, right


def _means_there(tokens: list[Token], mention: Mention) -> bool:
    return any(token.lower in ("there", "here") for token in tokens[mention.stop : mention.stop + 2])


def _find_spots(
    view: View, regions: Regions, start: int, stop: int
) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The places behind an amount, those before it, and all names read as places, without those of other amounts."""
    own, spots = regions.own, _words(view.spots[start:stop])
    behind, before = _places_behind(view, own), _places_before(view, own)
    if not behind and not before:
        whole = Region(start, own.number, stop)
        return _places_behind(view, whole), _places_before(view, whole), spots
    foreign = frozenset[str]()
    for region in regions.others:
        foreign |= _places_behind(view, region) | _places_before(view, region)
    # What opens the sentence holds for all amounts, unless a place is put before this one too.
    shared = frozenset[str]() if before else _places_before(view, regions.opening)
    return behind, before, spots - (foreign - shared - behind - before)


def _places_behind(view: View, region: Region) -> frozenset[str]:
    stop = min(region.stop, region.number + _PLACE_WINDOW)
    return frozenset(find_places(view.reading.tokens, view.spots, region.number, stop))


def _places_before(view: View, region: Region) -> frozenset[str]:
    return frozenset(find_places(view.reading.tokens, view.spots, region.start, region.number))


def _find_actors(view: View, region: Region) -> frozenset[str]:
    """Names before the amount, outside place phrases and outside what only tells who said it."""
    tokens, start, number = view.reading.tokens, region.start, region.number
    begin = start
    for index in range(start, number):
        if tokens[index].lower in _REPORTING:
            begin = index + 1
    # "Kyiv said it controls …": a pronoun stands for the speaker.
    if any(token.lower in _PRONOUNS for token in tokens[begin:number]):
        begin = start
    return frozenset(
        view.actors[index] for index in range(begin, number) if view.actors[index] and not _is_in_place(tokens, index)
    )


def _is_in_place(tokens: list[Token], index: int) -> bool:
    before, earlier = token_at(tokens, index - 1).lower, token_at(tokens, index - 2).lower
    return before in _PLACE_STARTS or (before == "the" and earlier in _PLACE_STARTS)


def _find_origin(view: View, mention: Mention) -> frozenset[str]:
    tokens = view.reading.tokens
    if mention.quantity.dimension != "count" or token_at(tokens, mention.stop).lower != "from":
        return frozenset()
    return _words(view.actors[mention.stop + 1 : mention.stop + 3]) & countries()


def _bind_periods(tokens: list[Token], regions: Regions, whole: frozenset[str]) -> frozenset[str]:
    """Of each kind the periods that are the amount's own, else those that open the sentence, else all."""
    opening = _find_periods(tokens, regions.opening.start, regions.opening.stop)
    bound: dict[str, set[str]] = {}
    for periods in (whole, opening, _find_periods(tokens, regions.own.start, regions.own.stop)):
        by_kind: dict[str, set[str]] = {}
        for period in periods:
            by_kind.setdefault(_kind_of(period), set()).add(period)
        bound |= by_kind
    return frozenset().union(*bound.values())


def _kind_of(period: str) -> str:
    if period.isdigit():
        return "year"
    if " " in period:
        return "ordinal"
    return "weekday" if period in _WEEKDAYS else "month"


def _find_periods(tokens: list[Token], start: int, stop: int) -> set[str]:
    found = set()
    for index in range(start, stop):
        token = tokens[index]
        if token.lower in _WEEKDAYS:
            found.add(token.lower)
        elif token.lower in ("quarter", "half", "season") and tokens[index - 1].lower in _ORDINALS:
            found.add(f"{tokens[index - 1].lower} {token.lower}")
        elif token.text in MONTHS:
            found.add(token.lower[:3])
        elif token.kind == "n" and len(token.text) == 4 and token.text.isdigit() and 1800 <= int(token.text) <= 2100:
            found.add(token.text)
    return found


def _find_change(tokens: list[Token], mention: Mention, floor: int, ceiling: int) -> int:
    """+1 or -1 where the amount is the size of a rise or fall ("rose by 5 percent", "a 5 percent drop", "5 fewer")."""
    before = token_at(tokens, mention.first - 1).lower
    if mention.quantity.is_increment and token_at(tokens, mention.stop).lower in DECREASES:
        return -1
    is_speed = mention.quantity.dimension == "length" and mention.quantity.rate is not None
    if before in ("to", "at", "from", "of") or mention.quantity.counted or is_speed:
        return 0
    words = [token.lower for token in tokens[max(floor, mention.first - 4) : mention.first]]
    behind = [token.lower for token in tokens[mention.stop : min(ceiling, mention.stop + 3)]]
    # "63 euros, up from 58" is the level reached.
    words += behind[:2] if behind[-1:] != ["from"] else []
    if any(word in UP for word in words):
        return 1
    return -1 if any(word in DOWN for word in words) else 0
