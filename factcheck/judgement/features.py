"""Everything that is known of a passage before its stance is decided, gathered in one place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.domain import QuantityComparison, StanceScores
from factcheck.judgement.attribution import Attribution, find_attribution
from factcheck.judgement.dates import Date, find_dates, is_named
from factcheck.judgement.names import Name, find_capitalised, find_names, folded_words, speaks_of
from factcheck.judgement.polarity import Polarity, Terms, compare_polarity, read_terms
from factcheck.judgement.salience import Salience, Scene, find_salience
from factcheck.judgement.speakers import are_compatible
from factcheck.quantities import align_quantities, is_central, parse_quantities

ABOUT_THE_SAME = Salience()
# From a speaker's name to the word of speaking: "Moscow’s defence ministry has neither confirmed …".
WITHIN_REACH = 60
SPEAKING = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|t(?:ell|ells|old)|st(?:ate[sd]?|atement|ating)|confirm\w*|den(?:y|ies|ied|ying|ial)|announc\w*"
    r"|acknowledg\w*|admit\w*|claim\w*|report\w*|comment\w*|declar\w*|respon[ds]\w*|insist\w*|warn\w*|dismiss\w*|reject\w*"
    r"|accus\w*|assert\w*|reveal\w*|disclos\w*|according to|spokes\w+|promis\w*|vow\w*|pledg\w*|refus\w*|declin\w*)\b",
    re.IGNORECASE,
)
OF_ONE_MIND = Polarity()


@dataclass(frozen=True, slots=True)
class ReadClaim:
    """A claim read once for all its passages; ``attribution`` is who says it, in a claim such as "X said that …"."""

    text: str
    names: tuple[Name, ...]
    terms: Terms
    attribution: Attribution | None = None
    has_central_figure: bool = False
    dates: tuple[Date, ...] = ()


@dataclass(frozen=True, slots=True)
class Features:
    """What the rules of ``factcheck.judgement.judge`` look at.

    ``differs``: the quantity that the claim is about has another value in the passage.
    ``lacks_figure``: the passage has nothing to compare that quantity with.
    ``has_other_date``: the passage has another date in place of one of the claim's.
    ``is_other_speaker``: the claim is that somebody said something, and the passage has it from another, or from nobody.
    """

    scores: StanceScores
    quantities: tuple[QuantityComparison, ...] = ()
    differs: bool = False
    lacks_figure: bool = False
    has_other_date: bool = False
    salience: Salience = ABOUT_THE_SAME
    polarity: Polarity = OF_ONE_MIND
    attribution: Attribution | None = None
    is_other_speaker: bool = False

    @property
    def agrees(self) -> bool:
        """Say whether quantities were compared and all of them agree."""
        return bool(self.quantities) and all(pair.relation == "agrees" for pair in self.quantities)


def read_claim(text: str, passages: Sequence[str]) -> ReadClaim:
    """Read a claim; the passages tell whether its first word is a name."""
    names = tuple(find_names(text, find_capitalised(passages)))
    return ReadClaim(
        text=text,
        names=names,
        terms=read_terms(text),
        attribution=find_attribution(text, 0, len(text)),
        has_central_figure=any(is_central(text, quantity) for quantity in parse_quantities(text)),
        dates=tuple(find_dates(text)),
    )


def gather_features(claim: ReadClaim, scene: Scene, scores: StanceScores) -> Features:
    """Return the features of one passage."""
    aligned = align_quantities(claim.text, scene.passage, f"{scene.head}\n{scene.context}")
    return Features(
        scores=scores,
        quantities=tuple(pair.comparison for pair in aligned),
        differs=any(pair.is_central and pair.comparison.relation == "differs" for pair in aligned),
        lacks_figure=claim.has_central_figure and not any(pair.is_central for pair in aligned),
        has_other_date=_has_other_date(claim.dates, find_dates(scene.passage)),
        salience=find_salience(claim.names, scene),
        polarity=compare_polarity(claim.terms, read_terms(scene.passage)),
        attribution=scene.attribution,
        is_other_speaker=_is_other_speaker(claim, scene),
    )


def _has_other_date(claimed: Sequence[Date], found: Sequence[Date]) -> bool:
    """Say whether a date of the claim is not in the passage, and one that can't be the same day, month or year is."""
    return any(
        not is_named(date, found)
        and any(
            mine is not None and other is not None and mine != other
            for candidate in found
            for mine, other in zip(date[2:], candidate[2:], strict=True)
        )
        for date in claimed
    )


def _is_other_speaker(claim: ReadClaim, scene: Scene) -> bool:
    """A passage that names the speaker as speaking, without quoting them, is left to the model.

    "Moscow has not confirmed the raid" is one, "troops arrived to support Moscow" is not.
    """
    if claim.attribution is None or not claim.attribution.speaker_key:
        return False
    if scene.attribution is not None and scene.attribution.speaker_key:
        return not are_compatible(claim.attribution.speaker_key, scene.attribution.speaker_key)
    spoken = find_names(claim.attribution.speaker)
    return bool(spoken) and not any(_speaks(name, scene.passage) for name in spoken)


def _speaks(speaker: Name, passage: str) -> bool:
    """Say whether the passage has a word of speaking soon after the speaker's name, or "according to" before it."""
    for name in find_names(passage):
        if speaks_of(speaker, frozenset({name.key}), folded_words(name.text)):
            before, after = passage[: name.start], passage[name.end : name.end + WITHIN_REACH]
            if SPEAKING.search(after) or before.rstrip().casefold().endswith(("according to", "as per")):
                return True
    return False
