"""The work that clients send: by seed, and so that each document can be told from all others and from its own past."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

CONSONANTS, VOWELS = "bdfgklmnprstvz", "aeiou"
PLACES = ("bridge", "tunnel", "harbour", "market hall", "town hall", "stadium", "library", "railway station")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
STATES = ("closed", "reopened", "flooded", "damaged", "sold", "inspected")


@dataclass(frozen=True, slots=True)
class PostClaim:
    """Have a claim checked."""

    text: str
    is_watched: bool


@dataclass(frozen=True, slots=True)
class PutDocument:
    """Store a version of a document; no other version of any document holds ``word``."""

    document_id: str
    word: str
    text: str


@dataclass(frozen=True, slots=True)
class DeleteDocument:
    """Delete a document."""

    document_id: str


Step = PostClaim | PutDocument | DeleteDocument


def plan_work(seed: int, client: int, claims: int, documents: int, watched: float) -> list[Step]:
    """Return the steps of one client in their order: the lives of its documents, mixed with claims about them."""
    dice = Random(f"{seed}-{client}")
    words = spell_words(dice, client)
    lives = [_plan_life(dice, words, f"doc-{client}-{number}") for number in range(documents)]
    steps: list[Step] = []
    texts: list[PutDocument] = []
    # Each life is a queue of its own; drawing from them at random keeps the order within each.
    draws = [life for life in lives for _step in life] + [None] * claims
    dice.shuffle(draws)
    for number, life in enumerate(draws):
        step = _plan_claim(dice, number, texts, watched) if life is None else life.pop(0)
        if isinstance(step, PutDocument):
            texts.append(step)
        steps.append(step)
    return steps


def spell_words(dice: Random, client: int) -> Iterator[str]:
    """Yield words of four syllables that no other client uses and that come once."""
    seen: set[str] = set()
    while True:
        word = CONSONANTS[client % len(CONSONANTS)] + dice.choice(VOWELS)
        word += "".join(dice.choice(CONSONANTS) + dice.choice(VOWELS) for _ in range(3))
        if word not in seen:
            seen.add(word)
            yield word


def _plan_life(dice: Random, words: Iterator[str], document_id: str) -> list[Step]:
    life: list[Step] = [_write(dice, document_id, next(words))]
    if dice.random() < 0.5:
        life.append(_write(dice, document_id, next(words)))
    if dice.random() < 0.3:
        life.append(DeleteDocument(document_id))
        if dice.random() < 0.2:
            life.append(_write(dice, document_id, next(words)))
    return life


def _write(dice: Random, document_id: str, word: str) -> PutDocument:
    place, day, state, people = dice.choice(PLACES), dice.choice(WEEKDAYS), dice.choice(STATES), dice.randrange(20, 900)
    text = f"The {place} of {word.title()} was {state} on {day}. The mayor said that {people} people had to leave."
    return PutDocument(document_id, word, text)


def _plan_claim(dice: Random, number: int, texts: Sequence[PutDocument], watched: float) -> PostClaim:
    about = dice.choice(texts[-20:]).word.title() if texts else "Norfeld"
    text = f"The {dice.choice(PLACES)} of {about} was {dice.choice(STATES)} and {number} people had to leave."
    return PostClaim(text, dice.random() < watched)
