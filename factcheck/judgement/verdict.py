"""From evidence to a verdict: a table of rules, applied from the top; nothing is averaged.

1. no evidence on either side                                   → not_enough_evidence
2. both sides, and every conflicting piece gives another value for
   a quantity and is later than every supporting piece          → outdated
3. both sides                                                   → disputed
4. conflicting evidence only                                    → refuted
5. supporting evidence only                                     → supported

Evidence published after the date that the claim is checked for is shown, but decides nothing.
A single conflicting piece is enough to leave "supported": a minority that contradicts is never voted down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from factcheck.domain import Evidence, Stance, Time, Verdict, VerdictLabel


def decide(evidence: Sequence[Evidence]) -> Verdict:
    """Return the verdict that the evidence allows, with its reasons in plain sentences.

    The confidence is that of the weaker side where two sides stand against each other, else that of the strongest piece;
    0 where there is no evidence.
    """
    verdict = _decide([piece for piece in evidence if piece.time is not Time.AFTER])
    if late := [piece for piece in evidence if piece.time is Time.AFTER]:
        reason = f"{_count(len(late), 'passage')} published after the date of the claim did not decide."
        return replace(verdict, reasons=(*verdict.reasons, reason))
    return verdict


def _decide(evidence: Sequence[Evidence]) -> Verdict:
    supporting = [piece for piece in evidence if piece.stance is Stance.SUPPORTING]
    conflicting = [piece for piece in evidence if piece.stance is Stance.CONFLICTING]
    if not supporting and not conflicting:
        reason = "No passage in the archive supports the claim or conflicts with it."
        return Verdict(VerdictLabel.NOT_ENOUGH_EVIDENCE, 0.0, (reason,))
    reasons = tuple(_describe(side, verb) for side, verb in ((supporting, "support"), (conflicting, "conflict")) if side)
    if supporting and conflicting:
        confidence = min(_strongest(supporting), _strongest(conflicting))
        if _is_overtaken(supporting, conflicting):
            later = f"The conflicting figures are later: {_describe_figures(conflicting)}."
            return Verdict(VerdictLabel.OUTDATED, confidence, (*reasons, later))
        return Verdict(VerdictLabel.DISPUTED, confidence, reasons)
    if conflicting:
        return Verdict(VerdictLabel.REFUTED, _strongest(conflicting), reasons)
    return Verdict(VerdictLabel.SUPPORTED, _strongest(supporting), reasons)


def _strongest(side: Sequence[Evidence]) -> float:
    return max(piece.confidence for piece in side)


def _is_overtaken(supporting: Sequence[Evidence], conflicting: Sequence[Evidence]) -> bool:
    if not all(any(pair.relation == "differs" for pair in piece.quantities) for piece in conflicting):
        return False
    before, after = _dates(supporting), _dates(conflicting)
    return before is not None and after is not None and max(before) < min(after)


def _dates(side: Sequence[Evidence]) -> list[datetime] | None:
    dates = [piece.document.published_at for piece in side]
    return [date for date in dates if date is not None] if None not in dates else None


def _describe(side: Sequence[Evidence], verb: str) -> str:
    passages = _count(len(side), "passage")
    documents = _count(len({piece.document.document_id for piece in side}), "document")
    publishers = sorted({piece.document.publisher for piece in side if piece.document.publisher})
    by_whom = f" ({', '.join(publishers)})" if publishers else ""
    ending = "s" if len(side) == 1 else ""
    preposition = " with" if verb == "conflict" else ""
    return f"{passages} in {documents}{by_whom} {verb}{ending}{preposition} the claim."


def _describe_figures(side: Sequence[Evidence]) -> str:
    figures = []
    for piece in sorted(side, key=lambda piece: str(piece.document.published_at)):
        pair = next(pair for pair in piece.quantities if pair.relation == "differs")
        figures.append(f"{pair.passage} on {piece.document.published_at:%Y-%m-%d} instead of {pair.claim}")
    return "; ".join(dict.fromkeys(figures))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
