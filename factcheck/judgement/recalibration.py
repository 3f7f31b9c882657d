"""Fitting how sure evidence has to be on what editors said of it.

For each side there is one number: evidence that is less sure is left out. What a number is worth is the sum over the
judged pieces that it keeps: 1 for a right one, -1 for an irrelevant one, -2 for one with the wrong sign, so that a wrong
sign outweighs two right ones. The lowest of the best numbers is taken.

Whether that helps is judged by cross-validation: five folds, all pieces of a claim in the same one, each judged by a
number that was fitted on the other four. Unless the held-out pieces are then worth more in total than under the numbers
in force, by more than twice what chance alone would bring about, nothing changes.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from factcheck.domain import EvidenceFloor, Stance

LEAST_PIECES = 30
# A side with fewer pieces keeps its number.
LEAST_OF_A_SIDE = 10
FOLDS = 5
WORTH = {"right": 1, "irrelevant": -1, "wrong_sign": -2}
STEPS = 100
# A gain counts that is so many standard deviations away from none.
DEVIATIONS = 2


@dataclass(frozen=True, slots=True)
class JudgedPiece:
    """A piece of evidence as a report showed it, and what an editor said of it: a key of ``WORTH``."""

    claim_id: str
    stance: Stance
    confidence: float
    judgement: str


@dataclass(frozen=True, slots=True)
class Recalibration:
    """What the fit proposes; ``is_better`` says whether to follow it.

    ``worth_before`` and ``worth_after`` are the cross-validated worth of the numbers in force and of fitted ones;
    ``noise`` is the standard deviation of their difference if it were chance.
    """

    pieces: int
    before: EvidenceFloor
    after: EvidenceFloor
    worth_before: int = 0
    worth_after: int = 0
    noise: float = 0.0

    @property
    def has_enough(self) -> bool:
        """Say whether there is enough feedback to fit anything."""
        return self.pieces >= LEAST_PIECES

    @property
    def is_better(self) -> bool:
        """Say whether fitted numbers are worth more than those in force, on pieces that they were not fitted on."""
        gain = self.worth_after - self.worth_before
        return self.has_enough and self.after != self.before and gain > DEVIATIONS * self.noise


def recalibrate(pieces: Sequence[JudgedPiece], current: EvidenceFloor) -> Recalibration:
    """Return what the judged pieces say of the floor in force; the same pieces in any order give the same answer."""
    if len(pieces) < LEAST_PIECES:
        return Recalibration(len(pieces), current, current)
    worth_before = measure_worth(pieces, current)
    gains = [gain for fold in range(FOLDS) for gain in _judge_fold(pieces, current, fold)]
    noise = math.sqrt(sum(gain * gain for gain in gains))
    return Recalibration(len(pieces), current, fit_floor(pieces, current), worth_before, worth_before + sum(gains), noise)


def fit_floor(pieces: Sequence[JudgedPiece], current: EvidenceFloor) -> EvidenceFloor:
    """Return the numbers that are worth most on these pieces; a side with too few of them keeps its own."""
    supporting, conflicting = _of_side(pieces, Stance.SUPPORTING), _of_side(pieces, Stance.CONFLICTING)
    fitted = current
    if len(supporting) >= LEAST_OF_A_SIDE:
        fitted = replace(fitted, supporting=_fit_side(supporting))
    if len(conflicting) >= LEAST_OF_A_SIDE:
        fitted = replace(fitted, conflicting=_fit_side(conflicting))
    return fitted


def measure_worth(pieces: Sequence[JudgedPiece], floor: EvidenceFloor) -> int:
    """Return the worth of the pieces that a floor keeps."""
    supporting, conflicting = _of_side(pieces, Stance.SUPPORTING), _of_side(pieces, Stance.CONFLICTING)
    return _measure_side(supporting, floor.supporting) + _measure_side(conflicting, floor.conflicting)


def _judge_fold(pieces: Sequence[JudgedPiece], current: EvidenceFloor, fold: int) -> list[int]:
    """Return for each piece of a fold by how much numbers fitted on the others do better."""
    fitted = fit_floor([piece for piece in pieces if _fold_of(piece) != fold], current)
    held_out = [[piece] for piece in pieces if _fold_of(piece) == fold]
    return [measure_worth(piece, fitted) - measure_worth(piece, current) for piece in held_out]


def _fit_side(pieces: Sequence[JudgedPiece]) -> float:
    steps = {0.0, *(int(piece.confidence * STEPS) / STEPS for piece in pieces)}
    # Just above the surest piece of a step: leaves that step out.
    choices = sorted(steps | {(round(step * STEPS) + 1) / STEPS for step in steps})
    return max(choices, key=lambda least: (_measure_side(pieces, least), -least))


def _measure_side(pieces: Sequence[JudgedPiece], least: float) -> int:
    return sum(WORTH[piece.judgement] for piece in pieces if piece.confidence >= least)


def _of_side(pieces: Sequence[JudgedPiece], stance: Stance) -> list[JudgedPiece]:
    return [piece for piece in pieces if piece.stance is stance]


def _fold_of(piece: JudgedPiece) -> int:
    return hashlib.sha256(piece.claim_id.encode()).digest()[0] % FOLDS
