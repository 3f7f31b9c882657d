"""Files on invented things in the news: many facets of one event, a few told at a time.

What news confuses most is one event's own facts: the dead with the injured, the first count with the last, what was spent
with what was planned. A passage supports or contradicts a claim only where it tells the same facet of the same thing.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.generate import lexicon
from training.generate.amounts import (
    APPROXIMATE,
    Amount,
    compare,
    draw_value,
    round_to,
    shift_value,
    write_amount,
)
from training.pairs import Pair

LATER = (
    "The number was later put at {v}",
    "It has since been corrected to {v}",
    "That has risen to {v} since",
    "According to a new count it is {v}",
)
EARLIER = ("Earlier reports had spoken of {v}", "At first it had been put at {v}", "Until then {v} had been named")
SHARE_OF_UPDATES = 0.15
SHARE_OF_BOUNDS = 0.15
FLOORS = ("more than", "over", "at least")
CEILINGS = ("fewer than", "up to", "no more than")


@dataclass(frozen=True)
class Facet:
    """One fact of a thing: ``kind`` is a unit, ``year`` or empty where ``words`` are what it can be."""

    kind: str
    span: tuple[float, float]
    words: tuple[str, ...]
    told: tuple[str, ...]
    left_open: tuple[str, ...]


@dataclass(frozen=True)
class Dossier:
    """A kind of thing: how its name is written, in full and after that, and its facets."""

    full: str
    short: str
    facets: tuple[Facet, ...]


@dataclass(frozen=True)
class Value:
    """A value of a facet: a number before it is written, or words."""

    number: float
    words: str


def read_dossiers(path: Path) -> tuple[Dossier, ...]:
    """Return the dossiers of a file; its first lines say how it is written."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return tuple(build_dossier(block.splitlines()) for block in "\n".join(lines).strip().split("\n\n"))


def build_dossier(lines: list[str]) -> Dossier:
    """Return the dossier of one block."""
    full, short = (part.strip() for part in lines[0].split("|"))
    starts = [number for number, line in enumerate(lines) if number and line[:2] not in ("+ ", "? ")]
    ends = [*starts[1:], len(lines)]
    return Dossier(full, short, tuple(build_facet(lines[a:b]) for a, b in zip(starts, ends, strict=True)))


def build_facet(lines: list[str]) -> Facet:
    """Return the facet of a line ``name: what`` and the sentences below it."""
    what = lines[0].split(": ", 1)[1]
    told, left_open = (tuple(line[2:] for line in lines[1:] if line[0] == mark) for mark in "+?")
    if "|" in what:
        return Facet("", (0.0, 0.0), tuple(word.strip() for word in what.split("|")), told, left_open)
    kind, low, high = what.rsplit(" ", 2)
    return Facet(kind, (float(low), float(high)), (), told, left_open)


DOSSIERS = read_dossiers(Path(__file__).with_name("dossiers.txt"))


def build_files(rng: random.Random, count: int) -> Iterator[Pair]:
    """Yield ``count`` triples of pairs: one claim with a passage for each label, of one to four sentences."""
    made = 0
    while made < count:
        dossier = rng.choice(DOSSIERS)
        full = name_thing(rng, dossier)
        values = [draw(rng, facet) for facet in dossier.facets]
        asked = rng.randrange(len(values))
        amount = claim_amount(rng, dossier.facets[asked], values[asked])
        claim = say(fill(rng.choice(dossier.facets[asked].told), amount.text), full, dossier.short) + "."
        teller = Teller(rng, dossier, full, values, asked)
        right, wrong = teller.seek(amount, "SUPPORTS"), teller.seek(amount, "REFUTES")
        if right is None or wrong is None:
            continue
        made += 1
        yield Pair(claim, teller.tell(teller.report(right, wrong)), "SUPPORTS")
        yield Pair(claim, teller.tell(teller.report(wrong, right)), "REFUTES")
        yield Pair(claim, teller.be_silent(), "NEUTRAL")


@dataclass(frozen=True)
class Teller:
    """Writes passages on one thing for a claim about its facet number ``asked``."""

    rng: random.Random
    dossier: Dossier
    full: str
    values: list[Value]
    asked: int

    def report(self, value: str, other: str) -> list[str]:
        """Return one or two sentence patterns that tell ``value``, perhaps as what ``other`` was corrected to."""
        facet = self.dossier.facets[self.asked]
        told = self.rng.choice(facet.told)
        if not is_measured(facet) or self.rng.random() > SHARE_OF_UPDATES:
            return [fill(told, value)]
        if self.rng.random() < 0.6:
            return [fill(told, other), fill(self.rng.choice(LATER), value)]
        return [fill(told, value), fill(self.rng.choice(EARLIER), other)]

    def tell(self, deciding: list[str], name: str | None = None) -> str:
        """Return the passage with these sentences among others on the same thing; the name stands in full at first."""
        others = [facet for number, facet in enumerate(self.dossier.facets) if number != self.asked]
        values = [value for number, value in enumerate(self.values) if number != self.asked]
        blocks = [deciding] if deciding else []
        for number in self.rng.sample(range(len(others)), self.rng.choice((0, 0, 1, 1, 2, 3)) + (not deciding)):
            text = write(self.rng, others[number], values[number], APPROXIMATE).text
            blocks.insert(self.rng.randrange(len(blocks) + 1), [fill(self.rng.choice(others[number].told), text)])
        sentences, known = [], False
        for pattern in (pattern for block in blocks for pattern in block):
            called = self.dossier.short if known and self.rng.random() < 0.7 else name or self.full
            known = True
            sentences.append(say(pattern, called, self.dossier.short) + ".")
        return " ".join(sentences)

    def be_silent(self) -> str:
        """Return a passage that says nothing on the claim: other facets, another thing, or an open question."""
        facet, value = self.dossier.facets[self.asked], self.values[self.asked]
        text = write(self.rng, facet, value, APPROXIMATE).text
        choice = self.rng.random()
        if choice < 0.3 and facet.left_open:
            return self.tell([fill(self.rng.choice(facet.left_open), text)])
        if choice < 0.55:
            return self.tell([fill(self.rng.choice(facet.told), text)], self._name_another())
        return self.tell([])

    def _name_another(self) -> str:
        other = self.full
        while other == self.full:
            other = name_thing(self.rng, self.dossier)
        return other

    def seek(self, claimed: Amount, label: str) -> str | None:
        """Return a value as text that does this to the claimed one, or None where chance offers none."""
        facet, value = self.dossier.facets[self.asked], self.values[self.asked]
        if facet.words:
            return value.words if label == "SUPPORTS" else self.rng.choice([w for w in facet.words if w != value.words])
        for _ in range(40):
            number = value.number if label == "SUPPORTS" else change(self.rng, facet, value.number)
            amount = write(self.rng, facet, Value(number, ""), APPROXIMATE)
            if not is_measured(facet) or compare(amount, claimed) == label:
                return amount.text
        return None


def name_thing(rng: random.Random, dossier: Dossier) -> str:
    """Return the full name of a new thing of a kind."""
    person = f"{rng.choice(lexicon.FIRST)} {rng.choice(lexicon.LAST)}"
    return dossier.full.format(N=rng.choice(lexicon.STEMS), P=person, d=rng.randint(2, 60))


def draw(rng: random.Random, facet: Facet) -> Value:
    """Return a value for the facet."""
    if facet.words:
        return Value(0.0, rng.choice(facet.words))
    if facet.kind == "year":
        return Value(float(rng.randint(int(facet.span[0]), int(facet.span[1]))), "")
    return Value(float(max(1, round(draw_value(rng, *facet.span)))), "")


def change(rng: random.Random, facet: Facet, number: float) -> float:
    """Return another value for a numeric facet."""
    if facet.kind == "year":
        return number + rng.choice((-30, -12, -5, -3, -2, -1, 1, 2, 4, 7, 15))
    return shift_value(rng, number)


def claim_amount(rng: random.Random, facet: Facet, value: Value) -> Amount:
    """Return the value as a claim puts it: sometimes only what it is above or below."""
    if not is_measured(facet) or rng.random() > SHARE_OF_BOUNDS:
        return write(rng, facet, value, APPROXIMATE)
    if rng.random() < 0.6:
        return write(rng, facet, Value(round_to(value.number * rng.uniform(0.55, 0.9), 2), ""), FLOORS)
    return write(rng, facet, Value(round_to(value.number * rng.uniform(1.15, 1.8), 2), ""), CEILINGS)


def write(rng: random.Random, facet: Facet, value: Value, modifiers: tuple[str, ...]) -> Amount:
    """Return the value as text with what it allows; a year and words allow nothing but themselves."""
    if not is_measured(facet):
        return Amount(value.words or str(int(value.number)), 0.0, 0.0)
    return write_amount(rng, value.number, facet.kind, modifiers)


def is_measured(facet: Facet) -> bool:
    """Return whether the facet is an amount, which can be written and bounded in many ways."""
    return facet.kind not in ("", "year")


def fill(pattern: str, text: str) -> str:
    """Return the sentence pattern with its value, its name still open."""
    return pattern.replace("{v}", text)


def say(pattern: str, called: str, short: str) -> str:
    """Return the pattern as a sentence on something called so."""
    sentence = pattern.replace("{it}", called).replace("{short}", short.removeprefix("the "))
    return sentence[0].upper() + sentence[1:]
