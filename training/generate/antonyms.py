"""Turned statements: a word in the claim is exchanged for its opposite, and so is what the passage does to it."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from training.pairs import Pair

# A second negation in the claim makes it hard to say what the exchange does.
BLOCKED = re.compile(r"\b(no|not|never|none|nobody|neither|nor|without|or|if)\b|n't", re.IGNORECASE)


def read_opposites(path: Path) -> dict[str, list[str]]:
    """Return for each word or phrase what turns it round."""
    opposites: dict[str, list[str]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            left, right = (part.strip() for part in line.split("|"))
            opposites[left].append(right)
            opposites[right].append(left)
    return dict(opposites)


OPPOSITES = read_opposites(Path(__file__).with_name("antonyms.txt"))


def turn_claims(
    rng: random.Random, pairs: Sequence[Pair], most: int, opposites: dict[str, list[str]] = OPPOSITES
) -> Iterator[Pair]:
    """Yield up to ``most`` supporting pairs with as many turned ones that conflict; where the passage has the same word,
    also the passage turned, with both claims, so that each claim occurs with both labels."""
    known = re.compile(r"\b(" + "|".join(sorted(map(re.escape, opposites), key=len, reverse=True)) + r")\b")
    supported = [pair for pair in pairs if pair.label == "SUPPORTS"]
    made = 0
    for pair in rng.sample(supported, len(supported)):
        found = list(known.finditer(pair.claim))
        if made >= most:
            return
        if len(found) != 1 or BLOCKED.search(pair.claim):
            continue
        word = found[0][1]
        opposite = rng.choice(opposites[word])
        claim = pair.claim[: found[0].start()] + opposite + pair.claim[found[0].end() :]
        yield pair
        yield Pair(claim, pair.evidence, "REFUTES")
        made += 1
        if len(re.findall(rf"\b{re.escape(word)}\b", pair.evidence)) == 1:
            evidence = re.sub(rf"\b{re.escape(word)}\b", opposite, pair.evidence)
            yield Pair(claim, evidence, "SUPPORTS")
            yield Pair(pair.claim, evidence, "REFUTES")
