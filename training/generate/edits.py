"""New pairs from existing ones by a change whose effect on the label is known.

Each edit makes its pairs in groups in which every claim, changed or not, occurs with each label of the group: whoever
reads only the claim learns nothing from them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from training.generate import lexicon
from training.generate.amounts import shift_value, write_number
from training.pairs import Pair

FLIPPED = {"SUPPORTS": "REFUTES", "REFUTES": "SUPPORTS"}
NUMBER = re.compile(r"(?<![\w.,$-])\d[\d,]*(?:\.\d+)?(?![\w.,-]*\d)")
NAME = re.compile(r"^(?:The )?((?:[A-Z][\w'’-]+ ){0,3}[A-Z][\w'’-]+)(?= (?:is|was|has|had|were|are|won|did|will|can)\b)")
VERB = re.compile(r"\b(is|was|are|were|has been|have been|can|will|could|would|should|does|did)(?! not|n't)\b")


def swap_numbers(rng: random.Random, pairs: Sequence[Pair]) -> Iterator[Pair]:
    """Where claim and supporting passage share a number, yield both with both numbers: two agree, two conflict."""
    for pair in pairs:
        if pair.label != "SUPPORTS":
            continue
        shared = set(NUMBER.findall(pair.claim)) & set(NUMBER.findall(pair.evidence))
        if not shared:
            continue
        old = rng.choice(sorted(shared))
        new = change_number(rng, old)
        if new in pair.claim or new in pair.evidence:
            continue
        claim, evidence = replace_word(pair.claim, old, new), replace_word(pair.evidence, old, new)
        yield pair
        yield Pair(claim, evidence, "SUPPORTS")
        yield Pair(claim, pair.evidence, "REFUTES")
        yield Pair(pair.claim, evidence, "REFUTES")


def change_number(rng: random.Random, text: str) -> str:
    """Return another number of the same look; a year stays a year."""
    value = float(text.replace(",", ""))
    if re.fullmatch(r"1[5-9]\d\d|20[0-4]\d", text):
        return str(int(value) + rng.choice((-30, -12, -7, -4, -3, -2, -1, 1, 2, 3, 5, 9, 14)))
    if value == 0:
        return "7"
    changed = shift_value(rng, value)
    return write_number(rng, changed) if changed > 12 or changed != int(changed) else str(int(changed))


def swap_subjects(rng: random.Random, pairs: Sequence[Pair]) -> Iterator[Pair]:
    """Where a supported claim begins with a name that the passage has too, yield both with another name.

    What a passage says of one person or body says nothing on another: two pairs support, two are neutral.
    """
    named = [(pair, match[1]) for pair in pairs if (match := NAME.match(pair.claim)) and pair.label == "SUPPORTS"]
    names = sorted({name for _, name in named if len(name.split()) > 1})
    for pair, old in named:
        new = rng.choice(names)
        if old not in pair.evidence or any(word in pair.evidence for word in new.split()):
            continue
        claim, evidence = replace_word(pair.claim, old, new), replace_word(pair.evidence, old, new)
        if old in evidence or any(word in evidence for word in old.split() if len(word) > 3):
            continue
        yield pair
        yield Pair(claim, evidence, "SUPPORTS")
        yield Pair(claim, pair.evidence, "NEUTRAL")
        yield Pair(pair.claim, evidence, "NEUTRAL")


def replace_word(text: str, old: str, new: str) -> str:
    """Replace a whole word or phrase."""
    return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, text)


def negate(claim: str) -> str | None:
    """Return the claim with its only auxiliary negated, or None where there is not exactly one to negate."""
    found = list(VERB.finditer(claim))
    if len(found) != 1 or re.search(r"\b(not|no|never|n't|none|all|every|some|only|any)\b", claim, re.IGNORECASE):
        return None
    verb = found[0]
    first, *rest = verb[1].split()
    negated = " ".join([first, "not", *rest])
    return claim[: verb.start()] + negated + claim[verb.end() :]


def flip_claims(rng: random.Random, pairs: Sequence[Pair], each: int) -> Iterator[Pair]:
    """Yield claims negated, with the label turned round: up to ``each`` of every label."""
    for label in ("SUPPORTS", "REFUTES", "NEUTRAL"):
        made = 0
        for pair in rng.sample(list(pairs), len(pairs)):
            claim = negate(pair.claim) if pair.label == label else None
            if claim is None:
                continue
            yield Pair(claim, pair.evidence, FLIPPED.get(label, "NEUTRAL"))
            made += 1
            if made == each:
                break


def surround(rng: random.Random, pairs: Sequence[Pair], count: int, longest: int = 45) -> Iterator[Pair]:
    """Yield ``count`` pairs whose passage stands between passages of other claims; the label stays."""
    short = [pair for pair in pairs if len(pair.evidence.split()) <= longest]
    for pair in rng.choices(short, k=count):
        texts = [pair.evidence]
        for _ in range(rng.choice((1, 1, 2, 3))):
            other = rng.choice(short)
            if other.claim != pair.claim:
                texts.insert(rng.randrange(len(texts) + 1), other.evidence)
        yield Pair(pair.claim, " ".join(end_sentence(text) for text in texts), pair.label)


def end_sentence(text: str) -> str:
    """Return the text with a mark at its end."""
    text = text.strip()
    return text if text.endswith((".", "!", "?", '"', "”")) else text + "."


def attribute(rng: random.Random, pairs: Sequence[Pair], count: int) -> Iterator[Pair]:
    """Yield ``count`` pairs with the passage put into somebody's mouth: the label stays."""
    for pair in rng.choices(pairs, k=count):
        who = draw_speaker(rng)
        text = pair.evidence.rstrip(" .")
        forms = (f"{text}, {who} said.", f"{who[0].upper() + who[1:]} said: {text}.", f"According to {who}, {text}.")
        yield Pair(pair.claim, rng.choice(forms), pair.label)


def credit_claims(rng: random.Random, pairs: Sequence[Pair], count: int) -> Iterator[Pair]:
    """Yield groups of three on who said something: the same speaker, its opposite, and another speaker or none."""
    supported = [pair for pair in pairs if pair.label == "SUPPORTS" and len(pair.claim.split()) <= 20]
    for pair in rng.sample(supported, min(count, len(supported))):
        who, other = draw_speaker(rng), draw_speaker(rng)
        said = pair.claim.rstrip(" .")
        claim = f"{who[0].upper() + who[1:]} said that {said}."
        yield Pair(claim, f"{pair.evidence.rstrip(' .')}, {who} said.", "SUPPORTS")
        yield Pair(claim, f"{who[0].upper() + who[1:]} denied ever having said that {said}.", "REFUTES")
        bare = pair.evidence if rng.random() < 0.5 or other == who else f"{other} said: {pair.evidence}"
        yield Pair(claim, bare, "NEUTRAL")


def draw_speaker(rng: random.Random) -> str:
    """Return someone who can say something."""
    person = f"{rng.choice(lexicon.ROLES)} {rng.choice(lexicon.FIRST)} {rng.choice(lexicon.LAST)}"
    return rng.choice((person, person, rng.choice(lexicon.BODIES), rng.choice(lexicon.COMPANIES)))
