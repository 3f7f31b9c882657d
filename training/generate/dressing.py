"""How a generated sentence is put in a text: on a day, with a source, or as a study would open it."""

from __future__ import annotations

import random

from training.generate import lexicon

NAME_LISTS = (
    lexicon.COUNTRIES,
    lexicon.CITIES,
    lexicon.COMPANIES,
    lexicon.ALLIANCES,
    lexicon.FIRST,
    lexicon.REGIONS,
)
FIRST_WORDS = {name.split()[0] for names in NAME_LISTS for name in names if name[0].isupper()}


OPENINGS = (
    "We found that",
    "These results suggest that",
    "In conclusion,",
    "In this cohort,",
    "According to the authors,",
    "Our data show that",
    "In a study of 412 people,",
    "Researchers reported that",
)


def date(rng: random.Random, text: str) -> str:
    """Return the sentence with a day or a source around it, or as it is."""
    choice = rng.random()
    day, month = rng.choice(lexicon.DAYS), rng.choice(lexicon.MONTHS)
    if choice < 0.12:
        return f"On {day}, {lower_first(text)}"
    if choice < 0.2:
        return f"In {month}, {lower_first(text)}"
    if choice < 0.3:
        return f"{text}, {rng.choice(lexicon.SOURCES)} said on {day}"
    if choice < 0.36:
        source = rng.choice(lexicon.SOURCES)
        return f"{source[0].upper() + source[1:]} said that {lower_first(text)}"
    return text


def introduce(rng: random.Random, text: str) -> str:
    """Return the sentence as a study would put it, or as it is."""
    opening = rng.choice(OPENINGS) if rng.random() < 0.3 else ""
    return f"{opening} {lower_first(text)}" if opening else text


def lower_first(text: str) -> str:
    """Return the text with a small first letter unless its first word is a name or an abbreviation."""
    word = text.split()[0].removesuffix("'s")
    is_name = word in FIRST_WORDS or sum(letter.isupper() for letter in word) > 1
    return text if is_name else text[0].lower() + text[1:]
