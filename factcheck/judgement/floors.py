"""Leaving out evidence that a workspace's editors have found too unsure."""

from __future__ import annotations

from dataclasses import replace

from factcheck.domain import EvidenceFloor, Judgement, Stance


def apply_floor(judgement: Judgement, floor: EvidenceFloor) -> Judgement:
    """Return the judgement, as neutral if it is less sure than the floor asks for on its side."""
    least = {Stance.SUPPORTING: floor.supporting, Stance.CONFLICTING: floor.conflicting}.get(judgement.stance, 0.0)
    return replace(judgement, stance=Stance.NEUTRAL) if judgement.confidence < least else judgement


def describe_floor(floor: EvidenceFloor) -> dict[str, str]:
    """Return what a report's versions say of the floor: nothing where there is none."""
    if floor == EvidenceFloor():
        return {}
    return {"evidence_floor": f"supporting {floor.supporting:.2f}, conflicting {floor.conflicting:.2f}"}
