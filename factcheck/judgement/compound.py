"""The verdict of a claim from the verdicts of its parts: supported only if every part is.

With one part, the claim has that part's verdict. With several, the first of these that holds:

1. a part is refuted                 → refuted
2. a part is disputed                → disputed
3. a part is outdated                → outdated
4. a part has not enough evidence    → not_enough_evidence
5. all parts are supported           → supported

The confidence is the lowest among the parts that decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from factcheck.domain import Evidence, Verdict, VerdictLabel
from factcheck.judgement.origins import Origin
from factcheck.judgement.reasons import describe_saying
from factcheck.judgement.verdict import decide
from factcheck.report import PartVerdict

GRAVEST_FIRST = (
    VerdictLabel.REFUTED,
    VerdictLabel.DISPUTED,
    VerdictLabel.OUTDATED,
    VerdictLabel.NOT_ENOUGH_EVIDENCE,
    VerdictLabel.SUPPORTED,
)


def decide_claim(
    parts: Sequence[PartVerdict], evidence: Sequence[Evidence], origins: Sequence[Origin]
) -> tuple[Verdict, tuple[PartVerdict, ...]]:
    """Return the claim's verdict, and its parts with theirs.

    ``parts`` come with their words and the places of their evidence; what they say of a verdict is not looked at.
    """
    verdicts = [_decide_part(part, evidence, origins) for part in parts]
    decided = tuple(
        replace(part, verdict=verdict.label, confidence=verdict.confidence)
        for part, verdict in zip(parts, verdicts, strict=True)
    )
    if len(verdicts) == 1:
        return verdicts[0], decided
    label = min((verdict.label for verdict in verdicts), key=GRAVEST_FIRST.index)
    deciding = [verdict for verdict in verdicts if verdict.label is label]
    reasons = [
        replace(reason, text=f"“{part.text}”: {reason.text}", part=part.text)
        for part, verdict in zip(parts, verdicts, strict=True)
        for reason in verdict.because
    ]
    return Verdict(label, min(verdict.confidence for verdict in deciding), tuple(reasons)), decided


def _decide_part(part: PartVerdict, evidence: Sequence[Evidence], origins: Sequence[Origin]) -> Verdict:
    """Decide on the part's evidence alone, with the origins told in its places."""
    places = {place: index for index, place in enumerate(part.evidence)}
    own = [
        replace(origin, evidence=tuple(places[place] for place in origin.evidence if place in places)) for origin in origins
    ]
    verdict = decide(_pieces_of(part, evidence), [origin for origin in own if origin.evidence])
    if verdict.label is VerdictLabel.NOT_ENOUGH_EVIDENCE:
        return verdict
    return replace(verdict, because=(*verdict.because, *describe_saying(part.text)))


def _pieces_of(part: PartVerdict, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the part's evidence with the confidence and the figures that are its own: those of another part say nothing."""
    own = {judgement.place: judgement for judgement in part.own}
    return [
        replace(evidence[place], confidence=own[place].confidence, quantities=own[place].quantities)
        if place in own
        else evidence[place]
        for place in part.evidence
    ]
