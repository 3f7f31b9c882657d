"""Triples from the frames: one claim with a passage that supports it, one that conflicts and one that says nothing."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from training.generate import lexicon
from training.generate.amounts import (
    APPROXIMATE,
    BOUNDS,
    Amount,
    compare,
    draw_value,
    shift_value,
    write_amount,
)
from training.generate.dressing import date, introduce
from training.generate.frames import FRAMES, Frame
from training.pairs import Pair

LABELS = ("SUPPORTS", "REFUTES", "NEUTRAL")


@dataclass(frozen=True)
class Telling:
    """One sentence about one event, and what it says: enough to know what it does to another."""

    text: str
    frame: int
    who: str
    where: str
    manner: str
    slots: frozenset[str]
    amount: Amount | None


@dataclass(frozen=True)
class Event:
    """What happened: a frame with its slots filled."""

    frame: int
    who: str
    where: str
    value: float


# Who can be the actor of a frame, and what stands in its second slot.
ACTORS = {
    "company": (lexicon.COMPANIES, lexicon.CITIES),
    "country": (lexicon.COUNTRIES, lexicon.COUNTRIES),
    "alliance": (lexicon.ALLIANCES, lexicon.COUNTRIES),
    "body": (lexicon.BODIES, lexicon.CITIES),
    "group": (lexicon.GROUPS, lexicon.CITIES),
    "thing": (lexicon.THINGS, lexicon.CITIES),
    "person": ((), lexicon.CITIES),
    "treatment": (lexicon.TREATMENTS, lexicon.CONDITIONS),
    "condition": (lexicon.CONDITIONS, lexicon.CONDITIONS),
    "molecule": (lexicon.MOLECULES, lexicon.CELLS),
    "factor": (lexicon.FACTORS, lexicon.CHANGES),
    "region": (lexicon.REGIONS, lexicon.REGIONS),
}
SCIENTIFIC = frozenset({"treatment", "condition", "molecule", "factor", "region"})
# Where both slots hold the same kind of thing, they can change places.
SYMMETRIC = frozenset(kind for kind, (actors, places) in ACTORS.items() if actors == places)
NEWS_FRAMES = tuple(n for n, frame in enumerate(FRAMES) if frame.who not in SCIENTIFIC)
SCIENCE_FRAMES = tuple(n for n, frame in enumerate(FRAMES) if frame.who in SCIENTIFIC)


def draw_event(rng: random.Random, frames: Sequence[int]) -> Event:
    """Return a random event of one of the frames."""
    number = rng.choice(frames)
    frame = FRAMES[number]
    value = draw_value(rng, *frame.span) if frame.amount else 0.0
    if frame.amount and (frame.span[0] >= 1 and is_countable(frame.amount)):
        value = float(max(1, round(value)))
    actor = draw_actor(rng, frame.who)
    return Event(number, actor, draw_place(rng, frame.who, actor), value)


def draw_place(rng: random.Random, kind: str, actor: str) -> str:
    """Return what stands in the second slot, never the actor itself."""
    return rng.choice([place for place in ACTORS[kind][1] if place != actor])


def is_countable(amount: str) -> bool:
    """Return whether the amount counts things, so that it has no fractions."""
    return amount not in ("km", "kg", "t", "m", "ha", "h", "pct", "usd", "eur", "days")


def draw_actor(rng: random.Random, kind: str) -> str:
    """Return the name of an actor of a kind."""
    if kind == "person":
        name = f"{rng.choice(lexicon.FIRST)} {rng.choice(lexicon.LAST)}"
        return name if rng.random() < 0.6 else f"{rng.choice(lexicon.ROLES)} {name}"
    return rng.choice(ACTORS[kind][0])


def tell(rng: random.Random, event: Event, manner: str, modifiers: tuple[str, ...]) -> Telling:
    """Return the event as one sentence in a manner: ``yes``, ``no`` or ``open``."""
    frame: Frame = FRAMES[event.frame]
    template = rng.choice(getattr(frame, manner))
    slots = frozenset(re.findall(r"{(\w+)}", template))
    amount = write_amount(rng, event.value, frame.amount, modifiers) if "n" in slots else None
    text = template.format(who=event.who, where=event.where, n=amount.text if amount else "")
    return Telling(text[0].upper() + text[1:], event.frame, event.who, event.where, manner, slots, amount)


def judge(passage: Telling, claim: Telling) -> str:
    """Return what one telling does to another, from what the two say and not from how they were made."""
    if (passage.frame, passage.who) != (claim.frame, claim.who) or passage.manner == "open":
        return "NEUTRAL"
    if "where" in claim.slots and ("where" not in passage.slots or passage.where != claim.where):
        return "NEUTRAL"
    if passage.manner != claim.manner:
        return "REFUTES"
    if claim.amount is None:
        return "SUPPORTS" if passage.slots >= claim.slots else "NEUTRAL"
    return compare(passage.amount, claim.amount) if passage.amount else "NEUTRAL"


def vary(rng: random.Random, event: Event) -> Event:
    """Return the event with one thing changed: who, where, how many, who does it to whom, what, or nothing."""
    choice = rng.choice(("none", "none", "who", "where", "value", "value", "sides", "frame"))
    frame = FRAMES[event.frame]
    if choice == "sides" and frame.who in SYMMETRIC:
        return replace(event, who=event.where, where=event.who)
    if choice == "frame":
        return change_frame(rng, event)
    if choice == "who":
        return replace(event, who=draw_actor(rng, frame.who))
    if choice == "where":
        return replace(event, where=draw_place(rng, frame.who, event.who))
    if choice == "value" and frame.amount:
        return replace(event, value=shift_value(rng, event.value))
    return event


def change_frame(rng: random.Random, event: Event) -> Event:
    """Return something else that the same actor did in the same place."""
    others = [number for number, frame in enumerate(FRAMES) if frame.who == FRAMES[event.frame].who]
    other = draw_event(rng, others)
    return replace(other, who=event.who, where=event.where)


def find_passages(rng: random.Random, event: Event, claim: Telling) -> dict[str, Telling] | None:
    """Return a telling for each label, or None when chance did not offer all three."""
    found: dict[str, Telling] = {}
    labels = list(LABELS)
    for _ in range(60):
        modifiers = BOUNDS if rng.random() < 0.25 else APPROXIMATE
        manner = rng.choice(("yes", "no", "open"))
        passage = tell(rng, vary(rng, event), manner, modifiers)
        # "No" holds several opposites (kept all, hired some); only the same sentence is sure to agree with itself.
        same = passage.frame == claim.frame
        if same and passage.manner == claim.manner == "no" and not is_same_kind(passage, claim):
            continue
        label = judge(passage, claim)
        if label not in found and passage.text.lower() != claim.text.lower():
            found[label] = passage
        if len(found) == len(labels):
            return found
    return None


def is_same_kind(passage: Telling, claim: Telling) -> bool:
    """Return whether two negative tellings both name an amount or both name none."""
    return (passage.amount is None) == (claim.amount is None)


def build_triples(rng: random.Random, count: int, frames: Sequence[int] = NEWS_FRAMES) -> Iterator[Pair]:
    """Yield ``count`` triples of pairs on events of ``frames``; half of the passages stand among other sentences."""
    made = 0
    while made < count:
        event = draw_event(rng, frames)
        modifiers = BOUNDS if rng.random() < 0.2 else APPROXIMATE
        claim = tell(rng, event, rng.choice(("yes", "yes", "no")), modifiers)
        passages = find_passages(rng, event, claim)
        if passages is None:
            continue
        made += 1
        text = claim.text + "."
        for label, passage in passages.items():
            yield Pair(text, embed(rng, passage, claim), label)


def embed(rng: random.Random, passage: Telling, claim: Telling) -> str:
    """Return the sentence as a passage: attributed or dated, and among others that don't bear on the claim."""
    frames = SCIENCE_FRAMES if FRAMES[claim.frame].who in SCIENTIFIC else NEWS_FRAMES
    frame_text = introduce if frames is SCIENCE_FRAMES else date
    text = frame_text(rng, passage.text)
    sentences = [text]
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2, 3))):
        other = draw_event(rng, frames)
        if other.frame == claim.frame and other.who == claim.who:
            continue
        if rng.random() < 0.3 and FRAMES[other.frame].who == FRAMES[claim.frame].who and other.frame != claim.frame:
            other = replace(other, who=claim.who)
        sentence = tell(rng, other, rng.choice(("yes", "no", "open")), APPROXIMATE)
        sentences.insert(rng.randrange(len(sentences) + 1), frame_text(rng, sentence.text))
    return " ".join(sentence + "." for sentence in sentences)
