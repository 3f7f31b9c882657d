"""How news reports a statement without asserting it: confirmations, denials and open questions around any sentence.

Every claim comes once with each: the words around a sentence decide, not the sentence.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from training.generate.edits import draw_speaker, negate
from training.generate.frames import MARKS
from training.pairs import Pair

LINES = Path(__file__).with_name("reports.txt").read_text(encoding="utf-8").splitlines()
CONFIRMED, DENIED, OPEN = (tuple(line[2:] for line in LINES if line.startswith(mark)) for mark in MARKS)


def report_claims(rng: random.Random, pairs: Sequence[Pair], count: int) -> Iterator[Pair]:
    """Yield triples on ``count`` claims; a third of the claims is negated first, with the two sides exchanged."""
    short = sorted({pair.claim for pair in pairs if 4 <= len(pair.claim.split()) <= 20 and "?" not in pair.claim})
    for sentence in rng.sample(short, min(count, len(short))):
        opposite = negate(sentence) if rng.random() < 0.33 else None
        claim = opposite or sentence
        sides = (DENIED, CONFIRMED) if opposite else (CONFIRMED, DENIED)
        for forms, label in (*zip(sides, ("SUPPORTS", "REFUTES"), strict=True), (OPEN, "NEUTRAL")):
            yield Pair(claim, fill(rng, rng.choice(forms), sentence), label)


def fill(rng: random.Random, form: str, sentence: str) -> str:
    """Return the form with the sentence and a speaker in it."""
    bare = sentence.rstrip(" .")
    if not form.startswith("{c}") and ": {c}" not in form and bare.split()[0] in ("The", "A", "An", "There", "It"):
        bare = bare[0].lower() + bare[1:]
    who = draw_speaker(rng)
    return form.format(c=bare, s=who, S=who[0].upper() + who[1:])
