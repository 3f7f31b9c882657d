from __future__ import annotations

from collections.abc import Sequence

from factcheck.domain import StanceScores
from factcheck.inference import RememberingStanceModel


class CountingStanceModel:
    """Says something else of each text, and keeps what it was asked."""

    name = "counting@000000000000"

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def judge(self, claim: str, passages: Sequence[str]) -> list[StanceScores]:
        self.asked += [(claim, passage) for passage in passages]
        return [StanceScores(len(passage) / 100, len(claim) / 100, 0.0) for passage in passages]


def test_what_was_said_is_not_asked_again() -> None:
    model = CountingStanceModel()
    remembering = RememberingStanceModel(model)
    first = remembering.judge("It rained.", ["Rain fell.", "A ferry left."])

    second = remembering.judge("It rained.", ["A ferry left.", "It was dry.", "Rain fell."])

    assert model.asked == [("It rained.", passage) for passage in ("Rain fell.", "A ferry left.", "It was dry.")]
    assert [second[2], second[0]] == first
    assert second == model.judge("It rained.", ["A ferry left.", "It was dry.", "Rain fell."])
    assert remembering.name == model.name


def test_copies_of_a_passage_are_asked_for_once() -> None:
    model = CountingStanceModel()

    scores = RememberingStanceModel(model).judge("It rained.", ["Rain fell.", "Dry.", "Rain fell."])

    assert len(model.asked) == 2
    assert scores[0] == scores[2] != scores[1]


def test_the_same_letters_divided_otherwise_are_another_question() -> None:
    model = CountingStanceModel()
    remembering = RememberingStanceModel(model)

    assert remembering.judge("It rained", [" today."]) != remembering.judge("It rained ", ["today."])
    assert len(model.asked) == 2


def test_the_oldest_answers_are_forgotten_but_not_those_asked_for_again() -> None:
    model = CountingStanceModel()
    remembering = RememberingStanceModel(model, remembered=2)
    remembering.judge("c", ["old"])
    remembering.judge("c", ["older"])
    remembering.judge("c", ["old"])
    remembering.judge("c", ["new"])

    remembering.judge("c", ["old", "older"])

    assert [passage for _claim, passage in model.asked] == ["old", "older", "new", "older"]
