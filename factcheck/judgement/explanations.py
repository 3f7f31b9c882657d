"""The rules in words, one sentence each: of passages, of verdicts, of claims with several parts.

``factcheck explain`` prints them, and docs/judgement.md has them word for word.
"""

from __future__ import annotations

from factcheck.domain import VerdictLabel
from factcheck.judgement.judge import Rule

_PASSAGES = {
    Rule.OTHER_SPEAKER: "The claim is that somebody said something; the passage has it from somebody else, or from nobody.",
    Rule.OTHER_ANSWER: "A name of the claim is not near, the passage has another in its place, the claim's actor is the "
    "same, and the model is very sure of a contradiction.",
    Rule.OTHER_STORY: "The passage speaks of somebody or somewhere else, or the model is sure that its figure is about "
    "something else.",
    Rule.OTHER_FIGURE: "The quantity that the claim is about has another value in the passage.",
    Rule.NEGATED_BUT_ALIKE: "Most words are the same and one side negates them, yet the model sees support: one of the "
    "two is wrong.",
    Rule.NEGATED: "Most words are the same, and one side negates what the other affirms.",
    Rule.CONTRADICTED: "The model is sure enough of a contradiction, and no quantity agrees.",
    Rule.SUPPORTED: "The model is sure enough of support, and no central quantity differs.",
    Rule.SAME_FIGURE: "All compared quantities agree, and the model leans to support.",
    Rule.UNSURE: "No other rule applies: silence is better than a wrong sign.",
}
_VERDICTS = {
    VerdictLabel.NOT_ENOUGH_EVIDENCE: "There is no evidence on either side.",
    VerdictLabel.OUTDATED: "There is evidence on both sides; each conflicting piece gives another value for a quantity "
    "and is later than every supporting piece.",
    VerdictLabel.DISPUTED: "There is evidence on both sides, and the conflicting side is not just later figures.",
    VerdictLabel.REFUTED: "There is conflicting evidence only.",
    VerdictLabel.SUPPORTED: "There is supporting evidence only.",
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
