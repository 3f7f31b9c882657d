"""Fitting how sure evidence has to be on what editors said of it."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from factcheck.domain import EvidenceFloor, Stance
from factcheck.judgement.recalibration import JudgedPiece, fit_floor, measure_worth, recalibrate

NONE = EvidenceFloor()


def pieces_of(stance: Stance, number: int, doubtful: float) -> list[JudgedPiece]:
    """Return pieces of as many claims, right from 0.75 on, below it of doubtful worth."""
    chance = random.Random(7)
    pieces = []
    for index in range(number):
        confidence = 0.6 + 0.4 * index / number
        is_right = confidence >= 0.75 or chance.random() > doubtful
        pieces.append(JudgedPiece(f"clm_{stance}_{index}", stance, confidence, "right" if is_right else "wrong_sign"))
    return pieces


def test_too_little_feedback_changes_nothing() -> None:
    result = recalibrate(pieces_of(Stance.SUPPORTING, 29, 1.0), NONE)
    assert (result.has_enough, result.is_better, result.after) == (False, False, NONE)


def test_wrong_signs_below_a_confidence_raise_the_floor_of_their_side_alone() -> None:
    pieces = [*pieces_of(Stance.SUPPORTING, 60, 0.8), *pieces_of(Stance.CONFLICTING, 60, 0.0)]
    result = recalibrate(pieces, NONE)
    assert result.is_better
    assert 0.7 <= result.after.supporting <= 0.76
    assert result.after.conflicting == 0.0
    assert result.worth_after > result.worth_before


def test_feedback_that_is_right_throughout_leaves_all_as_it_is() -> None:
    result = recalibrate(pieces_of(Stance.SUPPORTING, 60, 0.0), NONE)
    assert (result.is_better, result.after) == (False, NONE)


def test_errors_without_a_pattern_are_not_fitted() -> None:
    chance = random.Random(11)
    confidences = [chance.uniform(0.6, 1) for _ in range(80)]
    fitted = 0
    for _ in range(50):
        judgements = chance.choices(["right", "irrelevant"], [2, 1], k=80)
        pieces = [
            JudgedPiece(f"clm_{index}", Stance.SUPPORTING, confidence, judgement)
            for index, (confidence, judgement) in enumerate(zip(confidences, judgements, strict=True))
        ]
        fitted += recalibrate(pieces, NONE).is_better
    assert fitted <= 2


def test_a_side_with_little_feedback_keeps_its_number() -> None:
    current = EvidenceFloor(0.0, 0.66)
    pieces = [*pieces_of(Stance.SUPPORTING, 60, 0.8), *pieces_of(Stance.CONFLICTING, 9, 1.0)]
    assert recalibrate(pieces, current).after.conflicting == 0.66


PIECES = st.lists(
    st.builds(
        JudgedPiece,
        st.sampled_from([f"clm_{number}" for number in range(20)]),
        st.sampled_from([Stance.SUPPORTING, Stance.CONFLICTING]),
        st.floats(0, 1),
        st.sampled_from(["right", "irrelevant", "wrong_sign"]),
    ),
    min_size=30,
    max_size=80,
)


@given(PIECES, st.floats(0, 1), st.randoms())
def test_the_fit_is_never_worse_on_its_own_pieces_and_knows_no_order(
    pieces: list[JudgedPiece], current: float, chance: random.Random
) -> None:
    floor = EvidenceFloor(current, current)
    assert measure_worth(pieces, fit_floor(pieces, floor)) >= measure_worth(pieces, floor)
    shuffled = chance.sample(pieces, len(pieces))
    assert recalibrate(shuffled, floor) == recalibrate(pieces, floor)
