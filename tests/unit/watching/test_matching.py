"""Which watched claims a new passage concerns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from factcheck.domain import Candidate, Passage
from factcheck.store.watches import WatchedProbe
from factcheck.watching.matching import ClaimMatcher, NewPassage
from factcheck.watching.probes import PartSearch, build_probe

CLAIM = "The ferry over the Marn carried 240 passengers."


def vector_at(cosine: float) -> NDArray[np.float32]:
    """Return a vector of length 1 at this cosine from the claim's, which is the first axis."""
    return np.array([cosine, np.sqrt(1 - cosine**2), 0, 0], np.float32)


def candidate(number: int, text: str, similarity: float | None) -> Candidate:
    passage = Passage(f"p{number}", "ws", f"doc_{number}", 1, 0, len(text), text)
    return Candidate(passage, 1.0 / number, similarity=similarity)


def watch(*judged: Candidate, depth: int = 2, claim_id: str = "clm_1") -> WatchedProbe:
    probe = build_probe(PartSearch(CLAIM, vector_at(1.0), judged, depth), "model")
    return WatchedProbe(claim_id, probe.vector, probe.terms, probe.similarities, probe.shares)


FULL = (candidate(1, "The ferry carried 240 passengers.", 0.9), candidate(2, "The ferry over the Marn sank.", 0.7))


def test_a_passage_that_comes_before_the_weakest_candidate_concerns_the_claim() -> None:
    matcher = ClaimMatcher([watch(*FULL)])
    assert matcher.match([NewPassage("The Marn ferry carried 310 passengers.", vector_at(0.8))]) == ["clm_1"]
    assert matcher.match([NewPassage("Ferries are ships.", vector_at(0.5))]) == []


def test_the_words_alone_may_be_enough_and_so_may_the_vector() -> None:
    matcher = ClaimMatcher([watch(candidate(1, "Nothing of it.", 0.3))])
    assert matcher.match([NewPassage(CLAIM, vector_at(0.1))]) == ["clm_1"]
    assert matcher.match([NewPassage("In other words altogether.", vector_at(0.8))]) == ["clm_1"]


def test_a_claim_with_free_places_takes_what_is_near_and_nothing_else() -> None:
    matcher = ClaimMatcher([watch(FULL[0], depth=16)])
    assert matcher.match([NewPassage("The ferry sank.", vector_at(0.5))]) == ["clm_1"]
    assert matcher.match([NewPassage("Whisk three eggs.", vector_at(0.2))]) == []


def test_a_part_that_is_judged_on_fewer_candidates_has_no_free_places() -> None:
    assert ClaimMatcher([watch(*FULL, depth=2)]).match([NewPassage("Ferries are ships.", vector_at(0.5))]) == []
    assert ClaimMatcher([watch(*FULL, depth=3)]).match([NewPassage("Ferries are ships.", vector_at(0.5))]) == ["clm_1"]


def test_each_claim_is_named_once_and_only_those_that_are_concerned() -> None:
    away = WatchedProbe("clm_3", np.array([0, 0, 1, 0], np.float32).tobytes(), b"", watch().similarities, watch().shares)
    matcher = ClaimMatcher([watch(claim_id="clm_2"), watch(claim_id="clm_2"), watch(claim_id="clm_1"), away])
    passages = [NewPassage(CLAIM, vector_at(0.9)), NewPassage(CLAIM, vector_at(0.8))]
    assert matcher.match(passages) == ["clm_1", "clm_2"]


def test_without_claims_or_passages_nothing_is_found() -> None:
    assert ClaimMatcher([]).match([NewPassage(CLAIM, vector_at(0.9))]) == []
    assert ClaimMatcher([watch()]).match([]) == []


def test_a_candidate_that_the_vectors_did_not_find_counts_as_the_farthest() -> None:
    unfound = candidate(2, "The ferry over the Marn sank.", None)
    assert watch(FULL[0], unfound).similarities == watch(FULL[0], candidate(2, "x", 0.9)).similarities
