"""The rules in words, one sentence each: of passages, of verdicts, of claims with several parts.

``factcheck explain`` prints them, and docs/judgement.md has them word for word.
"""

from __future__ import annotations

from factcheck.domain import VerdictLabel
from factcheck.judgement.judge import Rule

_PASSAGES = {
    Rule.OTHER_SPEAKER: "The claim is that somebody said something; the passage has it from somebody else, or from nobody.",
    Rule.OTHER_ANSWER: "Another name stands in place of one of the claim's, who acts is the same, and the model leans to a "
    "contradiction, or is very sure of it where the names stand in no common place.",
    Rule.OTHER_STORY: "The passage speaks of somebody or somewhere else, or its figure is about something else.",
    Rule.OTHER_FIGURE: "The quantity that the claim is about has another value in the passage, and neither side negates "
    "what the other affirms.",
    Rule.NEGATED: "Most words are the same, one side negates what the other says happened, and the model neither sees "
    "support nor holds it for neutral.",
    Rule.SAME_FIGURE: "The figure that the claim is about agrees and is too special for a coincidence, no name is missing, "
    "and the model does not lean to a contradiction, nor hold it for neutral where the words are others.",
    Rule.OTHER_EVENT: "The passage has no word for what the claim says happened, has it as a plan, of another place or on "
    "another date, or lacks a name or the figure, and the weighed probability is not high enough to do without; or what it "
    "says of that is taken back, conditional or the opposite, and cannot count for this side.",
    Rule.CONTRADICTED: "The weighed probability of a contradiction is high enough.",
    Rule.SUPPORTED: "The weighed probability of support is high enough.",
    Rule.STRAY: "The model alone sees a contradiction, not surely, and another passage surely supports the claim.",
    Rule.UNSURE: "No other rule applies: silence is better than a wrong sign.",
}
_VERDICTS = {
    VerdictLabel.NOT_ENOUGH_EVIDENCE: "There is no evidence on either side.",
    VerdictLabel.OUTDATED: "There is evidence on both sides; each conflicting piece gives another value for a quantity "
    "and is later than every supporting piece.",
    VerdictLabel.DISPUTED: "There is evidence on both sides, and neither side is just figures that later ones replaced.",
    VerdictLabel.REFUTED: "There is conflicting evidence only.",
    VerdictLabel.SUPPORTED: "There is supporting evidence only, or each conflicting piece gives another value for a "
    "quantity and is earlier than every supporting piece.",
}
_COMPOUNDS = {
    VerdictLabel.REFUTED: "A part of the claim is refuted.",
    VerdictLabel.DISPUTED: "A part of the claim is disputed, and none is refuted.",
    VerdictLabel.OUTDATED: "A part of the claim is outdated, and none is refuted or disputed.",
    VerdictLabel.NOT_ENOUGH_EVIDENCE: "A part of the claim has not enough evidence, and no part is contradicted.",
    VerdictLabel.SUPPORTED: "Every part of the claim is supported.",
}


def describe_rule(name: str) -> str:
    """Return the sentence of a passage's rule; the name itself for a rule of another version."""
    return _PASSAGES[Rule(name)] if name in _PASSAGES else name


def describe_verdict(label: str, *, is_compound: bool = False) -> str:
    """Return the sentence of the rule that leads to a verdict, of the whole claim where it has several parts.

    The label itself for one of another version.
    """
    sentences = _COMPOUNDS if is_compound else _VERDICTS
    return sentences[VerdictLabel(label)] if label in sentences else label
