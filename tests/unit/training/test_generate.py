from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator

import pytest

from training.generate.amounts import Amount, compare, shift_value, write_amount
from training.generate.dossiers import build_files
from training.generate.edits import credit_claims, flip_claims, negate, swap_numbers, swap_subjects
from training.generate.frames import FRAMES
from training.generate.neighbours import find_neighbours
from training.generate.reports import report_claims
from training.generate.stories import Event, Telling, build_triples, judge, vary
from training.hypotheses import score_claim_only
from training.pairs import Pair

PAIRS = [
    Pair("Leila Okafor was born in 1962 in Dakar.", "Leila Okafor (born 1962 in Dakar) is a judge.", "SUPPORTS"),
    Pair("Henrik Novak was a pilot.", "Henrik Novak flew for an airline as a pilot for 12 years.", "SUPPORTS"),
    Pair("Henrik Novak was a painter.", "Henrik Novak flew for an airline as a pilot for 12 years.", "REFUTES"),
    Pair("Sofia Brandt was in Osaka.", "Sofia Brandt has a sister who likes to travel.", "NEUTRAL"),
]


def say(manner: str = "yes", who: str = "Ghana", where: str = "Chile", amount: Amount | None = None) -> Telling:
    slots = frozenset({"who", "where"} | ({"n"} if amount else set()))
    return Telling(f"{who} {manner} {where}", 0, who, where, manner, slots, amount)


@pytest.mark.parametrize(
    ("passage", "claim", "label"),
    [
        (Amount("59,000", 59000, 59000), Amount("20,000", 20000, 20000), "REFUTES"),
        (Amount("59,000", 59000, 59000), Amount("nearly 60,000", 55200, 60000), "SUPPORTS"),
        (Amount("more than 500", 500, float("inf")), Amount("600", 600, 600), "NEUTRAL"),
        (Amount("more than 500", 500, float("inf")), Amount("at least 400", 400, float("inf")), "SUPPORTS"),
        (Amount("fewer than 100", 0, 100), Amount("more than 300", 300, float("inf")), "REFUTES"),
        (Amount("800", 800, 800), Amount("1,200", 1200, 1200), "REFUTES"),
    ],
)
def test_amounts_decide_the_label(passage: Amount, claim: Amount, label: str) -> None:
    assert compare(passage, claim) == label


def test_an_amount_means_the_same_in_every_unit() -> None:
    rng = random.Random(3)
    written = [write_amount(rng, 42.0, "km", ("",)) for _ in range(30)]

    assert len({amount.text.split()[-1] for amount in written}) >= 3
    assert all(amount.low <= 42.0 * 1.07 and amount.high >= 42.0 * 0.93 for amount in written)


def test_a_changed_amount_is_clearly_another() -> None:
    rng = random.Random(5)

    assert all(abs(shift_value(rng, value) / value - 1) > 0.1 for value in (3.0, 12.0, 450.0, 1e6) for _ in range(40))


@pytest.mark.parametrize(
    ("passage", "claim", "label"),
    [
        (say(), say(), "SUPPORTS"),
        (say("no"), say(), "REFUTES"),
        (say(), say("no"), "REFUTES"),
        (say("open"), say(), "NEUTRAL"),
        (say(who="Peru"), say(), "NEUTRAL"),
        (say(where="Nepal"), say(), "NEUTRAL"),
        (say(), say(amount=Amount("5", 5, 5)), "NEUTRAL"),
        (say(amount=Amount("9", 9, 9)), say(amount=Amount("5", 5, 5)), "REFUTES"),
    ],
)
def test_tellings_decide_the_label(passage: Telling, claim: Telling, label: str) -> None:
    assert judge(passage, claim) == label


@pytest.mark.parametrize("build", [build_triples, build_files])
def test_each_claim_of_the_stories_and_files_occurs_with_each_label(build: Callable[..., Iterator[Pair]]) -> None:
    labels = defaultdict(list)
    for pair in build(random.Random(1), 60):
        labels[pair.claim].append(pair.label)

    assert len(labels) >= 55
    assert all(sorted(set(found)) == ["NEUTRAL", "REFUTES", "SUPPORTS"] for found in labels.values())


@pytest.mark.parametrize("build", [build_triples, build_files])
def test_the_claim_alone_tells_nothing(build: Callable[..., Iterator[Pair]]) -> None:
    accuracy, majority = score_claim_only(list(build(random.Random(2), 700)))

    assert accuracy <= majority + 0.05


def test_a_file_decides_by_what_it_says_of_the_thing_that_is_asked_about() -> None:
    opened = re.compile(r"The (\w+) Bridge (?:was opened in|has carried traffic since) (\d{4})\.")
    seen = set()
    for pair in build_files(random.Random(8), 2500):
        claim, told = opened.fullmatch(pair.claim), opened.fullmatch(pair.evidence)
        if claim and told:
            same_thing, same_year = claim[1] == told[1], claim[2] == told[2]
            seen.add(pair.label)
            assert pair.label == ("NEUTRAL" if not same_thing else "SUPPORTS" if same_year else "REFUTES")

    assert seen == {"SUPPORTS", "REFUTES", "NEUTRAL"}


def test_who_does_it_to_whom_changes_places_only_where_both_are_of_a_kind() -> None:
    rng = random.Random(2)
    suit = next(n for n, frame in enumerate(FRAMES) if "{who} sued {where}" in frame.yes)
    strike = next(n for n, frame in enumerate(FRAMES) if frame.who == "group")

    suits = {(e.who, e.where) for e in (vary(rng, Event(suit, "Peru", "Chile", 0.0)) for _ in range(300))}
    strikes = {(e.who, e.where) for e in (vary(rng, Event(strike, "bakers", "Riga", 3.0)) for _ in range(300))}

    assert ("Chile", "Peru") in suits
    assert ("Riga", "bakers") not in strikes


def test_changed_numbers_agree_with_themselves_and_conflict_with_each_other() -> None:
    made = list(swap_numbers(random.Random(1), PAIRS))

    assert [pair.label for pair in made] == ["SUPPORTS", "SUPPORTS", "REFUTES", "REFUTES"]
    changed = made[1]
    assert "1962" not in changed.claim + changed.evidence
    assert made[2].claim == changed.claim
    assert "1962" in made[2].evidence


def test_what_is_said_of_one_name_is_neutral_for_another() -> None:
    made = list(swap_subjects(random.Random(4), PAIRS))

    assert made
    for pair in made:
        name = " ".join(pair.claim.split()[:2])
        assert pair.label == ("SUPPORTS" if name in pair.evidence else "NEUTRAL")


@pytest.mark.parametrize(
    ("claim", "negated"),
    [
        ("The road was closed.", "The road was not closed."),
        ("They have been warned.", "They have not been warned."),
        ("It was not closed.", None),
        ("It rained.", None),
        ("All roads were closed.", None),
    ],
)
def test_only_plain_sentences_are_negated(claim: str, negated: str | None) -> None:
    assert negate(claim) == negated


def test_a_negated_claim_turns_the_label_round() -> None:
    made = {pair.claim: pair.label for pair in flip_claims(random.Random(1), PAIRS, 5)}

    assert made["Henrik Novak was not a pilot."] == "REFUTES"
    assert made["Henrik Novak was not a painter."] == "SUPPORTS"
    assert made["Sofia Brandt was not in Osaka."] == "NEUTRAL"


def test_reported_and_credited_claims_come_with_each_label() -> None:
    rng = random.Random(6)
    for made in (list(report_claims(rng, PAIRS, 3)), list(credit_claims(rng, PAIRS, 2))):
        labels = defaultdict(set)
        for pair in made:
            labels[pair.claim].add(pair.label)

        assert made
        assert all(found == {"SUPPORTS", "REFUTES", "NEUTRAL"} for found in labels.values())


def test_neighbours_are_alike_but_never_a_claims_own() -> None:
    other = Pair("Paul Farah was a pilot.", "Paul Farah, a pilot, lives in Riga with two dogs.", "SUPPORTS")

    made = list(find_neighbours(random.Random(1), [*PAIRS, other], 10, best=1))

    assert Pair(PAIRS[1].claim, other.evidence, "NEUTRAL") in made
    assert all(pair.evidence != PAIRS[1].evidence for pair in made if pair.claim.startswith("Henrik"))
