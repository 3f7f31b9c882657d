"""Everything that is known of a passage before its stance is decided, gathered in one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from factcheck.domain import QuantityComparison, Stance, StanceScores
from factcheck.judgement.attribution import Attribution
from factcheck.judgement.claimed_speakers import find_claimed_speaker, is_other_speaker
from factcheck.judgement.dates import Date, find_dates, has_other_date
from factcheck.judgement.doers import Doer, is_other_doer
from factcheck.judgement.events import NO_EVENT, Event, is_event_opposed, is_event_planned, lacks_event, read_event
from factcheck.judgement.names import Name, Spelling, find_names, folded_words, read_spelling
from factcheck.judgement.polarity import Polarity, Terms, align_terms, compare_polarity, read_terms, stem
from factcheck.judgement.retractions import set_aside
from factcheck.judgement.salience import UNSEEN, Salience, Scene, find_salience
from factcheck.judgement.slots import Roles, Slot, are_swapped, find_rival_slot, find_slots, is_event_elsewhere, read_roles
from factcheck.judgement.weighing import Signals, build_signals, weigh
from factcheck.judgement.withholding import Telling, find_withheld
from factcheck.quantities import (
    AlignedPair,
    align_quantities,
    is_central,
    is_telling,
    parse_quantities,
    repeats_value,
)

# Values within this share of each other are one value, rounded or converted.
SAME_VALUE = 0.03
ABOUT_THE_SAME = Salience()
OF_ONE_MIND = Polarity()
# In place of the stance model's word on a passage for which nothing depends on it.
UNASKED = StanceScores(0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class ReadClaim:
    """A claim read once for all its passages; ``attribution`` is who says it, in a claim such as "X said that …"."""

    text: str
    names: tuple[Name, ...]
    terms: Terms
    attribution: Attribution | None = None
    has_central_figure: bool = False
    dates: tuple[Date, ...] = ()
    event: Event = NO_EVENT
    is_planned: bool = False
    slots: tuple[Slot, ...] = ()
    roles: Roles | None = None
    name_stems: frozenset[str] = frozenset()
    name_words: frozenset[str] = frozenset()
    spelling: Spelling = UNSEEN


@dataclass(frozen=True, slots=True)
class Features:
    """What the rules of ``factcheck.judgement.judge`` look at.

    ``differs``: the quantity that the claim is about has another value in the passage.
    ``lacks_figure``: the passage has nothing to compare that quantity with.
    ``repeats_figure``: the same, but it has the value, given for something else or in other words.
    ``has_other_date``: the passage has another date in place of one of the claim's.
    ``is_other_speaker``: the claim is that somebody said something, and the passage has it from another, or from nobody.
    ``lacks_event``: nothing in the passage, or in the sentences before it, is a word for what the claim says happened.
    ``is_event_opposed``: one side only affirms that word, the other only negates it.
    ``is_event_planned``: the claim says that it happened, the passage that it is planned, possible, or still being done.
    ``is_event_elsewhere``: the passage says it of another name, and has the claim's name in another clause.
    ``names_figure``: the quantity that the claim is about agrees, and its value is too special for a coincidence.
    ``has_names``: the claim has names.
    ``rival_slot``: a noun that the claim gives to one nation and the passage to others only, with the claim's nation.
    ``is_rival_doer``: that noun stands before the claim's verb, so that it is who acts.
    ``is_actor_distant``: the claim opens with a name, before its verb, that is elsewhere in the document at most.
    ``has_swapped_roles``: who does it in the claim is whom it is done to in the passage.
    ``has_other_doer``: somebody else does it in the passage, which has no word for who does it in the claim.
    ``withheld``: the sides that the passage cannot take, whatever the stance model says.
    """

    scores: StanceScores
    quantities: tuple[QuantityComparison, ...] = ()
    differs: bool = False
    lacks_figure: bool = False
    repeats_figure: bool = False
    has_other_date: bool = False
    salience: Salience = ABOUT_THE_SAME
    polarity: Polarity = OF_ONE_MIND
    attribution: Attribution | None = None
    is_other_speaker: bool = False
    lacks_event: bool = False
    is_event_opposed: bool = False
    is_event_planned: bool = False
    is_event_elsewhere: bool = False
    names_figure: bool = False
    has_names: bool = False
    rival_slot: str = ""
    is_rival_doer: bool = False
    is_actor_distant: bool = False
    has_swapped_roles: bool = False
    has_other_doer: bool = False
    withheld: frozenset[Stance] = frozenset()

    @property
    def is_asked(self) -> bool:
        """Say whether the scores are the stance model's."""
        return self.scores is not UNASKED

    @property
    def is_of_another(self) -> bool:
        """Say whether a name of the claim, or who does it, may have another in its place."""
        return bool(self.salience.missing) or self.salience.is_loose or self.has_other_doer

    @property
    def is_partial(self) -> bool:
        """Say whether a name, the doer, the date or the figure of the claim is not in the passage."""
        return bool(self.salience.missing) or self.has_other_doer or self.has_other_date or self.lacks_figure

    @property
    def is_same_question(self) -> bool:
        """Say whether a passage with other names may still answer the claim."""
        return not (self.is_actor_distant or self.lacks_event)

    @property
    def is_same_event(self) -> bool:
        """Say whether a passage with another nation may still tell of what the claim tells."""
        if self.is_rival_doer or self.agrees or not self.is_same_question:
            return False
        return len(self.salience.distant) <= 1

    @property
    def signals(self) -> Signals:
        """What is weighed to get from the model's probabilities to ``weighed``."""
        return build_signals(
            self.scores,
            self.polarity.coverage,
            is_opposed=bool(self.polarity.opposed),
            agrees=self.agrees,
            lacks_figure=self.lacks_figure,
            repeats_figure=self.repeats_figure,
        )

    @property
    def weighed(self) -> StanceScores:
        """The probabilities in the light of words, negations and figures."""
        return weigh(self.signals)

    @property
    def agrees(self) -> bool:
        """Say whether quantities were compared and all of them agree."""
        return bool(self.quantities) and all(pair.relation == "agrees" for pair in self.quantities)


def read_claim(text: str, passages: Sequence[str]) -> ReadClaim:
    """Read a claim; the passages tell whether its first word is a name."""
    quantities = parse_quantities(text)
    # "degrees Celsius" and "US dollars" are units, not names that a passage has to speak of.
    measures = [range(quantity.start, quantity.end) for quantity in quantities if quantity.unit]
    spelling = read_spelling([*passages, text])
    found = find_names(text, spelling.capitalised)
    names = tuple(name for name in found if not any(name.start in measure for measure in measures))
    event = read_event(text)
    name_words = frozenset(word for name in names for word in folded_words(name.text))
    roles = next(read_roles(text, event, name_words), None)
    return ReadClaim(
        text=text,
        names=names,
        terms=read_terms(text),
        attribution=find_claimed_speaker(text),
        has_central_figure=any(is_central(text, quantity) for quantity in quantities),
        dates=tuple(find_dates(text)),
        event=event,
        is_planned=event.is_under_way or is_event_planned(event, text),
        slots=tuple(find_slots(text, names)),
        roles=roles,
        name_stems=frozenset(map(stem, name_words)),
        name_words=name_words,
        spelling=spelling,
    )


def gather_features(claim: ReadClaim, scene: Scene, scores: StanceScores = UNASKED) -> Features:
    """Return the features of one passage; what the stance model says may be put in later."""
    scene, retracted = set_aside(scene, claim.text)
    terms = read_terms(scene.passage)
    mine, theirs = align_terms(claim.terms, terms)
    salience = find_salience(claim.names, scene, claim.spelling)
    rival = find_rival_slot(claim.slots, find_slots(scene.passage, find_names(scene.passage)))
    aligned = align_quantities(claim.text, scene.passage, f"{scene.head}\n{scene.context}")
    lacks_figure = claim.has_central_figure and not any(pair.is_central for pair in aligned)
    repeats_figure = lacks_figure and repeats_value(claim.text, scene.passage)
    roles = read_roles(scene.passage, claim.event, claim.name_words) if claim.roles else iter(())
    first = next(roles, None)
    doer = claim.roles.doer if claim.roles else Doer()
    differs = any(pair.is_central and pair.comparison.relation == "differs" for pair in aligned)
    is_lacking = lacks_event(claim.event, terms, scene.context)
    return Features(
        scores=scores,
        quantities=tuple(pair.comparison for pair in aligned),
        differs=differs,
        lacks_figure=lacks_figure and not repeats_figure,
        repeats_figure=repeats_figure,
        has_other_date=has_other_date(claim.dates, find_dates(scene.passage)),
        salience=salience,
        polarity=compare_polarity(mine, theirs, claim.name_stems),
        attribution=scene.attribution,
        is_other_speaker=is_other_speaker(claim.attribution, scene),
        lacks_event=is_lacking,
        is_event_opposed=is_event_opposed(claim.event, mine, theirs),
        has_names=bool(claim.names),
        is_event_planned=not claim.is_planned and is_event_planned(claim.event, scene.passage),
        is_event_elsewhere=is_event_elsewhere(scene.passage, claim.event, claim.names),
        names_figure=any(pair.is_central and _is_named(pair) for pair in aligned),
        rival_slot=rival.nation if rival else "",
        is_actor_distant=_is_actor_distant(claim, salience),
        is_rival_doer=rival is not None and rival.start < claim.event.start,
        has_swapped_roles=first is not None and are_swapped(claim.roles, chain([first], roles)),
        has_other_doer=first is not None and is_other_doer(doer, first.doer, scene.passage, claim.spelling),
        withheld=find_withheld(claim.text, claim.event, Telling(scene.passage, retracted, differs, is_lacking)),
    )


def _is_named(pair: AlignedPair) -> bool:
    """Say whether the passage gives a telling value that is the claim's but for rounding and conversion."""
    comparison = pair.comparison
    is_near = comparison.ratio is not None and abs(comparison.ratio - 1) <= SAME_VALUE
    return comparison.relation == "agrees" and is_near and is_telling(pair.claim)


def _is_actor_distant(claim: ReadClaim, salience: Salience) -> bool:
    """Say whether the claim opens with a distant name that stands before its verb, if it has one."""
    if not salience.is_actor_distant:
        return False
    opening = next((name for name in claim.names if name.text == salience.distant[0]), None)
    return claim.event is NO_EVENT or opening is None or opening.start < claim.event.start
