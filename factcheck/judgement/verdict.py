"""From evidence to a verdict: a table of rules, applied from the top; nothing is averaged.

1. no evidence on either side                                   → not_enough_evidence
2. both sides, and every conflicting piece gives another value for
   a quantity and is later than every supporting piece          → outdated
3. both sides, and every conflicting piece gives another value for
   a quantity and is earlier than every supporting piece        → supported
4. both sides                                                   → disputed
5. conflicting evidence only                                    → refuted
6. supporting evidence only                                     → supported

Evidence published after the date that the claim is checked for is shown, but decides nothing.
A single conflicting piece is enough to leave "supported", unless it is an earlier figure: a minority that contradicts is
never voted down.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from factcheck.domain import Evidence, Stance, Time, Verdict, VerdictLabel
from factcheck.judgement.origins import Origin
from factcheck.judgement.reasons import Side, count, describe_figures, describe_side
from factcheck.reason import Reason, ReasonCode


def decide(evidence: Sequence[Evidence], origins: Sequence[Origin] = ()) -> Verdict:
    """Return the verdict that the evidence allows, with its reasons.

    ``origins`` refer to the evidence by its place. The confidence is that of the weaker side where two sides stand against
    each other, else that of the strongest piece; 0 where there is no evidence.
    """
    deciding = [(index, piece) for index, piece in enumerate(evidence) if piece.time is not Time.AFTER]
    supporting = Side(ReasonCode.SUPPORTED_BY, tuple(item for item in deciding if item[1].stance is Stance.SUPPORTING))
    conflicting = Side(ReasonCode.CONTRADICTED_BY, tuple(item for item in deciding if item[1].stance is Stance.CONFLICTING))
    label, confidence = _apply_rules(supporting, conflicting)
    reasons = [reason for side in (supporting, conflicting) for reason in describe_side(side, origins)]
    if label is VerdictLabel.NOT_ENOUGH_EVIDENCE:
        reasons = [Reason("No passage in the archive supports the claim or conflicts with it.", ReasonCode.NOTHING_FOUND)]
    if label is VerdictLabel.OUTDATED:
        reasons += describe_figures(conflicting, "The conflicting figures are later", ReasonCode.LATER_FIGURES)
    elif label is VerdictLabel.SUPPORTED and conflicting.pieces:
        reasons += describe_figures(conflicting, "Earlier figures were different", ReasonCode.EARLIER_FIGURES)
    else:
        reasons += describe_figures(conflicting, "The figures differ", ReasonCode.OTHER_FIGURES)
    if late := len(evidence) - len(deciding):
        text = f"{count(late, 'passage')} published after the date of the claim did not decide."
        reasons.append(Reason(text, ReasonCode.LATE_PASSAGES, {"passages": late}))
    return Verdict(label, confidence, tuple(reasons))


def _apply_rules(supporting: Side, conflicting: Side) -> tuple[VerdictLabel, float]:
    if not supporting.pieces and not conflicting.pieces:
        return VerdictLabel.NOT_ENOUGH_EVIDENCE, 0.0
    if supporting.pieces and conflicting.pieces:
        weaker = min(_strongest(supporting), _strongest(conflicting))
        if not _are_other_figures(conflicting.pieces):
            return VerdictLabel.DISPUTED, weaker
        if _is_earlier(conflicting.pieces, supporting.pieces):
            return VerdictLabel.SUPPORTED, _strongest(supporting)
        is_overtaken = _is_earlier(supporting.pieces, conflicting.pieces)
        return (VerdictLabel.OUTDATED if is_overtaken else VerdictLabel.DISPUTED), weaker
    if conflicting.pieces:
        return VerdictLabel.REFUTED, _strongest(conflicting)
    return VerdictLabel.SUPPORTED, _strongest(supporting)


def _strongest(side: Side) -> float:
    return max(piece.confidence for piece in side.pieces)


def _are_other_figures(pieces: Sequence[Evidence]) -> bool:
    return all(any(pair.relation == "differs" for pair in piece.quantities) for piece in pieces)


def _is_earlier(first: Sequence[Evidence], second: Sequence[Evidence]) -> bool:
    before, after = _dates(first), _dates(second)
    return before is not None and after is not None and max(before) < min(after)


def _dates(side: Sequence[Evidence]) -> list[datetime] | None:
    dates = [piece.document.published_at for piece in side]
    return [date for date in dates if date is not None] if None not in dates else None
