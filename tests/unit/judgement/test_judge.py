"""The rules by which model and numbers make a stance, each with a look-alike that must not fire."""

from __future__ import annotations

from dataclasses import replace

import pytest

from factcheck.domain import Candidate, Passage, QuantityComparison, Stance, StanceScores
from factcheck.judgement.features import Features
from factcheck.judgement.judge import Rule, Thresholds, judge_passage, silence_strays
from factcheck.judgement.polarity import Polarity
from factcheck.judgement.salience import Salience

CANDIDATE = Candidate(Passage("p", "w", "d", 1, 10, 30, "Twenty characters ab"), 1.0)
AGREES = QuantityComparison("20", "20", "", 20, 20, 1.0, "agrees")
DIFFERS = QuantityComparison("20", "59", "", 20, 59, 2.95, "differs")


@pytest.mark.parametrize(
    ("scores", "quantities", "stance"),
    [
        (StanceScores(0.9, 0.05, 0.05), (), Stance.SUPPORTING),
        (StanceScores(0.05, 0.9, 0.05), (), Stance.CONFLICTING),
        (StanceScores(0.4, 0.3, 0.3), (), Stance.NEUTRAL),
        (StanceScores(0.9, 0.05, 0.05), (DIFFERS,), Stance.CONFLICTING),
        (StanceScores(0.9, 0.05, 0.05), (AGREES, DIFFERS), Stance.CONFLICTING),
        (StanceScores(0.03, 0.02, 0.95), (DIFFERS,), Stance.NEUTRAL),
        (StanceScores(0.4, 0.2, 0.4), (AGREES,), Stance.SUPPORTING),
        (StanceScores(0.2, 0.4, 0.4), (AGREES,), Stance.NEUTRAL),
        (StanceScores(0.2, 0.7, 0.1), (AGREES,), Stance.NEUTRAL),
    ],
)
def test_each_rule(scores: StanceScores, quantities: tuple[QuantityComparison, ...], stance: Stance) -> None:
    judgement = judge_passage(CANDIDATE, Features(scores, quantities, differs=DIFFERS in quantities), Thresholds())
    assert judgement.stance is stance
    assert 0 < judgement.confidence <= 1
    assert (judgement.start, judgement.end) == (10, 30)


@pytest.mark.parametrize(
    ("salience", "supporting", "stance"),
    [
        (Salience(), 0.7, Stance.SUPPORTING),
        (Salience(rivals=("Oslo",)), 0.7, Stance.SUPPORTING),
        (Salience(missing=("Bergen",)), 0.5, Stance.NEUTRAL),
        (Salience(missing=("Bergen",)), 0.9, Stance.SUPPORTING),
        (Salience(("Bergen",), ("Bergen",), ("Oslo",)), 0.99, Stance.NEUTRAL),
    ],
)
def test_a_passage_on_something_else_is_silent(salience: Salience, supporting: float, stance: Stance) -> None:
    scores = StanceScores(supporting, 0.0, 1 - supporting)
    assert judge_passage(CANDIDATE, Features(scores, salience=salience), Thresholds()).stance is stance


@pytest.mark.parametrize(("is_actor_distant", "stance"), [(True, Stance.NEUTRAL), (False, Stance.CONFLICTING)])
def test_another_name_in_the_place_of_the_actor_is_another_story_elsewhere_another_answer(
    is_actor_distant: bool, stance: Stance
) -> None:
    salience = Salience(("Bergen",), ("Bergen",), ("Oslo",), is_actor_distant)
    features = Features(StanceScores(0.0, 0.95, 0.05), salience=salience, is_actor_distant=is_actor_distant)
    assert judge_passage(CANDIDATE, features, Thresholds()).stance is stance


@pytest.mark.parametrize(
    ("scores", "coverage", "is_opposed", "stance"),
    [
        (StanceScores(0.3, 0.3, 0.4), 0.8, True, Stance.CONFLICTING),
        (StanceScores(0.9, 0.05, 0.05), 0.8, True, Stance.NEUTRAL),
        (StanceScores(0.1, 0.1, 0.8), 0.3, True, Stance.NEUTRAL),
        (StanceScores(0.3, 0.3, 0.4), 0.8, False, Stance.NEUTRAL),
    ],
)
def test_a_negated_event_weighs_where_the_words_are_alike(
    scores: StanceScores, coverage: float, is_opposed: bool, stance: Stance
) -> None:
    features = Features(scores, polarity=Polarity(coverage), is_event_opposed=is_opposed)
    assert judge_passage(CANDIDATE, features, Thresholds()).stance is stance


@pytest.mark.parametrize(
    ("about", "stance"),
    [
        (Features(StanceScores(0.6, 0.2, 0.2)), Stance.SUPPORTING),
        (Features(StanceScores(0.6, 0.2, 0.2), lacks_event=True), Stance.NEUTRAL),
        (Features(StanceScores(0.6, 0.2, 0.2), is_event_planned=True), Stance.NEUTRAL),
        (Features(StanceScores(0.6, 0.2, 0.2), is_event_elsewhere=True), Stance.NEUTRAL),
        (Features(StanceScores(0.6, 0.2, 0.2), has_swapped_roles=True), Stance.NEUTRAL),
        (Features(StanceScores(0.6, 0.2, 0.2), rival_slot="norway"), Stance.NEUTRAL),
        (Features(StanceScores(0.1, 0.4, 0.5), rival_slot="norway"), Stance.CONFLICTING),
        (Features(StanceScores(0.1, 0.4, 0.5), rival_slot="norway", is_rival_doer=True), Stance.NEUTRAL),
    ],
)
def test_another_event_or_another_owner_silences_support(about: Features, stance: Stance) -> None:
    assert judge_passage(CANDIDATE, about, Thresholds()).stance is stance


def test_a_special_figure_that_agrees_supports_although_the_model_is_silent() -> None:
    features = Features(StanceScores(0.1, 0.1, 0.8), (AGREES,), names_figure=True, has_names=True)
    assert judge_passage(CANDIDATE, features, Thresholds()).rule == Rule.SAME_FIGURE
    torn = replace(features, scores=StanceScores(0.05, 0.4, 0.55))
    assert judge_passage(CANDIDATE, torn, Thresholds()).stance is Stance.NEUTRAL


def test_a_doubt_of_the_model_alone_is_stray_beside_sure_support_and_stands_by_itself() -> None:
    sure = judge_passage(CANDIDATE, Features(StanceScores(0.95, 0.03, 0.02)), Thresholds())
    doubt = judge_passage(CANDIDATE, Features(StanceScores(0.1, 0.65, 0.25)), Thresholds())
    figure = judge_passage(CANDIDATE, Features(StanceScores(0.2, 0.3, 0.5), (DIFFERS,), differs=True), Thresholds())
    assert doubt.stance is Stance.CONFLICTING
    judged = silence_strays([sure, doubt, figure], Thresholds())
    assert [one.rule for one in judged] == [Rule.SUPPORTED, Rule.STRAY, Rule.OTHER_FIGURE]
    assert [one.stance for one in judged] == [Stance.SUPPORTING, Stance.NEUTRAL, Stance.CONFLICTING]
    assert silence_strays([doubt, figure], Thresholds()) == [doubt, figure]


def test_without_a_figure_to_compare_the_model_has_to_be_surer() -> None:
    for supporting, stance in ((0.7, Stance.NEUTRAL), (0.9, Stance.SUPPORTING)):
        features = Features(StanceScores(supporting, 0.0, 1 - supporting), lacks_figure=True)
        assert judge_passage(CANDIDATE, features, Thresholds()).stance is stance
