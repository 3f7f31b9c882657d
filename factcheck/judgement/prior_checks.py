"""Fact checks that somebody has published already, matched to a claim by what both say, not by how near a model puts them.

A fact check is

- ``same``: both say the same of the same, with the same sign; nothing that matters is in one and not in the other
- ``opposite``: they would be the same, but one negates what the other affirms, or says the reverse of it
- ``related``: most of their words are the same, but ``differs_in`` names what is not
- otherwise not shown: another fact check on the same people or the same place says nothing on the claim

An editor reads the reviewed claim anyway; so a fact check that is not surely the same is ``related``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from factcheck.judgement.comparison import Difference, Overlap, find_differences, find_overlap, read_statement
from factcheck.judgement.names import find_capitalised
from factcheck.text.invisible import drop_invisible

MOST = 5
# Shares of shared units (Dice) from which on two claims are close: with a name in common or without any name, and where
# each names somebody or somewhere else.
CLOSE = 0.5
CLOSE_DESPITE_NAMES = 0.6
# A shorter claim that stands in a longer one is close, however long that is.
CONTAINED = 0.75
LEAST_CONTAINED = 3
# One word more, in one of two long claims, makes no other claim.
NEARLY_ALL = 0.9


class Relation(StrEnum):
    """What the reviewed claim is to the claim at hand."""

    SAME = "same"
    OPPOSITE = "opposite"
    RELATED = "related"


@dataclass(frozen=True, slots=True)
class FactCheck:
    """A document of kind ``fact_check`` that was retrieved for a claim."""

    document_id: str
    version: int
    claim_reviewed: str
    rating: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PriorCheck:
    """A fact check that has to do with the claim.

    ``score`` is the share of content words and names that both have (0 to 1). ``differs_in`` holds, in alphabetical order,
    what keeps the two apart: amounts, dates, names, negation, roles, words.
    """

    fact_check: FactCheck
    relation: Relation
    score: float
    differs_in: tuple[str, ...] = ()


def match_prior_checks(claim_text: str, candidates: Sequence[FactCheck]) -> list[PriorCheck]:
    """Return the fact checks that have to do with the claim, best first, at most five; each document once.

    The same claim comes before its opposite and that before related ones; then the score, the date (latest first) and
    the id decide.
    """
    unique = list({candidate.document_id: candidate for candidate in candidates}.values())
    claim = drop_invisible(claim_text)
    reviewed = [drop_invisible(candidate.claim_reviewed) for candidate in unique]
    capitalised = find_capitalised([claim, *reviewed])
    found = [_match(claim, *pair, capitalised) for pair in zip(unique, reviewed, strict=True)]
    return sorted((check for check in found if check is not None), key=_rank)[:MOST]


def _match(claim_text: str, candidate: FactCheck, claim_reviewed: str, capitalised: frozenset[str]) -> PriorCheck | None:
    claim = read_statement(claim_text, claim_reviewed, capitalised)
    reviewed = read_statement(claim_reviewed, claim_text, capitalised)
    overlap = find_overlap(claim, reviewed)
    if not _is_close(overlap):
        return None
    differences = find_differences(claim, reviewed, overlap, spare_words=int(overlap.score >= NEARLY_ALL))
    relation = Relation.RELATED
    if not differences:
        relation = Relation.SAME
    elif differences == {Difference.NEGATION}:
        relation = Relation.OPPOSITE
    differs_in = tuple(sorted(difference.value for difference in differences))
    return PriorCheck(candidate, relation, round(overlap.score, 4), differs_in)


def _is_close(overlap: Overlap) -> bool:
    if not overlap.pairs:
        return False
    is_contained = overlap.shared >= LEAST_CONTAINED and overlap.containment >= CONTAINED
    return is_contained or overlap.score >= (CLOSE_DESPITE_NAMES if overlap.has_other_names else CLOSE)


def _rank(check: PriorCheck) -> tuple[int, float, float, str]:
    published_at = check.fact_check.published_at or datetime(1, 1, 2, tzinfo=UTC)
    order = (Relation.SAME, Relation.OPPOSITE, Relation.RELATED).index(check.relation)
    return order, -check.score, -published_at.timestamp(), check.fact_check.document_id
