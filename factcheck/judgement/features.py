"""Everything that is known of a passage before its stance is decided, gathered in one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.domain import QuantityComparison, StanceScores
from factcheck.judgement.names import Name, find_capitalised, find_names
from factcheck.judgement.polarity import Polarity, Terms, compare_polarity, read_terms
from factcheck.judgement.salience import Salience, Scene, find_salience
from factcheck.quantities import compare_quantities

ABOUT_THE_SAME = Salience()
OF_ONE_MIND = Polarity()


@dataclass(frozen=True, slots=True)
class ReadClaim:
    """A claim read once for all its passages."""

    text: str
    names: tuple[Name, ...]
    terms: Terms


@dataclass(frozen=True, slots=True)
class Features:
    """What the rules of ``factcheck.judgement.judge`` look at."""

    scores: StanceScores
    quantities: tuple[QuantityComparison, ...] = ()
    salience: Salience = ABOUT_THE_SAME
    polarity: Polarity = OF_ONE_MIND

    @property
    def differs(self) -> bool:
        """Say whether a quantity of the claim has another value in the passage."""
        return any(pair.relation == "differs" for pair in self.quantities)

    @property
    def agrees(self) -> bool:
        """Say whether quantities were compared and all of them agree."""
        return bool(self.quantities) and not self.differs


def read_claim(text: str, passages: Sequence[str]) -> ReadClaim:
    """Read a claim; the passages tell whether its first word is a name."""
    return ReadClaim(text, tuple(find_names(text, find_capitalised(passages))), read_terms(text))


def gather_features(claim: ReadClaim, scene: Scene, scores: StanceScores) -> Features:
    """Return the features of one passage."""
    return Features(
        scores=scores,
        quantities=tuple(compare_quantities(claim.text, scene.passage, scene.context)),
        salience=find_salience(claim.names, scene),
        polarity=compare_polarity(claim.terms, read_terms(scene.passage)),
    )
