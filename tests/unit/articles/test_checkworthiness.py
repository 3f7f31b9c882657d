"""Which sentences are claims, and that the shipped coefficients are what the fit makes."""

from __future__ import annotations

import json

import pytest

from factcheck.articles.checkworthiness import WEIGHTS, judge_sentence
from training.checkworthy.__main__ import fit_weights, read_drafts

SENTENCES = read_drafts()


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("The council closed two of its five kindergartens in 2022.", "figure"),
        ("Inflation fell to 2.4 percent in May, the statistics office said.", "reported_statement"),
        ("The minister opened the new bridge over the Velm on Friday.", "date"),
    ],
)
def test_a_statement_of_fact_is_a_claim_for_a_reason(sentence: str, reason: str) -> None:
    judged = judge_sentence(sentence)
    assert judged.is_claim
    assert reason in judged.reasons


@pytest.mark.parametrize(
    "sentence",
    [
        "How long can this go on?",
        "It is a scandal, and everybody should be ashamed.",
        "Please keep your windows closed.",
        "The bridge will probably open next year.",
        "I think we must do better.",
        "The sun was low, and the air smelled of hay.",
        "Perhaps.",
        "",
    ],
)
def test_what_states_nothing_is_no_claim(sentence: str) -> None:
    assert not judge_sentence(sentence).is_claim


def test_figures_make_a_sentence_worth_more() -> None:
    vague = judge_sentence("The town lost inhabitants.").score
    exact = judge_sentence("The town lost 1,200 inhabitants between 2010 and 2020.").score
    assert 0 <= vague < exact <= 1


def test_the_coefficients_are_what_the_fit_makes() -> None:
    fitted = fit_weights([sentence for sentence in SENTENCES if sentence.half == "work"])
    shipped = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    assert fitted["constant"] == pytest.approx(shipped["constant"], abs=0.002)
    assert fitted["coefficients"] == pytest.approx(shipped["coefficients"], abs=0.002)


def test_what_the_documentation_says_of_the_held_half_is_true() -> None:
    held = [(item.is_claim, judge_sentence(item.text).is_claim) for item in SENTENCES if item.half == "held"]
    assert len(SENTENCES) >= 300
    right = held.count((True, True))
    assert right / sum(judged for _, judged in held) >= 0.96
    assert right / sum(claim for claim, _ in held) >= 0.89
