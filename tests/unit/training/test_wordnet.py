from __future__ import annotations

import random
from pathlib import Path

import pytest

from training.generate.antonyms import turn_claims
from training.generate.wordnet import read_opposites, read_wider, widen_claims
from training.pairs import Pair

# Two senses of "bank", of which the first counts, and a pair of opposites, in the format of the dictionary files.
NOUNS = (
    "  1 a line of the licence",
    "00000010 14 n 01 bank 0 001 @ 00000020 n 0000 | a house for money",
    "00000020 14 n 02 institution 0 establishment 0 000 | a body",
    "00000030 17 n 01 bank 1 001 @ 00000040 n 0000 | the side of a river",
    "00000040 17 n 01 slope 0 000 | ground that is not level",
)
ADJECTIVES = (
    "00000050 00 a 01 early(a) 0 001 ! 00000060 a 0101 | before the time",
    "00000060 00 a 01 late 0 001 ! 00000050 a 0101 | after the time",
)
INDEX = {
    "noun": ("bank n 2 1 @ 2 0 00000010 00000030", "institution n 1 0 1 0 00000020", "slope n 1 0 1 0 00000040"),
    "adj": ("early a 1 1 ! 1 0 00000050", "late a 1 1 ! 1 0 00000060"),
}


@pytest.fixture
def wordnet(tmp_path: Path) -> Path:
    for part, lines in {"noun": NOUNS, "adj": ADJECTIVES, "verb": (), "adv": ()}.items():
        (tmp_path / f"data.{part}").write_text("".join(line + "\n" for line in lines))
        (tmp_path / f"index.{part}").write_text("".join(line + "\n" for line in INDEX.get(part, ())))
    return tmp_path


def test_the_most_frequent_sense_gives_the_wider_word(wordnet: Path) -> None:
    assert read_wider(wordnet) == {"bank": "institution"}


def test_opposites_are_found_both_ways(wordnet: Path) -> None:
    assert read_opposites(wordnet) == {"early": ["late"], "late": ["early"]}


def test_a_claim_turned_by_a_word_of_the_dictionary_conflicts(wordnet: Path) -> None:
    pair = Pair("The train was late in Riga.", "In Riga the train was late.", "SUPPORTS")

    made = list(turn_claims(random.Random(1), [pair], 5, read_opposites(wordnet)))

    assert Pair("The train was early in Riga.", pair.evidence, "REFUTES") in made
    assert Pair("The train was early in Riga.", "In Riga the train was early.", "SUPPORTS") in made


def test_the_narrow_supports_the_wide_and_not_the_reverse(wordnet: Path) -> None:
    pair = Pair("A bank in Riga burned.", "Firemen saw that a bank in Riga burned.", "SUPPORTS")
    bounded = Pair("Every bank in Riga burned.", "It is said that every bank in Riga burned.", "SUPPORTS")

    made = list(widen_claims(random.Random(1), [pair, bounded], read_wider(wordnet), 5))

    wide = "A institution in Riga burned."
    assert [(p.claim == wide, "institution" in p.evidence, p.label) for p in made] == [
        (False, False, "SUPPORTS"),
        (True, False, "SUPPORTS"),
        (True, True, "SUPPORTS"),
        (False, True, "NEUTRAL"),
    ]
